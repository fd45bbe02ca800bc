/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The task table: which call each task is in, and who watches it.
 */
#ifndef _RS_TASKS_H
#define _RS_TASKS_H

#include <linux/bits.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/kcsan-checks.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "counters.h"

#define RS_TASKS_MIN	64
#define RS_TASKS_MAX	BIT(20)

/* Values of rs_task.state; otherwise the row of the call in flight, plus 1 */
#define RS_TASK_OUTSIDE	0
#define RS_TASK_NEWBORN	U32_MAX

/*
 * Bits of rs_task.flags: what keeps a crossing from being the common case, for
 * which the probes have a short way.
 */
#define RS_TASK_WATCHED	BIT(0)	/* @watches is not 0 */
#define RS_TASK_EARLIER	BIT(1)	/* @earlier is not 0 */
#define RS_TASK_SWITCHED BIT(2)	/* lost the CPU in the call it is in */
#define RS_TASK_UNTIMED	BIT(3)	/* @since was not kept when it entered */
#define RS_TASK_HANDLES	BIT(4)	/* @handlers is not 0 */

/* Of a task on a CPU that tracks, see tracking.c */
#define RS_TASK_IN_KERNEL BIT(5) /* in the kernel, for whatever reason */
#define RS_TASK_CROSSED	BIT(6)	/* no hook has said yet why */
#define RS_TASK_SUSPENDED BIT(7) /* and it lost the CPU since */
#define RS_TASK_ARRIVED	BIT(8)	/* it may have crossed on another CPU */
#define RS_TASK_TRACKED	(RS_TASK_CROSSED | RS_TASK_SUSPENDED | RS_TASK_ARRIVED)

/* Bit 0 of rs_task.earlier is the system's counters, bit N the watch N. */
#define RS_SYSTEM_BIT	BIT_ULL(0)

/**
 * struct rs_task - what is known of one task
 * @task: whose slot it is, NULL when it is free
 * @state: outside, newborn or in a call
 * @flags: RS_TASK_WATCHED and so on
 * @word: @state and @flags at one look
 * @entries: crossings in this generation
 * @cred: its credentials at its last exit, held; NULL when creds is off
 * @since: ticks of the clock when it came where it is now
 * @time: ticks by &enum rs_place
 * @errors: of the entries, returned with an error
 * @watches: bit N set: the task belongs to watch N
 * @earlier: who did not see the entry of the call in flight
 * @entered: @since at that entry, and
 * @waited: @time[RS_WAIT] then, if flag RS_TASK_SWITCHED is set
 * @denied: syscalls that seccomp or ptrace cancelled, in this generation
 * @faults: page faults in user mode, in this generation
 * @exceptions: other exceptions there
 * @interrupts: interrupts that hit it there
 * @fault_at: @entries at its last page fault, plus 1; 0 when that is settled
 * @asked: the capability that was refused last, plus 1; above that @entries
 *	then, which tells the call; 0 for none in this generation
 * @handled_sp: its stack pointer when the outermost signal interrupted it
 * @handlers: signal handlers that it is in
 * @cpu: that it lost last
 *
 * All that the common case needs is in one cache line.
 *
 * Written by the task itself, in its probes; by its parent before it runs for
 * the first time; by the CPU that takes it from a run queue or puts it back;
 * and by anybody in a stopped machine: so by one at a time. All other readers
 * use READ_ONCE() and get each field right for itself.
 */
struct rs_task {
	struct task_struct *task;
	union {
		struct {
			u32 state;
			u32 flags;
		};
		u64 word;
	};
	u64 entries;
	const struct cred *cred;
	u64 since;
	u64 time[RS_PLACES];
	u64 errors;
	u64 watches;
	u64 earlier;
	u64 entered;
	u64 waited;
	u64 faults;
	u64 exceptions;
	u64 interrupts;
	u64 fault_at;
	u64 denied;
	u64 asked;
	unsigned long handled_sp;
	u32 handlers;
	int cpu;
} ____cacheline_aligned;

/*
 * The slot that this CPU used last: mostly the running task's, and whether it
 * is tells its @task. Never NULL; a slot that is nobody's before the module
 * begins to count and after it has ended, so that the common case need not ask.
 */
DECLARE_PER_CPU(struct rs_task *, rs_last_task);

/* Whether a crossing of the task is the common case, but perhaps for watches. */
static __always_inline bool rs_task_is_plain(const struct rs_task *t)
{
	return !(t->flags & ~RS_TASK_WATCHED);
}

/* The row of the call that the task is in; RS_ROWS or more if it is in none. */
static inline u32 rs_task_row(const struct rs_task *t)
{
	return READ_ONCE(t->state) - 1;
}

static inline bool rs_task_inside(const struct rs_task *t)
{
	return rs_task_row(t) < RS_ROWS;
}

/*
 * What changes while others may look. Of a volatile gcc would make a load, an
 * addition and a store, where one instruction does; so these are plain, and
 * KCSAN holds them against what must be true: that nobody else writes.
 */
static __always_inline void rs_task_add(u64 *field, u64 n)
{
	ASSERT_EXCLUSIVE_WRITER(*field);
	data_race(*field += n);		/* read by READ_ONCE() */
}

static __always_inline void rs_task_flag(struct rs_task *t, u32 flags, bool on)
{
	ASSERT_EXCLUSIVE_WRITER(t->flags);
	/* read by READ_ONCE() */
	data_race(t->flags = (t->flags & ~flags) | (on ? flags : 0));
}

static __always_inline void rs_task_set_flags(struct rs_task *t, u32 flags)
{
	rs_task_flag(t, flags, true);
}

static __always_inline void rs_task_clear_flags(struct rs_task *t, u32 flags)
{
	rs_task_flag(t, flags, false);
}

static inline void rs_task_set_watches(struct rs_task *t, u64 watches)
{
	WRITE_ONCE(t->watches, watches);
	rs_task_flag(t, RS_TASK_WATCHED, watches);
}

static inline void rs_task_set_earlier(struct rs_task *t, u64 earlier)
{
	WRITE_ONCE(t->earlier, earlier);
	rs_task_flag(t, RS_TASK_EARLIER, earlier);
}

/*
 * Tasks that never return to user mode: they do not cross. A user mode helper
 * is a kernel thread no longer, so it counts.
 */
static inline bool rs_task_is_kernel(const struct task_struct *p)
{
	/* Other bits may change meanwhile, these do not. */
	return data_race(p->flags) & (PF_KTHREAD | PF_IO_WORKER);
}

struct rs_task *rs_task_find(struct task_struct *p);
struct rs_task *rs_task_remember_current(void);
struct rs_task *rs_task_claim(struct task_struct *p);
void rs_task_release(struct task_struct *p);
void rs_tasks_forget_last(void);

/* The running task's slot, or NULL. In probes: preemption is off. */
static __always_inline struct rs_task *rs_task_find_current(void)
{
	struct rs_task *t = this_cpu_read(rs_last_task);

	return likely(READ_ONCE(t->task) == current) ?
		       t : rs_task_remember_current();
}

bool rs_tasks_overflowed(void);
void rs_tasks_set_overflowed(void);

u32 rs_tasks_slots(void);
u32 rs_task_slot(const struct rs_task *t);
u32 rs_tasks_used(void);
u64 rs_tasks_memory(void);
struct rs_task *rs_task_at(u32 slot, struct task_struct **p);

int rs_tasks_init(unsigned int slots);
void rs_tasks_exit(void);

#endif /* _RS_TASKS_H */
