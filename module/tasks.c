// SPDX-License-Identifier: GPL-2.0
/*
 * The task table: fixed, allocated at load, so that probes never allocate.
 *
 * A task may stand in one of two sets of eight slots. With two choices a set
 * overflows only when the table is nearly full; with one, some do at half. A
 * set's eight task pointers fill one cache line, apart from the slots' own
 * contents.
 */
#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "creds.h"
#include "generation.h"
#include "tasks.h"

#define SET_SLOTS	8

/*
 * An entry is claimed by cmpxchg from NULL, by the task itself or by its
 * parent at fork, and released by the task itself when it ends. A task_struct
 * is freed one RCU grace period after that at the earliest: whoever reads a
 * pointer here inside rcu_read_lock() may look into the task.
 */
struct set {
	struct task_struct *task[SET_SLOTS];
} ____cacheline_aligned;

static struct set *sets;	/* 1 << set_bits, from init to exit */
static struct rs_task *tasks;	/* SET_SLOTS for each set */
static unsigned int set_bits;

static struct rs_task nobody;
DEFINE_PER_CPU(struct rs_task *, rs_last_task);

/* Once a task found no slot, an exit without a slot proves nothing any more. */
static bool overflowed;

/* The two sets of a task; never the same one. */
static __always_inline u32 first_set(struct task_struct *p)
{
	return hash_ptr(p, 32) >> (32 - set_bits);
}

static __always_inline u32 second_set(struct task_struct *p, u32 first)
{
	u32 second = hash_ptr(p, 32) & ((1U << set_bits) - 1);

	return second == first ? second ^ 1 : second;
}

static __always_inline struct rs_task *find_in(u32 set, struct task_struct *p)
{
	u32 i;

	for (i = 0; i < SET_SLOTS; i++) {
		if (READ_ONCE(sets[set].task[i]) == p)
			return &tasks[set * SET_SLOTS + i];
	}
	return NULL;
}

/**
 * rs_task_find() - look a task up
 * @p: the task
 *
 * Context: any. The slot stays @p's for as long as @p cannot end: @p is
 * current, or a child that does not run yet, or the machine is stopped.
 * Return: its slot, or NULL.
 */
struct rs_task *rs_task_find(struct task_struct *p)
{
	u32 first = first_set(p);
	struct rs_task *t = find_in(first, p);

	return likely(t) ? t : find_in(second_set(p, first), p);
}

/**
 * rs_task_remember_current() - look the running task up, and remember it
 *
 * Not while the module does not count, though probes may still run then: who finds a
 * task remembered takes it for granted that there are counters.
 *
 * Context: probe, preemption off.
 * Return: its slot, or NULL.
 */
struct rs_task *rs_task_remember_current(void)
{
	struct rs_task *t = rs_task_find(current);

	if (t && this_cpu_read(rs_live_block))
		this_cpu_write(rs_last_task, t);
	return t;
}

static u32 count_used(const struct set *s)
{
	u32 i, used = 0;

	for (i = 0; i < SET_SLOTS; i++)
		used += !!READ_ONCE(s->task[i]);
	return used;
}

static struct rs_task *claim_in(u32 set, struct task_struct *p)
{
	u32 i;

	for (i = 0; i < SET_SLOTS; i++) {
		struct rs_task *t = &tasks[set * SET_SLOTS + i];

		if (READ_ONCE(sets[set].task[i]) ||
		    cmpxchg(&sets[set].task[i], NULL, p))
			continue;
		/* All else is zero: so it was left by rs_task_release(). */
		WRITE_ONCE(t->since, rs_arch_clock());
		rs_creds_hold(t, p);
		WRITE_ONCE(t->task, p);
		return t;
	}
	return NULL;
}

/**
 * rs_task_claim() - look a task up, give it a slot if it has none
 * @p: current, a child that does not run yet, or any in a stopped machine
 *
 * Context: any, preemption off.
 * Return: its slot, or NULL when both its sets are full.
 */
struct rs_task *rs_task_claim(struct task_struct *p)
{
	u32 first = first_set(p), second = second_set(p, first);
	struct rs_task *t = rs_task_find(p);

	if (t)
		return t;
	/* Fill the first set half before looking which one is emptier. */
	if (count_used(&sets[first]) > SET_SLOTS / 2 &&
	    count_used(&sets[second]) < count_used(&sets[first]))
		swap(first, second);
	t = claim_in(first, p);
	return t ? t : claim_in(second, p);
}

