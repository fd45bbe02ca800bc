// SPDX-License-Identifier: GPL-2.0
/*
 * What the files under /proc/ringside say.
 */
#include <linux/err.h>
#include <linux/math64.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/time64.h>

#include "families.h"
#include "names.h"
#include "pages.h"
#include "rings.h"
#include "snapshot.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"

/* A column; what only following tasks can tell is "-" without it. */
static void column(struct seq_file *m, int width, u64 value, bool known)
{
	if (known)
		seq_printf(m, " %*llu", width, value);
	else
		seq_printf(m, " %*s", width, "-");
}

/* Of syscalls, entries and all the rest. */
static bool entries_known(void)
{
	return rs_family_on(SYSCALLS);
}

static bool exits_known(void)
{
	return rs_family_on(SYSCALLS) && rs_following();
}

static void show_balance(struct seq_file *m, const struct rs_totals *sum)
{
	bool f = exits_known();
	u32 i;

	seq_puts(m, "\nentries = exits + never + in_flight + untracked\n");
	seq_printf(m, "%-7s %14s %14s %10s %10s %10s\n", "abi", "entries",
		   "exits", "never", "in_flight", "untracked");
	for (i = 0; i < RS_ABIS; i++) {
		seq_printf(m, "%-7s", rs_arch_abi_name(i));
		column(m, 14, sum[i].row.entries, entries_known());
		column(m, 14, sum[i].row.exits, f);
		column(m, 10, sum[i].row.never, f);
		column(m, 10, sum[i].row.in_flight, f);
		column(m, 10, sum[i].odd.untracked, f);
		seq_putc(m, '\n');
	}
}

static void show_rest(struct seq_file *m, const struct rs_totals *sum)
{
	bool f = exits_known();
	u32 i;

	seq_puts(m, "\nexits without an entry, and the rest\n");
	seq_printf(m, "%-7s %12s %9s %9s %12s %15s %10s %8s %10s\n", "abi",
		   "first_return", "denied", "earlier", "still_inside",
		   "untracked_exits", "errors", "restarts", "lost_exits");
	for (i = 0; i < RS_ABIS; i++) {
		seq_printf(m, "%-7s", rs_arch_abi_name(i));
		column(m, 12, sum[i].odd.first_return, f);
		column(m, 9, sum[i].row.denied, f);
		column(m, 9, sum[i].odd.earlier, f);
		column(m, 12, sum[i].row.still_inside, f);
		column(m, 15, sum[i].odd.untracked_exits, f);
		column(m, 10, sum[i].row.errors, f);
		column(m, 8, sum[i].row.restarts, f);
		column(m, 10, sum[i].odd.lost_exits, f);
		seq_putc(m, '\n');
	}
}

static void show_hooks(struct seq_file *m)
{
	struct rs_hook hook;
	u32 i;

	for (i = 0; i < rs_hooks(); i++) {
		rs_hook_get(i, &hook);
		if (hook.attached)
			seq_printf(m, "hook            %s attached\n",
				   hook.name);
		else
			seq_printf(m, "hook            %s not available: %s\n",
				   hook.name, hook.reason);
	}
}

static void show_families(struct seq_file *m)
{
	struct rs_family_info info;
	u32 which;

	for (which = 0; which < RS_FAMILIES; which++) {
		rs_family_get(which, &info);
		if (info.reason)
			seq_printf(m, "family          %s %s%s\n", info.name,
				   info.state == RINGSIDE_FAMILY_STATE_OFF ?
					   "" : "not available: ", info.reason);
		else
			seq_printf(m, "family          %s on\n", info.name);
	}
}

