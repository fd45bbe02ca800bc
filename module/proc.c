// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/ringside/: the same numbers as over netlink, as text for cat.
 *
 * Each open takes one snapshot; what is printed depends on nothing else. So
 * reads of any size and seeks give the same text.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "crossing.h"
#include "generation.h"
#include "names.h"
#include "proc.h"
#include "snapshot.h"
#include "tasks.h"
#include "tracepoints.h"
#include "watches.h"

/**
 * struct self - the process that reads, at its first read()
 * @pid: its process id, in its pid namespace; 0 before the first read()
 * @comm: its name
 * @threads: that are alive
 * @entries: crossings of these in this generation
 * @errors: of these, returned with an error
 */
struct self {
	pid_t pid;
	char comm[TASK_COMM_LEN];
	u32 threads;
	u64 entries;
	u64 errors;
};

/**
 * struct page_data - one open file
 * @show: prints it
 * @generation: when it was opened
 * @snap: the system's counters, of a privileged file
 * @nr_rows: entries of @rows
 * @rows: rows of @snap that are not empty, busiest first
 * @self: of the file self
 * @crossing: of the file crossing
 */
struct page_data {
	int (*show)(struct seq_file *m, struct page_data *page);
	u32 generation;
	struct rs_snapshot *snap;
	u32 nr_rows;
	u32 *rows;
	struct self self;
	struct rs_crossing crossing;
};

/**
 * struct file_type - one file
 * @name: in /proc/ringside
 * @mode: permission bits
 * @show: prints it
 *
 * A file that only root may open is about the whole system.
 */
struct file_type {
	const char *name;
	umode_t mode;
	int (*show)(struct seq_file *m, struct page_data *page);
};

/* A column; what only following tasks can tell is "-" without it. */
static void column(struct seq_file *m, int width, u64 value, bool known)
{
	if (known)
		seq_printf(m, " %*llu", width, value);
	else
		seq_printf(m, " %*s", width, "-");
}

static void show_balance(struct seq_file *m, const struct rs_totals *sum)
{
	bool f = rs_following();
	u32 i;

	seq_puts(m, "\nentries = exits + never + in_flight + untracked\n");
	seq_printf(m, "%-7s %14s %14s %10s %10s %10s\n", "abi", "entries",
		   "exits", "never", "in_flight", "untracked");
	for (i = 0; i < RS_ABIS; i++) {
		seq_printf(m, "%-7s", rs_arch_abi_name(i));
		column(m, 14, sum[i].row.entries, true);
		column(m, 14, sum[i].row.exits, f);
		column(m, 10, sum[i].row.never, f);
		column(m, 10, sum[i].row.in_flight, f);
		column(m, 10, sum[i].odd.untracked, f);
		seq_putc(m, '\n');
	}
}

