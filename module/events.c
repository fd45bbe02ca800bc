// SPDX-License-Identifier: GPL-2.0
/*
 * Events: kept by probes, taken by a reader. A ring a CPU, so that no probe
 * shares a cache line with another; what finds no room is counted.
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/topology.h>

#include "events.h"
#include "members.h"

/*
 * A probe looks whether there is room, then takes a place. Interrupts may come in
 * between and do the same: each CPU nests them no deeper than that.
 */
#define NESTED	4

DEFINE_STATIC_KEY_FALSE(rs_events_key);

/* Bit N: watch N keeps events. Changes in a stopped machine. */
static u64 traced;

static __always_inline void keep(struct rs_ring __percpu *rings,
				 const struct rs_task *t, u32 what, s64 value,
				 u64 ticks)
{
	struct rs_ring *ring = this_cpu_ptr(rings);
	struct rs_event *e;
	u32 at;

	at = READ_ONCE(ring->made);
	at -= smp_load_acquire(&ring->tail);	/* the reader is done with these */
	if (unlikely(at >= ring->room - NESTED)) {
		this_cpu_inc(rings->lost[what & (BIT(RS_WHAT_BITS) - 1)]);
		this_cpu_inc(rings->losses);
		return;
	}
	at = this_cpu_inc_return(rings->made);
	e = &ring->event[(at - 1) & (ring->room - 1)];
	e->ticks = ticks;
	e->value = value;
	e->pid = t->task->pid;
	e->what = what;
	e->lost = READ_ONCE(ring->losses);
	smp_store_release(&e->seq, at);		/* who sees it sees the rest */
}

/**
 * rs_event_keep() - something happens to a task, for its watches that want events
 * @t: its slot
 * @what: a RINGSIDE_WHAT, and above RS_WHAT_BITS what goes with it
 * @value: goes with it, too
 * @ticks: when
 *
 * Context: probe, preemption off; wakes nobody, so under any lock.
 */
void rs_event_keep(const struct rs_task *t, u32 what, s64 value, u64 ticks)
{
	u64 left;

	for (left = t->watches & traced; left; left &= left - 1)
		keep(rs_watches[__ffs64(left)]->rings, t, what, value, ticks);
}

/**
 * rs_events_admit() - the tasks of a watch keep events from now on
 * @watch: bit N for watch N
 *
 * Context: stopped machine.
 */
void rs_events_admit(u64 watch)
{
	traced |= watch;
}

/**
 * rs_events_dismiss() - they do so no more
 * @watch: bit N for watch N
 *
 * Context: stopped machine.
 */
void rs_events_dismiss(u64 watch)
{
	traced &= ~watch;
}

/**
 * rs_rings_alloc() - make the rings of a watch
 * @room: events that each CPU can keep, RS_EVENTS_MIN to RS_EVENTS_MAX; rounded
 *	up to a power of two
 *
 * For possible CPUs, since they may come and go.
 *
 * Context: process context, sleeps.
 * Return: the rings, or NULL.
 */
struct rs_ring __percpu *rs_rings_alloc(u32 room)
{
	struct rs_ring __percpu *rings = alloc_percpu(struct rs_ring);
	struct rs_ring *ring;
	int cpu;

	if (!rings)
		return NULL;
	room = roundup_pow_of_two(room);
	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(rings, cpu);
		ring->room = room;
		ring->event = kvzalloc_node(array_size(room, sizeof(*ring->event)),
					    RS_GFP_LARGE, cpu_to_node(cpu));
		if (!ring->event) {
			rs_rings_free(rings);
			return NULL;
		}
	}
	return rings;
}

/**
 * rs_rings_free() - free the rings of a watch
 * @rings: these; NULL is fine
 *
 * Context: process context, sleeps; no probe holds the watch any more.
 */
void rs_rings_free(struct rs_ring __percpu *rings)
{
	int cpu;

	if (!rings)
		return;
	for_each_possible_cpu(cpu)
		kvfree(per_cpu_ptr(rings, cpu)->event);
	free_percpu(rings);
}

/**
 * rs_rings_memory() - what the rings of a watch take
 * @rings: these; NULL is fine
 *
 * Context: any.
 * Return: bytes.
 */
u64 rs_rings_memory(const struct rs_ring __percpu *rings)
{
	u64 one;

	if (!rings)
		return 0;
	one = sizeof(*rings) +
	      (u64)raw_cpu_ptr(rings)->room * sizeof(struct rs_event);
	return one * num_possible_cpus();
}

