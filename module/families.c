// SPDX-License-Identifier: GPL-2.0
/*
 * Families of hooks: which count, why others do not, and the switch.
 *
 * What is counted is counted since its generation began, or not at all: so
 * each change begins a new one.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>

#include "families.h"
#include "faults.h"
#include "generation.h"
#include "stop.h"
#include "times.h"
#include "tracepoints.h"

DEFINE_STATIC_KEY_ARRAY_FALSE(rs_family_keys, RS_FAMILIES);

/* Load parameters: 1 unless given. */
static unsigned int given[RS_FAMILIES] = { [0 ... RINGSIDE_FAMILY_MAX] = 1 };

#define SWITCH_DESC(what) \
	"1: " what " (default); 0: not, until switched on"

module_param_named(syscalls, given[RINGSIDE_FAMILY_SYSCALLS], uint, 0444);
MODULE_PARM_DESC(syscalls, SWITCH_DESC("count syscalls"));
module_param_named(timing, given[RINGSIDE_FAMILY_TIMING], uint, 0444);
MODULE_PARM_DESC(timing, SWITCH_DESC("time calls, and where each task spends its time"));
module_param_named(faults, given[RINGSIDE_FAMILY_FAULTS], uint, 0444);
MODULE_PARM_DESC(faults, SWITCH_DESC("count page faults in user mode"));
module_param_named(exceptions, given[RINGSIDE_FAMILY_EXCEPTIONS], uint, 0444);
MODULE_PARM_DESC(exceptions, SWITCH_DESC("count other exceptions in user mode"));
module_param_named(interrupts, given[RINGSIDE_FAMILY_INTERRUPTS], uint, 0444);
MODULE_PARM_DESC(interrupts, SWITCH_DESC("count interrupts"));
module_param_named(signals, given[RINGSIDE_FAMILY_SIGNALS], uint, 0444);
MODULE_PARM_DESC(signals, SWITCH_DESC("count signal handlers"));
module_param_named(switches, given[RINGSIDE_FAMILY_SWITCHES], uint, 0444);
MODULE_PARM_DESC(switches, SWITCH_DESC("count context switches"));
module_param_named(processes, given[RINGSIDE_FAMILY_PROCESSES], uint, 0444);
MODULE_PARM_DESC(processes, SWITCH_DESC("count exec, fork and exit"));
module_param_named(tracking, given[RINGSIDE_FAMILY_TRACKING], uint, 0444);
MODULE_PARM_DESC(tracking, SWITCH_DESC("hold the sum against each CPU's own count"));
module_param_named(creds, given[RINGSIDE_FAMILY_CREDS], uint, 0444);
MODULE_PARM_DESC(creds, SWITCH_DESC("log changes of credentials, and refusals"));

/**
 * struct family - one family
 * @name: as in the parameters, the settings and the status
 * @off: why it does not count once it is switched off
 * @needs: other families that it cannot do without
 * @hook: without this tracepoint there is nothing to count; NULL: there is none
 */
struct family {
	const char *name;
	const char *off;
	u32 needs;
	const char *hook;
};

#define OFF(name)	"switched off: ringside config " name "=on"

static const struct family families[RS_FAMILIES] = {
	[RINGSIDE_FAMILY_SYSCALLS] = { "syscalls", OFF("syscalls") },
	[RINGSIDE_FAMILY_TIMING] = { "timing", OFF("timing"), RS_F(SYSCALLS) },
	[RINGSIDE_FAMILY_FAULTS] = { "faults", OFF("faults"), 0, "page_fault_user" },
	[RINGSIDE_FAMILY_EXCEPTIONS] = { "exceptions", OFF("exceptions") },
	[RINGSIDE_FAMILY_INTERRUPTS] = {
		"interrupts", OFF("interrupts"), 0, "local_timer_entry"
	},
	[RINGSIDE_FAMILY_SIGNALS] = {
		"signals", OFF("signals"), RS_F(SYSCALLS), "signal_deliver"
	},
	[RINGSIDE_FAMILY_SWITCHES] = { "switches", OFF("switches") },
	[RINGSIDE_FAMILY_PROCESSES] = {
		"processes", OFF("processes"), 0, "sched_process_exec"
	},
	[RINGSIDE_FAMILY_TRACKING] = { "tracking", OFF("tracking"), 0, "user_exit" },
	[RINGSIDE_FAMILY_CREDS] = { "creds", OFF("creds"), RS_F(SYSCALLS) },
};

/* Changes under @lock: what shall count, if it can, and what does. */
static u32 wanted, on;
static DEFINE_MUTEX(lock);

/* Why a family cannot count here at all, or NULL. */
static const char *unavailable(u32 which)
{
	if (!rs_following())
		return which == RINGSIDE_FAMILY_SYSCALLS ? NULL :
							   RS_NOT_FOLLOWING;
	if (which == RINGSIDE_FAMILY_TIMING && !rs_clock_mult)
		return "this CPU has no time stamp counter";
	return families[which].hook ? rs_hook_lacking(families[which].hook) :
				      NULL;
}

static const char *needs_another(u32 which, u32 others)
{
	return families[which].needs & ~others ?
		       "needs syscalls: ringside config syscalls=on" : NULL;
}

/* Of the families in @mask those that can count. */
static u32 possible(u32 mask)
{
	u32 which, left = mask;

	for (which = 0; which < RS_FAMILIES; which++) {
		if (unavailable(which) || needs_another(which, mask))
			left &= ~BIT(which);
	}
	return left;
}

