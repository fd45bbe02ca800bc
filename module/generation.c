// SPDX-License-Identifier: GPL-2.0
/*
 * Generations: the counting begins, begins anew and ends at one instant for
 * the whole system, in a stopped machine. Then no probe runs, and of each task
 * it is known whether it is inside a syscall. That is why the balance holds
 * from the first read on.
 */
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "creds.h"
#include "families.h"
#include "generation.h"
#include "members.h"
#include "roster.h"
#include "snapshot.h"
#include "stop.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"

struct rs_counters rs_system;
DEFINE_PER_CPU(struct rs_block *, rs_live_block);

/* Written in a stopped machine. */
static u32 generation;
static u64 began;		/* CLOCK_MONOTONIC, ns */

/* One more whenever a dump that is under way is no longer of one piece. */
static atomic_t epoch = ATOMIC_INIT(1);

/* Never changes once the module is loaded. */
static u64 load;

/**
 * rs_generation_load() - which load of the module this is
 *
 * Context: any.
 * Return: a random number.
 */
u64 rs_generation_load(void)
{
	return load;
}

/**
 * rs_generation() - number of the current generation
 *
 * Context: any.
 * Return: 1 after load, one more after each reset.
 */
u32 rs_generation(void)
{
	return READ_ONCE(generation);
}

/**
 * rs_generation_age() - time since the current generation began
 *
 * Context: any.
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
u64 rs_generation_age(void)
{
	return ktime_get_mono_fast_ns() - READ_ONCE(began);
}

/**
 * rs_epoch() - what a netlink dump carries as its sequence
 *
 * Context: any.
 * Return: never 0, which would switch the check for consistency off.
 */
u32 rs_epoch(void)
{
	return atomic_read(&epoch) ?: 1;
}

/**
 * rs_epoch_next() - mark all dumps that are under way as interrupted
 *
 * Context: any.
 */
void rs_epoch_next(void)
{
	atomic_inc(&epoch);
}

/* A task without PF_EXITING has a stack and with it its user registers. */
static void note_inside(struct task_struct *p, struct rs_block *blk)
{
	struct rs_task *t;
	u32 row;

	if (!rs_following() || !rs_family_on(SYSCALLS) ||
	    rs_task_is_kernel(p) || p->flags & PF_EXITING ||
	    !rs_arch_in_syscall(p, &row))
		return;
	t = rs_task_claim(p);
	if (!t) {
		rs_tasks_set_overflowed();
		return;
	}
	t->state = row + 1;
	t->flags |= RS_TASK_UNTIMED;
	rs_task_set_earlier(t, RS_SYSTEM_BIT);
	blk->row[row].still_inside++;
}

static void set_live(bool live)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(rs_live_block, cpu) =
			live ? *per_cpu_ptr(rs_system.block, cpu) : NULL;
}

static void next_generation(void)
{
	WRITE_ONCE(generation, generation + 1);
	WRITE_ONCE(began, ktime_get_mono_fast_ns());
	rs_epoch_next();
}

static void note_all_inside(void)
{
	struct task_struct *process, *p;

	rcu_read_lock();
	for_each_process_thread(process, p)
		note_inside(p, *this_cpu_ptr(rs_system.block));
	rcu_read_unlock();
}

static int begin_stopped(void *unused)
{
	note_all_inside();
	next_generation();
	set_live(true);
	return 0;
}

/**
 * rs_generation_begin() - begin to count
 *
 * Context: process context, sleeps; all hooks are attached.
 * Return: 0 or the error of rs_stop().
 */
int rs_generation_begin(void)
{
	return rs_stop(begin_stopped, NULL);
}

/* Calls in flight become calls that were entered earlier; all else is 0. */
static void reset_block(struct rs_block *blk)
{
	u32 row;

	for (row = 0; row < RS_ROWS; row++) {
		s64 inside = blk->row[row].in_flight +
			     blk->row[row].still_inside;

		memset(&blk->row[row], 0, sizeof(blk->row[row]));
		blk->row[row].still_inside = inside;
	}
	memset(blk->times, 0, sizeof(blk->times));
	blk->nr_times = 0;
	memset(blk->odd, 0, sizeof(blk->odd));
	memset(&blk->kinds, 0, sizeof(blk->kinds));
	memset(blk->errnos, 0, sizeof(blk->errnos));
	blk->errno_overflow = 0;
}

static void reset_task(struct rs_task *t, struct task_struct *p)
{
	rs_times_until_now(t);
	rs_rosters_reset(t, p);
	t->entries = 0;
	t->errors = 0;
	t->denied = 0;
	t->faults = 0;
	t->exceptions = 0;
	t->interrupts = 0;
	t->fault_at = 0;
	t->asked = 0;
	rs_times_new_generation(t);
	if (rs_task_inside(t))
		rs_task_set_earlier(t, t->earlier | RS_SYSTEM_BIT);
}

