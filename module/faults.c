// SPDX-License-Identifier: GPL-2.0
/*
 * Faults: page faults and other exceptions in user mode.
 *
 * A page fault has a hook of its own. Most other exceptions are told to the
 * die notifiers; those that are not, #GP above all, show as the signal that
 * they become.
 */
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/notifier.h>
#include <linux/preempt.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>

#include "events.h"
#include "families.h"
#include "faults.h"
#include "generation.h"
#include "members.h"
#include "ringside_trace.h"
#include "stamps.h"
#include "tracepoints.h"
#include "tracking.h"

static void count_fault(void)
{
	struct rs_block *blk = this_cpu_read(rs_live_block), *w;
	struct rs_task *t;
	u64 bit, left;

	if (!blk)
		return;
	blk->kinds.faults++;
	t = rs_task_crossed_here(blk);
	if (!t)
		return;
	rs_task_add(&t->faults, 1);
	t->fault_at = t->entries + 1;
	left = t->watches;
	while ((w = rs_watch_next_block(&left, &bit)))
		w->kinds.faults++;
	rs_event(t, rs_what(FAULT, 0), 0);
}

/**
 * rs_probe_page_fault() - a page fault in user mode, not yet served
 * @data: unused
 * @address: unused
 * @regs: unused
 * @error_code: of the CPU
 *
 * Context: tracepoint page_fault_user, interrupts off.
 */
void rs_probe_page_fault(void *data, unsigned long address,
			 struct pt_regs *regs, unsigned long error_code)
{
	u64 first = rs_stamp_begin();

	count_fault();
	rs_stamp_end(current, RINGSIDE_STAMP_FAULT, first);
	if (rs_stamping())
		trace_page_fault(error_code);
}

static void count_exception(u32 vector)
{
	struct rs_block *blk = this_cpu_read(rs_live_block), *w;
	struct rs_task *t;
	u64 bit, left;

	if (!blk || vector >= RS_EXCEPTIONS)
		return;
	blk->kinds.exception[vector]++;
	t = rs_task_crossed_here(blk);
	if (!t)
		return;
	rs_task_add(&t->exceptions, 1);
	left = t->watches;
	while ((w = rs_watch_next_block(&left, &bit)))
		w->kinds.exception[vector]++;
	rs_event(t, rs_what(EXCEPTION, vector), 0);
	if (rs_stamping())
		trace_exception(vector);
}

/*
 * Called for exceptions in the kernel too, wherever they hit, a kprobe's among
 * them: nothing before the first question may be one itself.
 */
static int on_die(struct notifier_block *nb, unsigned long why, void *data)
{
	struct die_args *args = data;
	u32 vector;
	u64 first;

	if (!args->regs || !user_mode(args->regs))
		return NOTIFY_DONE;
	vector = rs_arch_vector_of_die(why, args);
	if (rs_arch_is_notified(vector)) {
		preempt_disable_notrace();
		first = rs_stamp_begin();
		count_exception(vector);
		rs_stamp_end(current, RINGSIDE_STAMP_EXCEPTION, first);
		preempt_enable_notrace();
	}
	return NOTIFY_DONE;
}

NOKPROBE_SYMBOL(on_die);

static struct notifier_block die_block = { .notifier_call = on_die };

/* The fault was counted when it happened; this is what came of it. */
static void count_fault_signal(void)
{
	struct rs_block *blk = this_cpu_read(rs_live_block), *w;
	struct rs_task *t;
	u64 bit, left;

	if (!blk)
		return;
	t = rs_task_find_current();
	/* Whoever made a call since then got the signal for something else. */
	if (!t || t->fault_at != t->entries + 1)
		return;
	t->fault_at = 0;
	blk->kinds.fault_signals++;
	left = t->watches;
	while ((w = rs_watch_next_block(&left, &bit)))
		w->kinds.fault_signals++;
	rs_event(t, rs_what(FAULT_SIGNAL, 0), 0);
}

static bool is_of_exception(int sig)
{
	return sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE ||
	       sig == SIGILL || sig == SIGTRAP;
}

/**
 * rs_probe_signal_generate() - a signal is made
 * @data: unused
 * @sig: its number
 * @info: unused
 * @p: who gets it
 * @group: unused
 * @result: unused
 *
 * Of interest is what the kernel sends the running task for an exception in
 * user mode. @info may be a small number instead of a pointer.
 *
 * Context: tracepoint signal_generate, siglock held.
 */
void rs_probe_signal_generate(void *data, int sig, struct kernel_siginfo *info,
			      struct task_struct *p, int group, int result)
{
	u32 vector;

	/* One that the kernel sends on nobody's behalf has a code above 0. */
	if (p != current || !is_of_exception(sig) || in_interrupt() ||
	    info == SEND_SIG_NOINFO || info == SEND_SIG_PRIV ||
	    info->si_code <= 0)
		return;
	vector = rs_arch_vector_of_signal();
	if (vector == RS_VECTOR_PAGE_FAULT) {
		/* Never of a page fault: a broken frame of a handler, and so on. */
		if (rs_family_on(FAULTS) && info->si_code != SI_KERNEL)
			count_fault_signal();
	} else if (rs_family_on(EXCEPTIONS) && !rs_arch_is_notified(vector) &&
		   !rs_arch_came_by_syscall()) {
		count_exception(vector);
	}
}

/**
 * rs_faults_attach() - hear of exceptions, or no more
 * @wanted: which
 *
 * Context: process context, sleeps; when it returns after having heard, no call
 * is under way.
 * Return: 0 or a negative error.
 */
int rs_faults_attach(bool wanted)
{
	static bool attached;
	int err;

	if (wanted == attached)
		return 0;
	err = wanted ? register_die_notifier(&die_block) :
		       unregister_die_notifier(&die_block);
	if (!err)
		attached = wanted;
	return err;
}
