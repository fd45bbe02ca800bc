/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signals: how the handlers of a program were left.
 */
#ifndef _RS_SIGNALS_H
#define _RS_SIGNALS_H

#include "counters.h"
#include "tasks.h"

void rs_signal_entered(struct rs_task *t, struct rs_block *blk, u32 row,
		       unsigned long sp);
void rs_signals_abandoned(struct rs_task *t, struct rs_block *blk);

#endif /* _RS_SIGNALS_H */
