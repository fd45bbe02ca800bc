// SPDX-License-Identifier: GPL-2.0
/*
 * Rosters: what each task of a watch did, kept after the task has ended.
 *
 * Most of it is in the task's slot already, since its generation began: it is
 * taken over when the task ends, and whenever somebody looks. Only calls by
 * number, and their errors, are counted here.
 */
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "members.h"
#include "roster.h"

/* Entries that a call may be away from its hash */
#define PROBES		32

/* Syscalls that there is room for, for each member on the average, and at least */
#define CALLS_EACH	8
#define CALLS_MIN	512

DEFINE_STATIC_KEY_FALSE(rs_rosters);

static atomic64_t memory;

static struct rs_member *member_of(const struct rs_roster *roster,
				   const struct rs_task *t)
{
	u32 number = roster->index[rs_task_slot(t)];

	return number ? &roster->member[number - 1] : NULL;
}

static u32 key_of(const struct rs_roster *roster, const struct rs_member *m,
		  u32 row)
{
	BUILD_BUG_ON((RS_ROWS - 1) >> RS_KEY_ROW_BITS);
	BUILD_BUG_ON(RINGSIDE_ROSTER_MAX >> (32 - RS_KEY_ROW_BITS - 1));
	return (u32)(m - roster->member + 1) << RS_KEY_ROW_BITS | row;
}

/* NULL: there is no room for it. */
static struct rs_call_counts *find_call(struct rs_roster *roster, u32 key)
{
	u32 i, at, found, first = hash_32(key, roster->call_bits);

	for (i = 0; i < PROBES; i++) {
		at = (first + i) & (BIT(roster->call_bits) - 1);
		found = READ_ONCE(roster->key[at]);
		if (!found)
			found = cmpxchg(&roster->key[at], 0, key);
		if (!found || found == key)
			return &roster->call[at];
	}
	return NULL;
}

static void count_call(struct rs_roster *roster, const struct rs_task *t,
		       u32 row, enum rs_member_call which)
{
	struct rs_member *m = member_of(roster, t);
	struct rs_call_counts *call = NULL;

	if (m) {
		call = find_call(roster, key_of(roster, m, row));
		if (which == RS_CALL_ERRORS)
			m->errors++;
	}
	if (call)
		call->count[which]++;
	else if (which != RS_CALL_ERRORS)
		atomic64_inc(&roster->unlisted_calls);
}

/**
 * rs_rosters_count() - a task called, or a call of it failed or was denied
 * @t: its slot
 * @watches: bit N set: watch N counts it
 * @row: the syscall
 * @which: what happened
 *
 * Context: probe, preemption off.
 */
void rs_rosters_count(const struct rs_task *t, u64 watches, u32 row,
		      enum rs_member_call which)
{
	struct rs_roster *roster;

	for (; watches; watches &= watches - 1) {
		roster = rs_watches[__ffs64(watches)]->roster;
		if (roster)
			count_call(roster, t, row, which);
	}
}

static void read_slot(const struct rs_task *t, u64 *count)
{
	u32 i;

	count[RS_MEMBER_ENTRIES] = t->entries;
	count[RS_MEMBER_DENIED] = t->denied;
	count[RS_MEMBER_FAULTS] = t->faults;
	count[RS_MEMBER_EXCEPTIONS] = t->exceptions;
	count[RS_MEMBER_INTERRUPTS] = t->interrupts;
	for (i = 0; i < RS_PLACES; i++)
		count[RS_MEMBER_TIME + i] = t->time[i];
}

static void take_names(struct rs_roster *roster, struct rs_member *m,
		       struct task_struct *p)
{
	/* The thread that executes another program becomes its leader. */
	m->pid = task_pid_nr_ns(p, roster->ns);
	m->tgid = task_tgid_nr_ns(p, roster->ns);
	/* Others may set it meanwhile. */
	data_race(memcpy(m->comm, p->comm, sizeof(m->comm)));
	m->comm[sizeof(m->comm) - 1] = '\0';
}

/**
 * rs_roster_settle() - what a slot has counted since the last time is its member's
 * @roster: of a watch that the task belongs to
 * @t: the slot
 * @p: its task
 *
 * Context: probe of the task itself, or stopped machine.
 * Return: the member, or NULL: there was no room for it.
 */
struct rs_member *rs_roster_settle(struct rs_roster *roster,
				   const struct rs_task *t,
				   struct task_struct *p)
{
	struct rs_member *m = member_of(roster, t);
	u64 now[RS_MEMBER_COUNTS];
	u32 i;

	if (!m)
		return NULL;
	read_slot(t, now);
	for (i = 0; i < RS_MEMBER_COUNTS; i++)
		m->count[i] += now[i] - m->settled[i];
	memcpy(m->settled, now, sizeof(now));
	take_names(roster, m, p);
	return m;
}

static u32 parent_of(const struct rs_roster *roster, struct task_struct *p)
{
	u32 nr;

	rcu_read_lock();
	nr = task_tgid_nr_ns(rcu_dereference(p->real_parent), roster->ns);
	rcu_read_unlock();
	return nr;
}

