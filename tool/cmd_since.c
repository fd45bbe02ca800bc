// SPDX-License-Identifier: GPL-2.0
/* since: what crossed since a mark. */
#include "mark.h"

#include <stdlib.h>

int cmd_since(const struct context *ctx)
{
	struct mark before, after = { 0 };
	char *path = mark_path(ctx->opt);
	int code = mark_read(&before, path);

	if (code == DONE)
		code = mark_take(ctx->session, &after);
	if (code == DONE)
		code = mark_compare(&before, &after);
	mark_drop(&before);
	mark_drop(&after);
	free(path);
	return code;
}
