// SPDX-License-Identifier: GPL-2.0
/* status: the module as a whole, and whether its numbers balance. */
#include "balance.h"
#include "names.h"
#include "output.h"

#include <inttypes.h>
#include <string.h>

#include <linux/ringside.h>

static void put_abis(const struct status *status)
{
	static const struct column columns[] = {
		{ "abi", "abi", 0 },
		{ "errors", "errors", COL_RIGHT },
		{ "restarts", "restarts", COL_RIGHT },
		{ "first_return", "first return", COL_RIGHT },
		{ "denied", "denied", COL_RIGHT },
		{ "earlier", "earlier", COL_RIGHT },
		{ "still_inside", "still inside", COL_RIGHT },
		{ "untracked_exits", "untracked exits", COL_RIGHT },
		{ "lost_exits", NULL, COL_RIGHT | COL_JSON },
	};

	out_table("abis", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < status->n_abis; i++) {
		const struct abi_totals *totals = &status->abi[i];
		char label[LABEL_SIZE];

		out_cell_string(abi_label(totals->abi, label));
		out_cell_number(totals->errors);
		out_cell_number(totals->restarts);
		out_cell_number(totals->first_return);
		out_cell_number(totals->denied);
		out_cell_number(totals->earlier);
		out_cell_number(totals->still_inside);
		out_cell_number(totals->untracked_exits);
		out_cell_number(totals->lost_exits);
	}
	out_table_end("The module named no ABI.");
}

static void put_hooks(const struct status *status)
{
	static const struct column columns[] = {
		{ "name", "hook", 0 },
		{ "attached", "attached", 0 },
		{ "reason", "reason", 0 },
	};

	out_table("hooks", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < status->n_hooks; i++) {
		const struct hook *hook = &status->hook[i];

		out_cell_string(hook->name);
		out_cell_bool(hook->attached == 1);
		out_cell_string(*hook->reason ? hook->reason : NULL);
	}
	out_table_end("The module named no hook.");
}

static const char *state_name(uint64_t state)
{
	static const char *const names[] = {
		[RINGSIDE_FAMILY_STATE_OFF] = "off",
		[RINGSIDE_FAMILY_STATE_ON] = "on",
		[RINGSIDE_FAMILY_STATE_UNAVAILABLE] = "not available",
	};

	return state < ARRAY_SIZE(names) ? names[state] : NULL;
}

static void put_families(const struct status *status)
{
	static const struct column columns[] = {
		{ "name", "hooks of", 0 },
		{ "state", "state", 0 },
		{ "reason", "reason", 0 },
	};

	out_table("families", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < status->n_families; i++) {
		const struct hook_family *family = &status->family[i];

		out_cell_string(family->name);
		out_cell_string(state_name(family->state));
		out_cell_string(*family->reason ? family->reason : NULL);
	}
	out_table_end("The module named no family of hooks.");
}

static void put_room(const struct status *status)
{
	static const struct column columns[] = {
		{ "what", "room for", 0 },
		{ "used", "used", COL_RIGHT },
		{ "slots", "of", COL_RIGHT },
	};

	out_table("room", columns, ARRAY_SIZE(columns));
	out_cell_string("tasks");
	out_cell_number(status->tasks);
	out_cell_number(status->task_slots);
	out_cell_string("watches");
	out_cell_number(status->watches);
	out_cell_number(status->watch_slots);
	out_table_end(NULL);
}

/* As a mark has it. */
static void put_load(uint64_t load)
{
	char text[SHOWN_SIZE];

	snprintf(text, sizeof(text), "%016" PRIx64, load);
	out_string("load", load == ABSENT ? NULL : text);
}

static void put_head(const struct status *status)
{
	char generation[SHOWN_SIZE];

	out_object("module");
	out_string("version", *status->version ? status->version : NULL);
	out_number("generation", status->generation);
	out_number("age_ns", status->age);
	out_number("cpus", status->cpus);
	out_number("memory", status->memory);
	out_number("errno_overflow", status->errno_overflow);
	out_number("untimed", status->untimed);
	put_load(status->load);
	out_object_end();
	out_painted(BOLD, "ringside %s", *status->version ? status->version : "(no version)");
	if (status->age != ABSENT)
		out_text(" has counted for %.3f s", (double)status->age / 1e9);
	out_text(", generation %s\n\n", shown(status->generation, generation));
}

/* Why returns are not counted, when they are not. */
static const char *why_no_exits(const struct status *status)
{
	for (size_t i = 0; i < status->n_hooks; i++) {
		const struct hook *hook = &status->hook[i];

		if (!strcmp(hook->name, "sys_exit") && hook->attached != 1 && *hook->reason)
			return hook->reason;
	}
	return NULL;
}

static bool put_balances(const struct status *status)
{
	bool holds = true;

	out_list("balance");
	for (size_t i = 0; i < status->n_abis; i++)
		holds &= put_balance(&status->abi[i], why_no_exits(status));
	out_list_end();
	return holds;
}

static void put_losses(const struct status *status)
{
	char number[SHOWN_SIZE];
	uint64_t lost = 0;

	for (size_t i = 0; i < status->n_abis; i++)
		if (status->abi[i].lost_exits != ABSENT)
			lost += status->abi[i].lost_exits;
	if (lost)
		out_warning("dmesg | tail",
			    "%s exits were lost: the module has a mistake, please report it",
			    shown(lost, number));
	if (status->errno_overflow && status->errno_overflow != ABSENT)
		out_warning("ringside reset",
			    "%s errors found no room in the errno table: errors does not show them",
			    shown(status->errno_overflow, number));
	if (status->untimed && status->untimed != ABSENT)
		out_warning("ringside reset",
			    "%s calls were not timed: their CPU had no room for one more syscall",
			    shown(status->untimed, number));
}

int cmd_status(const struct context *ctx)
{
	struct status status;
	bool holds;
	int code;

	if (ask_status(ctx->session, &status) != DONE)
		return session_report(ctx->session);
	out_begin();
	put_head(&status);
	holds = put_balances(&status);
	out_text("\nExits without an entry here, errors, and tasks inside since before:\n");
	put_abis(&status);
	out_text("\n");
	put_room(&status);
	out_text("\n");
	put_families(&status);
	out_text("\n");
	put_hooks(&status);
	put_losses(&status);
	code = out_end();
	return code == DONE && !holds ? ASSERTION : code;
}
