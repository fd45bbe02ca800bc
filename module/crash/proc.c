// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/ringside_crash/: what can fail and where, a file to write it to, and how
 * far the last one has come. All of it is for the administrator of the machine.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/rcupdate.h>
#include <linux/security.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "fail.h"
#include "kinds.h"
#include "proc.h"
#include "sites.h"

#define NAME_BYTES	32
#define REQUEST_BYTES	128

/* Protects what follows while a new one takes its place; never held while one runs. */
static DEFINE_MUTEX(starting);
static struct rs_failure last;
/* How many there were: tells a new one from the one before. */
static unsigned int failures;

static const char * const losses[] = {
	[RS_LOSS_NOBODY] = "nobody",
	[RS_LOSS_CULPRIT] = "culprit",
	[RS_LOSS_BYSTANDER] = "bystander",
	[RS_LOSS_MACHINE] = "machine",
};

static const char * const contexts[] = {
	[RS_IN_TASK] = "in_task",
	[RS_IN_WORKER] = "in_worker",
	[RS_ELSEWHERE] = "elsewhere",
};

static int show_kinds(struct seq_file *m, void *unused)
{
	unsigned int i;

	seq_printf(m, "%-16s %-9s %-9s %-9s %-6s %-6s %s\n", "kind", "in_task",
		   "in_worker", "elsewhere", "stays", "victim", "shows");
	for (i = 0; i < rs_kinds(); i++) {
		const struct rs_kind *kind = rs_kind_at(i);

		seq_printf(m, "%-16s %-9s %-9s %-9s %-6s %-6s %s\n", kind->name,
			   losses[rs_kind_loss(kind, RS_IN_TASK)],
			   losses[rs_kind_loss(kind, RS_IN_WORKER)],
			   kind->needs_task ? "-" :
				losses[rs_kind_loss(kind, RS_ELSEWHERE)],
			   kind->stays ? "yes" : "no",
			   kind->needs_victim ? "yes" : "no", kind->shows);
	}
	return 0;
}

static int show_sites(struct seq_file *m, void *unused)
{
	unsigned int i;

	seq_printf(m, "%-16s %-9s %s\n", "site", "is", "shows");
	for (i = 0; i < rs_sites(); i++) {
		const struct rs_site *site = rs_site_at(i);

		seq_printf(m, "%-16s %-9s %s\n", site->name,
			   site->loading ? "loading" : contexts[site->context],
			   site->shows);
	}
	return 0;
}

static int show_last(struct seq_file *m, void *unused)
{
	static const char * const words[] = {
		[RS_STATE_STARTS] = "starts",
		[RS_STATE_INSIDE] = "inside",
		[RS_STATE_CAME_BACK] = "came_back",
		[RS_STATE_DIED] = "died",
	};

	mutex_lock(&starting);
	seq_printf(m, "number %u\n", failures);
	if (last.kind)
		seq_printf(m, "kind   %s\nsite   %s\nstate  %s\ntask   %d\n",
			   last.kind->name, last.site->name,
			   words[rs_failure_state(&last)], pid_nr(last.task));
	else
		seq_puts(m, "state  none\n");
	mutex_unlock(&starting);
	return 0;
}

/* Who reads it finds out whether the lock can be had, by waiting for it. */
static int show_lock(struct seq_file *m, void *unused)
{
	int err = rs_take_mutex();

	if (!err)
		seq_puts(m, "free\n");
	return err;
}

/* By the number that all outside of containers know, whoever asks. */
static struct pid *find_victim(int number)
{
	struct pid *pid;

	rcu_read_lock();
	pid = get_pid(find_pid_ns(number, &init_pid_ns));
	rcu_read_unlock();
	return pid;
}

/* The request's words become a failure; false: they make no sense. */
static bool understand(char *request, struct rs_failure *failure)
{
	char kind[NAME_BYTES], site[NAME_BYTES];
	bool names_victim;
	int pid, words;

	words = sscanf(request, "%31s %31s %d %lx", kind, site, &pid,
		       &failure->victim.address);
	if (words != 2 && words != 4)
		return false;
	failure->kind = rs_kind_find(kind);
	failure->site = rs_site_find(site);
	if (!failure->kind || !failure->site || failure->site->loading)
		return false;
	if (failure->kind->needs_task && failure->site->context == RS_ELSEWHERE)
		return false;
	names_victim = words == 4;
	if (failure->kind->needs_victim != names_victim)
		return false;
	if (names_victim)
		failure->victim.pid = find_victim(pid);
	return !names_victim || failure->victim.pid;
}