/**
 * rs_task_release() - give a task's slot back, if it has one
 * @p: current, which will not cross again
 *
 * Context: any, preemption off.
 */
void rs_task_release(struct task_struct *p)
{
	struct rs_task *t = rs_task_find(p);
	u32 slot;

	if (!t)
		return;
	slot = rs_task_slot(t);
	WRITE_ONCE(t->task, NULL);
	/* Whoever reads a zero, or half of one, must find that it is nobody's. */
	smp_wmb();
	rs_creds_drop(t);
	/* Readers find that out. */
	data_race(memset(t, 0, sizeof(*t)));
	/* The next owner must find the zeroes. */
	smp_store_release(&sets[slot / SET_SLOTS].task[slot % SET_SLOTS], NULL);
}

/**
 * rs_tasks_forget_last() - no CPU remembers the slot that it used last
 *
 * Context: stopped machine, or before any probe is attached.
 */
void rs_tasks_forget_last(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(rs_last_task, cpu) = &nobody;
}

/**
 * rs_tasks_overflowed() - whether a task ever found no slot
 *
 * Context: any.
 * Return: true from the first such task on, until unload.
 */
bool rs_tasks_overflowed(void)
{
	return READ_ONCE(overflowed);
}

/**
 * rs_tasks_set_overflowed() - a task found no slot
 *
 * Context: any.
 */
void rs_tasks_set_overflowed(void)
{
	if (!READ_ONCE(overflowed))
		WRITE_ONCE(overflowed, true);
}

/**
 * rs_tasks_slots() - size of the table
 *
 * Context: any.
 * Return: tasks that it can hold.
 */
u32 rs_tasks_slots(void)
{
	return SET_SLOTS << set_bits;
}

/**
 * rs_task_slot() - where a slot is
 * @t: the slot
 *
 * Context: any.
 * Return: 0 to rs_tasks_slots() - 1.
 */
u32 rs_task_slot(const struct rs_task *t)
{
	return t - tasks;
}

/**
 * rs_tasks_used() - fill of the table
 *
 * Context: any.
 * Return: tasks that it holds.
 */
u32 rs_tasks_used(void)
{
	u32 i, used = 0;

	for (i = 0; i < 1U << set_bits; i++)
		used += count_used(&sets[i]);
	return used;
}

/**
 * rs_tasks_memory() - what the table takes
 *
 * Context: any.
 * Return: bytes.
 */
u64 rs_tasks_memory(void)
{
	return (u64)rs_tasks_slots() * sizeof(*tasks) +
	       (sizeof(*sets) << set_bits);
}

/**
 * rs_task_at() - walk the table
 * @slot: 0 to rs_tasks_slots() - 1
 * @p: set to the task there
 *
 * Context: inside rcu_read_lock(), which keeps *@p from being freed.
 * Return: the slot's contents, or NULL when it is free. The task may end and
 * the slot get another owner at any moment.
 */
struct rs_task *rs_task_at(u32 slot, struct task_struct **p)
{
	*p = READ_ONCE(sets[slot / SET_SLOTS].task[slot % SET_SLOTS]);
	return *p ? &tasks[slot] : NULL;
}

/**
 * rs_tasks_init() - allocate the table
 * @slots: how many tasks it can hold, a power of two, at least RS_TASKS_MIN
 *
 * Context: process context, before any probe is attached.
 * Return: 0 or -ENOMEM.
 */
int rs_tasks_init(unsigned int slots)
{
	set_bits = ilog2(slots / SET_SLOTS);
	sets = kvcalloc(1U << set_bits, sizeof(*sets), RS_GFP_LARGE);
	tasks = kvcalloc(slots, sizeof(*tasks), RS_GFP_LARGE);
	if (!sets || !tasks) {
		pr_err("no memory for a table of %u tasks: load with a smaller tasks=\n",
		       slots);
		rs_tasks_exit();
		return -ENOMEM;
	}
	/* A module's per-CPU data cannot be initialized with an address. */
	rs_tasks_forget_last();
	return 0;
}

/**
 * rs_tasks_exit() - free the table
 *
 * Context: process context, after the last probe has ended.
 */
void rs_tasks_exit(void)
{
	u32 slot;

	for (slot = 0; tasks && slot < rs_tasks_slots(); slot++)
		rs_creds_drop(&tasks[slot]);
	kvfree(tasks);
	kvfree(sets);
	tasks = NULL;
	sets = NULL;
}
