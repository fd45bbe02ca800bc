/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The host and two containers of our own beside each other: each calls, one of them
 * fails, and the ledger of the module has a row for each.
 */
#ifndef SCENE_H
#define SCENE_H

#include "nl.h"
#include "places.h"

#include <linux/ringside.h>

/* Crossings by enum ringside_kind, ABSENT where there is no row. */
struct account {
	uint64_t of[RINGSIDE_KIND_MAX + 1];
};

enum { ON_HOST, FIRST, SECOND, PLACES };

struct scene {
	struct place place[PLACES];
	uint32_t watch[PLACES];
	struct account account[PLACES], machine;	/* since it began */
	bool before[PLACES], after[PLACES];	/* it answered before and after the failure */
	bool counted;		/* there was a module to count */
};

/* An exit code; for scene_end() also when it fails. @session NULL: nobody counts. */
int scene_play(struct scene *scene, struct session *session);
void scene_end(struct scene *scene);

/* All see the same release of it, and the same boot. */
bool scene_is_one_kernel(const struct scene *scene);
/* What they know to have called is what was counted. */
bool scene_is_exact(const struct scene *scene);
/* The failure has taken its own container along, and nothing else. */
bool scene_stops_one(const struct scene *scene);

#endif
