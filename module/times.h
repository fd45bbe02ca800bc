/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Times: how long calls took, and where each task's time went.
 *
 * Probes read the CPU's own clock and keep its ticks; a call's time becomes
 * nanoseconds when it is counted, a task's when it is read.
 */
#ifndef _RS_TIMES_H
#define _RS_TIMES_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/barrier.h>

#include "counters.h"
#include "families.h"
#include "tasks.h"

/* Nanoseconds of a tick << RS_CLOCK_SHIFT; 0: this machine has no clock. */
extern u64 rs_clock_mult;

static __always_inline u64 rs_clock_ns(u64 ticks)
{
	return rs_arch_scale(ticks, rs_clock_mult);
}

/* If not, no probe reads the clock. */
static __always_inline bool rs_timed(void)
{
	return rs_family_on(TIMING);
}

/*
 * A task leaves @place at @now: what has passed since it came there is added.
 * The common case's, for tasks that nobody watches. Before it is noted where the
 * task is now, or a reader would take all of that time for the new place's.
 */
static __always_inline u64 rs_lap_unwatched(struct rs_task *t,
					    enum rs_place place, u64 now)
{
	u64 ticks = now - t->since;

	WRITE_ONCE(t->since, now);
	smp_wmb();	/* whoever finds @since unchanged has the sum to it */
	rs_task_add(&t->time[place], ticks);
	return ticks;
}

/*
 * The same in the general case. The clock may have been set back meanwhile: by a
 * suspend, or when a VM moved.
 */
static __always_inline u64 rs_lap(struct rs_task *t, enum rs_place place)
{
	u64 now = rs_arch_clock();

	if (unlikely((s64)(now - t->since) < 0))
		WRITE_ONCE(t->since, now);
	return rs_lap_unwatched(t, place, now);
}

/**
 * struct rs_call_time - how long one call took
 * @known: the clock was read at entry and at exit
 * @lap: ticks since a probe saw the task last
 * @ticks: from entry to exit
 * @ns: the same
 * @waited: of these, without a CPU
 */
struct rs_call_time {
	bool known;
	u64 lap;
	u64 ticks;
	u64 ns;
	u64 waited;
};

/* A task leaves a call, in the general case; its slot still says which. */
static __always_inline struct rs_call_time rs_times_left(struct rs_task *t)
{
	struct rs_call_time time = {};
	u64 entered = t->since;

	if (!rs_timed())
		return time;
	time.known = !(t->flags & RS_TASK_UNTIMED);
	if (unlikely(t->flags & RS_TASK_SWITCHED)) {
		entered = t->entered;
		time.waited = rs_clock_ns(t->time[RS_WAIT] - t->waited);
	}
	time.lap = rs_lap(t, RS_WORK);
	time.ticks = t->since - entered;
	time.ns = rs_clock_ns(time.ticks);
	return time;
}

void rs_count_rare_time(struct rs_block *blk, struct rs_row *r, u64 ticks,
			u64 waited);

/*
 * A row that has no times yet refers to those at offset 0, whose limit stays
 * 0: so that the one comparison finds both a longest call and a first one.
 * The rare case is a tail call: anything else would cost all others a frame.
 */
static __always_inline void rs_count_time(struct rs_block *blk,
					  struct rs_row *r, u64 ticks,
					  u64 ns, u64 waited)
{
	struct rs_times *tm = (void *)blk + r->times;

	if (unlikely(ns >= tm->limit)) {
		rs_count_rare_time(blk, r, ticks, waited);
		return;
	}
	tm->total += ns;
	if (waited)
		tm->waited += waited;
	tm->bucket[__fls(ns | 1)]++;
}

enum rs_place rs_times_place(const struct rs_task *t);
void rs_times_switched_out(struct rs_task *t);
void rs_times_switched_in(struct rs_task *t);
void rs_times_moved(struct rs_task *t);
void rs_times_until_now(struct rs_task *t);
void rs_times_between_calls(struct rs_task *t);
void rs_times_new_generation(struct rs_task *t);

void rs_times_read(const struct rs_task *t, struct task_struct *p, u64 *ticks);
bool rs_times_inside(const struct rs_task *t, u64 *ns);

void rs_times_settle(bool begin);
void rs_times_init(void);

#endif /* _RS_TIMES_H */