/**
 * rs_show_status() - the module as a whole, and the balance
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_status(struct seq_file *m, struct rs_page *page)
{
	struct rs_snapshot *snap = page->snap;
	struct rs_totals sum[RS_ABIS];
	u32 i, ns;

	for (i = 0; i < RS_ABIS; i++)
		rs_snapshot_totals(snap, i, &sum[i]);
	show_balance(m, sum);
	show_rest(m, sum);
	seq_printf(m, "\nage             %llu",
		   div_u64_rem(snap->age, NSEC_PER_SEC, &ns));
	seq_printf(m, ".%09u s\n", ns);
	seq_printf(m, "errno_overflow  %llu\n", snap->errno_overflow);
	seq_puts(m, "untimed        ");
	column(m, 0, snap->untimed, rs_timed());
	seq_putc(m, '\n');
	show_families(m);
	show_hooks(m);
	return 0;
}

static void show_row_name(struct seq_file *m, u32 row)
{
	u32 nr;

	seq_printf(m, "%-7s ", rs_arch_abi_name(rs_row_abi(row)));
	if (rs_row_nr(row, &nr))
		seq_printf(m, "%5u", nr);
	else
		seq_printf(m, "%5s", "-");
	seq_printf(m, " %-24s", rs_syscall_name(row));
}

static void show_missing(struct seq_file *m, const char *reason)
{
	if (reason)
		seq_printf(m, "not available: %s\n", reason);
}

static void show_times(struct seq_file *m, const struct rs_times *tm)
{
	column(m, 15, tm ? tm->total : 0, tm);
	column(m, 15, tm ? tm->waited : 0, tm);
	column(m, 15, tm ? tm->limit - 1 : 0, tm);
}

/**
 * rs_show_syscalls() - a row for each syscall
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_syscalls(struct seq_file *m, struct rs_page *page)
{
	bool f = exits_known();
	u32 i;

	show_missing(m, rs_family_missing(RINGSIDE_FAMILY_SYSCALLS));

	seq_printf(m, "%-7s %5s %-24s %12s %12s %8s %8s %8s %8s %15s %15s %15s\n",
		   "abi", "nr", "name", "entries", "exits", "never", "denied",
		   "errors", "restarts", "time_ns", "waited_ns", "longest_ns");
	for (i = 0; i < page->nr_rows; i++) {
		const struct rs_row *r = &page->snap->row[page->rows[i]];

		show_row_name(m, page->rows[i]);
		column(m, 12, r->entries, true);
		column(m, 12, r->exits, f);
		column(m, 8, r->never, f);
		column(m, 8, r->denied, f);
		column(m, 8, r->errors, f);
		column(m, 8, r->restarts, f);
		show_times(m, rs_row_times(page->snap, page->rows[i]));
		seq_putc(m, '\n');
	}
	return 0;
}

/**
 * rs_show_errors() - a row for each errno of each syscall
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_errors(struct seq_file *m, struct rs_page *page)
{
	struct rs_snapshot *snap = page->snap;
	u32 i;

	show_missing(m, rs_following() ?
			rs_family_missing(RINGSIDE_FAMILY_SYSCALLS) :
			RS_NOT_FOLLOWING);
	seq_printf(m, "%-7s %5s %-24s %-16s %-8s %10s\n", "abi", "nr", "name",
		   "errno", "by", "count");
	for (i = 0; i < snap->nr_errnos; i++) {
		const struct rs_errno *e = &snap->errnos[i];
		long err = rs_errno_key_errno(e->key);
		char name[24];

		/* -ENOENT where the kernel knows a name, else -4095 */
		snprintf(name, sizeof(name), "%pe", ERR_PTR(-err));
		show_row_name(m, rs_errno_key_row(e->key));
		seq_printf(m, " %-16s %-8s %10llu\n", name + 1,
			   rs_errno_key_denied(e->key) ? "denied" : "kernel",
			   e->count);
	}
	if (snap->errno_overflow)
		seq_printf(m, "%llu more: their errno found no room\n",
			   snap->errno_overflow);
	return 0;
}

static void add_thread(struct rs_self *self, struct task_struct *p)
{
	struct rs_task *t = rs_task_find(p);
	u64 entries, errors;

	self->threads++;
	if (!t)
		return;
	entries = READ_ONCE(t->entries);
	errors = READ_ONCE(t->errors);
	/* If it ended meanwhile they may be another process's. */
	smp_rmb();
	if (READ_ONCE(t->task) != p)
		return;
	self->entries += entries;
	self->errors += errors;
}

/* Of the threads that are alive; each field of a slot is right for itself. */
static void take_self(struct rs_self *self)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_thread(current, p)
		add_thread(self, p);
	rcu_read_unlock();
	self->pid = task_tgid_vnr(current);
	get_task_comm(self->comm, current);
}

/**
 * rs_show_self() - the reader's own process
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_self(struct seq_file *m, struct rs_page *page)
{
	struct rs_self *self = &page->self;

	if (!self->pid)
		take_self(self);
	seq_printf(m, "pid      %d\n", self->pid);
	seq_printf(m, "command  %s\n", self->comm);
	seq_printf(m, "threads  %u\n", self->threads);
	if (!exits_known()) {
		seq_printf(m, "entries  not available: %s\n",
			   rs_family_missing(RINGSIDE_FAMILY_SYSCALLS) ?:
				   RS_NOT_FOLLOWING);
		return 0;
	}
	seq_printf(m, "entries  %llu\n", self->entries);
	seq_printf(m, "errors   %llu\n", self->errors);
	return 0;
}

/**
 * rs_show_crossing() - the read() that fetches the page
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_crossing(struct seq_file *m, struct rs_page *page)
{
	return rs_crossing_show(m, &page->crossing);
}

/**
 * rs_show_rings() - where the fence is
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_rings(struct seq_file *m, struct rs_page *page)
{
	if (!page->rings) {
		struct rs_rings *rings = rs_rings_take();

		if (IS_ERR(rings))
			return PTR_ERR(rings);
		page->rings = rings;
	}
	rs_rings_show(m, page->rings);
	return 0;
}
