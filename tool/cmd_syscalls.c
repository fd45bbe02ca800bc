// SPDX-License-Identifier: GPL-2.0
/* syscalls: what each syscall was counted for. */
#include "family.h"
#include "filter.h"
#include "histogram.h"
#include "names.h"
#include "times.h"
#include "view.h"

#include <string.h>

const char *const syscall_sort_keys[] = {
	"entries", "exits", "never", "denied", "errors", "restarts", "name", "nr", "abi",
	"total", "mean", "longest", "work", "wait", NULL
};

static const struct column columns[] = {
	{ "abi", "abi", 0 },
	{ "nr", "nr", COL_RIGHT },
	{ "name", "syscall", 0 },
	{ "entries", "entries", COL_RIGHT },
	{ "exits", "exits", COL_RIGHT },
	{ "never", "never", COL_RIGHT },
	{ "denied", "denied", COL_RIGHT },
	{ "errors", "errors", COL_RIGHT },
	{ "restarts", "restarts", COL_RIGHT },
	{ "timed", NULL, COL_JSON },
	{ "total_ns", NULL, COL_JSON },
	{ "mean_ns", NULL, COL_JSON },
	{ "longest_ns", NULL, COL_JSON },
	{ "work_ns", NULL, COL_JSON },
	{ "wait_ns", NULL, COL_JSON },
	{ "histogram", NULL, COL_JSON },
	{ "entries_per_s", "entries/s", COL_RIGHT },
};

/* In text, with --times. */
static const struct column time_columns[] = {
	{ "abi", "abi", 0 },
	{ "name", "syscall", 0 },
	{ "timed", "timed", COL_RIGHT },
	{ "total", "total", COL_RIGHT },
	{ "work", "working", COL_RIGHT },
	{ "wait", "waiting", COL_RIGHT },
	{ "mean", "mean", COL_RIGHT },
	{ "longest", "longest", COL_RIGHT },
	{ "entries_per_s", "entries/s", COL_RIGHT },
};

static int fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	return ask_syscalls(session, watch, rows, n);
}

static bool wants(const struct options *opt, const void *row)
{
	const struct syscall_row *syscall = row;

	return wants_syscall(opt, syscall->abi, syscall->nr);
}

static int identity(const void *a, const void *b)
{
	const struct syscall_row *one = a, *other = b;
	int order = upwards(one->abi, other->abi);

	return order ? order : upwards(one->nr, other->nr);
}

static void subtract_times(struct syscall_row *row, const struct syscall_row *old)
{
	if (row->time == ABSENT || old->time == ABSENT)
		return;
	row->time -= old->time;
	row->wait -= old->wait;
	/* Whether the longest call was before or in the interval, nobody knows. */
	row->longest = ABSENT;
	for (size_t i = 0; i < row->n_buckets; i++)
		for (size_t j = 0; j < old->n_buckets; j++)
			if (row->bucket[i].log2 == old->bucket[j].log2)
				row->bucket[i].calls -= old->bucket[j].calls;
}

static bool subtract(void *row, const void *before)
{
	struct syscall_row *syscall = row;
	const struct syscall_row *old = before;

	syscall->entries = difference(syscall->entries, old->entries);
	syscall->exits = difference(syscall->exits, old->exits);
	syscall->never = difference(syscall->never, old->never);
	syscall->denied = difference(syscall->denied, old->denied);
	syscall->errors = difference(syscall->errors, old->errors);
	syscall->restarts = difference(syscall->restarts, old->restarts);
	subtract_times(syscall, old);
	return syscall->entries || syscall->exits || syscall->never || syscall->denied ||
	       syscall->errors || syscall->restarts;
}

static int by_name(const struct syscall_row *a, const struct syscall_row *b)
{
	char one[LABEL_SIZE], other[LABEL_SIZE];

	return strcmp(syscall_label(a->abi, a->nr, one), syscall_label(b->abi, b->nr, other));
}

