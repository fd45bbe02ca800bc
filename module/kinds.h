/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kinds: the crossings that are no syscalls, and what happens beside them.
 */
#ifndef _RS_KINDS_H
#define _RS_KINDS_H

#include <linux/types.h>
#include <linux/ringside.h>

#define RS_EXCEPTIONS	32

/* Interrupt lines with a handler that one CPU can tell apart */
#define RS_LINES	32
#define RS_LINE_NAME	16

/* Where an interrupt hit: only the first is a crossing. */
enum rs_origin {
	RS_FROM_USER,
	RS_FROM_KERNEL,
	RS_FROM_UNKNOWN,
	RS_ORIGINS
};

/**
 * struct rs_line - one interrupt line with a device's handler
 * @irq: its number, plus 1; 0 for a free entry
 * @name: of the first handler seen there
 * @count: interrupts by &enum rs_origin
 */
struct rs_line {
	u32 irq;
	char name[RS_LINE_NAME];
	u64 count[RS_ORIGINS];
};

/**
 * struct rs_tracked - what is needed to hold the sum against the CPU's own count
 * @user_exit: how often context tracking saw the CPU leave user mode
 * @suspended: tasks that lost the CPU after that, before any hook said why they
 *	crossed: between the entry and the syscall's hook
 * @resumed: such tasks whose hook fired here then
 * @arrived: hooks of tasks that crossed on another CPU, which does not track
 * @unexplained: returns to user mode of crossings that no hook saw
 */
struct rs_tracked {
	u64 user_exit;
	u64 suspended;
	u64 resumed;
	u64 arrived;
	u64 unexplained;
};

/**
 * struct rs_kinds - counts of one CPU, or summed
 * @faults: page faults in user mode
 * @fault_signals: of these, became a signal
 * @exception: other exceptions in user mode, by vector
 * @interrupt: by &enum ringside_interrupt and &enum rs_origin
 * @line: interrupts of devices
 * @line_overflow: interrupts of lines that found no entry in @line
 * @event: by &enum ringside_event
 * @tracked: empty in the counters of a watch
 */
struct rs_kinds {
	u64 faults;
	u64 fault_signals;
	u64 exception[RS_EXCEPTIONS];
	u64 interrupt[RINGSIDE_INTERRUPT_MAX + 1][RS_ORIGINS];
	struct rs_line line[RS_LINES];
	u64 line_overflow[RS_ORIGINS];
	u64 event[RINGSIDE_EVENT_MAX + 1];
	struct rs_tracked tracked;
};

#endif /* _RS_KINDS_H */
