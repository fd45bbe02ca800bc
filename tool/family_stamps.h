/* SPDX-License-Identifier: GPL-2.0 */
/* The module's stamps of our own crossings, as family.h for the rest. */
#ifndef FAMILY_STAMPS_H
#define FAMILY_STAMPS_H

#include "family.h"

#define MOST_STAMPS	32768	/* that the module takes at once */

/* Times are in ticks of the CPU's clock. */
struct stamp_row {
	uint64_t where;		/* enum ringside_stamp */
	uint64_t abi, nr;	/* of an entry */
	uint64_t first, last;	/* when the module's own work began and ended */
};

struct stamps_end {
	uint64_t taken, lost;
};

/* @khz: ticks in a millisecond, 0 if the kernel does not know. */
int ask_stamp_start(struct session *session, uint32_t room, uint64_t *khz);
int ask_stamp_stop(struct session *session, struct stamps_end *end);
int ask_stamps(struct session *session, struct stamp_row **rows, size_t *n);

#endif
