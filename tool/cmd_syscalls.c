// SPDX-License-Identifier: GPL-2.0
/* syscalls: what each syscall was counted for. */
#include "family.h"
#include "filter.h"
#include "names.h"
#include "view.h"

#include <string.h>

const char *const syscall_sort_keys[] = {
	"entries", "exits", "never", "denied", "errors", "restarts", "name", "nr", "abi", NULL
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
	return syscall->entries || syscall->exits || syscall->never || syscall->denied ||
	       syscall->errors || syscall->restarts;
}

static int by_name(const struct syscall_row *a, const struct syscall_row *b)
{
	char one[LABEL_SIZE], other[LABEL_SIZE];

	return strcmp(syscall_label(a->abi, a->nr, one), syscall_label(b->abi, b->nr, other));
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
}

static uint64_t count(const void *row)
{
	return ((const struct syscall_row *)row)->entries;
}

int cmd_syscalls(const struct context *ctx)
{
	static const struct view view = {
		.key = "syscalls",
		.empty = "No such syscall was counted.",
		.row_size = sizeof(struct syscall_row),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = fetch, .wants = wants,
		.identity = identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count,
	};

	return view_run(ctx, &view);
}
