/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Events: each crossing of a watch's tasks as it comes, for a reader. When no
 * watch keeps any, that costs a probe one instruction: a static key.
 */
#ifndef _RS_EVENTS_H
#define _RS_EVENTS_H

#include <linux/cache.h>
#include <linux/jump_label.h>
#include <linux/ringside.h>
#include <linux/types.h>

#include "tasks.h"
#include "times.h"

/* Events that one CPU can keep for a watch */
#define RS_EVENTS_MIN	64
#define RS_EVENTS_MAX	131072

#define RS_WHATS	(RINGSIDE_WHAT_MAX + 1)

DECLARE_STATIC_KEY_FALSE(rs_events_key);

#define rs_tracing()	static_branch_unlikely(&rs_events_key)

/**
 * struct rs_event - something happened to a task
 * @ticks: when
 * @value: depends on what: a return value, a pid, a signal
 * @pid: of the task, in the initial pid namespace
 * @what: &enum ringside_what in the low byte, above it the syscall's row, the
 *	vector, the interrupt or its line
 * @lost: events that this CPU had lost until then
 * @seq: its number on this CPU, from 1; written last, so that a reader who
 *	finds it finds all else
 */
struct rs_event {
	u64 ticks;
	s64 value;
	u32 pid;
	u32 what;
	u32 lost;
	u32 seq;
};

#define RS_WHAT_BITS	8

static inline enum ringside_what rs_event_what(const struct rs_event *e)
{
	return e->what & GENMASK(RS_WHAT_BITS - 1, 0);
}

static inline u32 rs_event_detail(const struct rs_event *e)
{
	return e->what >> RS_WHAT_BITS;
}

/**
 * struct rs_ring - what one CPU keeps for a watch until it is read
 * @event: the ring
 * @room: of it, a power of two
 * @made: events that found room
 * @losses: events that found none
 * @lost: the same by &enum ringside_what
 * @tail: events that were read, so that there is room for more
 * @next: the reader's place; @tail follows when it has what it read
 * @told: @losses that the reader knows of
 * @next_told: the reader's
 *
 * Up to @lost written by probes on this CPU, with preemption off; an interrupt
 * may come in between. The rest is the reader's, under the lock of watches.c.
 */
struct rs_ring {
	struct rs_event *event;
	u32 room;
	u32 made;
	u32 losses;
	u64 lost[RS_WHATS];
	u32 tail ____cacheline_aligned;
	u32 next;
	u32 told;
	u32 next_told;
};

void rs_event_keep(const struct rs_task *t, u32 what, s64 value, u64 ticks);

/* A RINGSIDE_WHAT, and what goes with it. */
#define rs_what(which, detail) \
	(RINGSIDE_WHAT_ ## which | (u32)(detail) << RS_WHAT_BITS)

/* Something happens to a task now. */
static __always_inline void rs_event(const struct rs_task *t, u32 what,
				     s64 value)
{
	if (rs_tracing())
		rs_event_keep(t, what, value, rs_arch_clock());
}

/* The same when the clock was just read for the task's times. */
static __always_inline void rs_event_lapped(const struct rs_task *t, u32 what,
					    s64 value)
{
	if (rs_tracing())
		rs_event_keep(t, what, value,
			      rs_timed() ? t->since : rs_arch_clock());
}

/**
 * struct rs_event_read - one event as a reader gets it
 * @event: it
 * @cpu: where it happened
 * @lost: events lost there since the one before
 */
struct rs_event_read {
	struct rs_event event;
	u32 cpu;
	u32 lost;
};

struct rs_ring __percpu *rs_rings_alloc(u32 room);
void rs_rings_free(struct rs_ring __percpu *rings);
u64 rs_rings_memory(const struct rs_ring __percpu *rings);

void rs_events_admit(u64 watch);
void rs_events_dismiss(u64 watch);

/**
 * struct rs_reading - somebody reads the rings of a watch
 * @rings: these
 * @until: ticks when it began
 * @cpu: whose events come next, or -1: look at all
 * @others: until these ticks, when another one may have some
 */
struct rs_reading {
	struct rs_ring __percpu *rings;
	u64 until;
	int cpu;
	u64 others;
};

void rs_rings_rewind(struct rs_reading *reading, struct rs_ring __percpu *rings);
bool rs_rings_next(struct rs_reading *reading, struct rs_event_read *read);
void rs_rings_unread(struct rs_reading *reading,
		     const struct rs_event_read *read);
void rs_rings_done(struct rs_ring __percpu *rings);
u64 rs_rings_lost(struct rs_ring __percpu *rings, enum ringside_what what);

#endif /* _RS_EVENTS_H */
