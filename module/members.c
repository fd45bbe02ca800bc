// SPDX-License-Identifier: GPL-2.0
/*
 * Members: which tasks belong to which watch.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "events.h"
#include "members.h"
#include "roster.h"
#include "stop.h"
#include "times.h"

struct rs_watch *rs_watches[RS_WATCHES_MAX + 1];

/**
 * rs_count_event() - something that is no crossing happened to a task
 * @t: its slot, or NULL if it has none
 * @blk: this CPU's block of the system
 * @event: what
 * @n: how often
 *
 * Context: probe, preemption off.
 */
void rs_count_event(const struct rs_task *t, struct rs_block *blk,
		    enum ringside_event event, u32 n)
{
	u64 bit, left = t ? t->watches : 0;

	do {
		blk->kinds.event[event] += n;
		blk = rs_watch_next_block(&left, &bit);
	} while (blk);
}

/**
 * rs_members_inherit() - a new task belongs to its parent's watches
 * @parent: the parent's slot
 * @child: the new task's slot, or NULL: it has none, and is missed
 * @p: the new task
 *
 * Context: probe, preemption off; the new task does not run yet.
 */
void rs_members_inherit(const struct rs_task *parent, struct rs_task *child,
			struct task_struct *p)
{
	u64 watches;

	for (watches = parent->watches; watches; watches &= watches - 1) {
		unsigned int id = __ffs64(watches);
		struct rs_watch *w = rs_watches[id];

		if (!child) {
			atomic_inc(&w->missed);
		} else if (!(child->watches & BIT_ULL(id))) {
			rs_task_set_watches(child, child->watches | BIT_ULL(id));
			atomic_inc(&w->tasks);
			if (w->roster)
				rs_roster_join(w->roster, child, p, parent);
		}
	}
}

/**
 * rs_members_leave() - a task ends
 * @t: its slot, which counts no more
 * @p: the task
 *
 * Context: probe, preemption off.
 */
void rs_members_leave(const struct rs_task *t, struct task_struct *p)
{
	u64 watches;

	smp_mb__before_atomic();	/* its last event is kept */
	for (watches = t->watches; watches; watches &= watches - 1) {
		struct rs_watch *w = rs_watches[__ffs64(watches)];

		atomic_dec(&w->tasks);
		if (w->roster)
			rs_roster_leave(w->roster, t, p);
	}
}

struct order {
	struct rs_watch *watch;
	u32 id;
	struct task_struct *leader;
};

static bool descends(struct task_struct *p, const struct task_struct *leader)
{
	for (; p != &init_task; p = rcu_dereference(p->real_parent)) {
		if (p->signal == leader->signal)
			return true;
	}
	return false;
}

static int admit(struct task_struct *p, const struct order *order)
{
	struct rs_task *t = rs_task_claim(p);
	struct rs_block *blk = *this_cpu_ptr(order->watch->counters.block);

	if (!t)
		return -ENOSPC;
	/* What has passed before is not the watch's. */
	rs_times_until_now(t);
	rs_task_set_watches(t, t->watches | BIT_ULL(order->id));
	atomic_inc(&order->watch->tasks);
	if (order->watch->roster)
		rs_roster_join(order->watch->roster, t, p, NULL);
	if (rs_task_inside(t)) {
		rs_task_set_earlier(t, t->earlier | BIT_ULL(order->id));
		blk->row[rs_task_row(t)].still_inside++;
	}
	return 0;
}

/* Nobody belongs to watch @id any more. */
static void dismiss(u32 id)
{
	struct task_struct *p;
	struct rs_task *t;
	u32 slot;

	for (slot = 0; slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (!t)
			continue;
		rs_task_set_watches(t, t->watches & ~BIT_ULL(id));
		rs_task_set_earlier(t, t->earlier & ~BIT_ULL(id));
	}
	rs_events_dismiss(BIT_ULL(id));
	rs_watches[id] = NULL;
}

static int admit_stopped(void *data)
{
	struct task_struct *process, *p;
	struct order *order = data;
	int err = 0;

	rcu_read_lock();
	for_each_process_thread(process, p) {
		if (rs_task_is_kernel(p) || p->flags & PF_EXITING ||
		    !descends(p, order->leader))
			continue;
		err = admit(p, order);
		if (err)
			goto out;
	}
out:
	rcu_read_unlock();
	if (!err && !atomic_read(&order->watch->tasks))
		err = -ESRCH;
	if (err) {
		dismiss(order->id);
		return err;
	}
	rs_watches[order->id] = order->watch;
	if (order->watch->rings)
		rs_events_admit(BIT_ULL(order->id));
	return 0;
}

static int dismiss_stopped(void *data)
{
	u32 *id = data;

	dismiss(*id);
	return 0;
}

/**
 * rs_members_admit() - begin a watch with a process and all that descends from it
 * @w: the watch, which nobody can reach yet
 * @id: a free id
 * @leader: of the process
 *
 * All threads join at one instant; those that are in a call then will be
 * counted as returning from an earlier one.
 *
 * Context: process context, sleeps; stops the machine.
 * Return: 0; -ENOSPC when the task table has no room for one of them, -ESRCH
 * when none is left, then nobody belongs to the watch.
 */
int rs_members_admit(struct rs_watch *w, u32 id, struct task_struct *leader)
{
	struct order order = { .watch = w, .id = id, .leader = leader };

	return rs_stop(admit_stopped, &order);
}

/**
 * rs_members_until_now() - count what has passed since a watch's tasks were seen
 * @watches: bit N set: the tasks of watch N
 *
 * Context: stopped machine.
 */
void rs_members_until_now(u64 watches)
{
	struct task_struct *p;
	struct rs_task *t;
	u32 slot;

	for (slot = 0; watches && slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (t && t->watches & watches)
			rs_times_until_now(t);
	}
}

/**
 * rs_members_interrupted() - no watch knows any more what a family counts
 * @changed: families that were off for a part of its life, RS_F()
 *
 * Context: stopped machine.
 */
void rs_members_interrupted(u32 changed)
{
	u32 id;

	for (id = 1; id <= RS_WATCHES_MAX; id++) {
		if (rs_watches[id])
			rs_watches[id]->gaps |= changed;
	}
}

/**
 * rs_members_dismiss() - end a watch
 * @id: which
 *
 * Context: process context, sleeps; stops the machine. After it no probe holds
 * the watch.
 */
void rs_members_dismiss(u32 id)
{
	rs_stop_at_last(dismiss_stopped, &id);
}
