// SPDX-License-Identifier: GPL-2.0
/* mark, since, diff: what crossed between two moments. */
#include "clock.h"
#include "mark.h"
#include "output.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <unistd.h>

/* Where a mark is kept that nobody gave a file for; the caller frees it. */
static char *default_path(void)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");

	if (!folder || !*folder)
		folder = "/run";
	return text_format("%s/ringside.mark", folder);
}

static char *path_of(const struct options *opt)
{
	return opt->argc ? text_format("%s", opt->argv[0]) : default_path();
}

int cmd_mark(const struct context *ctx)
{
	char *path = path_of(ctx->opt), *shown_path;
	struct mark mark = { 0 };
	int code = mark_take(ctx->session, &mark);

	if (code == DONE)
		code = mark_write(&mark, path);
	if (code == DONE) {
		out_begin();
		out_string("file", path);
		out_number("generation", mark.generation);
		shown_path = printable(path);
		out_text("Marked in %s. 'ringside since%s%s' shows what has crossed since then.\n",
			 shown_path, ctx->opt->argc ? " " : "", ctx->opt->argc ? shown_path : "");
		free(shown_path);
		code = out_end();
	}
	mark_drop(&mark);
	free(path);
	return code;
}

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

static int compare(const struct mark *before, struct mark *after)
{
	int code = mark_subtract(after, before);

	if (code != DONE)
		return code;
	return show(after, (double)(after->at - before->at) / NS_PER_SECOND);
}

int cmd_since(const struct context *ctx)
{
	struct mark before, after = { 0 };
	char *path = path_of(ctx->opt);
	int code = mark_read(&before, path);

	if (code == DONE)
		code = mark_take(ctx->session, &after);
	if (code == DONE)
		code = compare(&before, &after);
	mark_drop(&before);
	mark_drop(&after);
	free(path);
	return code;
}

int cmd_diff(const struct context *ctx)
{
	struct mark before, after = { 0 };
	int code = mark_read(&before, ctx->opt->argv[0]);

	if (code == DONE)
		code = mark_read(&after, ctx->opt->argv[1]);
	if (code == DONE)
		code = compare(&before, &after);
	mark_drop(&before);
	mark_drop(&after);
	return code;
}
