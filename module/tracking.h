/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracking: the CPU's own count of all crossings, and which hook belongs to
 * which of them.
 */
#ifndef _RS_TRACKING_H
#define _RS_TRACKING_H

#include <linux/context_tracking_state.h>
#include <linux/types.h>

#include "counters.h"
#include "families.h"
#include "tasks.h"

/* Whether this CPU tells when it leaves user mode. */
static __always_inline bool rs_cpu_is_tracked(void)
{
	return rs_family_on(TRACKING) && context_tracking_enabled_this_cpu();
}

void rs_task_crossed(struct rs_task *t, struct rs_block *blk);
struct rs_task *rs_task_crossed_here(struct rs_block *blk);
void rs_tracked_switch_out(struct rs_task *t, struct rs_block *blk);
void rs_tracked_switch_in(struct rs_task *t);

#endif /* _RS_TRACKING_H */
