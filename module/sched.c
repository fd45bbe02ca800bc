// SPDX-License-Identifier: GPL-2.0
/*
 * Life of tasks: a new one inherits its parent's watches before it runs, an
 * ending one gives its slot back.
 */
#include <linux/sched.h>

#include "events.h"
#include "families.h"
#include "generation.h"
#include "members.h"
#include "signals.h"
#include "stamps.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"
#include "tracking.h"

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

static struct rs_task *follow(struct task_struct *child, struct rs_block *blk)
{
	struct rs_task *t = rs_task_claim(child);

	if (t)
		born(t, blk);
	else
		rs_tasks_set_overflowed();
	return t;
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
	struct rs_task *t = NULL, *from;
	struct rs_block *blk;

	rs_probe_begin();
	blk = this_cpu_read(rs_live_block);
	if (!blk || rs_task_is_kernel(child))
		goto out;

	if (rs_family_on(SYSCALLS))
		t = follow(child, blk);
	from = rs_task_find(parent);
	if (rs_family_on(PROCESSES))
		rs_count_event(from, blk, RINGSIDE_EVENT_FORK, 1);
	if (from && from->watches) {
		rs_members_inherit(from, t, child);
		rs_event(from, rs_what(FORK, 0), child->pid);
	}
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
	if (rs_family_on(PROCESSES) && blk && !rs_task_is_kernel(p))
		rs_count_event(t, blk, RINGSIDE_EVENT_EXIT, 1);
	if (t) {
		if (t->handlers)
			rs_signals_abandoned(t, blk);
		rs_times_moved(t);
		rs_event_lapped(t, rs_what(END, 0), 0);
		if (rs_task_inside(t))
			ended_inside(t, blk);
		rs_members_leave(t, p);
		rs_task_release(p);
	}
	rs_probe_end();
}

/**
 * rs_probe_exec() - a task runs another program from now on
 * @data: unused
 * @p: current
 * @old_pid: its thread id until now: a thread takes the place of the first one of
 *	its process, and its id
 * @bprm: unused
 *
 * Context: tracepoint sched_process_exec, process context.
 */
void rs_probe_exec(void *data, struct task_struct *p, pid_t old_pid,
		   struct linux_binprm *bprm)
{
	struct rs_block *blk;
	struct rs_task *t;

	rs_probe_begin();
	blk = this_cpu_read(rs_live_block);
	if (blk) {
		t = rs_task_find(p);
		if (t && t->handlers)
			rs_signals_abandoned(t, blk);
		if (rs_family_on(PROCESSES))
			rs_count_event(t, blk, RINGSIDE_EVENT_EXEC, 1);
		if (t)
			rs_event(t, rs_what(EXEC, 0), old_pid);
	}
	rs_probe_end();
}

/* Kernel threads have no slot: do not look for one. */
static struct rs_task *slot_of(struct task_struct *p)
{
	return rs_task_is_kernel(p) ? NULL : rs_task_find(p);
}

static void count_switch(bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_task *t;

	if (!blk)
		return;
	t = slot_of(prev);
	/* As __schedule() sees it. */
	if (rs_family_on(SWITCHES) && !is_idle_task(prev))
		rs_count_event(t, blk, preempt || !prev_state ?
				       RINGSIDE_EVENT_SWITCH_INVOLUNTARY :
				       RINGSIDE_EVENT_SWITCH_VOLUNTARY, 1);
	if (t) {
		if (rs_family_on(TRACKING))
			rs_tracked_switch_out(t, blk);
		if (rs_timed())
			rs_times_switched_out(t);
		rs_event_lapped(t, rs_what(OUT, 0), !preempt && prev_state);
	}
	t = slot_of(next);
	if (!t)
		return;
	if (rs_family_on(TRACKING))
		rs_tracked_switch_in(t);
	if (rs_timed())
		rs_times_switched_in(t);
	rs_event_lapped(t, rs_what(IN, 0), 0);
	this_cpu_write(rs_last_task, t);
}

/**
 * rs_probe_switch() - a CPU goes from one task to another
 * @data: unused
 * @preempt: @prev did not ask for it
 * @prev: current, which loses the CPU
 * @next: gets it
 * @prev_state: what @prev waits for, 0 if for nothing
 *
 * Context: tracepoint sched_switch, run queue lock held.
 */
void rs_probe_switch(void *data, bool preempt, struct task_struct *prev,
		     struct task_struct *next, unsigned int prev_state)
{
	u64 first = rs_stamp_begin();

	count_switch(preempt, prev, next, prev_state);
	rs_stamp_end(prev, RINGSIDE_STAMP_OUT, first);
	rs_stamp_end(next, RINGSIDE_STAMP_IN, first);
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
