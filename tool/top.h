/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who crosses now: the tasks at two moments, and per second or in percent what
 * came in between.
 */
#ifndef TOP_H
#define TOP_H

#include "people.h"

/* All tasks at one moment. */
struct look {
	struct person *people;	/* by identity */
	size_t n;
	uint64_t at, generation;
};

/* The rows of one interval, as the options want them. */
struct pace {
	struct person *people;
	size_t n;
	double seconds;
	uint64_t reset_from;	/* the generation that a reset ended in it, or ABSENT */
	uint64_t generation;
};

/* An exit code; session_failure() says why. */
int look_take(struct session *session, struct look *look);
void look_drop(struct look *look);

/* For pace_drop(). What a task did that has ended since is not in it. */
struct pace pace_between(const struct options *opt, const struct look *before,
			 const struct look *after);
void pace_drop(struct pace *pace);

/* ABSENT counts give a negative number, which is no rate. */
double pace_per_second(const struct pace *pace, uint64_t count);
/* Of the interval: all that a thread does is 100, of five of them it is 500. */
double pace_percent(const struct pace *pace, uint64_t ns);
/* Crossings of all rows. */
double pace_crossings(const struct pace *pace);

/* In a terminal, until the user has enough; false: it cannot be drawn in. */
bool top_live(const struct context *ctx, int *code);

#endif
