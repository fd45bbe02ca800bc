// SPDX-License-Identifier: GPL-2.0
/*
 * ringside_crash: fails on purpose, so that a class can see what dies when ring 0
 * does. Here: when it refuses to be loaded, and how it begins and ends.
 */
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/security.h>
#ifdef CONFIG_X86
#include <asm/cpufeature.h>
#endif

#include "kinds.h"
#include "proc.h"
#include "sites.h"

static bool i_know;
module_param(i_know, bool, 0444);
MODULE_PARM_DESC(i_know, "1: I know that this breaks the machine (nothing is loaded without it)");

static char *init;
module_param(init, charp, 0444);
MODULE_PARM_DESC(init, "a kind of failure that happens at once, while the module is being loaded");

static bool is_virtual_machine(void)
{
#ifdef CONFIG_X86
	return boot_cpu_has(X86_FEATURE_HYPERVISOR);
#else
	return false;
#endif
}

static int check_allowed(void)
{
	if (!i_know) {
		pr_err("refused: this module breaks the machine; give i_know=1, in a VM that may be lost\n");
		return -EINVAL;
	}
	if (!is_virtual_machine()) {
		pr_err("refused: this is no virtual machine; use tool/vm/ringside-vm\n");
		return -ENODEV;
	}
	/* Whoever forbids to write to kernel memory does not want this either. */
	if (security_locked_down(LOCKDOWN_DEV_MEM)) {
		pr_err("refused: kernel lockdown is on, see /sys/kernel/security/lockdown\n");
		return -EPERM;
	}
	return 0;
}

static int fail_now(void)
{
	static struct rs_failure failure;

	failure.kind = rs_kind_find(init);
	failure.site = rs_site_find("init");
	if (!failure.kind || failure.kind->needs_victim) {
		pr_err("init=%s: there is no such kind, or it needs a victim\n",
		       init);
		return -EINVAL;
	}
	pr_alert("%s at init, as asked\n", init);
	rs_failure_start(&failure);
	rs_failure_finish(&failure);
	return 0;
}

static int __init crash_init(void)
{
	int err = check_allowed();

	if (!err && init)
		err = fail_now();
	if (!err)
		err = rs_crash_proc_init();
	if (!err)
		pr_info(RINGSIDE_VERSION " is ready to fail: see /proc/" RS_CRASH_DIR "\n");
	return err;
}

static void __exit crash_exit(void)
{
	rs_crash_proc_exit();
}

module_init(crash_init);
module_exit(crash_exit);

MODULE_LICENSE("GPL");
MODULE_AUTHOR("ringside maintainers");
MODULE_DESCRIPTION("Fails on purpose, to show what dies when ring 0 does");
MODULE_VERSION(RINGSIDE_VERSION);
/* Taints the kernel as under test, where there is such a taint (6.0 and later). */
MODULE_INFO(test, "Y");
