/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The path that most trips took, and how long each step of it lasted. It is
 * found, not expected: what the kernel really did is what is shown.
 */
#ifndef PATHS_H
#define PATHS_H

#include "trips.h"

/* Of all trips on the path: a tenth is shorter than @low, a tenth longer than @high. */
struct span {
	uint64_t low, median, high;
};

enum step_kind {
	STEP_IN,		/* from ring 3 into ring 0 */
	STEP_INSIDE,		/* in ring 0 */
	STEP_OUT,		/* from ring 0 into ring 3 */
	STEP_INSIDE_AND_OUT,	/* both, when nothing tells where one ends */
	STEP_AWAY,		/* without a CPU */
	STEP_OUTSIDE,		/* in ring 3 */
};

struct step {
	enum step_kind kind;
	const struct moment *from, *to;	/* of some trip on the path */
	struct span ticks;
};

struct path {
	struct step *steps;
	size_t n_steps;
	size_t trips;		/* that took this path */
	struct span measured;	/* from the first moment to the last, all included */
	struct span own;	/* of that, the module's own work */
	struct span net;	/* without that, and without reading the clock */
};

/* @clock: ticks that reading the clock once adds to a step. */
void path_find(const struct trips *trips, uint64_t clock, struct path *path);
void path_free(struct path *path);

/* How often it goes from ring 3 into ring 0. */
size_t path_crossings(const struct path *path);

#endif