static void reset(void)
{
	struct task_struct *p;
	struct rs_task *t;
	u32 slot;
	int cpu;

	for_each_possible_cpu(cpu)
		reset_block(*per_cpu_ptr(rs_system.block, cpu));
	for (slot = 0; slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (t)
			reset_task(t, p);
	}
	rs_creds_reset();
	next_generation();
}

static int reset_stopped(void *unused)
{
	reset();
	return generation;
}

/**
 * rs_generation_reset() - begin a new generation
 *
 * Watches go on: they belong to their owners.
 *
 * Context: process context, sleeps.
 * Return: the new generation, or the error of rs_stop().
 */
int rs_generation_reset(void)
{
	return rs_stop(reset_stopped, NULL);
}

/* What a family that was switched has left behind in a task's slot. */
static void forget(struct rs_task *t, struct task_struct *p, u32 changed)
{
	if (changed & RS_F(SYSCALLS)) {
		WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
		rs_task_set_earlier(t, 0);
		t->flags &= ~(RS_TASK_SWITCHED | RS_TASK_UNTIMED);
	}
	if (changed & RS_F(SIGNALS)) {
		t->handlers = 0;
		t->flags &= ~RS_TASK_HANDLES;
	}
	if (changed & RS_F(CREDS)) {
		rs_creds_drop(t);
		rs_creds_hold(t, p);
	}
	/* What it noted since it was switched on is true. */
	if (changed & RS_F(TRACKING) && !rs_family_on(TRACKING))
		t->flags &= ~(RS_TASK_TRACKED | RS_TASK_IN_KERNEL);
}

static void forget_calls(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct rs_block *blk = *per_cpu_ptr(rs_system.block, cpu);

		memset(blk->row, 0, sizeof(blk->row));
	}
}

static int restart_stopped(void *data)
{
	u32 slot, changed = *(u32 *)data;
	struct task_struct *p;
	struct rs_task *t;

	for (slot = 0; slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (t)
			forget(t, p, changed);
	}
	if (changed & RS_F(SYSCALLS))
		forget_calls();
	reset();
	if (changed & RS_F(SYSCALLS))
		note_all_inside();
	rs_members_interrupted(changed);
	return 0;
}

/**
 * rs_generation_restart() - begin a new generation after hooks were switched
 * @changed: families that were, RS_F()
 *
 * Calls that are in flight when syscalls are counted again become calls that
 * were entered earlier, as at load.
 *
 * Context: process context, sleeps; the hooks are attached and detached.
 * Return: 0.
 */
int rs_generation_restart(u32 changed)
{
	return rs_stop_at_last(restart_stopped, &changed);
}

static int end_stopped(void *unused)
{
	set_live(false);
	rs_tasks_forget_last();
	return 0;
}

static void log_abi(enum ringside_abi abi, const struct rs_totals *sum)
{
	const char *name = rs_arch_abi_name(abi);
	const struct rs_row *r = &sum->row;

	if (!r->entries && !r->still_inside)
		return;
	if (!rs_following()) {
		pr_info("unloading; %s: entries %llu\n", name, r->entries);
		return;
	}
	pr_info("unloading; %s: entries %llu = exits %llu + never returned %llu + in flight %lld + untracked %llu; still inside since before: %d\n",
		name, r->entries, r->exits, r->never, r->in_flight,
		sum->odd.untracked, r->still_inside);
}

static void log_balance(void)
{
	struct rs_snapshot *snap = rs_snapshot_take(&rs_system, 0, RS_ALL_CPUS);
	struct rs_totals sum;
	u32 abi;

	if (IS_ERR(snap)) {
		pr_info("unloading; no memory to say what was counted\n");
		return;
	}
	for (abi = 0; abi < RS_ABIS; abi++) {
		rs_snapshot_totals(snap, abi, &sum);
		log_abi(abi, &sum);
	}
	rs_snapshot_free(snap);
}

/**
 * rs_generation_end() - count no more and log the last balance
 *
 * Context: process context, sleeps; the hooks are still attached.
 */
void rs_generation_end(void)
{
	rs_stop_at_last(end_stopped, NULL);
	log_balance();
}

/**
 * rs_generation_init() - allocate the system's counters, name this load
 *
 * Context: process context, sleeps.
 * Return: 0 or -ENOMEM.
 */
int rs_generation_init(void)
{
	load = get_random_u64();
	return rs_counters_alloc(&rs_system);
}

/**
 * rs_generation_exit() - free the system's counters
 *
 * Context: process context, after the last probe has ended.
 */
void rs_generation_exit(void)
{
	rs_counters_free(&rs_system);
}
