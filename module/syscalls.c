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
#include "events.h"
#include "generation.h"
#include "members.h"
#include "roster.h"
#include "signals.h"
#include "stamps.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"
#include "tracking.h"

/* The watches of a task that comes from @place, where it was for @ticks. */
static __always_inline void watches_entry(const struct rs_task *t, u32 row,
					  enum rs_place place, u64 ticks)
{
	u64 bit, left = t->watches;
	struct rs_block *blk;

	while ((blk = rs_watch_next_block(&left, &bit))) {
		blk->time[place] += ticks;
		blk->row[row].entries++;
		blk->row[row].in_flight++;
	}
	rs_rosters_note(t, t->watches, row, RS_CALL_ENTRIES);
}

/* Return: whether this set of counters counted an error. */
static __always_inline bool count_left(struct rs_block *blk, u32 row, long ret,
				       bool earlier,
				       const struct rs_call_time *time)
{
	struct rs_row *r = &blk->row[row];

	if (unlikely(earlier)) {
		rs_count_earlier_exit(blk, row);
		return false;
	}
	r->exits++;
	r->in_flight--;
	if (time->known)
		rs_count_time(blk, r, time->ticks, time->ns, time->waited);
	return IS_ERR_VALUE(ret) && !rs_arch_is_sigreturn(row) &&
	       rs_count_failure(blk, row, false, ret);
}

static __always_inline void watches_exit(const struct rs_task *t, u32 row,
					 long ret,
					 const struct rs_call_time *time)
{
	u64 bit, failed = 0, left = t->watches;
	struct rs_block *blk;

	while ((blk = rs_watch_next_block(&left, &bit))) {
		blk->time[RS_WORK] += time->lap;
		if (count_left(blk, row, ret, t->earlier & bit, time))
			failed |= bit;
	}
	if (failed)
		rs_rosters_note(t, failed, row, RS_CALL_ERRORS);
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

static noinline struct rs_task *claim_current(void)
{
	struct rs_task *t = rs_task_claim(current);

	if (t)
		rs_times_between_calls(t);
	return t;
}

/*
 * An entry of which more is to say than that it was, and perhaps to watches.
 * Return: where the task comes from.
 */
static noinline enum rs_place before_entry(struct rs_task *t,
					   struct rs_block *blk, u32 row,
					   struct pt_regs *regs)
{
	enum rs_place place = rs_times_place(t);

	rs_task_crossed(t, blk);
	rs_times_between_calls(t);
	if (t->handlers)
		rs_signal_entered(t, blk, row, user_stack_pointer(regs));
	if (t->state != RS_TASK_OUTSIDE)
		entered_again(t, blk);
	return place;
}

/*
 * Any entry. It takes what the probe takes, and so do all to whom a probe hands
 * over: then no argument has to move, not in the common case either. "Used" keeps
 * gcc from dropping the one that is not.
 */
static noinline __used void enter(void *data, struct pt_regs *regs, long id)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	u32 row = rs_arch_current_row(id);
	enum rs_place place = RS_USER;
	struct rs_task *t;
	u64 ticks = 0;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (unlikely(!t))
		t = claim_current();
	if (unlikely(!t)) {
		entered_untracked(blk, row);
		return;
	}
	if (t->state != RS_TASK_OUTSIDE || !rs_task_is_plain(t))
		place = before_entry(t, blk, row, regs);
	if (rs_timed())
		ticks = rs_lap(t, place);
	count_entry(blk, t, row);
	watches_entry(t, row, place, ticks);
	rs_event_lapped(t, rs_what(ENTRY, row), 0);
}

/*
 * The common case is short and calls nothing: every crossing of the machine
 * pays for it. When this CPU remembers the task's slot, then the module counts.
 */
static __always_inline void probe_enter(void *data, struct pt_regs *regs,
					long id)
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
		enter(data, regs, id);
	}
	rs_probe_end();
}

static noinline __used void stamped_enter(void *data, struct pt_regs *regs,
					  long id)
{
	u32 row = rs_arch_current_row(id);
	u64 first;

	rs_probe_begin();
	first = rs_stamp_begin();
	probe_enter(data, regs, id);
	rs_stamp(current, RINGSIDE_STAMP_ENTRY, row, first);
	rs_trace_entry(row);
	rs_probe_end();
}

