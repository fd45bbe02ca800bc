/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the rows of the ledger are called, and what they mean in a few words:
 * for /proc/ringside/ledger and for the program alike. Names are for scripts,
 * so they never change; nothing of this needs the kernel's headers.
 */
#ifndef _RS_KIND_WORDS_H
#define _RS_KIND_WORDS_H

#include <linux/ringside.h>

struct rs_words {
	const char *name;
	const char *meaning;
};

static const struct rs_words rs_kind_words[] = {
	[RINGSIDE_KIND_SYSCALL] = { "syscall", "the kernel began to serve it" },
	[RINGSIDE_KIND_DENIED] = { "denied", "seccomp or ptrace said no before" },
	[RINGSIDE_KIND_FAULT] = { "page_fault", "a page was missing: served" },
	[RINGSIDE_KIND_FAULT_SIGNAL] = { "page_fault_signal", "a wrong address: became a signal" },
	[RINGSIDE_KIND_EXCEPTION] = { "exception", "see the processor's manual" },
	[RINGSIDE_KIND_INTERRUPT] = { "interrupt", "see the processor's manual" },
	[RINGSIDE_KIND_LINE] = { "device", "a device wants something" },
	[RINGSIDE_KIND_NMI] = { "nmi", "cannot be masked" },
	[RINGSIDE_KIND_EVENT] = { "event", "no crossing" },
	[RINGSIDE_KIND_CHECK] = { "check", "the CPU's own count" },
	[RINGSIDE_KIND_VDSO] = { "vdso", "answered in ring 3, without a crossing" },
};

/* Intel SDM vol. 3, table 6-1; AMD APM vol. 2, table 8-1 */
static const struct rs_words rs_exception_words[32] = {
	[0] = { "#DE", "division: by zero, or too large" },
	[1] = { "#DB", "single step or watchpoint" },
	[3] = { "#BP", "breakpoint: int3" },
	[4] = { "#OF", "overflow: into" },
	[5] = { "#BR", "out of range: bound" },
	[6] = { "#UD", "no such instruction" },
	[7] = { "#NM", "no floating-point unit" },
	[8] = { "#DF", "an exception in an exception" },
	[9] = { "#MP", "coprocessor segment overrun" },
	[10] = { "#TS", "invalid task state segment" },
	[11] = { "#NP", "segment not present" },
	[12] = { "#SS", "stack segment" },
	[13] = { "#GP", "protection: privileged instruction" },
	[16] = { "#MF", "x87 floating point" },
	[17] = { "#AC", "unaligned, with the check on" },
	[18] = { "#MC", "the machine found itself broken" },
	[19] = { "#XM", "SIMD floating point" },
	[20] = { "#VE", "virtualization" },
	[21] = { "#CP", "control flow protection" },
	[29] = { "#VC", "a VM's encrypted state" },
};

static const struct rs_words rs_interrupt_words[] = {
	[RINGSIDE_INTERRUPT_TIMER] = { "timer", "the CPU's own timer" },
	[RINGSIDE_INTERRUPT_RESCHEDULE] = { "reschedule", "another CPU: choose a task" },
	[RINGSIDE_INTERRUPT_CALL] = { "call_function", "another CPU to several: do this" },
	[RINGSIDE_INTERRUPT_CALL_SINGLE] = { "call_single", "another CPU to this one: do this" },
	[RINGSIDE_INTERRUPT_WORK] = { "irq_work", "the kernel to itself: go on here" },
	[RINGSIDE_INTERRUPT_PLATFORM] = { "platform", "the platform's" },
	[RINGSIDE_INTERRUPT_SPURIOUS] = { "spurious", "nobody's" },
	[RINGSIDE_INTERRUPT_ERROR] = { "apic_error", "interrupt controller: an error" },
	[RINGSIDE_INTERRUPT_THERMAL] = { "thermal", "the CPU's temperature" },
	[RINGSIDE_INTERRUPT_THRESHOLD] = { "threshold", "many corrected memory errors" },
	[RINGSIDE_INTERRUPT_DEFERRED] = { "deferred", "a memory error, for later" },
};

static const struct rs_words rs_event_words[] = {
	[RINGSIDE_EVENT_SWITCH_VOLUNTARY] = { "switch_gave", "a task gave the CPU away" },
	[RINGSIDE_EVENT_SWITCH_INVOLUNTARY] = { "switch_lost", "a task lost the CPU" },
	[RINGSIDE_EVENT_SIGNAL_DELIVERED] = { "signal_delivered", "a program's handler began" },
	[RINGSIDE_EVENT_SIGNAL_RETURNED] = { "signal_returned", "it returned, by sigreturn" },
	[RINGSIDE_EVENT_SIGNAL_ABANDONED] = { "signal_abandoned", "it was left by longjmp or so" },
	[RINGSIDE_EVENT_EXEC] = { "exec", "a task began another program" },
	[RINGSIDE_EVENT_FORK] = { "fork", "a task made another one" },
	[RINGSIDE_EVENT_EXIT] = { "exit", "a task ended" },
	[RINGSIDE_EVENT_CREDENTIALS] = { "credentials", "a task's rights changed: see creds" },
};

#endif /* _RS_KIND_WORDS_H */
