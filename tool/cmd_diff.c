// SPDX-License-Identifier: GPL-2.0
/* diff: what crossed between two marks. */
#include "mark.h"

int cmd_diff(const struct context *ctx)
{
	struct mark before, after = { 0 };
	int code = mark_read(&before, ctx->opt->argv[0]);

	if (code == DONE)
		code = mark_read(&after, ctx->opt->argv[1]);
	if (code == DONE)
		code = mark_compare(&before, &after);
	mark_drop(&before);
	mark_drop(&after);
	return code;
}
