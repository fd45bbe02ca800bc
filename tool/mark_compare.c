// SPDX-License-Identifier: GPL-2.0
/* What crossed between two marks, for each command that shows it. */
#include "clock.h"
#include "mark.h"
#include "output.h"
#include "view.h"

#include <stdlib.h>

static int by_count(const void *a, const void *b)
{
	const struct mark_row *one = a, *other = b;
	int order = (int)one->part - (int)other->part;

	return order ? order : downwards(one->count[0], other->count[0]);
}

static bool is_new(const struct mark_row *row)
{
	return (row->count[0] && row->count[0] != ABSENT) ||
	       (row->count[1] && row->count[1] != ABSENT);
}

static void put_part(const struct mark *mark, enum mark_part part, const char *empty)
{
	static const char *const heads[MARK_PARTS][MARK_NAMES] = {
		{ "group", "crossing" }, { "abi", "syscall" }, { "syscall", "errno", "by" },
	};
	struct column columns[MARK_NAMES + MARK_COUNTS];
	size_t names = 0, counts = 0;

	for (; names < MARK_NAMES && mark_names[part][names]; names++)
		columns[names] = (struct column){ mark_names[part][names], heads[part][names], 0 };
	for (; counts < MARK_COUNTS && mark_counts[part][counts]; counts++)
		columns[names + counts] = (struct column){
			mark_counts[part][counts], mark_counts[part][counts], COL_RIGHT
		};
	out_table(mark_part_names[part], columns, names + counts);
	for (size_t i = 0; i < mark->n; i++) {
		const struct mark_row *row = &mark->rows[i];

		if (row->part != part || !is_new(row))
			continue;
		for (size_t j = 0; j < names; j++)
			out_cell_string(row->name[j]);
		for (size_t j = 0; j < counts; j++)
			out_cell_number(row->count[j]);
	}
	out_table_end(empty);
}

static int show(struct mark *mark, double seconds)
{
	qsort(mark->rows, mark->n, sizeof(*mark->rows), by_count);
	out_begin();
	out_number("generation", mark->generation);
	out_real("seconds", seconds);
	out_painted(BOLD, "What crossed in %.3f s:\n", seconds);
	put_part(mark, MARK_LEDGER, "Nothing crossed.");
	out_text("\n");
	put_part(mark, MARK_SYSCALLS, "There was no syscall.");
	out_text("\n");
	put_part(mark, MARK_ERRORS, "No errno was counted.");
	return out_end();
}

int mark_compare(const struct mark *before, struct mark *after)
{
	int code = mark_subtract(after, before);

	if (code != DONE)
		return code;
	return show(after, (double)(after->at - before->at) / NS_PER_SECOND);
}
