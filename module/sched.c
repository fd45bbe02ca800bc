// SPDX-License-Identifier: GPL-2.0
/*
 * Life of tasks: a new one inherits its parent's watches before it runs, an
 * ending one gives its slot back.
 */
#include <linux/sched.h>

#include "generation.h"
#include "members.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"

/*
 * When the counting or a watch begins between the moment at which the child
 * became visible and this probe, it has a slot already, and counts as a task
 * that is inside.
 */
static void born(struct rs_task *t, struct rs_block *blk)
{
	u64 bit, left = t->watches;
	struct rs_block *w;

	if (rs_task_inside(t)) {
		rs_count_ended(blk, rs_task_row(t), true);
		while ((w = rs_watch_next_block(&left, &bit)))
			rs_count_ended(w, rs_task_row(t), true);
	}
	rs_task_set_earlier(t, 0);
	WRITE_ONCE(t->state, RS_TASK_NEWBORN);
}

/**
 * rs_probe_fork() - a task made a new one, which does not run yet
 * @data: unused
 * @parent: current
 * @child: the new task
 *
 * Context: tracepoint sched_process_fork, process context.
 */
void rs_probe_fork(void *data, struct task_struct *parent,
		   struct task_struct *child)
{
	struct rs_task *t, *from;
	struct rs_block *blk;

	rs_probe_begin();
	blk = this_cpu_read(rs_live_block);
	if (!blk || rs_task_is_kernel(child))
		goto out;

	t = rs_task_claim(child);
	if (t)
		born(t, blk);
	else
		rs_tasks_set_overflowed();
	from = rs_task_find(parent);
	if (from && from->watches)
		rs_members_inherit(from->watches, t);
out:
	rs_probe_end();
}

static void ended_inside(const struct rs_task *t, struct rs_block *blk)
{
	u64 bit, left = t->watches;
	u32 row = rs_task_row(t);
	struct rs_block *w;

	rs_count_ended(blk, row, t->earlier & RS_SYSTEM_BIT);
	while ((w = rs_watch_next_block(&left, &bit)))
		rs_count_ended(w, row, t->earlier & bit);
}

static void ended(struct task_struct *p)
{
	struct rs_block *blk;
	struct rs_task *t;

	rs_probe_begin();
	blk = this_cpu_read(rs_live_block);
	t = blk ? rs_task_find(p) : NULL;
	if (t) {
		rs_times_moved(t);
		if (rs_task_inside(t))
			ended_inside(t, blk);
		rs_members_leave(t);
		rs_task_release(p);
	}
	rs_probe_end();
}

/* Kernel threads have no slot: do not look for one. */
static struct rs_task *slot_of(struct task_struct *p)
{
	return rs_task_is_kernel(p) ? NULL : rs_task_find(p);
}

/**
 * rs_probe_switch() - a CPU goes from one task to another
 * @data: unused
 * @preempt: unused
 * @prev: current, which loses the CPU
 * @next: gets it
 * @prev_state: unused
 *
 * Context: tracepoint sched_switch, run queue lock held.
 */
void rs_probe_switch(void *data, bool preempt, struct task_struct *prev,
		     struct task_struct *next, unsigned int prev_state)
{
	struct rs_task *t;

	if (!rs_timed() || !this_cpu_read(rs_live_block))
		return;
	t = slot_of(prev);
	if (t)
		rs_times_switched_out(t);
	t = slot_of(next);
	if (!t)
		return;
	rs_times_switched_in(t);
	this_cpu_write(rs_last_task, t);
}

/**
 * rs_probe_process_exit() - a task ends, and crosses no more
 * @data: unused
 * @p: current
 *
 * Context: tracepoint sched_process_exit, process context.
 */
void rs_probe_process_exit(void *data, struct task_struct *p)
{
	ended(p);
}
