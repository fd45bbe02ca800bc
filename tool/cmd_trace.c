// SPDX-License-Identifier: GPL-2.0
/* trace: every crossing of a command or a process, as it comes. */
#include "clock.h"
#include "filter.h"
#include "held.h"
#include "output.h"
#include "text.h"
#include "trace_lines.h"
#include "watched.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define LOOK_EVERY_MS	10
#define ROOM		32768	/* unless it is said: 1 MiB for each CPU */
#define BUSY		256	/* an answer of so many events: more are waiting */
#define MOST_KEPT	(512 * 1024)	/* 64 MiB */

/*
 * To take an event is much faster than to print it. So while many come they are
 * taken, and printed in the next pause.
 */
struct backlog {
	struct event *event;
	size_t n, room;
};

struct job {
	struct session *session;
	uint32_t watch;
	struct watch before;	/* what the watch had counted when the command began */
	pid_t child;		/* the command, while it is not waited for; or 0 */
	int status;		/* as wait() gave it */
	bool over;		/* nobody wants more */
	struct backlog backlog;
	struct trace_lines lines;
	struct trace trace;
};

int check_trace(const struct options *opt)
{
	bool pid = opt->given & OPT_PID, command = opt->argc;

	if (pid == command)
		return out_error(USAGE, "ringside help trace", pid ?
				 "either a command or -p, not both" :
				 "say what to trace: a command, or -p PID");
	return opt->given & OPT_CLASS ? check_syscall_list(opt->class) : DONE;
}

static void await_signals(bool ours_to_end)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (ours_to_end) {
		sigaddset(&set, SIGINT);
		sigaddset(&set, SIGTERM);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void wait_for_child(struct job *job, int flags)
{
	pid_t ended;

	do {
		ended = waitpid(job->child, &job->status, flags);
	} while (ended < 0 && errno == EINTR);
	if (ended != job->child)
		return;
	job->child = 0;
	job->over = true;
}

/* There is nothing to read: until there is, or until it is over. */
static void look_later(struct job *job)
{
	const struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * (long)NS_PER_MS };
	sigset_t blocked;
	int caught;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	caught = sigtimedwait(&blocked, NULL, &pause);
	if (caught == SIGINT || caught == SIGTERM)
		job->over = true;
	else if (job->child)
		wait_for_child(job, WNOHANG);
}

static int lost_sight(struct job *job)
{
	if (session_failure(job->session)->error != ENOENT)
		return session_report(job->session);
	return out_error(NOT_LOADED, "insmod module/ringside.ko, and the same again",
			 "the module was unloaded: what came after the last line is not known");
}

static void keep(struct backlog *backlog, const struct trace *trace)
{
	if (backlog->n + trace->n_events > backlog->room) {
		backlog->room = 2 * backlog->room + MAX_EVENTS;
		backlog->event = must(realloc(backlog->event,
					      backlog->room * sizeof(*backlog->event)));
	}
	memcpy(backlog->event + backlog->n, trace->event,
	       trace->n_events * sizeof(*trace->event));
	backlog->n += trace->n_events;
}

static int print_kept(struct job *job)
{
	struct backlog *backlog = &job->backlog;
	int code = DONE;
	size_t n;

	for (size_t i = 0; i < backlog->n && code == DONE; i += n) {
		n = backlog->n - i < MAX_EVENTS ? backlog->n - i : MAX_EVENTS;
		code = trace_lines_put(&job->lines, backlog->event + i, n);
	}
	backlog->n = 0;
	return code;
}

/* The events that there are now, printed or kept. */
static int take(struct job *job)
{
	if (ask_trace(job->session, job->watch, &job->trace) != DONE)
		return lost_sight(job);
	keep(&job->backlog, &job->trace);
	if (job->trace.n_events >= BUSY && job->backlog.n < MOST_KEPT)
		return DONE;
	if (job->backlog.n)
		return print_kept(job);
	return trace_lines_put(&job->lines, NULL, 0);
}

static int follow(struct job *job)
{
	bool was_over;
	int code;

	do {
		was_over = job->over;
		code = take(job);
		if (code != DONE || job->trace.n_events)
			continue;
		if (was_over || !job->trace.tasks)
			break;
		look_later(job);
	} while (code == DONE);
	return code;
}

static int trace_watch(struct job *job)
{
	struct watch watch = { 0 };
	int code;

	trace_lines_begin(&job->lines);
	code = follow(job);
	if (code == DONE && ask_watch(job->session, job->watch, &watch) != DONE)
		code = session_report(job->session);
	if (code == DONE)
		code = trace_lines_end(&job->lines, &job->trace, &watch, &job->before);
	trace_lines_drop(&job->lines);
	free(job->backlog.event);
	return code;
}

static int trace_process(const struct context *ctx, struct job *job, struct watch_keeps keeps)
{
	int code = open_report(ctx->opt->output, stdout);

	if (code != DONE)
		return code;
	if (ask_watch_add(job->session, ctx->opt->pid, keeps, &job->watch) != DONE)
		return session_report(job->session);
	await_signals(true);
	return trace_watch(job);
}

static int trace_held(const struct context *ctx, struct job *job, struct held *held,
		      struct watch_keeps keeps)
{
	int error, code = watch_held(job->session, held->pid, keeps, &job->watch, &job->before);

	if (code != DONE) {
		held_drop(held);
		return code;
	}
	leave_signals_to_child();
	await_signals(false);
	job->child = held->pid;
	job->lines.hides = (uint64_t)held->pid;
	error = held_release(held);
	if (error) {
		wait_for_child(job, 0);
		return cannot_run(ctx->opt->argv[0], error);
	}
	code = trace_watch(job);
	if (job->child)
		wait_for_child(job, 0);
	error = end_as(job->status);
	return error ? error : code;
}

static int trace_command(const struct context *ctx, struct job *job, struct watch_keeps keeps)
{
	int code = open_report(ctx->opt->output, stderr);
	struct held held;
	char *path;

	if (code != DONE)
		return code;
	path = find_executable(ctx->opt->argv[0]);
	if (!path)
		return cannot_run(ctx->opt->argv[0], errno);
	if (held_start(&held, path, ctx->opt->argv))
		code = trace_held(ctx, job, &held, keeps);
	else
		code = out_error(USAGE, "again, when there are fewer processes",
				 "cannot start a process: %s", strerror(errno));
	free(path);
	return code;
}

int cmd_trace(const struct context *ctx)
{
	const struct options *opt = ctx->opt;
	struct watch_keeps keeps = {
		.room = opt->given & OPT_ROOM ? (uint32_t)opt->room : ROOM,
	};
	struct job *job = must(calloc(1, sizeof(*job)));
	int code;

	job->session = ctx->session;
	job->lines.filter = opt->given & OPT_CLASS ? opt->class : NULL;
	code = opt->argc ? trace_command(ctx, job, keeps) : trace_process(ctx, job, keeps);
	free(job);
	return code;
}
