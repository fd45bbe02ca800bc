/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ledger: every kind of crossing, a row each, for readers.
 */
#ifndef _RS_LEDGER_H
#define _RS_LEDGER_H

#include <linux/types.h>
#include <linux/ringside.h>

#include "snapshot.h"

/**
 * struct rs_ledger_row - one row
 * @kind: what it is about
 * @which: more exactly: ABI, vector, interrupt, line, event or CPU, by @kind
 * @any: it is about all that has no row of its own, so @which says nothing
 * @name: of a line's handler, else NULL
 * @reason: why nothing is known, else NULL
 * @count: how often; of a check the CPU's own count
 * @kernel: of an interrupt: taken in the kernel
 * @unknown: of an interrupt: nobody knows where it was taken
 * @sum: of a check: crossings of all kinds on that CPU
 */
struct rs_ledger_row {
	enum ringside_kind kind;
	u32 which;
	bool any;
	const char *name;
	const char *reason;
	u64 count;
	u64 kernel;
	u64 unknown;
	u64 sum;
};

bool rs_ledger_next(const struct rs_snapshot *snap, u32 *next,
		    struct rs_ledger_row *row);

#endif /* _RS_LEDGER_H */
