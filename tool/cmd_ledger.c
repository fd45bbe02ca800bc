// SPDX-License-Identifier: GPL-2.0
/* ledger: every way into ring 0, and whether it all adds up. */
#include "family_ledger.h"
#include "names.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

#include "../module/kind_words.h"

const char *const ledger_sort_keys[] = { "group", "count", "name", NULL };

/*
 * A row of the module about an interrupt becomes up to three here: only where
 * it hit ring 3 it is a crossing.
 */
enum group { CROSSING, UNKNOWN, INSIDE, EVENT, CHECK };

struct entry {
	enum group group;
	struct ledger_row row;
	uint64_t count;
};

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

static const char *group_name(enum group group)
{
	static const char *const names[] = {
		[CROSSING] = "crossing", [UNKNOWN] = "origin unknown",
		[INSIDE] = "in ring 0", [EVENT] = "no crossing", [CHECK] = "check",
	};

	return names[group];
}

static const struct rs_words *look_up(const struct rs_words *words, size_t n, uint64_t which)
{
	static const struct rs_words unknown = { NULL, NULL };

	return which < n ? &words[which] : &unknown;
}

#define LOOK_UP(words, which)	look_up(words, ARRAY_SIZE(words), which)

static const struct rs_words *words_of(const struct ledger_row *row)
{
	if (row->kind == RINGSIDE_KIND_EXCEPTION)
		return LOOK_UP(rs_exception_words, row->vector);
	if (row->kind == RINGSIDE_KIND_INTERRUPT)
		return LOOK_UP(rs_interrupt_words, row->interrupt);
	if (row->kind == RINGSIDE_KIND_EVENT)
		return LOOK_UP(rs_event_words, row->event);
	return LOOK_UP(rs_kind_words, row->kind);
}

/* The caller frees it. */
static char *name_of(const struct ledger_row *row)
{
	const char *kind = LOOK_UP(rs_kind_words, row->kind)->name;
	const char *name = words_of(row)->name;
	char abi[LABEL_SIZE];

	if (row->abi != ABSENT)
		return text_format("%s %s", kind, abi_label(row->abi, abi));
	if (*row->reason && row->kind != RINGSIDE_KIND_EVENT)
		return text_format("%s", kind ? kind : "?");
	if (row->kind == RINGSIDE_KIND_LINE)
		return text_format("%s %s", kind, *row->name ? row->name : "others");
	if (row->kind == RINGSIDE_KIND_EVENT || name == kind)
		return text_format("%s", name ? name : "?");
	return text_format("%s %s", kind ? kind : "?", name ? name : "?");
}

static bool is_interrupt(const struct ledger_row *row)
{
	return row->kind == RINGSIDE_KIND_INTERRUPT || row->kind == RINGSIDE_KIND_LINE;
}

static void add(struct entry **next, enum group group, const struct ledger_row *row, uint64_t count)
{
	*(*next)++ = (struct entry){ group, *row, count };
}

static void add_row(struct entry **next, const struct ledger_row *row)
{
	if (row->kind == RINGSIDE_KIND_CHECK) {
		add(next, CHECK, row, row->count);
	} else if (row->kind == RINGSIDE_KIND_EVENT) {
		add(next, EVENT, row, row->count);
	} else if (is_interrupt(row)) {
		if (row->count)
			add(next, CROSSING, row, row->count);
		if (row->unknown && row->unknown != ABSENT)
			add(next, UNKNOWN, row, row->unknown);
		if (row->kernel && row->kernel != ABSENT)
			add(next, INSIDE, row, row->kernel);
	} else {
		add(next, CROSSING, row, row->count);
	}
}

static int fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	struct ledger_row *ledger = NULL;
	struct entry *entries, *next;
	size_t n_ledger = 0;
	int code = ask_ledger(session, watch, &ledger, &n_ledger);

	if (code != DONE) {
		free(ledger);
		return code;
	}
	entries = must(malloc((3 * n_ledger + 1) * sizeof(*entries)));
	next = entries;
	for (size_t i = 0; i < n_ledger; i++)
		add_row(&next, &ledger[i]);
	free(ledger);
	*(struct entry **)rows = entries;
	*n = (size_t)(next - entries);
	return DONE;
}

static bool wants(const struct options *opt, const void *row)
{
	(void)opt;
	(void)row;
	return true;
}

static int identity(const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	const uint64_t left[] = {
		one->group, one->row.kind, one->row.abi, one->row.vector, one->row.interrupt,
		one->row.line, one->row.event, one->row.cpu
	};
	const uint64_t right[] = {
		other->group, other->row.kind, other->row.abi, other->row.vector,
		other->row.interrupt, other->row.line, other->row.event, other->row.cpu
	};

	for (size_t i = 0; i < ARRAY_SIZE(left); i++)
		if (left[i] != right[i])
			return upwards(left[i], right[i]);
	return 0;
}

static bool subtract(void *row, const void *before)
{
	struct entry *entry = row;
	const struct entry *old = before;

	entry->count = difference(entry->count, old->count);
	entry->row.sum = difference(entry->row.sum, old->row.sum);
	return entry->count || entry->group == CHECK;
}

static int compare(const char *key, const void *a, const void *b)
{
	const struct entry *one = a, *other = b;
	char *left, *right;
	int order;

	if (!strcmp(key, "count"))
		return downwards(one->count, other->count);
	if (!strcmp(key, "group"))
		return upwards(one->group, other->group);
	left = name_of(&one->row);
	right = name_of(&other->row);
	order = strcmp(left, right);
	free(left);
	free(right);
	return order;
}

static void put(const void *row)
{
	const struct entry *entry = row;
	const struct ledger_row *r = &entry->row;
	const char *meaning = words_of(r)->meaning;
	char *name = name_of(r);

	out_cell_string(group_name(entry->group));
	out_cell_string(LOOK_UP(rs_kind_words, r->kind)->name);
	out_cell_string(name);
	out_cell_number(entry->count);
	out_cell_string(*r->reason && !out_json() ? r->reason : meaning);
	out_cell_string(*r->reason ? r->reason : NULL);
	free(name);
}

static uint64_t count(const void *row)
{
	return ((const struct entry *)row)->count;
}

static bool aside(const void *row)
{
	return ((const struct entry *)row)->group == CHECK;
}

static void put_check(const struct entry *entry)
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
	const struct entry *entry = rows, *check = checks;
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
		.row_size = sizeof(struct entry),
		.columns = columns, .n_columns = ARRAY_SIZE(columns),
		.fetch = fetch, .wants = wants,
		.identity = identity, .subtract = subtract, .compare = compare,
		.put = put, .count = count, .aside = aside, .foot = foot,
	};

	return view_run(ctx, &view);
}