/**
 * rs_families_on() - which families count
 *
 * Context: any.
 * Return: a mask of RS_F().
 */
u32 rs_families_on(void)
{
	return READ_ONCE(on);
}

/**
 * rs_family_get() - describe a family
 * @which: which one
 * @info: filled in
 *
 * Context: any, while the hooks are attached.
 */
void rs_family_get(enum ringside_family which, struct rs_family_info *info)
{
	u32 counting = rs_families_on(), shall;

	info->name = families[which].name;
	info->reason = unavailable(which);
	info->state = RINGSIDE_FAMILY_STATE_UNAVAILABLE;
	if (info->reason)
		return;
	info->state = RINGSIDE_FAMILY_STATE_ON;
	if (counting & BIT(which))
		return;
	/* One that is just being switched on is off until it is. */
	info->state = RINGSIDE_FAMILY_STATE_OFF;
	info->reason = families[which].off;
	shall = READ_ONCE(wanted);
	if (shall & BIT(which) && needs_another(which, shall)) {
		info->state = RINGSIDE_FAMILY_STATE_UNAVAILABLE;
		info->reason = needs_another(which, shall);
	}
}

/**
 * rs_family_missing() - why a family does not count
 * @which: which one
 *
 * Context: any, while the hooks are attached.
 * Return: a sentence, or NULL when it counts.
 */
const char *rs_family_missing(enum ringside_family which)
{
	struct rs_family_info info = {};

	rs_family_get(which, &info);
	return info.reason;
}

/**
 * rs_families_refused() - what cannot be switched on
 * @set: families that shall be switched on
 * @after: all that shall be on then
 * @reason: set to a sentence about the first one
 *
 * Context: any, while the hooks are attached.
 * Return: the first family that cannot, or RS_FAMILIES when all can.
 */
u32 rs_families_refused(u32 set, u32 after, const char **reason)
{
	u32 which;

	for (which = 0; which < RS_FAMILIES; which++) {
		if (!(set & BIT(which)))
			continue;
		*reason = unavailable(which) ?: needs_another(which, after);
		if (*reason)
			break;
	}
	return which;
}

/* Before or after the hooks themselves: probes count what the keys let them. */
static void set_keys(u32 mask)
{
	u32 which;

	lockdep_assert_held(&lock);
	for (which = 0; which < RS_FAMILIES; which++) {
		if (mask & BIT(which))
			static_branch_enable(&rs_family_keys[which]);
		else
			static_branch_disable(&rs_family_keys[which]);
	}
	WRITE_ONCE(on, mask);
}

static int attach(u32 mask)
{
	int err = rs_hooks_attach(mask);

	return err ? err : rs_faults_attach(mask & RS_F(EXCEPTIONS));
}

/* Back to what was: for that, all hooks can be had, as they were before. */
static int change(u32 mask)
{
	u32 before = on;
	int err;

	set_keys(mask);
	err = attach(mask);
	if (err) {
		set_keys(before);
		attach(before);
	}
	return err;
}

/**
 * rs_families_switch() - switch families on and off
 * @set: those that shall count
 * @clear: those that shall not
 *
 * A new generation begins if this changes anything. Watches go on; what they
 * missed meanwhile they do not know any more. Without watches, if syscalls are
 * switched: the caller sees to that.
 *
 * Context: process context, sleeps; stops the machine.
 * Return: 0 or a negative error; families that could not be switched are as
 * before.
 */
int rs_families_switch(u32 set, u32 clear)
{
	u32 mask, changed, before;
	int err = rs_cpus_answer(), restarted;

	/* What begins below must be brought to its end. */
	if (err)
		return err;
	mutex_lock(&lock);
	before = wanted;
	WRITE_ONCE(wanted, (before | set) & ~clear);
	mask = possible(wanted);
	changed = mask ^ on;
	if (!changed)
		goto out;
	if (changed & RS_F(TIMING))
		rs_times_settle(true);
	err = change(mask);
	if (err)
		WRITE_ONCE(wanted, before);
	if (changed & RS_F(TIMING))
		rs_times_settle(false);
	restarted = rs_generation_restart(changed);
	if (!err)
		err = restarted;
out:
	mutex_unlock(&lock);
	return err;
}

/**
 * rs_families_check() - whether the load parameters make sense
 *
 * Context: any.
 * Return: 0 or -EINVAL, then the log says why.
 */
int rs_families_check(void)
{
	u32 which;

	for (which = 0; which < RS_FAMILIES; which++) {
		if (given[which] > 1) {
			pr_err("%s=%u: give 0 or 1\n", families[which].name,
			       given[which]);
			return -EINVAL;
		}
	}
	return 0;
}

/**
 * rs_families_init() - attach the hooks of the families that shall count
 * @follow: false to count entries of syscalls only
 *
 * Context: process context, sleeps; before the counting begins.
 * Return: 0 or a negative error, then no hook is attached.
 */
int rs_families_init(bool follow)
{
	u32 which;
	int err;

	rs_times_init();
	err = rs_hooks_find(follow);
	if (err)
		return err;
	mutex_lock(&lock);
	for (which = 0; which < RS_FAMILIES; which++)
		wanted |= given[which] << which;
	set_keys(possible(wanted));
	err = attach(on);
	mutex_unlock(&lock);
	if (err)
		rs_families_exit();
	return err;
}

/**
 * rs_families_exit() - detach all hooks and wait until no probe runs
 *
 * Context: process context, sleeps.
 */
void rs_families_exit(void)
{
	rs_faults_attach(false);
	rs_hooks_detach();
}
