// SPDX-License-Identifier: GPL-2.0
#include "watched.h"
#include "clock.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOLD_SECONDS	10

int open_report(const char *path, FILE *otherwise)
{
	FILE *file = path ? fopen(path, "we") : otherwise;

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
int watch_held(struct session *session, pid_t pid, struct watch_keeps keeps, uint32_t *id,
	       struct watch *before)
{
	const struct timespec pause = { .tv_nsec = NS_PER_MS };
	uint64_t deadline = now() + HOLD_SECONDS * NS_PER_SECOND;
	bool held;

	do {
		int code;

		if (ask_watch_add(session, (uint32_t)pid, keeps, id) != DONE)
			return session_report(session);
		code = is_held(session, *id, pid, before, &held);
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
void leave_signals_to_child(void)
{
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

/* Ends as the command did, so that the shell sees the same. */
int end_as(int status)
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

int cannot_run(const char *command, int error)
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
