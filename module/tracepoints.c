// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks: found by name, since tracepoints are not exported; attached and
 * detached by a table.
 */
#include <linux/context_tracking_state.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/ringside.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/context_tracking.h>
#include <trace/events/irq.h>
#include <trace/events/sched.h>
#include <trace/events/signal.h>
#include <trace/events/syscalls.h>
#include <asm/trace/exceptions.h>
#include <asm/trace/irq_vectors.h>

#include "tracepoints.h"

/*
 * A call through a tracepoint is not type-checked at run time. These inline
 * functions of the kernel's own headers take exactly the right type.
 */
static inline void check_prototypes(void)
{
	check_trace_callback_type_sys_enter(rs_probe_sys_enter);
	check_trace_callback_type_sys_enter(rs_probe_sys_enter_only);
	check_trace_callback_type_sys_exit(rs_probe_sys_exit);
	check_trace_callback_type_sched_process_fork(rs_probe_fork);
	check_trace_callback_type_sched_process_exit(rs_probe_process_exit);
	check_trace_callback_type_sched_switch(rs_probe_switch);
	check_trace_callback_type_sched_process_exec(rs_probe_exec);
	check_trace_callback_type_signal_deliver(rs_probe_signal_deliver);
	check_trace_callback_type_signal_generate(rs_probe_signal_generate);
	check_trace_callback_type_page_fault_user(rs_probe_page_fault);
	check_trace_callback_type_irq_handler_entry(rs_probe_line);
	check_trace_callback_type_local_timer_entry(rs_probe_interrupt);
	check_trace_callback_type_user_exit(rs_probe_user_exit);
	check_trace_callback_type_user_enter(rs_probe_user_enter);
}

/**
 * struct hook - one hook
 * @name: the tracepoint's name
 * @probe: what is called there when tasks are followed
 * @only: the same when only entries are counted, or NULL for not at all
 * @data: for @probe
 * @needed: without it nothing is right; otherwise what it counts is missing
 * @tracks: fires only on CPUs that track
 * @tp: the tracepoint, once it is found
 * @attached: the probe that is registered, or NULL
 */
struct hook {
	const char *name;
	void *probe;
	void *only;
	unsigned long data;
	bool needed;
	bool tracks;
	struct tracepoint *tp;
	void *attached;
};

#define NEEDED(hook, function) \
	{ .name = hook, .probe = function, .needed = true }
#define OPTIONAL(hook, function) \
	{ .name = hook, .probe = function }
#define INTERRUPT(hook, which) \
	{ .name = hook "_entry", .probe = rs_probe_interrupt, \
	  .data = RINGSIDE_INTERRUPT_ ## which }

/*
 * In order of attaching; detached in reverse. The end of a task must be seen
 * for as long as any other hook can claim a slot for it, and an exit for as
 * long as an entry can put a call in flight.
 */
static struct hook hooks[] = {
	NEEDED("sched_process_exit", rs_probe_process_exit),
	NEEDED("sched_process_fork", rs_probe_fork),
	NEEDED("sched_switch", rs_probe_switch),
	OPTIONAL("sched_process_exec", rs_probe_exec),
	OPTIONAL("signal_deliver", rs_probe_signal_deliver),
	OPTIONAL("signal_generate", rs_probe_signal_generate),
	OPTIONAL("page_fault_user", rs_probe_page_fault),
	OPTIONAL("irq_handler_entry", rs_probe_line),
	INTERRUPT("local_timer", TIMER),
	INTERRUPT("reschedule", RESCHEDULE),
	INTERRUPT("call_function", CALL),
	INTERRUPT("call_function_single", CALL_SINGLE),
	INTERRUPT("irq_work", WORK),
	INTERRUPT("x86_platform_ipi", PLATFORM),
	INTERRUPT("spurious_apic", SPURIOUS),
	INTERRUPT("error_apic", ERROR),
	INTERRUPT("thermal_apic", THERMAL),
	INTERRUPT("threshold_apic", THRESHOLD),
	INTERRUPT("deferred_error_apic", DEFERRED),
	NEEDED("sys_exit", rs_probe_sys_exit),
	{ .name = "sys_enter", .probe = rs_probe_sys_enter,
	  .only = rs_probe_sys_enter_only, .needed = true },
	{ .name = "user_enter", .probe = rs_probe_user_enter, .tracks = true },
	{ .name = "user_exit", .probe = rs_probe_user_exit, .tracks = true },
};

/* Set before the first hook is attached. */
static bool following;

/**
 * rs_following() - whether exits and tasks are followed
 *
 * Context: any.
 * Return: false if only entries are counted.
 */
bool rs_following(void)
{
	return following;
}

static void find(struct tracepoint *tp, void *unused)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!strcmp(tp->name, hooks[i].name))
			hooks[i].tp = tp;
	}
}

