/* SPDX-License-Identifier: GPL-2.0 */
/* The events of a command or a process, from the first to the last. */
#ifndef FOLLOW_H
#define FOLLOW_H

#include "family.h"
#include "family_events.h"
#include "ringside.h"

#include <sys/types.h>

struct end_of_events {
	const struct trace *last;	/* the last answer, which has all losses */
	const struct watch *before;	/* what the watch had counted when a command began */
	const struct watch *after;
};

/* Who is told. What is printed is its own; where to is said by then. */
struct follower {
	void *arg;
	/* A command, held in a call in which the watch began */
	void (*begins)(void *arg, pid_t pid);
	/* Oldest first; none: a pause. An exit code. */
	int (*take)(void *arg, const struct event *events, size_t n);
	/* The same for a user who does not want to see them; NULL: they are taken as ever. */
	void (*skip)(void *arg, const struct event *events, size_t n);
	/* An exit code. */
	int (*end)(void *arg, const struct end_of_events *end);
};

/* Whether the options say whom to follow; an exit code. */
int check_followed(const struct options *opt, const char *help);
/* Of the command or with -p the process that the options name; an exit code. */
int follow_events(const struct context *ctx, const struct follower *follower);

#endif
