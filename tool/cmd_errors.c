// SPDX-License-Identifier: GPL-2.0
/* errors: which errno each syscall returned, and how often. */
#include "family.h"
#include "filter.h"
#include "names.h"
#include "view.h"

#include <string.h>

const char *const error_sort_keys[] = {
	"count", "errno", "name", "nr", "abi", NULL
};

static const struct column columns[] = {
	{ "abi", "abi", 0 },
	{ "nr", "nr", COL_RIGHT },
	{ "name", "syscall", 0 },
	{ "errno", NULL, COL_JSON },
	{ "errno_name", "errno", 0 },
	{ "by", "by", 0 },
	{ "count", "count", COL_RIGHT },
	{ "count_per_s", "count/s", COL_RIGHT },
};

static int fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	return ask_errors(session, watch, rows, n);
}

static bool wants(const struct options *opt, const void *row)
{
	const struct error_row *error = row;

	return wants_syscall(opt, error->abi, error->nr);
}

static int identity(const void *a, const void *b)
{
	const struct error_row *one = a, *other = b;
	int order = upwards(one->abi, other->abi);

	order = order ? order : upwards(one->nr, other->nr);
	order = order ? order : upwards(one->number, other->number);
	return order ? order : upwards(one->denied, other->denied);
}

static bool subtract(void *row, const void *before)
{
	struct error_row *error = row;

	error->count = difference(error->count, ((const struct error_row *)before)->count);
	return error->count;
}

static int compare(const char *key, const void *a, const void *b)
{
	const struct error_row *one = a, *other = b;
	char name[LABEL_SIZE], other_name[LABEL_SIZE];

	if (!strcmp(key, "errno"))
		return upwards(one->number, other->number);
	if (!strcmp(key, "name"))
		return strcmp(syscall_label(one->abi, one->nr, name),
			      syscall_label(other->abi, other->nr, other_name));
	if (!strcmp(key, "nr"))
		return upwards(one->nr, other->nr);
	if (!strcmp(key, "abi"))
		return upwards(one->abi, other->abi);
	return downwards(one->count, other->count);
}

static void put(const void *row)
{
	const struct error_row *error = row;
	char abi[LABEL_SIZE], name[LABEL_SIZE], number[LABEL_SIZE];

	out_cell_string(abi_label(error->abi, abi));
	out_cell_number(error->nr);
	out_cell_string(syscall_label(error->abi, error->nr, name));
	out_cell_number(error->number);
	out_cell_string(errno_label(error->number, number));
	out_cell_string(error->denied == ABSENT ? NULL : error->denied ? "denied" : "kernel");
	out_cell_number(error->count);
}

static uint64_t count(const void *row)
{
	return ((const struct error_row *)row)->count;
}

int cmd_errors(const struct context *ctx)
{
	static const struct view view = {
		.key = "errors",
		.empty = "No error was counted.",
		.row_size = sizeof(struct error_row),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = fetch, .wants = wants,
		.identity = identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count,
	};

	return view_run(ctx, &view);
}