/**
 * rs_hooks() - number of hooks
 *
 * Context: any.
 * Return: the limit of the index of rs_hook_get().
 */
unsigned int rs_hooks(void)
{
	return ARRAY_SIZE(hooks);
}

/**
 * rs_hook_get() - describe a hook
 * @i: which one
 * @hook: filled in
 *
 * Context: any, after rs_hooks_attach() and before rs_hooks_detach().
 */
void rs_hook_get(unsigned int i, struct rs_hook *hook)
{
	hook->name = hooks[i].name;
	hook->attached = hooks[i].attached;
	if (!following)
		hook->reason = RS_NOT_FOLLOWING;
	else if (!hooks[i].tp)
		hook->reason = "this kernel has no such tracepoint";
	else
		hook->reason = RS_NOT_TRACKING;
}

/**
 * rs_hook_missing() - whether something is not counted for lack of a hook
 * @name: the tracepoint's name
 *
 * Context: any, after rs_hooks_attach() and before rs_hooks_detach().
 * Return: why not, or NULL when it is counted.
 */
const char *rs_hook_missing(const char *name)
{
	struct rs_hook hook = {};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (strcmp(hooks[i].name, name))
			continue;
		rs_hook_get(i, &hook);
		return hook.attached ? NULL : hook.reason;
	}
	return "this version of the module does not know the hook";
}

static int attach(struct hook *hook)
{
	void *probe = following ? hook->probe : hook->only;
	int err;

	if (!probe || (hook->tracks && !context_tracking_enabled()) ||
	    (!hook->tp && !hook->needed))
		return 0;
	if (!hook->tp) {
		pr_err("this kernel has no tracepoint %s: it needs CONFIG_TRACEPOINTS and CONFIG_FTRACE_SYSCALLS\n",
		       hook->name);
		return -ENODEV;
	}
	err = tracepoint_probe_register(hook->tp, probe,
					(void *)hook->data);
	if (err) {
		pr_err("the kernel refused a probe on tracepoint %s: error %d\n",
		       hook->name, err);
		return err;
	}
	hook->attached = probe;
	return 0;
}

/**
 * rs_hooks_attach() - find all tracepoints and register the probes
 * @follow: false to count entries only
 *
 * Counting does not begin here but at rs_generation_begin(): until then the
 * probes return at once.
 *
 * Context: process context, sleeps.
 * Return: 0, or an error, then everything is detached again and no probe runs.
 */
int rs_hooks_attach(bool follow)
{
	unsigned int i;
	int err;

	check_prototypes();
	following = follow;
	for_each_kernel_tracepoint(find, NULL);

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		err = attach(&hooks[i]);
		if (err) {
			rs_hooks_detach();
			return err;
		}
	}
	return 0;
}

/**
 * rs_hooks_detach() - unregister the probes and wait until none runs
 *
 * Context: process context, sleeps.
 */
void rs_hooks_detach(void)
{
	unsigned int i = ARRAY_SIZE(hooks);

	while (i--) {
		if (!hooks[i].attached)
			continue;
		/* Cannot fail for a probe that is registered. */
		tracepoint_probe_unregister(hooks[i].tp, hooks[i].attached,
					    (void *)hooks[i].data);
		hooks[i].attached = NULL;
	}
	tracepoint_synchronize_unregister();
}
