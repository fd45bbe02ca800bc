// SPDX-License-Identifier: GPL-2.0
/* run: the kernel side of one command and of all that it starts. */
#include "clock.h"
#include "family.h"
#include "held.h"
#include "output.h"
#include "report.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOLD_SECONDS	10
#define ROWS_SHOWN	20

const char *const run_by_keys[] = { "process", "thread", NULL };

static int open_report(const char *path)
{
	FILE *file = path ? fopen(path, "we") : stderr;

	if (!file)
		return out_error(USAGE, "another file for -o", "cannot write %s: %s", path,
				 strerror(errno));
	out_stream(file);
	return DONE;
}

/* Whether the child was inside its read() when the watch began. */
static int is_held(struct session *session, uint32_t id, pid_t pid, struct watch *watch,
		   bool *held)
{
	struct task_row *tasks;
	size_t n;

	*held = false;
	if (ask_tasks(session, id, &tasks, &n) != DONE)
		return session_report(session);
	for (size_t i = 0; i < n; i++)
		*held |= tasks[i].pid == (uint64_t)pid && tasks[i].in_abi != ABSENT;
	free(tasks);
	if (ask_watch(session, id, watch) != DONE)
		return session_report(session);
	if (watch->missed)
		return out_error(REFUSED, "rmmod ringside && insmod module/ringside.ko tasks=65536",
				 "the task table has no room for the command");
	for (size_t i = 0; i < watch->n_abis; i++) {
		if (watch->abi[i].entries == ABSENT)
			return out_error(REFUSED, "ringside doctor",
					 "the module does not say what the watch has counted");
		*held &= watch->abi[i].entries == 0;
	}
	return DONE;
}

/*
 * The read() that holds the child must be entered before the watch begins, or
 * it would count as one of the command's. When it was not, begin another.
 */
static int watch_held(struct session *session, pid_t pid, struct report *report)
{
	const struct timespec pause = { .tv_nsec = NS_PER_MS };
	uint64_t deadline = now() + HOLD_SECONDS * NS_PER_SECOND;
	uint32_t *id = &report->watch;
	bool held;

	do {
		int code;

		if (ask_watch_add(session, (uint32_t)pid, report->by != REPORT_WHOLE, id) != DONE)
			return session_report(session);
		code = is_held(session, *id, pid, &report->before, &held);
		if (code != DONE || held)
			return code;
		if (ask_watch_del(session, *id) != DONE)
			return session_report(session);
		nanosleep(&pause, NULL);
	} while (now() < deadline);
	return out_error(REFUSED, "ringside doctor",
			 "the command was not seen to wait for its start within %d seconds",
			 HOLD_SECONDS);
}

/* As time(1): Ctrl-C is for the command, and we live to tell. */
static void leave_signals_to_child(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

/* Ends as the command did, so that the shell sees the same. */
static int end_as(int status)
{
	const struct rlimit no_core = { 0, 0 };
	sigset_t set;

	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	fflush(NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(WTERMSIG(status), SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, WTERMSIG(status));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(WTERMSIG(status));
	return 128 + WTERMSIG(status);
}

static int cannot_run(const char *command, int error)
{
	int code = error == ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
	char *hint;

	if (error == ENOENT && strchr(command, '/'))
		hint = text_format("ls -l %s; head -1 %s   (is its interpreter there?)", command,
				   command);
	else if (error == ENOENT)
		hint = text_format("command -v %s; echo $PATH", command);
	else if (error == ENOEXEC)
		hint = text_format("ringside run -- sh %s   (if it is a shell script)", command);
	else
		hint = text_format("ls -l %s; chmod +x %s", command, command);
	out_error(code, hint, "cannot run %s: %s", command, strerror(error));
	free(hint);
	return code;
}

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
	uint64_t began;
	int code = watch_held(ctx->session, held->pid, &report);
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
	int code = open_report(ctx->opt->output);
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
