// SPDX-License-Identifier: GPL-2.0
/*
 * The least that a module can cost which sees each crossing: probes that do
 * nothing. Only to compare with; never installed.
 */
#include <linux/module.h>
#include <linux/tracepoint.h>

static bool exits;
module_param(exits, bool, 0444);
MODULE_PARM_DESC(exits, "a probe on sys_exit too");

static struct tracepoint *sys_enter, *sys_exit;

static void on_enter(void *data, struct pt_regs *regs, long id)
{
}

static void on_exit(void *data, struct pt_regs *regs, long ret)
{
}

static void find(struct tracepoint *tp, void *unused)
{
	if (!strcmp(tp->name, "sys_enter"))
		sys_enter = tp;
	if (!strcmp(tp->name, "sys_exit"))
		sys_exit = tp;
}

static int __init floor_init(void)
{
	int err;

	for_each_kernel_tracepoint(find, NULL);
	if (!sys_enter || !sys_exit)
		return -ENODEV;
	err = tracepoint_probe_register(sys_enter, on_enter, NULL);
	if (err || !exits)
		return err;
	err = tracepoint_probe_register(sys_exit, on_exit, NULL);
	if (err) {
		tracepoint_probe_unregister(sys_enter, on_enter, NULL);
		tracepoint_synchronize_unregister();
	}
	return err;
}

static void __exit floor_exit(void)
{
	if (exits)
		tracepoint_probe_unregister(sys_exit, on_exit, NULL);
	tracepoint_probe_unregister(sys_enter, on_enter, NULL);
	tracepoint_synchronize_unregister();
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_DESCRIPTION("Empty probes on sys_enter and sys_exit, to compare with");
MODULE_LICENSE("GPL");
