// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc/ringside/ledger says: the rows with their names and, in a few
 * words, what they mean.
 */
#include <linux/kernel.h>
#include <linux/seq_file.h>

#include "ledger.h"
#include "pages.h"

struct words {
	const char *name;
	const char *meaning;
};

/* Intel SDM vol. 3, table 6-1; AMD APM vol. 2, table 8-1 */
static const struct words exception[RS_EXCEPTIONS] = {
	[0] = { "#DE", "divided by zero, or the quotient does not fit" },
	[1] = { "#DB", "single step or hardware breakpoint" },
	[3] = { "#BP", "breakpoint instruction int3" },
	[4] = { "#OF", "instruction into after an overflow" },
	[5] = { "#BR", "instruction bound, out of range" },
	[6] = { "#UD", "no such instruction" },
	[7] = { "#NM", "no floating-point unit" },
	[9] = { "#MP", "coprocessor segment overrun" },
	[10] = { "#TS", "invalid task state segment" },
	[11] = { "#NP", "segment not present" },
	[12] = { "#SS", "stack segment fault" },
	[13] = { "#GP", "protection: a privileged instruction, a bad segment or address" },
	[16] = { "#MF", "x87 floating-point error" },
	[17] = { "#AC", "unaligned access, with the check on" },
	[18] = { "#MC", "the machine found itself broken" },
	[19] = { "#XM", "SIMD floating-point error" },
	[20] = { "#VE", "virtualization" },
	[21] = { "#CP", "control flow protection" },
};

static const struct words interrupt[] = {
	[RINGSIDE_INTERRUPT_TIMER] = { "timer", "the CPU's own timer" },
	[RINGSIDE_INTERRUPT_RESCHEDULE] = { "reschedule", "another CPU: choose whom to run" },
	[RINGSIDE_INTERRUPT_CALL] = { "call_function", "another CPU, to several: run this" },
	[RINGSIDE_INTERRUPT_CALL_SINGLE] = { "call_single", "another CPU, to this one: run this" },
	[RINGSIDE_INTERRUPT_WORK] = { "irq_work", "the kernel, to itself: go on here" },
	[RINGSIDE_INTERRUPT_PLATFORM] = { "platform", "the platform's" },
	[RINGSIDE_INTERRUPT_SPURIOUS] = { "spurious", "nobody's" },
	[RINGSIDE_INTERRUPT_ERROR] = { "apic_error", "the interrupt controller saw an error" },
	[RINGSIDE_INTERRUPT_THERMAL] = { "thermal", "the CPU's temperature" },
	[RINGSIDE_INTERRUPT_THRESHOLD] = { "threshold", "many corrected memory errors" },
	[RINGSIDE_INTERRUPT_DEFERRED] = { "deferred", "a memory error, to be handled later" },
};

static const struct words event[] = {
	[RINGSIDE_EVENT_SWITCH_VOLUNTARY] = { "switch_gave", "a task gave the CPU away" },
	[RINGSIDE_EVENT_SWITCH_INVOLUNTARY] = { "switch_lost", "a task lost the CPU" },
	[RINGSIDE_EVENT_SIGNAL_DELIVERED] = { "signal_to_handler", "a handler of the program began" },
	[RINGSIDE_EVENT_SIGNAL_RETURNED] = { "signal_returned", "it returned, by sigreturn" },
	[RINGSIDE_EVENT_SIGNAL_ABANDONED] = { "signal_abandoned", "it was left in another way, as by longjmp" },
	[RINGSIDE_EVENT_EXEC] = { "exec", "a task began another program" },
	[RINGSIDE_EVENT_FORK] = { "fork", "a task made another one" },
	[RINGSIDE_EVENT_EXIT] = { "exit", "a task ended" },
};

