// SPDX-License-Identifier: GPL-2.0
/*
 * Signals: delivered to a handler of the program, and how that was left.
 */
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>

#include "events.h"
#include "generation.h"
#include "members.h"
#include "ringside_trace.h"
#include "signals.h"
#include "stamps.h"
#include "tracepoints.h"

static void set_handlers(struct rs_task *t, u32 n)
{
	t->handlers = n;
	rs_task_flag(t, RS_TASK_HANDLES, n);
}

static void count_delivered(int sig)
{
	struct rs_block *blk = this_cpu_read(rs_live_block);
	struct rs_task *t;

	if (!blk)
		return;
	t = rs_task_find_current();
	if (!t)
		t = rs_task_claim(current);
	if (!t)
		return;
	if (!t->handlers)
		t->handled_sp = user_stack_pointer(task_pt_regs(current));
	rs_count_event(t, blk, RINGSIDE_EVENT_SIGNAL_DELIVERED, 1);
	set_handlers(t, t->handlers + 1);
	rs_event(t, rs_what(SIGNAL, 0), sig);
}

/**
 * rs_probe_signal_deliver() - a signal reaches its task
 * @data: unused
 * @sig: which
 * @info: unused
 * @ka: what the task does about it
 *
 * Context: tracepoint signal_deliver, siglock held, interrupts off.
 */
void rs_probe_signal_deliver(void *data, int sig, struct kernel_siginfo *info,
			     struct k_sigaction *ka)
{
	u64 first;

	if (ka->sa.sa_handler == SIG_DFL || ka->sa.sa_handler == SIG_IGN)
		return;
	rs_probe_begin();
	first = rs_stamp_begin();
	count_delivered(sig);
	rs_stamp_end(current, RINGSIDE_STAMP_SIGNAL, first);
	if (rs_stamping())
		trace_signal(sig);
	rs_probe_end();
}

/**
 * rs_signal_entered() - a task that was in a handler makes a call
 * @t: its slot
 * @blk: this CPU's block of the system
 * @row: the call
 * @sp: its stack pointer
 *
 * A handler runs below what it interrupted, or on the stack that the task keeps
 * for handlers. Found above that, the task has left it without returning.
 *
 * Context: probe, preemption off.
 */
void rs_signal_entered(struct rs_task *t, struct rs_block *blk, u32 row,
		       unsigned long sp)
{
	if (rs_arch_is_sigreturn(row)) {
		rs_count_event(t, blk, RINGSIDE_EVENT_SIGNAL_RETURNED, 1);
		set_handlers(t, t->handlers - 1);
	} else if (sp >= t->handled_sp && !on_sig_stack(sp)) {
		rs_signals_abandoned(t, blk);
	}
}

/**
 * rs_signals_abandoned() - a task is in no handler any more, and did not return
 * @t: its slot
 * @blk: this CPU's block of the system
 *
 * Context: probe, preemption off.
 */
void rs_signals_abandoned(struct rs_task *t, struct rs_block *blk)
{
	rs_count_event(t, blk, RINGSIDE_EVENT_SIGNAL_ABANDONED, t->handlers);
	set_handlers(t, 0);
}