/*
 * Threads that are there when the watch begins come one after the other. A
 * later one has been made by another one of its process.
 */
static u32 process_of(const struct rs_roster *roster, u32 number,
		      const struct rs_task *parent)
{
	const struct rs_member *m = &roster->member[number], *other = NULL;

	if (parent)
		other = member_of(roster, parent);
	else if (number)
		other = m - 1;
	return other && other->tgid == m->tgid ? other->process : number;
}

/**
 * rs_roster_join() - a task becomes a member
 * @roster: of the watch
 * @t: its slot
 * @p: the task
 * @parent: slot of the task that has just made it; NULL: it was there before
 *
 * Context: probe of its parent, before it runs; or stopped machine, for which
 * tasks come process by process.
 */
void rs_roster_join(struct rs_roster *roster, const struct rs_task *t,
		    struct task_struct *p, const struct rs_task *parent)
{
	u32 number = atomic_fetch_add_unless(&roster->members, 1, roster->room);
	struct rs_member *m;

	if (number == roster->room) {
		atomic_inc(&roster->unlisted);
		return;
	}
	m = &roster->member[number];
	roster->index[rs_task_slot(t)] = number + 1;
	read_slot(t, m->settled);
	take_names(roster, m, p);
	m->parent = parent_of(roster, p);
	m->process = process_of(roster, number, parent);
}

/**
 * rs_roster_leave() - a member ends
 * @roster: of the watch
 * @t: its slot, which counts no more
 * @p: the task
 *
 * Context: probe, preemption off.
 */
void rs_roster_leave(struct rs_roster *roster, const struct rs_task *t,
		     struct task_struct *p)
{
	struct rs_member *m = rs_roster_settle(roster, t, p);

	if (!m)
		return;
	m->ended = true;
	/* The slot's next owner is another task. */
	roster->index[rs_task_slot(t)] = 0;
}

/**
 * rs_rosters_reset() - a slot is about to begin from 0
 * @t: the slot
 * @p: its task
 *
 * Context: stopped machine.
 */
void rs_rosters_reset(const struct rs_task *t, struct task_struct *p)
{
	struct rs_roster *roster;
	struct rs_member *m;
	u64 left;

	for (left = t->watches; left; left &= left - 1) {
		roster = rs_watches[__ffs64(left)]->roster;
		m = roster ? rs_roster_settle(roster, t, p) : NULL;
		if (m)
			memset(m->settled, 0, sizeof(m->settled));
	}
}

/**
 * rs_rosters_memory() - what all rosters take
 *
 * Context: any.
 * Return: bytes.
 */
u64 rs_rosters_memory(void)
{
	return atomic64_read(&memory);
}

static u64 size_of(const struct rs_roster *roster)
{
	u64 a_call = sizeof(*roster->key) + sizeof(*roster->call);

	return sizeof(*roster) + roster->room * sizeof(*roster->member) +
	       rs_tasks_slots() * sizeof(*roster->index) +
	       (a_call << roster->call_bits);
}

static void free_tables(struct rs_roster *roster)
{
	kvfree(roster->call);
	kvfree(roster->key);
	kvfree(roster->index);
	kvfree(roster->member);
	kfree(roster);
}

/**
 * rs_roster_alloc() - make an empty roster, for pids as current sees them
 * @room: how many members, 1 to RINGSIDE_ROSTER_MAX
 *
 * Context: process context, sleeps.
 * Return: it, for rs_roster_free(), or NULL.
 */
struct rs_roster *rs_roster_alloc(u32 room)
{
	struct rs_roster *roster = kzalloc(sizeof(*roster), GFP_KERNEL);
	u32 calls = roundup_pow_of_two(max_t(u32, room * CALLS_EACH, CALLS_MIN));

	if (!roster)
		return NULL;
	roster->room = room;
	roster->call_bits = ilog2(calls);
	roster->member = kvcalloc(room, sizeof(*roster->member), RS_GFP_LARGE);
	roster->index = kvcalloc(rs_tasks_slots(), sizeof(*roster->index),
				 RS_GFP_LARGE);
	roster->key = kvcalloc(calls, sizeof(*roster->key), RS_GFP_LARGE);
	roster->call = kvcalloc(calls, sizeof(*roster->call), RS_GFP_LARGE);
	if (!roster->member || !roster->index || !roster->key || !roster->call) {
		free_tables(roster);
		return NULL;
	}
	roster->ns = get_pid_ns(task_active_pid_ns(current));
	atomic64_add(size_of(roster), &memory);
	static_branch_inc(&rs_rosters);
	return roster;
}

/**
 * rs_roster_free() - free a roster
 * @roster: that no probe can reach any more, or NULL
 *
 * Context: process context, sleeps.
 */
void rs_roster_free(struct rs_roster *roster)
{
	if (!roster)
		return;
	static_branch_dec(&rs_rosters);
	atomic64_sub(size_of(roster), &memory);
	put_pid_ns(roster->ns);
	free_tables(roster);
}