static void name_row(const struct rs_ledger_row *row, struct words *w)
{
	switch (row->kind) {
	case RINGSIDE_KIND_SYSCALL:
		w->name = rs_arch_abi_name(row->which);
		w->meaning = "syscalls that the kernel began to serve";
		break;
	case RINGSIDE_KIND_DENIED:
		w->name = rs_arch_abi_name(row->which);
		w->meaning = "cancelled by seccomp or ptrace before that";
		break;
	case RINGSIDE_KIND_FAULT:
		w->meaning = "a page was missing, and the kernel saw to it";
		break;
	case RINGSIDE_KIND_FAULT_SIGNAL:
		w->meaning = "the address was wrong: it became a signal";
		break;
	case RINGSIDE_KIND_EXCEPTION:
		*w = exception[row->which];
		break;
	case RINGSIDE_KIND_INTERRUPT:
		*w = interrupt[row->which];
		break;
	case RINGSIDE_KIND_LINE:
		w->name = row->any ? "others" : row->name;
		w->meaning = row->any ? "lines that found no room" : "a device's";
		break;
	case RINGSIDE_KIND_NMI:
		w->meaning = "cannot be masked; profilers and watchdogs";
		break;
	case RINGSIDE_KIND_EVENT:
		*w = event[row->which];
		break;
	default:
		break;
	}
}

static const char *kind_name(enum ringside_kind kind)
{
	static const char * const name[] = {
		[RINGSIDE_KIND_SYSCALL] = "syscall",
		[RINGSIDE_KIND_DENIED] = "denied",
		[RINGSIDE_KIND_FAULT] = "page_fault",
		[RINGSIDE_KIND_FAULT_SIGNAL] = "page_fault_signal",
		[RINGSIDE_KIND_EXCEPTION] = "exception",
		[RINGSIDE_KIND_INTERRUPT] = "interrupt",
		[RINGSIDE_KIND_LINE] = "device",
		[RINGSIDE_KIND_NMI] = "nmi",
		[RINGSIDE_KIND_EVENT] = "event",
	};

	return name[kind];
}

static bool is_interrupt(enum ringside_kind kind)
{
	return kind == RINGSIDE_KIND_INTERRUPT || kind == RINGSIDE_KIND_LINE;
}

static void show_row(struct seq_file *m, const struct rs_ledger_row *row)
{
	struct words w = { "-", "not in the manuals" };

	name_row(row, &w);
	seq_printf(m, "%-17s %-17s ", kind_name(row->kind), w.name ?: "-");
	if (row->reason) {
		seq_printf(m, "%12s %12s %12s  not available: %s\n", "-", "-",
			   "-", row->reason);
		return;
	}
	seq_printf(m, "%12llu ", row->count);
	if (is_interrupt(row->kind))
		seq_printf(m, "%12llu %12llu  ", row->kernel, row->unknown);
	else
		seq_printf(m, "%12s %12s  ", "-", "-");
	seq_printf(m, "%s\n", w.meaning ?: "not in the manuals");
}

static void show_check(struct seq_file *m, const struct rs_ledger_row *row)
{
	if (row->reason)
		seq_printf(m, "cpu%-4u sum %llu, not checked: %s\n", row->which,
			   row->sum, row->reason);
	else
		seq_printf(m, "cpu%-4u sum %llu, the CPU's own count %llu, residual %lld\n",
			   row->which, row->sum, row->count,
			   (s64)(row->count - row->sum));
}

/**
 * rs_show_ledger() - every kind of crossing, and the sum
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_ledger(struct seq_file *m, struct rs_page *page)
{
	struct rs_ledger_row row;
	u64 sum = 0;
	u32 next = 0;
	bool checks = false;

	seq_printf(m, "%-17s %-17s %12s %12s %12s  %s\n", "kind", "which",
		   "from_ring3", "in_ring0", "unknown", "meaning");
	while (rs_ledger_next(page->snap, &next, &row)) {
		if (row.kind == RINGSIDE_KIND_CHECK) {
			if (!checks)
				seq_printf(m, "%-17s %-17s %12llu\n", "sum", "-",
					   sum);
			checks = true;
			show_check(m, &row);
			continue;
		}
		if (row.kind != RINGSIDE_KIND_EVENT && !row.reason)
			sum += row.count;
		show_row(m, &row);
	}
	return 0;
}