/* Its own module stays in use for as long as it runs, and that is for ever. */
static int make_room(const struct rs_failure *next)
{
	lockdep_assert_held(&starting);
	if (last.kind) {
		enum rs_state state = rs_failure_state(&last);

		if (state == RS_STATE_STARTS || state == RS_STATE_INSIDE) {
			pr_err("%s at %s is not over yet; one at a time\n",
			       last.kind->name, last.site->name);
			return -EBUSY;
		}
		rs_failure_finish(&last);
		last.kind = NULL;
	}
	if (next->kind->stays && !try_module_get(THIS_MODULE))
		return -ENODEV;
	return 0;
}

static int begin(const struct rs_failure *next)
{
	int err;

	mutex_lock(&starting);
	err = make_room(next);
	if (!err) {
		last = *next;
		failures++;
	}
	mutex_unlock(&starting);
	if (err)
		return err;

	pr_alert("%s at %s, as asked\n", next->kind->name, next->site->name);
	err = rs_failure_start(&last);
	if (err) {
		mutex_lock(&starting);
		last.kind = NULL;
		mutex_unlock(&starting);
		if (next->kind->stays)
			module_put(THIS_MODULE);
	}
	return err;
}

static ssize_t write_trigger(struct file *file, const char __user *from,
			     size_t n, loff_t *pos)
{
	struct rs_failure next = { };
	char request[REQUEST_BYTES];
	int err;

	if (n >= sizeof(request))
		return -EINVAL;
	if (copy_from_user(request, from, n))
		return -EFAULT;
	request[n] = '\0';
	if (!understand(request, &next)) {
		pr_err("not understood: write KIND SITE, see kinds and sites beside it\n");
		return -EINVAL;
	}
	err = begin(&next);
	if (!err)
		return n;
	put_pid(next.victim.pid);
	return err;
}

/* Lockdown may have come after the module. */
static int open_trigger(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return security_locked_down(LOCKDOWN_DEV_MEM);
}

static const struct proc_ops trigger_ops = {
	.proc_open = open_trigger,
	.proc_write = write_trigger,
};

static int open_page(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return single_open(file, pde_data(inode), NULL);
}

static const struct proc_ops page_ops = {
	.proc_open = open_page,
	.proc_read_iter = seq_read_iter,
	.proc_lseek = seq_lseek,
	.proc_release = single_release,
};

static const struct {
	const char *name;
	int (*show)(struct seq_file *m, void *unused);
} pages[] = {
	{ "kinds", show_kinds },
	{ "sites", show_sites },
	{ "last", show_last },
	{ "lock", show_lock },
};

static bool make_files(struct proc_dir_entry *dir)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		if (!proc_create_data(pages[i].name, 0400, dir, &page_ops,
				      pages[i].show))
			return false;
	}
	return proc_create("trigger", 0200, dir, &trigger_ops);
}

/**
 * rs_crash_proc_init() - make /proc/ringside_crash
 *
 * Context: process context, sleeps.
 * Return: 0, or a negative error, then nothing of it is left.
 */
int rs_crash_proc_init(void)
{
	struct proc_dir_entry *dir = proc_mkdir(RS_CRASH_DIR, NULL);

	if (!dir)
		return -ENOMEM;
	if (make_files(dir))
		return 0;
	remove_proc_subtree(RS_CRASH_DIR, NULL);
	return -ENOMEM;
}

/**
 * rs_crash_proc_exit() - remove it, and wait for what was asked for there
 *
 * Waits for ever when a task died while it wrote to or read one of the files.
 *
 * Context: process context, sleeps.
 */
void rs_crash_proc_exit(void)
{
	remove_proc_subtree(RS_CRASH_DIR, NULL);
	if (last.kind)
		rs_failure_finish(&last);
}
