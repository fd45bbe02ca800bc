/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the audit library writes and the program reads: a file in memory that
 * every process of a run maps. Its size never changes, pages that nobody
 * touches cost nothing. All members only grow, by atomic additions; a slot
 * belongs to a name for good once its hash is there.
 */
#ifndef AREA_H
#define AREA_H

#include <stdint.h>

#define AREA_MAGIC	0x326e756f63736472ULL	/* changes with the layout */
#define AREA_SLOTS	32768	/* a power of two */
#define AREA_NAMES	(8 << 20)	/* bytes */
#define AREA_VARIABLE	"RINGSIDE_AUDIT"

/* Who called: the program itself, or a library. */
enum caller { CALLED_BY_PROGRAM, CALLED_BY_LIBRARY, N_CALLERS };

struct slot {
	uint64_t hash;		/* of the name; 0: free */
	uint64_t name;		/* offset into names; 0: not written yet */
	uint64_t calls[N_CALLERS];
	/* Programs that hold its address: calls through that are not counted. */
	uint64_t pointers;
};

struct area {
	uint64_t magic;		/* written by the program */
	uint64_t images;	/* programs whose calls are counted */
	uint64_t objects;	/* what their loaders brought: programs and libraries */
	uint64_t bindings;	/* calls that lead through a counter */
	uint64_t unbound;	/* that found no room for one */
	uint64_t names_end;	/* bytes that are taken */
	struct slot slots[AREA_SLOTS];
	/* "function\0library\0", from offset 1 on */
	char names[AREA_NAMES];
};

#endif
