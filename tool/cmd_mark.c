// SPDX-License-Identifier: GPL-2.0
/* mark: remember what has crossed so far. */
#include "mark.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>

int cmd_mark(const struct context *ctx)
{
	char *path = mark_path(ctx->opt), *shown_path;
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
