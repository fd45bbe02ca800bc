// SPDX-License-Identifier: GPL-2.0
/*
 * Tracepoints of our own: made here, and told what the probes of syscalls know.
 */
#include <linux/errno.h>
#include <asm/syscall.h>

#include "generation.h"
#include "stamps.h"
#include "tasks.h"
#include "times.h"

#define CREATE_TRACE_POINTS
#include "ringside_trace.h"

/**
 * rs_tracing_begins() - one of the tracepoints is enabled
 *
 * Context: process context, sleeps; inside the lock of all tracepoints.
 * Return: 0.
 */
int rs_tracing_begins(void)
{
	static_branch_inc(&rs_stamps_key);
	return 0;
}

/**
 * rs_tracing_ends() - it no longer is
 *
 * Context: as above.
 */
void rs_tracing_ends(void)
{
	static_branch_dec(&rs_stamps_key);
}

/**
 * rs_trace_entry() - a task has entered a syscall
 * @row: which
 *
 * Nothing is told of what is not counted: its other half may be missing.
 *
 * Context: probe, preemption off.
 */
void rs_trace_entry(u32 row)
{
	if (this_cpu_read(rs_live_block))
		trace_entry(row);
}

/**
 * rs_trace_before_exit() - what the exit of a syscall will not know any more
 * @exit: filled in
 * @regs: the user mode registers
 *
 * Context: probe, preemption off, before the exit is counted.
 */
void rs_trace_before_exit(struct rs_trace_exit *exit, struct pt_regs *regs)
{
	struct rs_task *t;

	exit->wanted = (trace_exit_enabled() || trace_denied_enabled()) &&
		       this_cpu_read(rs_live_block);
	if (!exit->wanted)
		return;
	t = rs_task_find_current();
	exit->denied = t && t->state == RS_TASK_OUTSIDE;
	exit->timed = false;
	if (!t || !rs_task_inside(t)) {
		exit->row = rs_arch_current_row(syscall_get_nr(current, regs));
		return;
	}
	exit->row = rs_task_row(t);
	exit->timed = rs_timed() && !(t->flags & RS_TASK_UNTIMED);
	exit->entered = t->flags & RS_TASK_SWITCHED ? t->entered : t->since;
}

/**
 * rs_trace_exit() - a task leaves a syscall
 * @exit: from rs_trace_before_exit()
 * @ret: what it returns
 *
 * Context: probe, preemption off, after the exit was counted.
 */
void rs_trace_exit(const struct rs_trace_exit *exit, long ret)
{
	u64 ticks = 0;

	if (!exit->wanted)
		return;
	if (exit->denied) {
		trace_denied(exit->row, ret);
		return;
	}
	if (exit->timed)
		ticks = max_t(s64, rs_arch_clock() - exit->entered, 0);
	trace_exit(exit->row, ret, rs_clock_ns(ticks));
}
