/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who of a watch did what, by process or by thread, also those that have ended.
 */
#ifndef ROSTER_H
#define ROSTER_H

#include <stdbool.h>

#include "family_roster.h"

/* A process, or a thread: what its tasks did together */
struct crew {
	struct member_row sum;	/* first; @number is the crew's, names its first task's */
	uint64_t threads, alive;
};

struct roster {
	struct crew *crews;	/* by number */
	size_t n_crews;
	struct member_call *calls;	/* @number is the crew's */
	size_t n_calls;
};

/* An exit code. Of what there was before the command began, @before: its times. */
int roster_read(struct session *session, const struct watch *before, bool by_process,
		struct roster *roster);
void roster_drop(struct roster *roster);

uint64_t crew_crossings(const struct crew *crew);
/* NULL: there is none of this number. */
const struct crew *find_crew(const struct roster *roster, uint64_t number);

/* Two tables, of at most @top rows each in text; 0: of all. Changes the order. */
void put_roster(struct roster *roster, const struct watch *after, bool by_process, uint64_t top);

#endif
