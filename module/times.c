// SPDX-License-Identifier: GPL-2.0
/*
 * Times: the rare cases of counting them.
 */
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "members.h"
#include "stop.h"
#include "times.h"

/* Above it the last bucket would not do. */
#define LONGEST_NS	((1ULL << RS_TIME_BUCKETS) - 1)

u64 rs_clock_mult;

/* Changes in a stopped machine. */
static bool settling;

static u32 offset_of(const struct rs_block *blk, u32 i)
{
	return (void *)&blk->times[i] - (void *)blk;
}

static void claim_times(struct rs_block *blk, struct rs_row *r)
{
	if (blk->nr_times <= RS_TIMES_SHARED)
		blk->nr_times = RS_TIMES_SHARED + 1;
	r->times = offset_of(blk, blk->nr_times < RS_TIMES ?
				  blk->nr_times++ : RS_TIMES_SHARED);
}

/**
 * rs_count_rare_time() - count a syscall's longest call so far, or its first
 * @blk: this CPU's block
 * @r: the syscall's row there
 * @ticks: from entry to exit
 * @waited: ns of these, without a CPU
 *
 * A clock that differs between CPUs can make a call end before it began.
 *
 * Context: probe, preemption off.
 */
void rs_count_rare_time(struct rs_block *blk, struct rs_row *r, u64 ticks,
			u64 waited)
{
	u64 ns = (s64)ticks < 0 ? 0 : min_t(u64, rs_clock_ns(ticks), LONGEST_NS);
	struct rs_times *tm;

	if (r->times == offset_of(blk, RS_TIMES_NONE))
		claim_times(blk, r);
	tm = (void *)blk + r->times;
	tm->total += ns;
	tm->waited += min(waited, ns);
	tm->limit = max(tm->limit, ns + 1);
	tm->bucket[__fls(ns | 1)]++;
}

/* A task leaves where it was, and its watches count that too. */
static void lap(struct rs_task *t, enum rs_place place)
{
	u64 bit, left = t->watches, ticks = rs_lap(t, place);
	struct rs_block *blk;

	while ((blk = rs_watch_next_block(&left, &bit)))
		blk->time[place] += ticks;
}

/* From here on @since is not the time of the entry any more: keep that. */
static void keep_entry(struct rs_task *t)
{
	if (!rs_task_inside(t) || t->flags & RS_TASK_SWITCHED)
		return;
	WRITE_ONCE(t->entered, t->since);
	t->waited = t->time[RS_WAIT];
	smp_wmb();	/* what the flag tells to look at is there, */
	rs_task_set_flags(t, RS_TASK_SWITCHED);
	smp_wmb();	/* before @since says something else */
}

/**
 * rs_times_place() - where a running task is
 * @t: its slot
 *
 * Context: any.
 * Return: %RS_USER or %RS_WORK.
 */
enum rs_place rs_times_place(const struct rs_task *t)
{
	return READ_ONCE(t->state) == RS_TASK_OUTSIDE &&
	       !(READ_ONCE(t->flags) & RS_TASK_IN_KERNEL) ? RS_USER : RS_WORK;
}

/**
 * rs_times_switched_out() - a task loses the CPU
 * @t: its slot
 *
 * Context: probe, preemption off; timing is on.
 */
void rs_times_switched_out(struct rs_task *t)
{
	keep_entry(t);
	lap(t, rs_times_place(t));
}

/**
 * rs_times_switched_in() - a task gets a CPU
 * @t: its slot
 *
 * Context: probe, preemption off; timing is on.
 */
void rs_times_switched_in(struct rs_task *t)
{
	lap(t, RS_WAIT);
}

/**
 * rs_times_moved() - a running task goes on to another place, or ends
 * @t: its slot, before its state changes
 *
 * Context: probe, preemption off.
 */
void rs_times_moved(struct rs_task *t)
{
	if (rs_timed())
		lap(t, rs_times_place(t));
}

/**
 * rs_times_until_now() - count what has passed since the last probe saw a task
 * @t: its slot
 *
 * Context: stopped machine, in which no task of user space has a CPU.
 */
