// SPDX-License-Identifier: GPL-2.0
/*
 * x86: syscall tables, and the registers of a crossing.
 */
#include <linux/kdebug.h>
#include <linux/kprobes.h>
#include <linux/limits.h>
#include <linux/ringside.h>
#include <linux/sched/task_stack.h>
#include <linux/seq_file.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/tsc.h>

#include "../counters.h"
#include "../names.h"

/**
 * rs_arch_vector_of_die() - the exception that the die notifiers are told of
 * @why: enum die_val
 * @args: what came with it
 *
 * Context: any, an exception's.
 * Return: its vector, or U32_MAX for what is no exception.
 */
u32 rs_arch_vector_of_die(unsigned long why, const struct die_args *args)
{
	switch (why) {
	case DIE_DEBUG:
		return X86_TRAP_DB;	/* args says 0 */
	case DIE_INT3:
	case DIE_TRAP:
		return args->trapnr;
	}
	return U32_MAX;
}

NOKPROBE_SYMBOL(rs_arch_vector_of_die);

/**
 * rs_arch_clock_khz() - ticks of rs_arch_clock() in a millisecond
 *
 * Context: any.
 * Return: the frequency, 0 if the CPU has no such clock.
 */
u32 rs_arch_clock_khz(void)
{
	return boot_cpu_has(X86_FEATURE_TSC) ? tsc_khz : 0;
}

/**
 * rs_arch_in_syscall() - whether a task is inside a syscall, and which
 * @task: not exiting, so that it has a stack; not running, since the machine is
 *	stopped
 * @row: set to the syscall's row
 *
 * Whoever entered by an interrupt or exception has -1 in orig_ax, see
 * arch/x86/entry/entry_64.S.
 *
 * Context: stopped machine.
 * Return: true if it is.
 */
bool rs_arch_in_syscall(struct task_struct *task, u32 *row)
{
	long nr = task_pt_regs(task)->orig_ax;

	if (nr < 0)
		return false;
	*row = rs_arch_row(task_thread_info(task)->status & TS_COMPAT, nr);
	return true;
}

/**
 * rs_arch_abi_name() - the name of an ABI
 * @abi: which
 *
 * Context: any.
 * Return: a constant string.
 */
const char *rs_arch_abi_name(enum ringside_abi abi)
{
	static const char * const name[] = {
		[RINGSIDE_ABI_X86_64] = "x86_64",
		[RINGSIDE_ABI_IA32] = "ia32",
		[RINGSIDE_ABI_X32] = "x32",
	};

	return name[abi];
}

/**
 * rs_arch_take_crossing() - remember the syscall that the running task is in
 * @c: filled in
 *
 * Context: process context, in a syscall of current.
 */
void rs_arch_take_crossing(struct rs_arch_crossing *c)
{
	unsigned long top = (unsigned long)task_stack_page(current) + THREAD_SIZE;
	struct pt_regs *regs = task_pt_regs(current);

	c->regs = *regs;
	syscall_get_arguments(current, regs, c->args);
	c->row = rs_arch_current_row(regs->orig_ax);
	c->ia32 = in_ia32_syscall();
	savesegment(cs, c->kernel_cs);
	/* How far the stack has grown, not where it is. */
	c->stack_used = top - (unsigned long)__builtin_frame_address(0);
}

static const char *entered_by(const struct rs_arch_crossing *c)
{
	if (!c->ia32)
		return "SYSCALL instruction";
	if (user_64bit_mode((struct pt_regs *)&c->regs))
		return "INT 0x80 instruction, from 64-bit code";
	return "INT 0x80, SYSENTER or SYSCALL, from 32-bit code";
}

static const char *cpl_note(unsigned long cs)
{
	static const char * const ring[] = {
		"ring 0, may do everything",
		"ring 1",
		"ring 2",
		"ring 3, may only ask",
	};

	return ring[cs & SEGMENT_RPL_MASK];
}

static void show_asked(struct seq_file *m, const struct rs_arch_crossing *c)
{
	const struct pt_regs *regs = &c->regs;
	u32 nr;

	seq_puts(m, "1. Ring 3 asked.\n"
		    "   Your program put a number and arguments into registers and executed one\n"
		    "   instruction. What is needed to come back was saved:\n\n");
	seq_printf(m, "   entered by           %s\n", entered_by(c));
	seq_printf(m, "   instruction pointer  0x%016lx  where your program will go on\n",
		   regs->ip);
	seq_printf(m, "   stack pointer        0x%016lx  your program's own stack\n",
		   regs->sp);
	seq_printf(m, "   code segment         0x%02x                its low two bits: %s\n",
		   (u16)regs->cs, cpl_note(regs->cs));
	seq_printf(m, "   flags                0x%08lx          interrupts %s\n",
		   regs->flags, regs->flags & X86_EFLAGS_IF ? "on" : "off");
	if (rs_row_nr(c->row, &nr))
		seq_printf(m, "   syscall number       %-18u  %s, in the %s table\n",
			   nr, rs_syscall_name(c->row),
			   rs_arch_abi_name(rs_row_abi(c->row)));
	seq_printf(m, "   arguments            0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx\n",
		   c->args[0], c->args[1], c->args[2], c->args[3], c->args[4],
		   c->args[5]);
}

static void show_works(struct seq_file *m, const struct rs_arch_crossing *c)
{
	seq_puts(m, "\n2. Ring 0 works.\n"
		    "   The same CPU goes on in the kernel's code, for the same process:\n\n");
	seq_printf(m, "   code segment         0x%02x                its low two bits: %s\n",
		   c->kernel_cs, cpl_note(c->kernel_cs));
	seq_printf(m, "   stack                the kernel's own for this task: %lu of %lu bytes in use\n",
		   c->stack_used, THREAD_SIZE);
}

static bool is_read(u32 row)
{
	return row == RS_ROW_X86_64 + __NR_read ||
	       row == RS_ROW_X86_64 + __NR_pread64;
}

static void show_next(struct seq_file *m, const struct rs_arch_crossing *c)
{
	seq_puts(m, "\n3. What happens next.\n");
	if (is_read(c->row))
		seq_printf(m, "   The kernel checks that you may write to 0x%lx and copies this text\n"
			      "   there, at most %lu bytes of it.\n",
			   c->args[1], c->args[2]);
	else
		seq_puts(m, "   The kernel puts this text where the call asked for it.\n");
	seq_printf(m, "   It leaves the number of bytes in register ax, restores what was saved, and\n"
		      "   the CPU is back in ring 3, at 0x%lx.\n", c->regs.ip);
}

/**
 * rs_arch_show_crossing() - explain a syscall
 * @m: where to print
 * @c: from rs_arch_take_crossing()
 *
 * Prints user addresses only.
 *
 * Context: process context.
 */
void rs_arch_show_crossing(struct seq_file *m, const struct rs_arch_crossing *c)
{
	show_asked(m, c);
	show_works(m, c);
	show_next(m, c);
}
