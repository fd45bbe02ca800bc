// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc/ringside/ledger says: the rows with their names and, in a few
 * words, what they mean.
 */
#include <linux/seq_file.h>

#include "kind_words.h"
#include "ledger.h"
#include "pages.h"

static const struct rs_words *words_of(const struct rs_ledger_row *row)
{
	switch (row->kind) {
	case RINGSIDE_KIND_EXCEPTION:
		return &rs_exception_words[row->which];
	case RINGSIDE_KIND_INTERRUPT:
		return &rs_interrupt_words[row->which];
	case RINGSIDE_KIND_EVENT:
		return &rs_event_words[row->which];
	default:
		return &rs_kind_words[row->kind];
	}
}

/* Which of the kind, "-" when there is one only. */
static const char *name_of(const struct rs_ledger_row *row)
{
	if (row->any && row->reason)
		return "-";
	switch (row->kind) {
	case RINGSIDE_KIND_SYSCALL:
	case RINGSIDE_KIND_DENIED:
		return rs_arch_abi_name(row->which);
	case RINGSIDE_KIND_LINE:
		return row->any ? "others" : row->name;
	case RINGSIDE_KIND_EXCEPTION:
	case RINGSIDE_KIND_INTERRUPT:
	case RINGSIDE_KIND_EVENT:
		return words_of(row)->name ?: "?";
	default:
		return "-";
	}
}

static bool is_interrupt(enum ringside_kind kind)
{
	return kind == RINGSIDE_KIND_INTERRUPT || kind == RINGSIDE_KIND_LINE;
}

static void show_row(struct seq_file *m, const struct rs_ledger_row *row)
{
	seq_printf(m, "%-17s %-17s ", rs_kind_words[row->kind].name,
		   name_of(row));
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
	seq_printf(m, "%s\n", words_of(row)->meaning ?:
		   rs_kind_words[row->kind].meaning);
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
