// SPDX-License-Identifier: GPL-2.0
/* records: what is left of a witness's records. */
#include "output.h"
#include "records.h"

#include <errno.h>
#include <string.h>

static const char *const names[] = { SYNCED, UNSYNCED };

static int look_at(const char *directory, struct records *found)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!records_count(directory, names[i], &found[i]))
			return out_error(USAGE, "the directory that `ringside witness` was given",
					 "cannot read %s/%s: %s", directory, names[i],
					 strerror(errno));
	return DONE;
}

static void put_counts(const struct records *found)
{
	static const struct column columns[] = {
		{ "name", "records", 0 },
		{ "right", "right", COL_RIGHT },
		{ "wrong", "wrong", COL_RIGHT },
	};

	out_table("records", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		out_cell_string(names[i]);
		out_cell_number(found[i].right);
		out_cell_number(found[i].wrong);
	}
	out_table_end(NULL);
}

/* Which they are: whoever knows how many were acknowledged can judge those alone. */
static void put_bad(const struct records *found)
{
	static const struct column columns[] = {
		{ "name", "wrong in", 0 },
		{ "first", "from", COL_RIGHT },
		{ "last", "to", COL_RIGHT },
	};

	out_text(found[0].n_bad || found[1].n_bad ? "\n" : "%s", "");
	out_table("wrong", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		for (size_t j = 0; j < found[i].n_bad; j++) {
			out_cell_string(names[i]);
			out_cell_number(found[i].bad[j].first);
			out_cell_number(found[i].bad[j].last);
		}
	}
	out_table_end("");
}

int cmd_records(const struct context *ctx)
{
	struct records found[ARRAY_SIZE(names)] = { 0 };
	int code = look_at(ctx->opt->argv[0], found);

	if (code == DONE) {
		out_begin();
		put_counts(found);
		put_bad(found);
		code = out_end();
	}
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		records_free(&found[i]);
	return code;
}
