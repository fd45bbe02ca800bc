/* SPDX-License-Identifier: GPL-2.0 */
/* A child that waits inside read() until it is let go, then runs a program. */
#ifndef HELD_H
#define HELD_H

#include <stdbool.h>
#include <sys/types.h>

struct held {
	pid_t pid;
	int go;		/* a byte lets it go, end of file ends it */
	int trouble;	/* says why the program could not be run */
};

/*
 * The file that execvp() would run, to be freed; NULL with errno. Looked up
 * here, since each further attempt would be a crossing of the command.
 */
char *find_executable(const char *command);

bool held_start(struct held *held, const char *path, char *const *argv);
/* 0, or the errno with which the program could not be run. */
int held_release(struct held *held);
/* Ends the child before it ran anything. */
void held_drop(struct held *held);

#endif
