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
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "generation.h"
#include "pages.h"
#include "proc.h"
#include "snapshot.h"

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
	int (*show)(struct seq_file *m, struct rs_page *page);
};

static const struct file_type files[] = {
	{ "status", 0400, rs_show_status },
	{ "syscalls", 0400, rs_show_syscalls },
	{ "errors", 0400, rs_show_errors },
	{ "ledger", 0400, rs_show_ledger },
	{ "creds", 0400, rs_show_creds },
	{ "self", 0444, rs_show_self },
	{ "crossing", 0444, rs_show_crossing },
	{ "rings", 0400, rs_show_rings },
};

static int show(struct seq_file *m, void *unused)
{
	struct rs_page *page = m->private;

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

static int sort_rows(struct rs_page *page)
{
	u32 row;

	page->rows = kvmalloc_array(RS_ROWS, sizeof(*page->rows), RS_GFP_LARGE);
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

static void free_open_page(struct rs_page *page)
{
	if (page->snap)
		rs_snapshot_free(page->snap);
	kvfree(page->rows);
	kfree(page->rings);
	kvfree(page->creds);
	kfree(page);
}

static int fill_open_page(struct rs_page *page)
{
	struct rs_snapshot *snap = rs_snapshot_take(&rs_system, 0, RS_ALL_CPUS);

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
	struct rs_page *page;
	int err;

	if (privileged && !perfmon_capable())
		return -EPERM;

	page = kzalloc(sizeof(*page), GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	page->show = type->show;
	page->generation = rs_generation();
	err = privileged ? fill_open_page(page) : 0;
	if (!err)
		err = single_open(file, show, page);
	if (err)
		free_open_page(page);
	return err;
}

static int release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	free_open_page(m->private);
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
