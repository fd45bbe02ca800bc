// SPDX-License-Identifier: GPL-2.0
#include "follow.h"
#include "clock.h"
#include "held.h"
#include "output.h"
#include "text.h"
#include "watched.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LOOK_EVERY_MS	10
#define ROOM		32768	/* unless it is said: 1 MiB for each CPU */
#define BUSY		256	/* an answer of so many events: more are waiting */
#define MOST_KEPT	(512 * 1024)	/* 64 MiB */
#define PIECE		256	/* events that are passed on between two looks at the others */
#define MANY		16384	/* so many left to be shown may be too many for the user */

#define SILENCE		(NS_PER_SECOND / 2)	/* after which a piece is passed on all the same */

/*
 * To take an event is much faster than to print it, for example. So while many come they are
 * taken, and passed on in the next pause, a piece at a time. Who looks on sees that it goes on.
 */
struct backlog {
	struct event *event;
	size_t first, end, room;
};

struct job {
	struct session *session;
	uint32_t watch;
	struct watch before;	/* what the watch had counted when the command began */
	pid_t child;		/* the command, while it is not waited for; or 0 */
	int status;		/* as wait() gave it */
	bool over;		/* the command has ended */
	bool enough;		/* so the user says */
	bool skips;		/* and once more: not even what is kept */
	size_t rings;		/* events that there can be in them */
	size_t taken_since;	/* it was over */
	uint64_t passed;	/* when something was passed on */
	struct backlog backlog;
	const struct follower *follower;
	struct trace trace;
};

int check_followed(const struct options *opt, const char *help)
{
	bool pid = opt->given & OPT_PID, command = opt->argc;

	if (pid != command)
		return DONE;
	return out_error(USAGE, help, pid ? "either a command or -p, not both" :
			 "say whom to follow: a command, or -p PID");
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

static size_t kept(const struct backlog *backlog)
{
	return backlog->end - backlog->first;
}

static void tell_rest(const struct job *job)
{
	if (job->follower->skip && kept(&job->backlog) > MANY && isatty(STDERR_FILENO))
		fprintf(stderr, "%zu events are still to be shown; Ctrl-C leaves them out\n",
			kept(&job->backlog));
}

/* From then on signals are ours again: nobody else has a use for them. */
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
	await_signals(true);
	tell_rest(job);
}

static void stop(struct job *job)
{
	if (job->enough || job->over)
		job->skips = job->follower->skip;
	job->enough = true;
}

/* Whether it is over; waits for that so long. */
static void look(struct job *job, long ms)
{
	const struct timespec pause = { .tv_nsec = ms * (long)NS_PER_MS };
	sigset_t blocked;
	int caught;

	sigprocmask(SIG_BLOCK, NULL, &blocked);
	caught = sigtimedwait(&blocked, NULL, &pause);
	if (caught == SIGINT || caught == SIGTERM)
		stop(job);
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
	if (backlog->end + trace->n_events > backlog->room && backlog->first) {
		backlog->end = kept(backlog);
		memmove(backlog->event, backlog->event + backlog->first,
			backlog->end * sizeof(*backlog->event));
		backlog->first = 0;
	}
	if (backlog->end + trace->n_events > backlog->room) {
		backlog->room = 2 * backlog->room + MAX_EVENTS;
		backlog->event = must(realloc(backlog->event,
					      backlog->room * sizeof(*backlog->event)));
	}
	memcpy(backlog->event + backlog->end, trace->event,
	       trace->n_events * sizeof(*trace->event));
	backlog->end += trace->n_events;
}

static int pass_piece(struct job *job)
{
	struct backlog *backlog = &job->backlog;
	const struct event *event = backlog->event + backlog->first;
	size_t n = kept(backlog) < PIECE ? kept(backlog) : PIECE;

	job->passed = now();
	backlog->first += n;
	if (backlog->first == backlog->end) {
		backlog->first = 0;
		backlog->end = 0;
	}
	if (!job->skips)
		return job->follower->take(job->follower->arg, n ? event : NULL, n);
	job->follower->skip(job->follower->arg, event, n);
	return DONE;
}

