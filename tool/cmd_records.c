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

int cmd_records(const struct context *ctx)
{
	static const struct column columns[] = {
		{ "name", "records", 0 },
		{ "right", "right", COL_RIGHT },
		{ "wrong", "wrong", COL_RIGHT },
	};
	struct records found[ARRAY_SIZE(names)];
	int code = look_at(ctx->opt->argv[0], found);

	if (code != DONE)
		return code;
	out_begin();
	out_table("records", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		out_cell_string(names[i]);
		out_cell_number(found[i].right);
		out_cell_number(found[i].wrong);
	}
	out_table_end(NULL);
	return out_end();
}
