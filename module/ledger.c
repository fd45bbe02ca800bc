// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger: every kind of crossing, a row each. Rows that have counted
 * nothing are left out, unless it is worth knowing that it was nothing.
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "families.h"
#include "ledger.h"
#include "tasks.h"
#include "tracepoints.h"

/* A number of rows that the snapshot knows */
#define CHECKS	U32_MAX

/**
 * struct part - rows of one kind
 * @kind: which
 * @rows: how many there can be
 * @fill: fills row @which in; returns whether it is worth showing
 */
struct part {
	enum ringside_kind kind;
	u32 rows;
	bool (*fill)(const struct rs_snapshot *snap, u32 which,
		     struct rs_ledger_row *row);
};

/* Why a family has not counted all of it; NULL: it has. */
static const char *missing(const struct rs_snapshot *snap,
			   enum ringside_family which)
{
	if (snap->gaps & BIT(which))
		return "switched on or off since the watch began";
	return rs_family_missing(which);
}

/* Of a kind with many rows one is left, to say why there are none. */
static bool has_reason(struct rs_ledger_row *row, const char *reason)
{
	row->any = reason;
	row->reason = reason;
	return reason && !row->which;
}

static bool syscalls(const struct rs_snapshot *snap, u32 which,
		     struct rs_ledger_row *row)
{
	struct rs_totals sum;

	rs_snapshot_totals(snap, which, &sum);
	row->count = sum.row.entries;
	row->reason = missing(snap, RINGSIDE_FAMILY_SYSCALLS);
	return row->count || which == RINGSIDE_ABI_X86_64;
}

static bool denied(const struct rs_snapshot *snap, u32 which,
		   struct rs_ledger_row *row)
{
	struct rs_totals sum;

	rs_snapshot_totals(snap, which, &sum);
	row->count = sum.row.denied;
	return row->count;
}

static bool faults(const struct rs_snapshot *snap, u32 which,
		   struct rs_ledger_row *row)
{
	row->reason = missing(snap, RINGSIDE_FAMILY_FAULTS);
	row->count = snap->kinds.faults - snap->kinds.fault_signals;
	return true;
}

static bool fault_signals(const struct rs_snapshot *snap, u32 which,
			  struct rs_ledger_row *row)
{
	row->reason = missing(snap, RINGSIDE_FAMILY_FAULTS) ?:
		      rs_hook_lacking("signal_generate");
	row->count = snap->kinds.fault_signals;
	return true;
}

static bool exceptions(const struct rs_snapshot *snap, u32 which,
		       struct rs_ledger_row *row)
{
	const char *reason = missing(snap, RINGSIDE_FAMILY_EXCEPTIONS);

	row->count = snap->kinds.exception[which];
	return reason ? has_reason(row, reason) : row->count;
}

static void put_origins(struct rs_ledger_row *row, const u64 *count)
{
	row->count = count[RS_FROM_USER];
	row->kernel = count[RS_FROM_KERNEL];
	row->unknown = count[RS_FROM_UNKNOWN];
}

static bool has_origins(const struct rs_ledger_row *row)
{
	return row->count || row->kernel || row->unknown;
}

static bool interrupts(const struct rs_snapshot *snap, u32 which,
		       struct rs_ledger_row *row)
{
	const char *reason = missing(snap, RINGSIDE_FAMILY_INTERRUPTS);

	put_origins(row, snap->kinds.interrupt[which]);
	return reason ? has_reason(row, reason) : has_origins(row);
}

static bool lines(const struct rs_snapshot *snap, u32 which,
		  struct rs_ledger_row *row)
{
	const char *reason = missing(snap, RINGSIDE_FAMILY_INTERRUPTS);
	const struct rs_line *line = &snap->kinds.line[which];

	if (reason)
		return has_reason(row, reason);
	if (which == RS_LINES) {
		row->any = true;
		put_origins(row, snap->kinds.line_overflow);
		return has_origins(row);
	}
	row->which = line->irq - 1;
	row->name = line->name;
	put_origins(row, line->count);
	return line->irq;
}

static bool nmis(const struct rs_snapshot *snap, u32 which,
		 struct rs_ledger_row *row)
{
	row->reason = "no hook of the kernel fires once for each";
	return true;
}

static bool vdso(const struct rs_snapshot *snap, u32 which,
		 struct rs_ledger_row *row)
{
	row->reason = "ring 0 never hears of it";
	return true;
}