/**
 * rs_probe_sys_enter() - a task enters a syscall
 * @data: unused
 * @regs: unused
 * @id: the number, after seccomp and ptrace may have changed it
 *
 * Who is stamped goes elsewhere, or the others had to keep the time, too.
 *
 * Context: tracepoint sys_enter, process context, interrupts on.
 */
void rs_probe_sys_enter(void *data, struct pt_regs *regs, long id)
{
	if (rs_stamping())
		stamped_enter(data, regs, id);
	else
		probe_enter(data, regs, id);
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

	rs_times_between_calls(t);
	if (newborn) {
		rs_times_moved(t);
		rs_event_lapped(t, rs_what(FIRST_RETURN, row), ret);
	} else {
		rs_event(t, rs_what(DENIED, row), ret);
		rs_task_crossed(t, blk);
		rs_task_add(&t->denied, 1);
		rs_creds_refused(t, row, true, ret);
		rs_rosters_note(t, t->watches, row, RS_CALL_DENIED);
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
	struct rs_task *t = claim_current();

	if (!t)
		rs_tasks_set_overflowed();
	if (unknown || !t) {
		blk->odd[rs_row_abi(row)].untracked_exits++;
	} else {
		rs_task_add(&t->denied, 1);
		count_denied(blk, row, ret);
		rs_creds_refused(t, row, true, ret);
	}
}

static noinline void leave_without_entry(struct rs_task *t,
					 struct rs_block *blk,
					 struct pt_regs *regs, long ret)
{
	u32 row = rs_arch_current_row(syscall_get_nr(current, regs));

	if (t)
		exit_without_entry(t, blk, row, ret);
	else
		exit_without_slot(blk, row, ret);
}

static noinline void after_exit(struct rs_task *t)
{
	rs_task_set_earlier(t, 0);
	rs_times_between_calls(t);
	/* What set it may not be there to clear it. */
	if (!rs_cpu_is_tracked())
		rs_task_clear_flags(t, RS_TASK_IN_KERNEL);
}

static __always_inline void leave_call(struct rs_task *t, struct rs_block *blk,
				       long ret)
{
	const struct rs_call_time time = rs_times_left(t);
	u32 row = rs_task_row(t);

	if (count_left(blk, row, ret, t->earlier & RS_SYSTEM_BIT, &time)) {
		rs_task_add(&t->errors, 1);
		rs_creds_refused(t, row, false, ret);
	}
	watches_exit(t, row, ret, &time);
	rs_event_lapped(t, rs_what(EXIT, row), ret);
	if (!rs_creds_same(t, current))
		rs_creds_changed(t, blk, row);
	if (!rs_task_is_plain(t))
		after_exit(t);
	WRITE_ONCE(t->state, RS_TASK_OUTSIDE);
}

/* Any exit. */
static noinline __used void leave(void *data, struct pt_regs *regs, long ret)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_task *t;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (likely(t && rs_task_inside(t)))
		leave_call(t, blk, ret);
	else
		leave_without_entry(t, blk, regs, ret);
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
	rs_count_time(blk, r, ticks, rs_clock_ns(ticks), 0);
}

/*
 * Like its sister, short in the common case: the task is in a call that it
 * entered in this generation, nobody watches, no error, the same rights.
 */
static __always_inline void probe_exit(void *data, struct pt_regs *regs,
				       long ret)
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
		leave(data, regs, ret);
	rs_probe_end();
}

static noinline __used void stamped_exit(void *data, struct pt_regs *regs,
					 long ret)
{
	struct rs_trace_exit exit;
	u64 first;

	rs_probe_begin();
	rs_trace_before_exit(&exit, regs);
	first = rs_stamp_begin();
	probe_exit(data, regs, ret);
	rs_stamp_end(current, RINGSIDE_STAMP_EXIT, first);
	rs_trace_exit(&exit, ret);
	rs_probe_end();
}

/**
 * rs_probe_sys_exit() - a task leaves a syscall
 * @data: unused
 * @regs: the user mode registers
 * @ret: what the call returns
 *
 * Context: tracepoint sys_exit, process context, interrupts on.
 */
void rs_probe_sys_exit(void *data, struct pt_regs *regs, long ret)
{
	if (rs_stamping())
		stamped_exit(data, regs, ret);
	else
		probe_exit(data, regs, ret);
}