/* Its oldest event that was not read yet, or NULL. */
static const struct rs_event *oldest(const struct rs_ring *ring)
{
	const struct rs_event *e = &ring->event[ring->next & (ring->room - 1)];
	u32 seq = smp_load_acquire(&e->seq);	/* then the rest is there */

	return seq == ring->next + 1 ? e : NULL;
}

/**
 * rs_rings_rewind() - begin to read where the last reading was done
 * @reading: set up
 * @rings: of a watch
 *
 * Context: process context, the lock of watches.c held.
 */
void rs_rings_rewind(struct rs_reading *reading, struct rs_ring __percpu *rings)
{
	struct rs_ring *ring;
	int cpu;

	reading->rings = rings;
	reading->until = rs_arch_clock_ordered();
	reading->cpu = -1;
	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(rings, cpu);
		ring->next = ring->tail;
		ring->next_told = ring->told;
	}
}

/* Which CPU has the oldest event, and until when no other one has any. */
static void choose(struct rs_reading *reading)
{
	const struct rs_event *e;
	u64 first = reading->until;
	int cpu;

	reading->cpu = -1;
	reading->others = reading->until;
	for_each_possible_cpu(cpu) {
		e = oldest(per_cpu_ptr(reading->rings, cpu));
		if (!e || (s64)(e->ticks - reading->others) >= 0)
			continue;
		if ((s64)(e->ticks - first) >= 0) {
			reading->others = e->ticks;
			continue;
		}
		reading->others = first;
		first = e->ticks;
		reading->cpu = cpu;
	}
}

/* The oldest event of the chosen CPU, if no other CPU has an older one. */
static const struct rs_event *of_chosen(const struct rs_reading *reading)
{
	const struct rs_event *e;

	if (reading->cpu < 0)
		return NULL;
	e = oldest(per_cpu_ptr(reading->rings, reading->cpu));
	if (!e || (s64)(e->ticks - reading->others) > 0 ||
	    (s64)(e->ticks - reading->until) >= 0)
		return NULL;
	return e;
}

/**
 * rs_rings_next() - read the oldest event of all CPUs
 * @reading: begun by rs_rings_rewind()
 * @read: filled in
 *
 * The events of a task come in their order, whatever CPUs it ran on: one that is
 * not seen yet on its CPU when all are looked at is followed on no other CPU by one
 * from before the reading began.
 *
 * Context: process context, the lock of watches.c held.
 * Return: false when there is none from before the reading began.
 */
bool rs_rings_next(struct rs_reading *reading, struct rs_event_read *read)
{
	const struct rs_event *e = of_chosen(reading);
	struct rs_ring *ring;

	if (!e) {
		choose(reading);
		e = of_chosen(reading);
	}
	if (!e)
		return false;
	ring = per_cpu_ptr(reading->rings, reading->cpu);
	read->cpu = reading->cpu;
	read->event = *e;
	read->lost = e->lost - ring->next_told;
	ring->next_told = e->lost;
	ring->next++;
	return true;
}

/**
 * rs_rings_unread() - put the event back that was read last
 * @reading: begun by rs_rings_rewind()
 * @read: the event
 *
 * Context: process context, the lock of watches.c held.
 */
void rs_rings_unread(struct rs_reading *reading,
		     const struct rs_event_read *read)
{
	struct rs_ring *ring = per_cpu_ptr(reading->rings, read->cpu);

	ring->next--;
	ring->next_told -= read->lost;
}

/**
 * rs_rings_done() - the reader has what it read: there is room for more
 * @rings: of a watch
 *
 * Context: process context, the lock of watches.c held.
 */
void rs_rings_done(struct rs_ring __percpu *rings)
{
	struct rs_ring *ring;
	int cpu;

	for_each_possible_cpu(cpu) {
		ring = per_cpu_ptr(rings, cpu);
		ring->told = ring->next_told;
		/* A probe may write where we have read. */
		smp_store_release(&ring->tail, ring->next);
	}
}

/**
 * rs_rings_lost() - how many events found no room
 * @rings: of a watch
 * @what: which events
 *
 * Context: any.
 * Return: their number on all CPUs since the watch began.
 */
u64 rs_rings_lost(struct rs_ring __percpu *rings, enum ringside_what what)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(rings, cpu)->lost[what]);
	return sum;
}