static bool events(const struct rs_snapshot *snap, u32 which,
		   struct rs_ledger_row *row)
{
	static const enum ringside_family family[] = {
		[RINGSIDE_EVENT_SWITCH_VOLUNTARY] = RINGSIDE_FAMILY_SWITCHES,
		[RINGSIDE_EVENT_SWITCH_INVOLUNTARY] = RINGSIDE_FAMILY_SWITCHES,
		[RINGSIDE_EVENT_SIGNAL_DELIVERED] = RINGSIDE_FAMILY_SIGNALS,
		[RINGSIDE_EVENT_SIGNAL_RETURNED] = RINGSIDE_FAMILY_SIGNALS,
		[RINGSIDE_EVENT_SIGNAL_ABANDONED] = RINGSIDE_FAMILY_SIGNALS,
		[RINGSIDE_EVENT_EXEC] = RINGSIDE_FAMILY_PROCESSES,
		[RINGSIDE_EVENT_FORK] = RINGSIDE_FAMILY_PROCESSES,
		[RINGSIDE_EVENT_EXIT] = RINGSIDE_FAMILY_PROCESSES,
		[RINGSIDE_EVENT_CREDENTIALS] = RINGSIDE_FAMILY_CREDS,
	};

	BUILD_BUG_ON(ARRAY_SIZE(family) != RINGSIDE_EVENT_MAX + 1);
	row->reason = missing(snap, family[which]);
	row->count = snap->kinds.event[which];
	return true;
}

/* What each CPU counts by itself can be held against the sum of these only. */
static const char *not_summed(void)
{
	static const enum ringside_family summed[] = {
		RINGSIDE_FAMILY_TRACKING, RINGSIDE_FAMILY_SYSCALLS,
		RINGSIDE_FAMILY_FAULTS, RINGSIDE_FAMILY_EXCEPTIONS,
		RINGSIDE_FAMILY_INTERRUPTS,
	};
	const char *reason = NULL;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(summed) && !reason; i++)
		reason = rs_family_missing(summed[i]);
	return reason;
}

/* Of tasks without a slot nobody knows which crossings wait for their hook. */
static const char *why_unchecked(const struct rs_check *check)
{
	if (!check->tracked)
		return "this CPU does not track its crossings: boot with it in nohz_full=";
	if (rs_tasks_overflowed())
		return "a task found no room in the task table: load with a larger tasks=";
	return not_summed();
}

static bool checks(const struct rs_snapshot *snap, u32 which,
		   struct rs_ledger_row *row)
{
	const struct rs_check *check = &snap->checks[which];

	row->which = check->cpu;
	row->count = check->own;
	row->sum = check->sum;
	row->reason = why_unchecked(check);
	return true;
}

static const struct part parts[] = {
	{ RINGSIDE_KIND_SYSCALL, RS_ABIS, syscalls },
	{ RINGSIDE_KIND_DENIED, RS_ABIS, denied },
	{ RINGSIDE_KIND_FAULT, 1, faults },
	{ RINGSIDE_KIND_FAULT_SIGNAL, 1, fault_signals },
	{ RINGSIDE_KIND_EXCEPTION, RS_EXCEPTIONS, exceptions },
	{ RINGSIDE_KIND_INTERRUPT, RINGSIDE_INTERRUPT_MAX + 1, interrupts },
	{ RINGSIDE_KIND_LINE, RS_LINES + 1, lines },
	{ RINGSIDE_KIND_NMI, 1, nmis },
	{ RINGSIDE_KIND_EVENT, RINGSIDE_EVENT_MAX + 1, events },
	{ RINGSIDE_KIND_VDSO, 1, vdso },
	{ RINGSIDE_KIND_CHECK, CHECKS, checks },
};

static bool fill(const struct rs_snapshot *snap, const struct part *part,
		 u32 which, struct rs_ledger_row *row)
{
	memset(row, 0, sizeof(*row));
	row->kind = part->kind;
	row->which = which;
	return part->fill(snap, which, row);
}

/**
 * rs_ledger_next() - walk the ledger
 * @snap: a snapshot
 * @next: where to go on, at first 0; moves to the row after the returned one
 * @row: filled in
 *
 * Context: any.
 * Return: false at the end.
 */
bool rs_ledger_next(const struct rs_snapshot *snap, u32 *next,
		    struct rs_ledger_row *row)
{
	u32 before = 0, i, rows;

	for (i = 0; i < ARRAY_SIZE(parts); i++, before += rows) {
		rows = parts[i].rows == CHECKS ? snap->nr_checks : parts[i].rows;
		while (*next < before + rows) {
			if (fill(snap, &parts[i], (*next)++ - before, row))
				return true;
		}
	}
	return false;
}
