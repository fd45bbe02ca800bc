// SPDX-License-Identifier: GPL-2.0
/*
 * Tracking: on a CPU of nohz_full= the kernel notes each change between user
 * mode and itself, for RCU's sake. There every crossing shows, also one that
 * no other hook tells of; so that sums can be held against the CPU's own count.
 *
 * It fires before the hook that says why the task crossed. In between the
 * task can lose the CPU, and get another one.
 */
#include <linux/smp.h>

#include "generation.h"
#include "times.h"
#include "tracepoints.h"
#include "tracking.h"

/**
 * rs_task_crossed() - a hook says why a task crossed
 * @t: its slot
 * @blk: this CPU's block of the system
 *
 * Context: probe, preemption off.
 */
void rs_task_crossed(struct rs_task *t, struct rs_block *blk)
{
	u32 flags = t->flags;

	if (!(flags & RS_TASK_TRACKED))
		return;
	if (flags & RS_TASK_SUSPENDED)
		blk->kinds.tracked.resumed++;
	else if (!(flags & RS_TASK_CROSSED) && flags & RS_TASK_ARRIVED)
		blk->kinds.tracked.arrived++;
	WRITE_ONCE(t->flags, flags & ~RS_TASK_TRACKED);
}

/**
 * rs_task_crossed_here() - the same for the running task
 * @blk: this CPU's block of the system
 *
 * Context: probe, preemption off.
 * Return: its slot, or NULL when there is no room for one.
 */
struct rs_task *rs_task_crossed_here(struct rs_block *blk)
{
	struct rs_task *t = rs_task_find_current();

	if (!t && !rs_task_is_kernel(current))
		t = rs_task_claim(current);
	if (t)
		rs_task_crossed(t, blk);
	return t;
}

/**
 * rs_tracked_switch_out() - a task loses the CPU, perhaps before its hook
 * @t: its slot
 * @blk: this CPU's block of the system
 *
 * Context: probe, preemption off.
 */
void rs_tracked_switch_out(struct rs_task *t, struct rs_block *blk)
{
	t->cpu = smp_processor_id();
	if ((t->flags & (RS_TASK_CROSSED | RS_TASK_SUSPENDED)) ==
	    RS_TASK_CROSSED) {
		rs_task_set_flags(t, RS_TASK_SUSPENDED);
		blk->kinds.tracked.suspended++;
	}
}

/**
 * rs_tracked_switch_in() - a task gets this CPU
 * @t: its slot
 *
 * It may have crossed on another CPU, that does not track, and its hook may
 * still be to come.
 *
 * Context: probe, preemption off.
 */
void rs_tracked_switch_in(struct rs_task *t)
{
	if (!rs_cpu_is_tracked())
		rs_task_clear_flags(t, RS_TASK_ARRIVED);
	else if (t->cpu != smp_processor_id() && !(t->flags & RS_TASK_CROSSED))
		rs_task_set_flags(t, RS_TASK_ARRIVED);
}

/**
 * rs_probe_user_exit() - this CPU leaves user mode
 * @data: unused
 * @dummy: unused
 *
 * Context: tracepoint user_exit, interrupts off.
 */
void rs_probe_user_exit(void *data, int dummy)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_task *t;

	if (!blk)
		return;
	blk->kinds.tracked.user_exit++;
	t = rs_task_find_current();
	if (!t)
		t = rs_task_claim(current);
	if (!t)
		return;
	rs_times_moved(t);
	rs_task_clear_flags(t, RS_TASK_SUSPENDED | RS_TASK_ARRIVED);
	rs_task_set_flags(t, RS_TASK_CROSSED | RS_TASK_IN_KERNEL);
}

/**
 * rs_probe_user_enter() - this CPU returns to user mode
 * @data: unused
 * @dummy: unused
 *
 * Context: tracepoint user_enter, interrupts off.
 */
void rs_probe_user_enter(void *data, int dummy)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_task *t;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (!t)
		return;
	rs_times_moved(t);
	if (t->flags & RS_TASK_CROSSED)
		blk->kinds.tracked.unexplained++;
	if (t->flags & RS_TASK_SUSPENDED)
		blk->kinds.tracked.resumed++;
	rs_task_clear_flags(t, RS_TASK_TRACKED | RS_TASK_IN_KERNEL);
}
