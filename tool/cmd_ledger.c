// SPDX-License-Identifier: GPL-2.0
/* ledger: every way into ring 0, and whether it all adds up. */
#include "ledger_rows.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

const char *const ledger_sort_keys[] = { "group", "count", "name", NULL };

static const struct column columns[] = {
	{ "group", "group", 0 },
	{ "kind", NULL, COL_JSON },
	{ "name", "name", 0 },
	{ "count", "count", COL_RIGHT },
	{ "meaning", "meaning", 0 },
	{ "reason", NULL, COL_JSON },
	{ "count_per_s", "count/s", COL_RIGHT },
};

static const struct column check_columns[] = {
	{ "cpu", "CPU", COL_RIGHT },
	{ "sum", "crossings counted", COL_RIGHT },
	{ "own_count", "its own count", COL_RIGHT },
	{ "residual", "residual", COL_RIGHT },
	{ "reason", "why not", 0 },
};

static bool wants(const struct options *opt, const void *row)
{
	(void)opt;
	(void)row;
	return true;
}

static bool subtract(void *row, const void *before)
{
	struct ledger_entry *entry = row;
	const struct ledger_entry *old = before;

	entry->count = difference(entry->count, old->count);
	entry->row.sum = difference(entry->row.sum, old->row.sum);
	return entry->count || entry->group == CHECK;
}

static int compare(const char *key, const void *a, const void *b)
{
	const struct ledger_entry *one = a, *other = b;
	char *left, *right;
	int order;

	if (!strcmp(key, "count"))
		return downwards(one->count, other->count);
	if (!strcmp(key, "group"))
		return upwards(one->group, other->group);
	left = ledger_name(&one->row);
	right = ledger_name(&other->row);
	order = strcmp(left, right);
	free(left);
	free(right);
	return order;
}

static void put(const void *row)
{
	const struct ledger_entry *entry = row;
	const struct ledger_row *r = &entry->row;
	const char *meaning = ledger_meaning(r);
	char *name = ledger_name(r);

	out_cell_string(ledger_group_name(entry->group));
	out_cell_string(ledger_kind(r));
	out_cell_string(name);
	out_cell_number(entry->count);
	out_cell_string(*r->reason && !out_json() ? r->reason : meaning);
	out_cell_string(*r->reason ? r->reason : NULL);
	free(name);
}

static uint64_t count(const void *row)
{
	return ((const struct ledger_entry *)row)->count;
}

static bool aside(const void *row)
{
	return ((const struct ledger_entry *)row)->group == CHECK;
}

static void put_check(const struct ledger_entry *entry)
{
	char residual[SHOWN_SIZE] = "";

	if (entry->count != ABSENT)
		snprintf(residual, sizeof(residual), "%lld",
			 (long long)(entry->count - entry->row.sum));
	out_cell_number(entry->row.cpu);
	out_cell_number(entry->row.sum);
	out_cell_number(entry->count);
	if (out_json() && *residual)
		out_cell_real((double)(int64_t)(entry->count - entry->row.sum));
	else
		out_cell_string(*residual ? residual : NULL);
	out_cell_string(*entry->row.reason ? entry->row.reason : NULL);
}

/* The sum, and each CPU's own count to hold it against. */
static void foot(const void *rows, size_t n, const void *checks, size_t n_checks)
{
	const struct ledger_entry *entry = rows, *check = checks;
	char shown_sum[SHOWN_SIZE];
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (entry[i].group == CROSSING && entry[i].count != ABSENT)
			sum += entry[i].count;
	out_number("sum", sum);
	out_text("\nCrossings in all: %s\n", shown(sum, shown_sum));
	if (!n_checks)
		return;
	out_text("\n");
	out_table("checks", check_columns, ARRAY_SIZE(check_columns));
	for (size_t i = 0; i < n_checks; i++)
		put_check(&check[i]);
	out_table_end(NULL);
}

int cmd_ledger(const struct context *ctx)
{
	static const struct view view = {
		.key = "ledger",
		.empty = "Nothing was counted.",
		.row_size = sizeof(struct ledger_entry),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = ledger_fetch, .wants = wants,
		.identity = ledger_identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count, .aside = aside, .foot = foot,
	};

	return view_run(ctx, &view);
}
