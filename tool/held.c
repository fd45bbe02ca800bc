// SPDX-License-Identifier: GPL-2.0
#include "held.h"
#include "ringside.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool is_executable(const char *path)
{
	struct stat stat_buf;

	if (stat(path, &stat_buf))
		return false;
	if (S_ISREG(stat_buf.st_mode) && !access(path, X_OK))
		return true;
	errno = EACCES;
	return false;
}

char *find_executable(const char *command)
{
	const char *path = getenv("PATH");
	int error = ENOENT;

	if (strchr(command, '/') || !*command)
		return must(strdup(command));
	for (path = path ? path : "/bin:/usr/bin"; ; path++) {
		int length = (int)strcspn(path, ":");
		char *file = text_format("%.*s%s%s", length, path, length ? "/" : "./", command);

		if (is_executable(file))
			return file;
		free(file);
		if (errno == EACCES)
			error = EACCES;
		path += length;
		if (!*path)
			break;
	}
	errno = error;
	return NULL;
}

/*
 * Between read() and execve() there must be nothing: what happens there would
 * be counted as the command's. The pipes close themselves at execve().
 */
__attribute__((noreturn))
static void wait_and_run(int go, int trouble, const char *path, char *const *argv)
{
	ssize_t got;
	char byte;
	int error;

	do {
		got = read(go, &byte, 1);
	} while (got < 0 && errno == EINTR);
	if (got != 1)
		_exit(USAGE);
	execve(path, argv, environ);
	error = errno;
	if (write(trouble, &error, sizeof(error)) != sizeof(error))
		_exit(NOT_EXECUTABLE);
	_exit(error == ENOENT ? NOT_FOUND : NOT_EXECUTABLE);
}

bool held_start(struct held *held, const char *path, char *const *argv)
{
	sighandler_t on_child;
	int go[2], trouble[2];

	if (pipe2(go, O_CLOEXEC))
		return false;
	if (pipe2(trouble, O_CLOEXEC)) {
		close(go[0]);
		close(go[1]);
		return false;
	}
	/* When SIGCHLD is ignored, wait() does not tell how a child ended. */
	on_child = signal(SIGCHLD, SIG_DFL);
	held->pid = fork();
	if (!held->pid) {
		signal(SIGCHLD, on_child);
		/* Else it would keep its own hope of a byte alive. */
		close(go[1]);
		wait_and_run(go[0], trouble[1], path, argv);
	}
	close(go[0]);
	close(trouble[1]);
	held->go = go[1];
	held->trouble = trouble[0];
	if (held->pid > 0)
		return true;
	close(held->go);
	close(held->trouble);
	return false;
}

int held_release(struct held *held)
{
	int error = 0;
	ssize_t got;

	while (write(held->go, "", 1) < 0 && errno == EINTR)
		;
	close(held->go);
	do {
		got = read(held->trouble, &error, sizeof(error));
	} while (got < 0 && errno == EINTR);
	close(held->trouble);
	return got == sizeof(error) ? error : 0;
}

void held_drop(struct held *held)
{
	close(held->go);
	close(held->trouble);
	while (waitpid(held->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