/* Until no more than so many are left to be passed on. */
static int pass_down_to(struct job *job, size_t most)
{
	int code = DONE;

	while (code == DONE && kept(&job->backlog) > most) {
		code = pass_piece(job);
		if (!job->skips)
			look(job, 0);
	}
	return code;
}

/* The events that there are now; when they are few, some are passed on. */
static int take(struct job *job)
{
	int code;

	if (ask_trace(job->session, job->watch, &job->trace) != DONE)
		return lost_sight(job);
	keep(&job->backlog, &job->trace);
	if (job->over)
		job->taken_since += job->trace.n_events;
	if (job->trace.n_events < BUSY)
		return pass_piece(job);
	code = pass_down_to(job, MOST_KEPT);
	return code == DONE && now() - job->passed > SILENCE ? pass_piece(job) : code;
}

/*
 * Nothing is left, and nothing will come. Tasks that go on may never leave nothing:
 * when the command has ended, its own last events are in the rings.
 */
static bool is_done(const struct job *job, bool was_over)
{
	if (job->trace.tasks && (job->enough || (was_over && job->taken_since >= job->rings)))
		return true;
	return !job->trace.n_events && !kept(&job->backlog) &&
	       (was_over || job->enough || !job->trace.tasks);
}

static int follow(struct job *job)
{
	bool was_over, idle;
	int code;

	do {
		was_over = job->over;
		code = take(job);
		idle = !job->trace.n_events && !kept(&job->backlog);
		if (code == DONE && is_done(job, was_over))
			break;
		if (code == DONE)
			look(job, idle ? LOOK_EVERY_MS : 0);
	} while (code == DONE);
	if (code == DONE)
		tell_rest(job);
	if (code == DONE)
		code = pass_down_to(job, 0);
	/* None: what could still become something else will not. */
	return code == DONE ? pass_piece(job) : code;
}

static int follow_watch(struct job *job)
{
	struct watch after = { 0 };
	const struct end_of_events end = {
		.last = &job->trace, .before = &job->before, .after = &after,
	};
	int code = follow(job);

	if (code == DONE && ask_watch(job->session, job->watch, &after) != DONE)
		code = session_report(job->session);
	if (code == DONE)
		code = job->follower->end(job->follower->arg, &end);
	free(job->backlog.event);
	return code;
}

static int follow_process(const struct context *ctx, struct job *job, struct watch_keeps keeps)
{
	int code = open_report(ctx->opt->output, stdout);

	if (code != DONE)
		return code;
	if (ask_watch_add(job->session, ctx->opt->pid, keeps, &job->watch) != DONE)
		return session_report(job->session);
	await_signals(true);
	return follow_watch(job);
}

static int follow_held(const struct context *ctx, struct job *job, struct held *held,
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
	job->follower->begins(job->follower->arg, held->pid);
	error = held_release(held);
	if (error) {
		wait_for_child(job, 0);
		return cannot_run(ctx->opt->argv[0], error);
	}
	code = follow_watch(job);
	if (job->child)
		wait_for_child(job, 0);
	error = end_as(job->status);
	return error ? error : code;
}

static int follow_command(const struct context *ctx, struct job *job, struct watch_keeps keeps)
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
		code = follow_held(ctx, job, &held, keeps);
	else
		code = out_error(USAGE, "again, when there are fewer processes",
				 "cannot start a process: %s", strerror(errno));
	free(path);
	return code;
}

int follow_events(const struct context *ctx, const struct follower *follower)
{
	const struct options *opt = ctx->opt;
	struct watch_keeps keeps = {
		.room = opt->given & OPT_ROOM ? (uint32_t)opt->room : ROOM,
	};
	struct job *job = must(calloc(1, sizeof(*job)));
	int code;

	job->session = ctx->session;
	job->follower = follower;
	/* Rounded up to a power of two */
	job->rings = 2 * keeps.room * (size_t)sysconf(_SC_NPROCESSORS_CONF);
	code = opt->argc ? follow_command(ctx, job, keeps) :
			   follow_process(ctx, job, keeps);
	free(job);
	return code;
}
