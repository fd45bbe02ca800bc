/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A scene: a child does something whose crossings are known one by one, under a
 * watch of its own. All rows of the watch must be as foretold, and no other row
 * may be there.
 */
#ifndef RS_TEST_SCENE_H
#define RS_TEST_SCENE_H

#include "rig.h"

/* As many as the child saw: seen->value[-1 - n] */
#define SEEN(n)	(-1 - (n))

struct foretold {
	int abi, nr;
	int entries, exits, never, denied, errors, restarts;
};

#define X64(nr, ...)	{ RINGSIDE_ABI_X86_64, nr, __VA_ARGS__ }
#define IA32(nr, ...)	{ RINGSIDE_ABI_IA32, nr, __VA_ARGS__ }
#define X32(nr, ...)	{ RINGSIDE_ABI_X32, nr, __VA_ARGS__ }
#define MAX_FORETOLD	8

struct scene {
	const char *name;
	int (*body)(long arg);
	/* what another process does meanwhile; NULL: let it go and wait */
	int (*drive)(struct held *held);
	long arg;
	/* how it ends: exit status, or -signal; the last row follows from it */
	int ends;
	int first_returns;
	/* exit_group counts for each task that ends so: for it, and for these */
	int more_ends;
	/* it calls something else to end, or of another ABI */
	bool ends_otherwise;
	struct foretold rows[MAX_FORETOLD];
	/* rows that depend on the C library are not foretold */
	bool others_allowed;
	/* NULL: always; else why not, or NULL */
	const char *(*impossible)(void);
};

void play_all(const struct scene *scenes, unsigned int n);

#endif
