// SPDX-License-Identifier: GPL-2.0
/*
 * The user side of a command alone, without a module: counts its library calls
 * as `ringside run --both` does, and writes "calls by_program function library"
 * lines to a file, after a line "images objects bindings unbound".
 *
 * usage: audit_run LIBRARY FILE COMMAND [ARGUMENTS...]
 */
#include "calls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void write_rows(const struct calls *calls, FILE *to)
{
	size_t n;
	struct call_row *rows = calls_read(calls, &n);

	fprintf(to, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", calls->area->images,
		calls->area->objects, calls->area->bindings, calls->area->unbound);
	for (size_t i = 0; i < n; i++)
		fprintf(to, "%" PRIu64 " %" PRIu64 " %s %s\n", rows[i].calls,
			rows[i].by[CALLED_BY_PROGRAM], rows[i].function, rows[i].library);
	free(rows);
}

int main(int argc, char **argv)
{
	struct calls calls;
	int status;
	pid_t pid;
	FILE *to;

	if (argc < 4 || !calls_begin(&calls, argv[1]))
		return 125;
	to = fopen(argv[2], "we");
	pid = to ? fork() : -1;
	if (!pid) {
		execvp(argv[3], argv + 3);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 125;
	write_rows(&calls, to);
	if (fclose(to))
		return 125;
	calls_end(&calls);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