static bool is_time(const char *key)
{
	return !strcmp(key, "total") || !strcmp(key, "mean") || !strcmp(key, "longest") ||
	       !strcmp(key, "work") || !strcmp(key, "wait");
}

static int by_time(const char *key, const struct syscall_row *a, const struct syscall_row *b)
{
	if (!strcmp(key, "mean"))
		return downwards(mean_of(a), mean_of(b));
	if (!strcmp(key, "longest"))
		return downwards(a->longest, b->longest);
	if (!strcmp(key, "work"))
		return downwards(work_of(a), work_of(b));
	if (!strcmp(key, "wait"))
		return downwards(a->wait, b->wait);
	return downwards(a->time, b->time);
}

static int compare(const char *key, const void *a, const void *b)
{
	const struct syscall_row *one = a, *other = b;

	if (!strcmp(key, "name"))
		return by_name(one, other);
	if (!strcmp(key, "nr"))
		return upwards(one->nr, other->nr);
	if (!strcmp(key, "abi"))
		return upwards(one->abi, other->abi);
	if (!strcmp(key, "exits"))
		return downwards(one->exits, other->exits);
	if (!strcmp(key, "never"))
		return downwards(one->never, other->never);
	if (!strcmp(key, "denied"))
		return downwards(one->denied, other->denied);
	if (!strcmp(key, "errors"))
		return downwards(one->errors, other->errors);
	if (!strcmp(key, "restarts"))
		return downwards(one->restarts, other->restarts);
	if (is_time(key))
		return by_time(key, one, other);
	return downwards(one->entries, other->entries);
}

static void put(const void *row)
{
	const struct syscall_row *syscall = row;
	char abi[LABEL_SIZE], name[LABEL_SIZE];

	out_cell_string(abi_label(syscall->abi, abi));
	out_cell_number(syscall->nr);
	out_cell_string(syscall_label(syscall->abi, syscall->nr, name));
	out_cell_number(syscall->entries);
	out_cell_number(syscall->exits);
	out_cell_number(syscall->never);
	out_cell_number(syscall->denied);
	out_cell_number(syscall->errors);
	out_cell_number(syscall->restarts);
	out_cell_number(timed_calls(syscall));
	out_cell_number(syscall->time);
	out_cell_number(mean_of(syscall));
	out_cell_number(syscall->longest);
	out_cell_number(work_of(syscall));
	out_cell_number(syscall->wait);
	put_histogram_cell(syscall);
}

static void put_times(const void *row)
{
	const struct syscall_row *syscall = row;
	char abi[LABEL_SIZE], name[LABEL_SIZE];

	out_cell_string(abi_label(syscall->abi, abi));
	out_cell_string(syscall_label(syscall->abi, syscall->nr, name));
	out_cell_number(timed_calls(syscall));
	out_cell_time(syscall->time);
	out_cell_time(work_of(syscall));
	out_cell_time(syscall->wait);
	out_cell_time(mean_of(syscall));
	out_cell_time(syscall->longest);
}

static bool timed(const void *row)
{
	return ((const struct syscall_row *)row)->time != ABSENT;
}

static void draw(const void *row)
{
	draw_histogram(row);
}

static uint64_t count(const void *row)
{
	return ((const struct syscall_row *)row)->entries;
}

int cmd_syscalls(const struct context *ctx)
{
	unsigned int asked = ctx->opt->given & (OPT_TIMES | OPT_HISTOGRAM);
	struct view view = {
		.key = "syscalls",
		.empty = "No such syscall was counted.",
		.row_size = sizeof(struct syscall_row),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = fetch, .wants = wants,
		.identity = identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count, .timed = timed,
	};

	if (out_json())
		return view_run(ctx, &view);
	if (asked & OPT_HISTOGRAM) {
		view.draw = draw;
	} else if (asked || is_time(ctx->opt->sort)) {
		view.columns = time_columns;
		view.n_columns = ARRAY_SIZE(time_columns);
		view.put = put_times;
	} else {
		view.timed = NULL;
	}
	return view_run(ctx, &view);
}
