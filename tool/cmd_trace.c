// SPDX-License-Identifier: GPL-2.0
/* trace: every crossing of a command or a process, as it comes. */
#include "filter.h"
#include "output.h"
#include "text.h"
#include "trace_lines.h"

#include <stdlib.h>

int check_trace(const struct options *opt)
{
	int code = check_followed(opt, "ringside help trace");

	if (code != DONE)
		return code;
	return opt->given & OPT_CLASS ? check_syscall_list(opt->class) : DONE;
}

static void begins(void *arg, pid_t pid)
{
	struct trace_lines *lines = arg;

	lines->hides = (uint64_t)pid;
}

static int take(void *arg, const struct event *events, size_t n)
{
	return trace_lines_put(arg, events, n);
}

static void skip(void *arg, const struct event *events, size_t n)
{
	trace_lines_skip(arg, events, n);
}

static int close_pictures(struct trace_lines *lines, int code)
{
	int drawn = pictures_close(lines->pictures);

	lines->pictures = NULL;
	return code == DONE ? drawn : code;
}

/* After it, we may end as the command did, by a signal. */
static int end(void *arg, const struct end_of_events *end)
{
	struct trace_lines *lines = arg;
	int code = trace_lines_end(lines, end);

	return close_pictures(lines, code);
}

int cmd_trace(const struct context *ctx)
{
	struct trace_lines *lines = must(calloc(1, sizeof(*lines)));
	const struct follower follower = {
		.arg = lines, .begins = begins, .take = take, .skip = skip, .end = end,
	};
	int code;

	lines->filter = ctx->opt->given & OPT_CLASS ? ctx->opt->class : NULL;
	trace_lines_begin(lines);
	code = pictures_open(ctx->opt, &lines->pictures);
	if (code == DONE)
		code = follow_events(ctx, &follower);
	code = close_pictures(lines, code);
	trace_lines_drop(lines);
	free(lines);
	return code;
}