void rs_times_until_now(struct rs_task *t)
{
	keep_entry(t);
	if (rs_timed())
		lap(t, RS_WAIT);
}

/**
 * rs_times_between_calls() - forget what was kept of a task's call
 * @t: its slot, when it has left one call or is about to enter the next
 *
 * Context: probe, preemption off.
 */
void rs_times_between_calls(struct rs_task *t)
{
	rs_task_clear_flags(t, RS_TASK_SWITCHED | RS_TASK_UNTIMED);
	if (settling)
		rs_task_set_flags(t, RS_TASK_UNTIMED);
}

/**
 * rs_times_new_generation() - begin a task's times anew
 * @t: its slot
 *
 * Those of the call in flight go on, for watches that saw its entry.
 *
 * Context: stopped machine, after rs_times_until_now().
 */
void rs_times_new_generation(struct rs_task *t)
{
	t->waited -= t->time[RS_WAIT];
	memset(t->time, 0, sizeof(t->time));
}

/**
 * rs_times_read() - where a task's time went, until now
 * @t: its slot
 * @p: the task
 * @ticks: set for each &enum rs_place
 *
 * Exact for a task without a CPU. One that runs changes its slot meanwhile: of
 * what it adds at this very moment, a part may be missing until the next look.
 *
 * Context: inside rcu_read_lock().
 */
void rs_times_read(const struct rs_task *t, struct task_struct *p, u64 *ticks)
{
	enum rs_place place;
	u64 since;
	u32 i;

	do {
		place = RS_WAIT;
		since = READ_ONCE(t->since);
		smp_rmb();	/* or the sums were of another moment */
		for (i = 0; i < RS_PLACES; i++)
			ticks[i] = READ_ONCE(t->time[i]);
		if (READ_ONCE(p->on_cpu))
			place = rs_times_place(t);
		smp_rmb();	/* and so is the second look at since */
	} while (since != READ_ONCE(t->since));
	ticks[place] += max_t(s64, rs_arch_clock() - since, 0);
}

/**
 * rs_times_inside() - for how long a task is in the call that it is in
 * @t: its slot
 * @ns: set to nanoseconds
 *
 * Context: any.
 * Return: false if it was not timed when it entered.
 */
bool rs_times_inside(const struct rs_task *t, u64 *ns)
{
	u64 entered;
	u32 flags;

	do {
		flags = READ_ONCE(t->flags);
		smp_rmb();	/* what the flags tell to look at */
		entered = flags & RS_TASK_SWITCHED ? READ_ONCE(t->entered) :
						     READ_ONCE(t->since);
		smp_rmb();	/* is still it */
	} while (flags != READ_ONCE(t->flags));
	*ns = rs_clock_ns(max_t(s64, rs_arch_clock() - entered, 0));
	return !(flags & RS_TASK_UNTIMED);
}

static int settle_stopped(void *begin)
{
	struct task_struct *p;
	struct rs_task *t;
	u32 slot;

	settling = *(bool *)begin;
	for (slot = 0; slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (!t)
			continue;
		t->since = rs_arch_clock();
		if (settling || rs_task_inside(t))
			t->flags |= RS_TASK_UNTIMED;
		else
			t->flags &= ~RS_TASK_UNTIMED;
	}
	return 0;
}

/**
 * rs_times_settle() - timing is about to be switched, or has been
 * @begin: which of the two
 *
 * While the key changes, some probes read the clock and others do not. So each
 * call that is in flight before, after, or in between is untimed.
 *
 * Context: process context, sleeps; stops the machine.
 */
void rs_times_settle(bool begin)
{
	rs_stop_at_last(settle_stopped, &begin);
}

/**
 * rs_times_init() - learn the clock
 *
 * Context: process context, sleeps; before the counting begins.
 */
void rs_times_init(void)
{
	u32 khz = rs_arch_clock_khz();

	if (khz)
		rs_clock_mult = div_u64((u64)USEC_PER_SEC << RS_CLOCK_SHIFT, khz);
}
