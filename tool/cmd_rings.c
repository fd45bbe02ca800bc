// SPDX-License-Identifier: GPL-2.0
/* rings: where the fence between ring 3 and ring 0 is on this machine. */
#include "both_sides.h"
#include "cpu.h"
#include "family_rings.h"
#include "output.h"

#include <inttypes.h>

#include <linux/ringside.h>

static const char *state_word(uint64_t state)
{
	static const char *const words[] = {
		[RINGSIDE_FENCE_OFF] = "off",
		[RINGSIDE_FENCE_ON] = "on",
		[RINGSIDE_FENCE_DIFFERS] = "differs",
		[RINGSIDE_FENCE_UNKNOWN] = "unknown",
	};

	return state < ARRAY_SIZE(words) ? words[state] : NULL;
}

static const char *or_null(const char *text)
{
	return *text ? text : NULL;
}

static void put_user_side(const struct own_side *own)
{
	out_object("user");
	out_number("ring", own->ring);
	out_number("code_segment", own->code_segment);
	out_number("iopl", own->iopl);
	out_string("hypervisor", or_null(own->hypervisor));
	out_object_end();
	out_painted(BOLD, "This program runs in ring %" PRIu64, own->ring);
	out_text(": its code segment is 0x%02" PRIx64 ", whose low two bits say so.\n",
		 own->code_segment);
	out_text("I/O ports and the interrupt flag are for rings up to %" PRIu64 ".\n", own->iopl);
	if (*own->hypervisor)
		out_text("The CPU says that it is a virtual one, by '%s'.\n", own->hypervisor);
}

static void put_kernel_side(const struct rings *rings)
{
	char kernel[SHOWN_SIZE], user[SHOWN_SIZE], cpus[SHOWN_SIZE];

	out_object("kernel");
	out_number("ring", rings->kernel);
	out_number("user_ring", rings->user);
	out_number("cpus", rings->cpus);
	out_string("entry", or_null(rings->entry));
	out_string("handler", or_null(rings->handler));
	out_number("gates", rings->gates);
	out_object_end();
	out_painted(BOLD, "The module runs in ring %s", shown(rings->kernel, kernel));
	out_text(", on each of %s CPUs, and saw this program come from ring %s\n",
		 shown(rings->cpus, cpus), shown(rings->user, user));
	out_text("by %s, to %s.\n", *rings->entry ? rings->entry : "-",
		 *rings->handler ? rings->handler : "a handler without a name");
}

static void put_fences(const struct rings *rings)
{
	static const struct column columns[] = {
		{ "name", "fence", 0 },
		{ "state", "state", 0 },
		{ "cpus_on", "on CPUs", COL_RIGHT },
		{ "cpus", NULL, COL_JSON },
		{ "stops", "stops", 0 },
		{ "note", NULL, COL_JSON },
	};

	out_table("fences", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < rings->n_fences; i++) {
		const struct fence *fence = &rings->fence[i];

		out_cell_string(fence->name);
		out_cell_string(state_word(fence->state));
		out_cell_number(fence->cpus_on);
		out_cell_number(fence->cpus);
		out_cell_string(fence->stops);
		out_cell_string(or_null(fence->note));
	}
	out_table_end("The module named no fence.");
	for (size_t i = 0; i < rings->n_fences; i++)
		if (*rings->fence[i].note)
			out_text("%s: %s\n", rings->fence[i].name, rings->fence[i].note);
}

static void put_gates(const struct rings *rings)
{
	static const struct column columns[] = {
		{ "vector", "vector", COL_RIGHT },
		{ "use", "gate of the interrupt table that ring 3 may use", 0 },
	};

	out_table("gates", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < rings->n_gates; i++) {
		out_cell_number(rings->gate[i].vector);
		out_cell_string(rings->gate[i].use);
	}
	out_table_end("No gate of the interrupt table is known to be open to ring 3.");
	if (rings->gates != ABSENT && rings->gates > rings->n_gates)
		out_text("[%" PRIu64 " more gates]\n", rings->gates - rings->n_gates);
}

/* What each side says of the other. */
static bool sides_agree(const struct own_side *own, const struct rings *rings)
{
	if (rings->user == own->ring && rings->kernel == 0)
		return true;
	out_painted(RED, "\nTHE SIDES DISAGREE");
	out_text(": the module is not in ring 0, or saw another ring than the program did.\n");
	return false;
}

int cmd_rings(const struct context *ctx)
{
	struct session *session = open_kernel_side();
	struct rings rings;
	struct own_side own;
	bool agree = true;
	int code;

	(void)ctx;
	if (session && ask_rings(session, &rings) != DONE) {
		kernel_side_is_missing(session);
		session_close(session);
		session = NULL;
	}
	look_at_own_side(&own);
	out_begin();
	put_user_side(&own);
	if (session) {
		put_kernel_side(&rings);
		out_text("\n");
		put_fences(&rings);
		out_text("\n");
		put_gates(&rings);
		agree = sides_agree(&own, &rings);
	}
	session_close(session);
	code = out_end();
	return code == DONE && !agree ? ASSERTION : code;
}
