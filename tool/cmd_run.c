// SPDX-License-Identifier: GPL-2.0
/* run: the kernel side of one command and of all that it starts. */
#include "clock.h"
#include "held.h"
#include "output.h"
#include "report.h"
#include "watched.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define ROWS_SHOWN	20

const char *const run_by_keys[] = { "process", "thread", NULL };

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	return status;
}

static enum report_by report_by(const struct options *opt)
{
	if (!(opt->given & OPT_BY))
		return REPORT_WHOLE;
	return strcmp(opt->by, "thread") ? REPORT_BY_PROCESS : REPORT_BY_THREAD;
}

/* Text is short unless asked otherwise, JSON is all there is. */
static uint64_t rows_shown(const struct options *opt)
{
	return opt->given & OPT_TOP ? opt->top : out_json() ? 0 : ROWS_SHOWN;
}

static int run_held(const struct context *ctx, struct held *held, const struct user_side *user)
{
	struct report report = {
		.argv = ctx->opt->argv, .user = user,
		.by = report_by(ctx->opt), .top = rows_shown(ctx->opt),
	};
	struct watch_keeps keeps = { .roster = report.by != REPORT_WHOLE };
	uint64_t began;
	int code = watch_held(ctx->session, held->pid, keeps, &report.watch, &report.before);
	int error, status;

	if (code != DONE) {
		held_drop(held);
		return code;
	}
	leave_signals_to_child();
	began = now();
	error = held_release(held);
	status = wait_for(held->pid);
	if (error)
		return cannot_run(ctx->opt->argv[0], error);
	report.seconds = (double)(now() - began) / 1e9;
	report.status = status;
	code = put_report(ctx->session, &report);
	error = end_as(status);
	return error ? error : code;
}

int check_run(const struct options *opt)
{
	if (!(opt->given & OPT_TOP) || opt->given & OPT_BY)
		return DONE;
	return out_error(USAGE, "ringside run --by process -n 5 -- COMMAND",
			 "--top is about the rows of --by");
}

int cmd_run(const struct context *ctx)
{
	bool both = ctx->opt->given & OPT_BOTH;
	int code = open_report(ctx->opt->output, stderr);
	struct user_side user = { 0 };
	struct held held;
	char *path;

	if (code != DONE)
		return code;
	path = find_executable(ctx->opt->argv[0]);
	if (!path)
		return cannot_run(ctx->opt->argv[0], errno);
	if (both)
		code = user_side_begin(&user, path);
	if (code != DONE)
		;
	else if (!held_start(&held, path, ctx->opt->argv))
		code = out_error(USAGE, "again, when there are fewer processes",
				 "cannot start a process: %s", strerror(errno));
	else
		code = run_held(ctx, &held, both ? &user : NULL);
	user_side_end(&user);
	free(path);
	return code;
}
