// SPDX-License-Identifier: GPL-2.0
/*
 * Syscalls: the probes on entry and exit. They classify, and count.
 *
 * An exit carries a number that cannot be trusted: after execveat it is
 * execve's, after execve into another ABI it is the other ABI's, after
 * rt_sigreturn it is -1. So the call is remembered at entry, by task, and an
 * exit counts for the call that the task is in.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/err.h>

#include "creds.h"
#include "generation.h"
#include "members.h"
#include "signals.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"
#include "tracking.h"

static void watches_entry(const struct rs_task *t, u32 row)
{
	u64 bit, left = t->watches;
	struct rs_block *blk;

	while ((blk = rs_watch_next_block(&left, &bit))) {
		blk->row[row].entries++;
		blk->row[row].in_flight++;
	}
}

static void count_left(struct rs_block *blk, u32 row, long ret, bool earlier,
		       const struct rs_call_time *time)
{
	if (rs_count_exit(blk, row, ret, earlier) && time->known)
		rs_count_time(blk, &blk->row[row], time->ticks, time->waited);
}

static void watches_exit(const struct rs_task *t, u32 row, long ret,
			 const struct rs_call_time *time)
{
	u64 bit, left = t->watches;
	struct rs_block *blk;

	while ((blk = rs_watch_next_block(&left, &bit)))
		count_left(blk, row, ret, t->earlier & bit, time);
}

/*
 * An entry of a task that is inside already. Either it was on its way out when
 * the counting began, behind the exit hook but not yet in user mode, or on its
 * way in, before the entry hook; or we missed an exit.
 */
static void entered_again(struct rs_task *t, struct rs_block *blk)
{
	u32 row = rs_task_row(t);
	u64 bit, left = t->watches;
	struct rs_block *w;

	if (t->state == RS_TASK_NEWBORN)
		return;
	if (!(t->earlier & RS_SYSTEM_BIT))
		blk->odd[rs_row_abi(row)].lost_exits++;
	rs_count_ended(blk, row, t->earlier & RS_SYSTEM_BIT);
	while ((w = rs_watch_next_block(&left, &bit)))
		rs_count_ended(w, row, t->earlier & bit);
	rs_task_set_earlier(t, 0);
}

static void entered_untracked(struct rs_block *blk, u32 row)
{
	rs_tasks_set_overflowed();
	blk->row[row].entries++;
	blk->odd[rs_row_abi(row)].untracked++;
}

static __always_inline void count_entry(struct rs_block *blk, struct rs_task *t,
					u32 row)
{
	struct rs_row *r = &blk->row[row];

	r->entries++;
	r->in_flight++;
	rs_task_add(&t->entries, 1);
	WRITE_ONCE(t->state, row + 1);
}

/* Any entry. */
static noinline void enter(struct pt_regs *regs, long id)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	u32 row = rs_arch_current_row(id);
	struct rs_task *t;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (!t)
		t = rs_task_claim(current);
	if (!t) {
		entered_untracked(blk, row);
		return;
	}
	rs_task_crossed(t, blk);
	rs_times_entered(t);
	if (t->handlers)
		rs_signal_entered(t, blk, row, user_stack_pointer(regs));
	if (t->state != RS_TASK_OUTSIDE)
		entered_again(t, blk);
	count_entry(blk, t, row);
	watches_entry(t, row);
}

/**
 * rs_probe_sys_enter() - a task enters a syscall
 * @data: unused
 * @regs: unused
 * @id: the number, after seccomp and ptrace may have changed it
 *
 * The common case is short and calls nothing: every crossing of the machine
 * pays for it. When this CPU remembers the task's slot, then the module counts.
 *
 * Context: tracepoint sys_enter, process context, interrupts on.
 */
void rs_probe_sys_enter(void *data, struct pt_regs *regs, long id)
{
	struct rs_task *t;

	rs_probe_begin();
	t = this_cpu_read(rs_last_task);
	if (likely(READ_ONCE(t->task) == current &&
		   READ_ONCE(t->word) == RS_TASK_OUTSIDE &&
		   rs_arch_is_plain(id))) {
		if (rs_timed())
			rs_lap_unwatched(t, RS_USER, rs_arch_clock());
		count_entry(this_cpu_read(rs_live_block), t,
			    rs_arch_plain_row(id));
	} else {
		enter(regs, id);
	}
	rs_probe_end();
}

/**
 * rs_probe_sys_enter_only() - the same when nothing but entries is counted
 * @data: unused
 * @regs: unused
 * @id: the number
 *
 * Context: tracepoint sys_enter, process context, interrupts on.
 */