static void show_rest(struct seq_file *m, const struct rs_totals *sum)
{
	bool f = rs_following();
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

static int show_status(struct seq_file *m, struct page_data *page)
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

static int show_syscalls(struct seq_file *m, struct page_data *page)
{
	bool f = rs_following();
	u32 i;

	seq_printf(m, "%-7s %5s %-24s %12s %12s %8s %8s %8s %8s\n", "abi", "nr",
		   "name", "entries", "exits", "never", "denied", "errors",
		   "restarts");
	for (i = 0; i < page->nr_rows; i++) {
		const struct rs_row *r = &page->snap->row[page->rows[i]];

		show_row_name(m, page->rows[i]);
		column(m, 12, r->entries, true);
		column(m, 12, r->exits, f);
		column(m, 8, r->never, f);
		column(m, 8, r->denied, f);
		column(m, 8, r->errors, f);
		column(m, 8, r->restarts, f);
		seq_putc(m, '\n');
	}
	return 0;
}

static int show_errors(struct seq_file *m, struct page_data *page)
{
	struct rs_snapshot *snap = page->snap;
	u32 i;

	if (!rs_following())
		seq_puts(m, "not available: " RS_NOT_FOLLOWING "\n");
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

/* Of the threads that are alive; each field of a slot is right for itself. */
static void take_self(struct self *self)
{
	struct task_struct *p;

	rcu_read_lock();
	for_each_thread(current, p) {
		struct rs_task *t = rs_task_find(p);

		self->threads++;
		if (!t)
			continue;
		self->entries += READ_ONCE(t->entries);
		self->errors += READ_ONCE(t->errors);
	}
	rcu_read_unlock();
	self->pid = task_tgid_vnr(current);
	get_task_comm(self->comm, current);
}

static int show_self(struct seq_file *m, struct page_data *page)
{
	struct self *self = &page->self;

	if (!self->pid)
		take_self(self);
	seq_printf(m, "pid      %d\n", self->pid);
	seq_printf(m, "command  %s\n", self->comm);
	seq_printf(m, "threads  %u\n", self->threads);
	if (!rs_following()) {
		seq_puts(m, "entries  not available: " RS_NOT_FOLLOWING "\n");
		return 0;
	}
	seq_printf(m, "entries  %llu\n", self->entries);
	seq_printf(m, "errors   %llu\n", self->errors);
	return 0;
}

static int show_crossing(struct seq_file *m, struct page_data *page)
{
	return rs_crossing_show(m, &page->crossing);
}

static const struct file_type files[] = {
	{ "status", 0400, show_status },
	{ "syscalls", 0400, show_syscalls },
	{ "errors", 0400, show_errors },
	{ "self", 0444, show_self },
	{ "crossing", 0444, show_crossing },
};

static int show(struct seq_file *m, void *unused)
{
	struct page_data *page = m->private;

	seq_printf(m, "ringside " RINGSIDE_VERSION " generation %u\n",
		   page->generation);
	return page->show(m, page);
}

static int busiest_first(const void *a, const void *b, const void *priv)
{
	const struct rs_snapshot *snap = priv;
	const u32 *x = a, *y = b;
	u64 ex = snap->row[*x].entries, ey = snap->row[*y].entries;

	if (ex != ey)
		return ex > ey ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

static int sort_rows(struct page_data *page)
{
	u32 row;

	page->rows = kvmalloc_array(RS_ROWS, sizeof(*page->rows), GFP_KERNEL);
	if (!page->rows)
		return -ENOMEM;
	for (row = 0; row < RS_ROWS; row++) {
		if (!rs_row_is_empty(&page->snap->row[row]))
			page->rows[page->nr_rows++] = row;
	}
	sort_r(page->rows, page->nr_rows, sizeof(*page->rows), busiest_first,
	       NULL, page->snap);
	return 0;
}

static void free_page_data(struct page_data *page)
{
	if (page->snap)
		rs_snapshot_free(page->snap);
	kvfree(page->rows);
	kfree(page);
}

static int fill_page_data(struct page_data *page)
{
	struct rs_snapshot *snap = rs_snapshot_take(&rs_system);

	if (IS_ERR(snap))
		return PTR_ERR(snap);
	page->snap = snap;
	page->generation = snap->generation;
	return sort_rows(page);
}

/*
 * A mode of 0400 does not keep out the root user of a container, who may see
 * this file system too. The check is made at open: a descriptor may be passed
 * on by who was allowed to get it.
 */
static int open(struct inode *inode, struct file *file)
{
	const struct file_type *type = pde_data(inode);
	bool privileged = !(type->mode & 0004);
	struct page_data *page;
	int err;

	if (privileged && !perfmon_capable())
		return -EPERM;

	page = kzalloc(sizeof(*page), GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	page->show = type->show;
	page->generation = rs_generation();
	err = privileged ? fill_page_data(page) : 0;
	if (!err)
		err = single_open(file, show, page);
	if (err)
		free_page_data(page);
	return err;
}

static int release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	free_page_data(m->private);
	return single_release(inode, file);
}

static const struct proc_ops ops = {
	.proc_open = open,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_release = release,
};

/**
 * rs_proc_init() - make /proc/ringside
 *
 * Context: process context, sleeps.
 * Return: 0, or a negative error, then nothing of it is left.
 */
int rs_proc_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir("ringside", NULL);
	unsigned int i;

	if (!dir)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (!proc_create_data(files[i].name, files[i].mode, dir, &ops,
				      (void *)&files[i])) {
			rs_proc_exit();
			return -ENOMEM;
		}
	}
	return 0;
}

/**
 * rs_proc_exit() - remove /proc/ringside
 *
 * Waits for reads that are under way; later ones of files that are still open
 * fail with -EIO.
 *
 * Context: process context, sleeps.
 */
void rs_proc_exit(void)
{
	remove_proc_subtree("ringside", NULL);
}
