// SPDX-License-Identifier: GPL-2.0
/* top: who crosses how often now, live in a terminal or as plain text. */
#include "cgroup.h"
#include "clock.h"
#include "names.h"
#include "output.h"
#include "times.h"
#include "top.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EVERY	(2 * NS_PER_SECOND)

const char *const top_sort_keys[] = {
	"crossings", "entries", "faults", "exceptions", "interrupts", "user", "work", "wait",
	"pid", "command", "in-flight", "since", NULL
};

/* Those of people.c, with the most useful one as the default. */
const char *const top_by_keys[] = { "process", "thread", "command", "pidns", "cgroup", NULL };

static const struct column columns[] = {
	{ "pid", "pid", COL_RIGHT },
	{ "pidns", "pid namespace", COL_RIGHT },
	{ "cgroup", NULL, COL_JSON },
	{ "cgroup_path", "cgroup", 0 },
	{ "command", "command", 0 },
	{ "threads", "threads", COL_RIGHT },
	{ "crossings_per_s", "crossings/s", COL_RIGHT },
	{ "entries_per_s", "syscalls/s", COL_RIGHT },
	{ "denied_per_s", NULL, COL_JSON },
	{ "faults_per_s", "faults/s", COL_RIGHT },
	{ "exceptions_per_s", "exceptions/s", COL_RIGHT },
	{ "interrupts_per_s", "interrupts/s", COL_RIGHT },
	{ "user_percent", "ring 3 %", COL_RIGHT },
	{ "work_percent", "ring 0 %", COL_RIGHT },
	{ "wait_percent", "waiting %", COL_RIGHT },
	{ "in_flight", "in flight", 0 },
	{ "in_flight_abi", NULL, COL_JSON },
	{ "in_flight_ns", "for", COL_RIGHT },
};

/* Who a row is about, as each --by needs it; JSON has it all. */
static void choose_columns(struct column *chosen, enum by by)
{
	static const bool text[][6] = {
		[BY_THREAD] =	{ true, false, false, false, true, false },
		[BY_PROCESS] =	{ true, false, false, false, true, true },
		[BY_COMMAND] =	{ false, false, false, false, true, true },
		[BY_PIDNS] =	{ false, true, false, false, false, true },
		[BY_CGROUP] =	{ false, false, false, true, false, true },
	};

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		chosen[i] = columns[i];
		if (i < ARRAY_SIZE(text[0]) && !text[by][i])
			chosen[i].flags |= COL_JSON;
	}
}

static void put_real(double value)
{
	if (value < 0)
		out_cell_number(ABSENT);
	else
		out_cell_real(value);
}

static void put_string(char *text, bool known)
{
	out_cell_string(known || !out_json() ? text : NULL);
	free(text);
}

static void put_who(const struct person *person)
{
	const struct task_row *task = &person->task;
	bool known = task->cgroup != ABSENT && cgroup_path(task->cgroup);

	out_cell_number(task->pid);
	out_cell_number(task->pidns);
	out_cell_number(task->cgroup);
	put_string(people_cgroup(person), known);
	out_cell_string(*task->comm ? task->comm : NULL);
	out_cell_number(person->threads);
}

static void put_row(const struct pace *pace, const struct person *person)
{
	const struct task_row *task = &person->task;
	bool inside = task->in_abi != ABSENT;
	char abi[LABEL_SIZE];

	put_who(person);
	put_real(pace_per_second(pace, people_crossings(person)));
	put_real(pace_per_second(pace, task->entries));
	put_real(pace_per_second(pace, task->denied));
	put_real(pace_per_second(pace, task->faults));
	put_real(pace_per_second(pace, task->exceptions));
	put_real(pace_per_second(pace, task->interrupts));
	put_real(pace_percent(pace, task->user));
	put_real(pace_percent(pace, task->work));
	put_real(pace_percent(pace, task->wait));
	put_string(people_call(person), inside);
	out_cell_string(inside ? abi_label(task->in_abi, abi) : NULL);
	out_cell_time(task->since);
}

static void put_interval(const struct pace *pace, uint64_t number)
{
	bool reset = pace->reset_from != ABSENT;

	out_number("generation", pace->generation);
	out_object("interval");
	out_number("number", number);
	out_real("seconds", pace->seconds);
	out_bool("reset", reset);
	out_object_end();
	out_painted(BOLD, "interval %" PRIu64 ", %.3f s: %.1f crossings/s\n", number,
		    pace->seconds, pace_crossings(pace));
	if (reset)
		out_text("The counters were reset meanwhile: this is what came since then.\n");
}

static int show(const struct options *opt, const struct pace *pace, uint64_t number)
{
	struct column chosen[ARRAY_SIZE(columns)];
	size_t shown = opt->top && opt->top < pace->n ? opt->top : pace->n;

	choose_columns(chosen, people_by(opt));
	out_begin();
	put_interval(pace, number);
	out_number("matched", pace->n);
	out_table("top", chosen, ARRAY_SIZE(chosen));
	for (size_t i = 0; i < shown; i++)
		put_row(pace, &pace->people[i]);
	out_table_end("Nobody crossed.");
	if (shown < pace->n)
		out_text("(%zu more; -n 0 shows all)\n", pace->n - shown);
	out_text("\n");
	return out_end();
}

static int plain(const struct context *ctx)
{
	const struct options *opt = ctx->opt;
	uint64_t every = opt->given & OPT_INTERVAL ? opt->interval_ns : EVERY;
	struct look before, after;
	int code = look_take(ctx->session, &before);

	for (uint64_t i = 1; code == DONE && (!opt->count || i <= opt->count); i++) {
		struct pace pace;

		sleep_until(before.at + every);
		code = look_take(ctx->session, &after);
		if (code != DONE)
			break;
		pace = pace_between(opt, &before, &after);
		look_drop(&before);
		before = after;
		code = show(opt, &pace, i);
		pace_drop(&pace);
		if (code != DONE) {
			look_drop(&before);
			return code;
		}
	}
	look_drop(&before);
	return code == DONE ? DONE : session_report(ctx->session);
}

int cmd_top(const struct context *ctx)
{
	bool terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	int code;

	if (terminal && !out_json() && !(ctx->opt->given & (OPT_INTERVAL | OPT_COUNT)) &&
	    top_live(ctx, &code))
		return code;
	if (!out_json() && !(ctx->opt->given & (OPT_INTERVAL | OPT_COUNT)))
		fprintf(stderr, "no terminal to draw in: a table every %llu s; "
			"Ctrl-C ends it, -c N after N\n",
			(unsigned long long)(EVERY / NS_PER_SECOND));
	return plain(ctx);
}
