// SPDX-License-Identifier: GPL-2.0
/*
 * ringside: count every crossing from ring 3 into ring 0. Here: the order in
 * which the parts start, and its mirror.
 */
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/ringside.h>
#include <linux/security.h>

#include "creds.h"
#include "families.h"
#include "generation.h"
#include "netlink.h"
#include "proc.h"
#include "stamps.h"
#include "tasks.h"
#include "watches.h"

static unsigned int tasks = 16384;
module_param(tasks, uint, 0444);
MODULE_PARM_DESC(tasks, "tasks that can be followed at once: a power of two from 64 to 1048576 (default 16384)");

static unsigned int watches = 16;
module_param(watches, uint, 0444);
MODULE_PARM_DESC(watches, "watches that there can be at once: 1 to 63 (default 16); each takes memory only while it lives");

static unsigned int errnos = 1;
module_param(errnos, uint, 0444);
MODULE_PARM_DESC(errnos, "1: count which errno how often (default); 0: count errors by syscall only");

static unsigned int follow = 1;
module_param(follow, uint, 0444);
MODULE_PARM_DESC(follow, "1: follow each task from entry to exit (default); 0: count entries only, at half the cost");

static int check_parameters(void)
{
	if (tasks < RS_TASKS_MIN || tasks > RS_TASKS_MAX ||
	    !is_power_of_2(tasks)) {
		pr_err("tasks=%u: give a power of two from %u to %lu\n", tasks,
		       RS_TASKS_MIN, RS_TASKS_MAX);
		return -EINVAL;
	}
	if (watches < 1 || watches > RS_WATCHES_MAX) {
		pr_err("watches=%u: give 1 to %u\n", watches, RS_WATCHES_MAX);
		return -EINVAL;
	}
	if (errnos > 1) {
		pr_err("errnos=%u: give 0 or 1\n", errnos);
		return -EINVAL;
	}
	if (follow > 1) {
		pr_err("follow=%u: give 0 or 1\n", follow);
		return -EINVAL;
	}
	return rs_families_check();
}

static int __init ringside_init(void)
{
	int err = check_parameters();

	if (err)
		return err;
	/* What tracefs hides under lockdown, we do not show either. */
	if (security_locked_down(LOCKDOWN_TRACEFS)) {
		pr_err("refused: kernel lockdown forbids tracing, see /sys/kernel/security/lockdown\n");
		return -EPERM;
	}
	if (!errnos)
		static_branch_disable(&rs_errnos);
	rs_watches_init(watches);

	err = rs_tasks_init(tasks);
	if (err)
		goto err_memory;
	err = rs_creds_init();
	if (err)
		goto err_tasks;
	err = rs_generation_init();
	if (err)
		goto err_creds;
	err = rs_families_init(follow);
	if (err)
		goto err_generation;
	err = rs_generation_begin();
	if (err)
		goto err_families;
	err = rs_netlink_init();
	if (err)
		goto err_families;
	err = rs_proc_init();
	if (err)
		goto err_netlink;

	pr_info(RINGSIDE_VERSION " counts: look into /proc/ringside, or run the program ringside\n");
	return 0;

err_netlink:
	rs_netlink_exit();
	rs_stamps_exit();
	rs_watches_exit();
err_families:
	rs_families_exit();
err_generation:
	rs_generation_exit();
err_creds:
	rs_creds_exit();
err_tasks:
	rs_tasks_exit();
err_memory:
	pr_err("cannot load: error %d\n", err);
	return err;
}

static void __exit ringside_exit(void)
{
	rs_proc_exit();
	rs_netlink_exit();
	rs_stamps_exit();
	rs_watches_exit();
	rs_generation_end();
	rs_families_exit();
	rs_generation_exit();
	rs_creds_exit();
	rs_tasks_exit();
}

module_init(ringside_init);
module_exit(ringside_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("ringside maintainers");
MODULE_DESCRIPTION("Counts every crossing from ring 3 into ring 0");
MODULE_VERSION(RINGSIDE_VERSION);
