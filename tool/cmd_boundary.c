// SPDX-License-Identifier: GPL-2.0
/* boundary: tries to get over the fence, and shows who said no. */
#include "attempt.h"
#include "both_sides.h"
#include "family_rings.h"
#include "names.h"
#include "output.h"
#include "privilege.h"
#include "text.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_FAULT	14
#define CODE_WRITE	2
#define CODE_FETCH	16

static const struct attempt_family *const families[] = {
	&instruction_attempts, &memory_attempts, &permission_attempts, &seccomp_attempts,
};

/* Whom to ask for which half of the kernel side; NULL: nobody. */
struct sources {
	struct session *ring0;
	struct session *counters;
};

static const struct column columns[] = {
	{ "family", NULL, COL_JSON },
	{ "name", "attempt", 0 },
	{ "means", NULL, COL_JSON },
	{ "user", "user side", 0 },
	{ "signal", NULL, COL_JSON },
	{ "errno", NULL, COL_JSON },
	{ "kernel", "kernel side", 0 },
	{ "vector", NULL, COL_JSON },
	{ "code", NULL, COL_JSON },
	{ "refused_by", "refused by", 0 },
	{ "agree", "agree", 0 },
	{ "allowed", "who may", 0 },
	{ "allowed_done", "tried", 0 },
};

static const char *exception_name(uint64_t vector)
{
	static const char *const names[] = {
		"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", NULL, "#TS",
		"#NP", "#SS", "#GP", "#PF", NULL, "#MF", "#AC", "#MC", "#XM", "#VE", "#CP",
	};

	return vector < ARRAY_SIZE(names) ? names[vector] : NULL;
}

static char *exception(const struct kernel_side *kernel)
{
	const char *name = exception_name(kernel->vector);

	if (!name)
		return text_format("exception %" PRIu64, kernel->vector);
	if (kernel->vector != PAGE_FAULT)
		return text_format("%s", name);
	return text_format("%s at %s", name, kernel->code & CODE_FETCH ? "fetching" :
			   kernel->code & CODE_WRITE ? "writing" : "reading");
}

static char *user_text(const struct user_side *user)
{
	char label[LABEL_SIZE];

	if (!user->made)
		return text_format("not tried: %s", user->why_not ? user->why_not : "no word");
	if (!user->ended)
		return text_format("no answer");
	if (user->signal)
		return text_format("SIG%s", sigabbrev_np(user->signal) ? : "?");
	if (user->error)
		return text_format("%s", errno_label((uint64_t)user->error, label));
	return text_format("let through");
}

/* NULL: not known. */
static char *kernel_text(const struct verdict_of *v)
{
	const struct kernel_side *kernel = &v->kernel;
	char name[LABEL_SIZE], error[LABEL_SIZE];

	if (kernel->trapped)
		return exception(kernel);
	if (kernel->sent)
		return text_format("its signal alone");
	if (!v->user.made || !kernel->counted)
		return NULL;
	if (!kernel->errors)
		return text_format("no refusal");
	return text_format("%s: %s%s", syscall_label(kernel->abi, kernel->nr, name),
			   errno_label(kernel->error, error),
			   kernel->denied == 1 ? ", not entered" : "");
}

static const char *refused_by(const struct verdict_of *v)
{
	if (v->kernel.trapped)
		return "CPU";
	if (v->kernel.sent)
		return "kernel";
	if (!v->kernel.errors)
		return NULL;
	return v->kernel.denied == 1 ? "seccomp" : "kernel";
}

/* The same done by the module, or its word on why not; NULL: nobody to be asked. */
static char *try_in_ring_0(struct session *session, int kind)
{
	struct tried tried;

	if (!session)
		return NULL;
	if (ask_ring_try(session, (uint32_t)kind, &tried) != DONE)
		return text_format("%s", session_failure(session)->message);
	return text_format("done in ring %" PRIu64, tried.ring);
}

/* Who may do it, and what came of trying that; NULL: not tried. */
static char *more_privileged(const struct attempt *a, const struct sources *from, char **done)
{
	struct verdict_of v;

	*done = NULL;
	if (a->ring0 != NOT_IN_RING_0) {
		*done = try_in_ring_0(from->ring0, a->ring0);
		return text_format("ring 0");
	}
	if (a->capability == NO_CAPABILITY)
		return NULL;
	if (!geteuid() && has_capability(a->capability)) {
		attempt(a, a->capability, NULL, &v);
		*done = let_through(&v) ? text_format("done with it alone") : user_text(&v.user);
	}
	return text_format("%s", a->capability_name);
}

static void put_agreement(enum agreement agreement)
{
	if (agreement == ONE_SIDED)
		out_cell_string(NULL);
	else
		out_cell_bool(agreement == AGREE);
}

/* false: the two sides disagree. */
static bool put_attempt(const char *family, const struct attempt *a, const struct sources *from)
{
	char *user, *kernel, *who, *done;
	struct verdict_of v;
	enum agreement agreement;

	attempt(a, NO_CAPABILITY, from->counters, &v);
	agreement = compare_sides(&v);
	user = user_text(&v.user);
	kernel = kernel_text(&v);
	who = more_privileged(a, from, &done);
	out_cell_string(family);
	out_cell_string(a->name);
	out_cell_string(a->means);
	out_cell_string(user);
	out_cell_number(v.user.signal ? (uint64_t)v.user.signal : ABSENT);
	out_cell_number(v.user.error ? (uint64_t)v.user.error : ABSENT);
	out_cell_string(kernel);
	out_cell_number(v.kernel.trapped ? v.kernel.vector : ABSENT);
	out_cell_number(v.kernel.trapped ? v.kernel.code : ABSENT);
	out_cell_string(refused_by(&v));
	put_agreement(agreement);
	out_cell_string(who);
	out_cell_string(done);
	free(user);
	free(kernel);
	free(who);
	free(done);
	return agreement != DISAGREE;
}

static bool put_attempts(const struct sources *from)
{
	bool agree = true;

	out_table("attempts", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(families); i++)
		for (size_t j = 0; j < families[i]->n; j++)
			agree &= put_attempt(families[i]->name, &families[i]->attempts[j], from);
	out_table_end(NULL);
	return agree;
}

/* Whether the module counts what a child's calls return. */
static bool can_count(struct session *session)
{
	struct config config;

	if (ask_config(session, &config) != DONE) {
		kernel_side_is_missing(session);
		return false;
	}
	if (!kernel_side_counts(session))
		return false;
	if (config.errnos == 1)
		return true;
	out_warning("ringside config errnos=1",
		    "the kernel side of calls is missing: the module does not count errnos");
	return false;
}

int cmd_boundary(const struct context *ctx)
{
	struct sources from = { .ring0 = open_kernel_side() };
	bool agree;
	int code;

	(void)ctx;
	if (from.ring0 && can_count(from.ring0))
		from.counters = from.ring0;
	/* A child must not write what is still ours to write. */
	fflush(NULL);
	out_begin();
	out_number("uid", geteuid());
	agree = put_attempts(&from);
	if (!geteuid())
		out_text("\nWhat root may do was tried as a user without privileges.\n");
	if (!agree)
		out_text("\nTHE SIDES DISAGREE where it says no.\n");
	session_close(from.ring0);
	code = out_end();
	return code == DONE && !agree ? ASSERTION : code;
}
