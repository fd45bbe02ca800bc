// SPDX-License-Identifier: GPL-2.0
/* tasks: who crosses, and who is inside the kernel right now. */
#include "family.h"
#include "names.h"
#include "times.h"
#include "view.h"

#include <fnmatch.h>
#include <string.h>

const char *const task_sort_keys[] = {
	"entries", "errors", "pid", "tgid", "command", "pidns", "in-flight",
	"user", "work", "wait", "since", NULL
};

static const struct column columns[] = {
	{ "pid", "pid", COL_RIGHT },
	{ "tgid", "tgid", COL_RIGHT },
	{ "pidns", "pidns", COL_RIGHT },
	{ "entries", "entries", COL_RIGHT },
	{ "errors", "errors", COL_RIGHT },
	{ "command", "command", 0 },
	{ "in_flight", "in flight", 0 },
	{ "in_flight_abi", "abi", 0 },
	{ "in_flight_nr", NULL, COL_JSON },
	{ "in_flight_earlier", "earlier", 0 },
	{ "in_flight_ns", NULL, COL_JSON },
	{ "user_ns", NULL, COL_JSON },
	{ "work_ns", NULL, COL_JSON },
	{ "wait_ns", NULL, COL_JSON },
	{ "entries_per_s", "entries/s", COL_RIGHT },
};

/* In text, with --times. */
static const struct column time_columns[] = {
	{ "pid", "pid", COL_RIGHT },
	{ "command", "command", 0 },
	{ "user", "user", COL_RIGHT },
	{ "work", "working", COL_RIGHT },
	{ "wait", "waiting", COL_RIGHT },
	{ "in_flight", "in flight", 0 },
	{ "since", "for", COL_RIGHT },
	{ "entries_per_s", "entries/s", COL_RIGHT },
};

static int fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	return ask_tasks(session, watch, rows, n);
}

static bool wants(const struct options *opt, const void *row)
{
	for (int i = 0; i < opt->argc; i++)
		if (!fnmatch(opt->argv[i], ((const struct task_row *)row)->comm, 0))
			return true;
	return !opt->argc;
}

static int identity(const void *a, const void *b)
{
	return upwards(((const struct task_row *)a)->pid, ((const struct task_row *)b)->pid);
}

static bool subtract(void *row, const void *before)
{
	struct task_row *task = row;
	const struct task_row *old = before;

	/* Fewer than before: another task has got the number since. */
	if (task->entries < old->entries || task->tgid != old->tgid)
		return true;
	task->entries = difference(task->entries, old->entries);
	task->errors = difference(task->errors, old->errors);
	task->user = difference(task->user, old->user);
	task->work = difference(task->work, old->work);
	task->wait = difference(task->wait, old->wait);
	/* One that only computed is worth a row, too. */
	return task->entries || task->errors || (task->user && task->user != ABSENT);
}

static const char *call(const struct task_row *task, char label[LABEL_SIZE])
{
	return task->in_abi == ABSENT ? NULL : syscall_label(task->in_abi, task->in_nr, label);
}

/* Tasks in flight first, by the name of their call. */
static int by_call(const struct task_row *a, const struct task_row *b)
{
	char one[LABEL_SIZE], other[LABEL_SIZE];
	const char *call_a = call(a, one), *call_b = call(b, other);

	if (!call_a || !call_b)
		return !call_a - !call_b;
	return strcmp(call_a, call_b);
}

static bool is_time(const char *key)
{
	return !strcmp(key, "user") || !strcmp(key, "work") || !strcmp(key, "wait") ||
	       !strcmp(key, "since");
}

static int by_time(const char *key, const struct task_row *a, const struct task_row *b)
{
	if (!strcmp(key, "user"))
		return downwards(a->user, b->user);
	if (!strcmp(key, "work"))
		return downwards(a->work, b->work);
	if (!strcmp(key, "wait"))
		return downwards(a->wait, b->wait);
	return downwards(a->since, b->since);
}

static int compare(const char *key, const void *a, const void *b)
{
	const struct task_row *one = a, *other = b;

	if (!strcmp(key, "pid"))
		return upwards(one->pid, other->pid);
	if (!strcmp(key, "tgid"))
		return upwards(one->tgid, other->tgid);
	if (!strcmp(key, "pidns"))
		return upwards(one->pidns, other->pidns);
	if (!strcmp(key, "command"))
		return strcmp(one->comm, other->comm);
	if (!strcmp(key, "in-flight"))
		return by_call(one, other);
	if (!strcmp(key, "errors"))
		return downwards(one->errors, other->errors);
	if (is_time(key))
		return by_time(key, one, other);
	return downwards(one->entries, other->entries);
}

static void put(const void *row)
{
	const struct task_row *task = row;
	char abi[LABEL_SIZE], name[LABEL_SIZE];
	bool inside = task->in_abi != ABSENT;

	out_cell_number(task->pid);
	out_cell_number(task->tgid);
	out_cell_number(task->pidns);
	out_cell_number(task->entries);
	out_cell_number(task->errors);
	out_cell_string(task->comm);
	out_cell_string(call(task, name));
	out_cell_string(inside ? abi_label(task->in_abi, abi) : NULL);
	out_cell_number(inside ? task->in_nr : ABSENT);
	if (inside)
		out_cell_bool(task->earlier == 1);
	else
		out_cell_string(NULL);
	out_cell_number(task->since);
	out_cell_number(task->user);
	out_cell_number(task->work);
	out_cell_number(task->wait);
}

static void put_times(const void *row)
{
	const struct task_row *task = row;
	char name[LABEL_SIZE];

	out_cell_number(task->pid);
	out_cell_string(task->comm);
	out_cell_time(task->user);
	out_cell_time(task->work);
	out_cell_time(task->wait);
	out_cell_string(call(task, name));
	out_cell_time(task->since);
}

static bool timed(const void *row)
{
	return ((const struct task_row *)row)->user != ABSENT;
}

static uint64_t count(const void *row)
{
	return ((const struct task_row *)row)->entries;
}

int cmd_tasks(const struct context *ctx)
{
	struct view view = {
		.key = "tasks",
		.empty = "No such task has crossed.",
		.row_size = sizeof(struct task_row),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = fetch, .wants = wants,
		.identity = identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count, .timed = timed,
	};

	if (out_json())
		return view_run(ctx, &view);
	if (ctx->opt->given & OPT_TIMES || is_time(ctx->opt->sort)) {
		view.columns = time_columns;
		view.n_columns = ARRAY_SIZE(time_columns);
		view.put = put_times;
	} else {
		view.timed = NULL;
	}
	return view_run(ctx, &view);
}