void rs_probe_sys_enter_only(void *data, struct pt_regs *regs, long id)
{
	struct rs_block *blk;

	rs_probe_begin();
	blk = this_cpu_read(rs_live_block);
	if (likely(blk))
		blk->row[rs_arch_current_row(id)].entries++;
	rs_probe_end();
}

static void count_denied(struct rs_block *blk, u32 row, long ret)
{
	blk->row[row].denied++;
	if (IS_ERR_VALUE(ret))
		rs_count_failure(blk, row, true, ret);
}

static void count_first_return(struct rs_block *blk, u32 row)
{
	blk->odd[rs_row_abi(row)].first_return++;
}

/*
 * The task is not in a call: either it is new and returns for the first time,
 * or seccomp or ptrace cancelled the call before the entry hook.
 */
static void exit_without_entry(struct rs_task *t, struct rs_block *blk, u32 row,
			       long ret)
{
	u64 bit, left = t->watches;
	bool newborn = t->state == RS_TASK_NEWBORN;

	if (newborn) {
		rs_times_moved(t);
	} else {
		rs_task_crossed(t, blk);
		rs_task_add(&t->denied, 1);
		rs_creds_refused(row, true, ret);
	}
	if (!rs_creds_same(t, current))
		rs_creds_changed(t, blk, row);
	do {
		if (newborn)
			count_first_return(blk, row);
		else
			count_denied(blk, row, ret);
		blk = rs_watch_next_block(&left, &bit);
	} while (blk);
	WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
}

/*
 * The task has no slot. As long as the table never overflowed, it was in user
 * mode when the counting began and this is its first event. Otherwise nobody
 * knows how it entered.
 */
static void exit_without_slot(struct rs_block *blk, u32 row, long ret)
{
	bool unknown = rs_tasks_overflowed();
	struct rs_task *t = rs_task_claim(current);

	if (!t)
		rs_tasks_set_overflowed();
	if (unknown || !t) {
		blk->odd[rs_row_abi(row)].untracked_exits++;
	} else {
		rs_task_add(&t->denied, 1);
		count_denied(blk, row, ret);
		rs_creds_refused(row, true, ret);
	}
}

/* Any exit. */
static noinline void leave(struct pt_regs *regs, long ret)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_call_time time;
	struct rs_task *t;
	u32 row;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (!t || !rs_task_inside(t)) {
		row = rs_arch_current_row(syscall_get_nr(current, regs));
		if (t)
			exit_without_entry(t, blk, row, ret);
		else
			exit_without_slot(blk, row, ret);
		return;
	}

	row = rs_task_row(t);
	time = rs_times_left(t);
	count_left(blk, row, ret, t->earlier & RS_SYSTEM_BIT, &time);
	watches_exit(t, row, ret, &time);
	if (rs_is_error(row, ret) && !(t->earlier & RS_SYSTEM_BIT)) {
		rs_task_add(&t->errors, 1);
		rs_creds_refused(row, false, ret);
	}
	if (!rs_creds_same(t, current))
		rs_creds_changed(t, blk, row);
	rs_task_set_earlier(t, 0);
	rs_task_clear_flags(t, RS_TASK_SWITCHED | RS_TASK_UNTIMED);
	/* What set it may not be there to clear it. */
	if (!rs_cpu_is_tracked())
		rs_task_clear_flags(t, RS_TASK_IN_KERNEL);
	WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
}

static __always_inline void count_return(struct rs_block *blk,
					 struct rs_task *t, u64 row)
{
	struct rs_row *r = &blk->row[row];
	u64 ticks;

	/* Or gcc computes it anew for each counter. */
	OPTIMIZER_HIDE_VAR(r);
	r->exits++;
	r->in_flight--;
	if (!rs_timed()) {
		WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
		return;
	}
	ticks = rs_lap_unwatched(t, RS_WORK, rs_arch_clock());
	WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
	rs_count_time(blk, r, ticks, 0);
}

/**
 * rs_probe_sys_exit() - a task leaves a syscall
 * @data: unused
 * @regs: the user mode registers
 * @ret: what the call returns
 *
 * Like its sister, short in the common case: the task is in a call that it
 * entered in this generation, nobody watches, no error, the same rights.
 *
 * Context: tracepoint sys_exit, process context, interrupts on.
 */
void rs_probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	/* Read once, or gcc reads it anew behind the static key. */
	const struct task_struct *self = current;
	struct rs_task *t;
	u64 row;

	rs_probe_begin();
	t = this_cpu_read(rs_last_task);
	/* With a flag set it would be far above. */
	row = READ_ONCE(t->word) - 1;
	if (likely(READ_ONCE(t->task) == self && row < RS_ROWS &&
		   !IS_ERR_VALUE(ret) && rs_creds_same(t, self)))
		count_return(this_cpu_read(rs_live_block), t, row);
	else
		leave(regs, ret);
	rs_probe_end();
}
