/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Trips: repetitions of one crossing, each a list of moments of both rings in
 * order. The clock is the same on both sides, so that sorting them is all.
 */
#ifndef TRIPS_H
#define TRIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "subjects.h"

/* In place of enum ringside_stamp: a mark of ring 3. */
#define IN_RING_3	UINT64_MAX

/* @last is later than @first by what the module itself did there. */
struct moment {
	uint64_t where;		/* enum ringside_stamp, or IN_RING_3 */
	uint64_t abi, nr;	/* of an entry */
	uint64_t first, last;	/* ticks */
};

/* A trip's moments are those from its number in @begin up to the next one's. */
struct trips {
	struct moment *moments;
	size_t *begin;
	size_t n;
	size_t unordered;	/* trips whose moments contradict each other */
	uint64_t lost;		/* stamps that found no room in the module */
};

struct session;

/*
 * @session NULL: nothing is stamped, only ring 3's marks are there. An exit
 * code; when it is not DONE, @why_not is a sentence, or NULL and it is the
 * session's failure. Both ends of trips_free() in any case.
 */
int trips_make(struct session *session, const struct subject *subject, size_t repetitions,
	       struct trips *trips, const char **why_not);
void trips_free(struct trips *trips);

/* Binds us to the first CPU that we may use, since clocks of two may differ. */
int bind_to_cpu(void);

#endif
