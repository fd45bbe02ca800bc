/* SPDX-License-Identifier: GPL-2.0 */
/* A command of the user's, held until it is watched: what `run` and `trace` share. */
#ifndef WATCHED_H
#define WATCHED_H

#include "family.h"

#include <stdio.h>
#include <sys/types.h>

/* What is printed goes there; @path NULL: to @otherwise. An exit code. */
int open_report(const char *path, FILE *otherwise);
/*
 * A watch of a held child that has counted nothing of it but @before. An exit
 * code.
 */
int watch_held(struct session *session, pid_t pid, struct watch_keeps keeps, uint32_t *id,
	       struct watch *before);
/* As time(1): Ctrl-C is for the command, and we live to tell. */
void leave_signals_to_child(void);
/* Ends as the command did, if by a signal; else its exit status. */
int end_as(int status);
/* Says why; an exit code. */
int cannot_run(const char *command, int error);

#endif
