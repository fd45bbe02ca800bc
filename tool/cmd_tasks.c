// SPDX-License-Identifier: GPL-2.0
/* tasks: who crosses, and who is inside the kernel right now. */
#include "cgroup.h"
#include "names.h"
#include "people.h"
#include "text.h"
#include "times.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

const char *const task_sort_keys[] = {
	"crossings", "entries", "errors", "faults", "exceptions", "interrupts", "pid", "tgid",
	"command", "pidns", "cgroup", "in-flight", "user", "work", "wait", "since", NULL
};

/* Which columns the text shows, besides those that it always does. */
enum shown {
	COUNTS	= 0x100,
	TIMES	= 0x200,
	/* and 1 << enum by: who the row is about */
	NUMBERED = 1 << BY_THREAD | 1 << BY_PROCESS,
	GROUPED	= 1 << BY_PROCESS | 1 << BY_COMMAND | 1 << BY_PIDNS | 1 << BY_CGROUP,
};

static const struct {
	struct column column;
	unsigned int shown;	/* 0: never in text */
} choice[] = {
	{ { "pid", "pid", COL_RIGHT }, NUMBERED },
	{ { "tgid", "process", COL_RIGHT }, 1 << BY_THREAD },
	{ { "pidns", "pid namespace", COL_RIGHT }, 1 << BY_PIDNS },
	{ { "cgroup", NULL, 0 }, 0 },
	{ { "cgroup_path", "cgroup", 0 }, 1 << BY_CGROUP },
	{ { "command", "command", 0 }, NUMBERED | 1 << BY_COMMAND },
	{ { "threads", "threads", COL_RIGHT }, GROUPED },
	{ { "alive", NULL, 0 }, 0 },
	{ { "crossings", NULL, 0 }, 0 },
	{ { "entries", "syscalls", COL_RIGHT }, COUNTS },
	{ { "errors", "errors", COL_RIGHT }, COUNTS },
	{ { "denied", NULL, 0 }, 0 },
	{ { "faults", "faults", COL_RIGHT }, COUNTS },
	{ { "exceptions", "exceptions", COL_RIGHT }, COUNTS },
	{ { "interrupts", "interrupts", COL_RIGHT }, COUNTS },
	{ { "user_ns", "ring 3", COL_RIGHT }, TIMES },
	{ { "work_ns", "working", COL_RIGHT }, TIMES },
	{ { "wait_ns", "waiting", COL_RIGHT }, TIMES },
	{ { "in_flight", "in flight", 0 }, COUNTS | TIMES },
	{ { "in_flight_abi", NULL, 0 }, 0 },
	{ { "in_flight_nr", NULL, 0 }, 0 },
	{ { "in_flight_earlier", NULL, 0 }, 0 },
	{ { "in_flight_ns", "for", COL_RIGHT }, COUNTS | TIMES },
	{ { "entries_per_s", "syscalls/s", COL_RIGHT }, COUNTS | TIMES },
};

static void choose_columns(struct column *columns, unsigned int shown)
{
	for (size_t i = 0; i < ARRAY_SIZE(choice); i++) {
		columns[i] = choice[i].column;
		if (!(choice[i].shown & shown))
			columns[i].flags |= COL_JSON;
	}
}

static void put_text_or_null(char *text, bool known)
{
	out_cell_string(known || !out_json() ? text : NULL);
	free(text);
}

static void put_who(const struct person *person)
{
	const struct task_row *task = &person->task;
	const char *path = NULL;

	out_cell_number(task->pid);
	out_cell_number(task->tgid);
	out_cell_number(task->pidns);
	out_cell_number(task->cgroup);
	if (out_json() && task->cgroup != ABSENT)
		path = cgroup_path(task->cgroup);
	put_text_or_null(people_cgroup(person), path);
	out_cell_string(*task->comm ? task->comm : NULL);
	out_cell_number(person->threads);
	out_cell_number(person->alive);
}

/* Long ago, in text, when nobody knows when. */
static void put_since(const struct task_row *task)
{
	if (!out_json() && task->since == ABSENT && task->earlier == 1)
		out_cell_string("earlier");
	else
		out_cell_time(task->since);
}

static void put_call(const struct person *person)
{
	const struct task_row *task = &person->task;
	bool inside = task->in_abi != ABSENT;
	char abi[LABEL_SIZE], name[LABEL_SIZE];

	if (out_json())
		out_cell_string(inside ? syscall_label(task->in_abi, task->in_nr, name) : NULL);
	else
		put_text_or_null(person->alive ? people_call(person) : text_format("ended"),
				 inside);
	out_cell_string(inside ? abi_label(task->in_abi, abi) : NULL);
	out_cell_number(inside ? task->in_nr : ABSENT);
	if (inside)
		out_cell_bool(task->earlier == 1);
	else
		out_cell_string(NULL);
	put_since(task);
}

static void put(const void *row)
{
	const struct person *person = row;
	const struct task_row *task = &person->task;

	put_who(person);
	out_cell_number(people_crossings(person));
	out_cell_number(task->entries);
	out_cell_number(task->errors);
	out_cell_number(task->denied);
	out_cell_number(task->faults);
	out_cell_number(task->exceptions);
	out_cell_number(task->interrupts);
	out_cell_time(task->user);
	out_cell_time(task->work);
	out_cell_time(task->wait);
	put_call(person);
}

static bool timed(const void *row)
{
	return ((const struct person *)row)->task.user != ABSENT;
}

static uint64_t count(const void *row)
{
	return ((const struct person *)row)->task.entries;
}

int cmd_tasks(const struct context *ctx)
{
	struct column columns[ARRAY_SIZE(choice)];
	struct view view = {
		.key = "tasks",
		.empty = "No such task has crossed.",
		.row_size = sizeof(struct person),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = people_fetch, .wants = people_wants,
		.identity = people_identity, .subtract = people_subtract,
		.gather = people_gather, .compare = people_compare,
		.put = put, .count = count, .timed = timed, .listed = true,
	};
	bool times = ctx->opt->given & OPT_TIMES || people_key_is_time(ctx->opt->sort);

	choose_columns(columns, 1U << people_by(ctx->opt) | (times ? TIMES : COUNTS));
	if (!times && !out_json())
		view.timed = NULL;
	return view_run(ctx, &view);
}
