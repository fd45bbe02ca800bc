/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What only x86 knows about a crossing: which syscall table it used, and what
 * the CPU saved when it left ring 3.
 */
#ifndef _RS_ARCH_X86_H
#define _RS_ARCH_X86_H

#include <linux/build_bug.h>
#include <linux/nospec.h>
#include <linux/ringside.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <asm/ptrace.h>
#include <asm/syscall.h>
#include <asm/trapnr.h>
#include <asm/tsc.h>
#include <asm/unistd.h>

struct seq_file;

/*
 * Each ABI has one row for each number below its limit and one more for all
 * numbers outside. The limits leave room above the tables of any kernel so
 * far: the largest numbers are below 480, x32 ends at 547.
 */
#define RS_NR_X86_64	512
#define RS_NR_IA32	512
#define RS_NR_X32	576

#define RS_ROW_X86_64	0
#define RS_ROW_IA32	(RS_ROW_X86_64 + RS_NR_X86_64 + 1)
#define RS_ROW_X32	(RS_ROW_IA32 + RS_NR_IA32 + 1)
#define RS_ROWS		(RS_ROW_X32 + RS_NR_X32 + 1)

/* x32 shares the SYSCALL instruction with x86_64 and sets this bit. */
#define RS_X32_BIT	30

/*
 * The number comes from user space. Checked as unsigned, so that -1 is
 * outside too, and clamped against speculation past the check.
 */
static __always_inline u32 rs_row_of(u32 base, u32 limit, u32 nr)
{
	if (unlikely(nr >= limit))
		return base + limit;
	return base + array_index_nospec(nr, limit);
}

static __always_inline u32 rs_arch_row(bool ia32, long id)
{
	u32 nr = id;

	if (unlikely(ia32))
		return rs_row_of(RS_ROW_IA32, RS_NR_IA32, nr);
	if (unlikely(nr >> RS_X32_BIT == 1))
		return rs_row_of(RS_ROW_X32, RS_NR_X32, nr - BIT(RS_X32_BIT));
	return rs_row_of(RS_ROW_X86_64, RS_NR_X86_64, nr);
}

/* The common case: the running task uses the x86_64 table, within its limit. */
static __always_inline bool rs_arch_is_plain(long id)
{
	return !in_ia32_syscall() && (u32)id < RS_NR_X86_64;
}

/* The limit is a power of two: the mask clamps in one instruction. */
static __always_inline u32 rs_arch_plain_row(long id)
{
	BUILD_BUG_ON_NOT_POWER_OF_2(RS_NR_X86_64);
	return RS_ROW_X86_64 + (id & (RS_NR_X86_64 - 1));
}

/* The row of the call that the running task has just entered or left. */
static __always_inline u32 rs_arch_current_row(long id)
{
	return rs_arch_row(in_ia32_syscall(), id);
}

/* Numbers of the other tables, from arch/x86/entry/syscalls/ of the kernel. */
#define RS_IA32_SIGRETURN	119
#define RS_IA32_RT_SIGRETURN	173
#define RS_X32_RT_SIGRETURN	513

/*
 * Whether a call returns into interrupted user code: its return value is then
 * whatever that code had in the register.
 */
static __always_inline bool rs_arch_is_sigreturn(u32 row)
{
	if (likely(row < RS_ROW_IA32))
		return row == RS_ROW_X86_64 + __NR_rt_sigreturn;
	return row == RS_ROW_IA32 + RS_IA32_SIGRETURN ||
	       row == RS_ROW_IA32 + RS_IA32_RT_SIGRETURN ||
	       row == RS_ROW_X32 + RS_X32_RT_SIGRETURN;
}

/*
 * Ticks. Not ordered against the instructions around: what that may be wrong
 * by is less than the probes themselves add.
 */
static __always_inline u64 rs_arch_clock(void)
{
	return rdtsc();
}

/*
 * The same, read when all instructions before it are done, and before any after
 * it: for times of a few instructions.
 */
static __always_inline u64 rs_arch_clock_ordered(void)
{
	u64 ticks = rdtsc_ordered();

	/* That waits for those before, but lets later ones begin. */
	asm volatile("lfence" ::: "memory");
	return ticks;
}

/* Ticks to nanoseconds: the factor is this much too large. */
#define RS_CLOCK_SHIFT	24

/* What gcc makes of a product of 128 bits needs a stack frame. */
static __always_inline u64 rs_arch_scale(u64 ticks, u64 mult)
{
	u64 high;

	asm("mulq %[mult]\n\t"
	    "shrdq %[shift], %[high], %[low]"
	    : [low] "+&a" (ticks), [high] "=&d" (high)
	    : [mult] "rm" (mult), [shift] "i" (RS_CLOCK_SHIFT)
	    : "cc");
	return ticks;
}

/**
 * struct rs_arch_crossing - one crossing, as it was
 * @regs: the user mode registers that were saved
 * @args: the syscall's arguments
 * @row: the syscall
 * @ia32: entered by one of the 32-bit ways
 * @kernel_cs: the code segment that the kernel ran on
 * @stack_used: bytes of the kernel stack in use
 */
struct rs_arch_crossing {
	struct pt_regs regs;
	unsigned long args[6];
	u32 row;
	bool ia32;
	u32 kernel_cs;
	unsigned long stack_used;
};

#define RS_VECTOR_PAGE_FAULT	X86_TRAP_PF

/*
 * Exceptions that arch/x86/kernel/traps.c hands to the die notifiers, when they
 * are of user mode; the others show by their signal only.
 */
static __always_inline bool rs_arch_is_notified(u32 vector)
{
	const u32 notified = BIT(X86_TRAP_DE) | BIT(X86_TRAP_DB) |
			     BIT(X86_TRAP_BP) | BIT(X86_TRAP_OF) |
			     BIT(X86_TRAP_BR) | BIT(X86_TRAP_UD) |
			     BIT(X86_TRAP_OLD_MF) | BIT(X86_TRAP_TS) |
			     BIT(X86_TRAP_NP) | BIT(X86_TRAP_SS) |
			     BIT(X86_TRAP_AC);

	return vector < 32 && notified & BIT(vector);
}

/* Of the exception that became the signal that is being made for current. */
static inline u32 rs_arch_vector_of_signal(void)
{
	return current->thread.trap_nr;
}

/* A syscall leaves its number where all else leaves -1 (entry_64.S). */
static inline bool rs_arch_came_by_syscall(void)
{
	return (int)task_pt_regs(current)->orig_ax >= 0;
}

struct die_args;

struct pt_regs *rs_arch_interrupted(void);
u32 rs_arch_vector_of_die(unsigned long why, const struct die_args *args);
u32 rs_arch_clock_khz(void);
bool rs_arch_in_syscall(struct task_struct *task, u32 *row);
const char *rs_arch_abi_name(enum ringside_abi abi);
void rs_arch_take_crossing(struct rs_arch_crossing *c);
void rs_arch_show_crossing(struct seq_file *m, const struct rs_arch_crossing *c);

#endif /* _RS_ARCH_X86_H */
