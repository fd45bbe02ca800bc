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
#ifdef RS_HAVE_CAPABILITY_EVENTS
#include <trace/events/capability.h>
#endif
#ifdef RS_HAVE_EXCEPTION_EVENTS
#include <trace/events/exceptions.h>
#else
#include <asm/trace/exceptions.h>
#endif
#include <asm/trace/irq_vectors.h>

#include "families.h"
#include "tracepoints.h"

/*
 * Kernels from 6.16 or so also tell whether the task was the last of its process.
 * Which they are is the type of what the kernel checks such a probe with.
 */
static void end_of_task(void *data, struct task_struct *p, bool group_dead)
{
	rs_probe_process_exit(data, p);
}

#define PROBE_PROCESS_EXIT \
	__builtin_choose_expr(__builtin_types_compatible_p( \
		typeof(check_trace_callback_type_sched_process_exit), \
		void (void (*)(void *, struct task_struct *, bool))), \
		end_of_task, rs_probe_process_exit)

/*
 * A call through a tracepoint is not type-checked at run time. These inline
 * functions of the kernel's own headers take exactly the right type. One that
 * came with a newer kernel is checked where there is something to attach to.
 */
static inline void check_prototypes(void)
{
	check_trace_callback_type_sys_enter(rs_probe_sys_enter);
	check_trace_callback_type_sys_enter(rs_probe_sys_enter_only);
	check_trace_callback_type_sys_exit(rs_probe_sys_exit);
	check_trace_callback_type_sched_process_fork(rs_probe_fork);
	check_trace_callback_type_sched_process_exit(PROBE_PROCESS_EXIT);
	check_trace_callback_type_sched_switch(rs_probe_switch);
	check_trace_callback_type_sched_process_exec(rs_probe_exec);
	check_trace_callback_type_signal_deliver(rs_probe_signal_deliver);
	check_trace_callback_type_signal_generate(rs_probe_signal_generate);
	check_trace_callback_type_page_fault_user(rs_probe_page_fault);
	check_trace_callback_type_irq_handler_entry(rs_probe_line);
	check_trace_callback_type_local_timer_entry(rs_probe_interrupt);
	check_trace_callback_type_user_exit(rs_probe_user_exit);
	check_trace_callback_type_user_enter(rs_probe_user_enter);
#ifdef RS_HAVE_CAPABILITY_EVENTS
	check_trace_callback_type_cap_capable(rs_probe_capable);
#endif
}

/**
 * struct hook - one hook
 * @name: the tracepoint's name
 * @probe: what is called there when tasks are followed
 * @only: the same when only entries are counted, or NULL for not at all
 * @data: for @probe
 * @families: attached for as long as one of these is on, RS_F()
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
	u32 families;
	bool needed;
	bool tracks;
	struct tracepoint *tp;
	void *attached;
};

/* For as long as the module is loaded */
#define ALWAYS		BIT(31)

#define NEEDED(hook, function, of) \
	{ .name = hook, .probe = function, .families = of, .needed = true }
#define OPTIONAL(hook, function, of) \
	{ .name = hook, .probe = function, .families = of }
#define TRACKS(hook, function) \
	{ .name = hook, .probe = function, .families = RS_F(TRACKING), \
	  .tracks = true }
#define INTERRUPT(hook, which) \
	{ .name = hook "_entry", .probe = rs_probe_interrupt, \
	  .data = RINGSIDE_INTERRUPT_ ## which, .families = RS_F(INTERRUPTS) }

/*
 * In order of attaching; detached in reverse. The end of a task must be seen
 * for as long as it can have a slot, and an exit for as long as an entry can
 * put a call in flight.
 */
static struct hook hooks[] = {
	NEEDED("sched_process_exit", PROBE_PROCESS_EXIT, ALWAYS),
	NEEDED("sched_process_fork", rs_probe_fork,
	       RS_F(SYSCALLS) | RS_F(PROCESSES)),
	NEEDED("sched_switch", rs_probe_switch,
	       RS_F(SWITCHES) | RS_F(TIMING) | RS_F(TRACKING)),
	OPTIONAL("sched_process_exec", rs_probe_exec,
		 RS_F(PROCESSES) | RS_F(SIGNALS)),
	OPTIONAL("signal_deliver", rs_probe_signal_deliver, RS_F(SIGNALS)),
	OPTIONAL("signal_generate", rs_probe_signal_generate,
		 RS_F(FAULTS) | RS_F(EXCEPTIONS)),
	OPTIONAL("page_fault_user", rs_probe_page_fault, RS_F(FAULTS)),
	OPTIONAL("irq_handler_entry", rs_probe_line, RS_F(INTERRUPTS)),
	OPTIONAL("cap_capable", rs_probe_capable, RS_F(CREDS)),
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
	NEEDED("sys_exit", rs_probe_sys_exit, RS_F(SYSCALLS)),
	{ .name = "sys_enter", .probe = rs_probe_sys_enter,
	  .only = rs_probe_sys_enter_only, .families = RS_F(SYSCALLS),
	  .needed = true },
	TRACKS("user_enter", rs_probe_user_enter),
	TRACKS("user_exit", rs_probe_user_exit),
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

static const char *lacking(const struct hook *hook)
{
	if (!hook->tp)
		return "this kernel has no such tracepoint";
	if (hook->tracks && !context_tracking_enabled())
		return RS_NOT_TRACKING;
	return NULL;
}

static const char *not_wanted(const struct hook *hook)
{
	const char *missing = NULL;
	u32 which;

	for (which = 0; which < RS_FAMILIES && !missing; which++) {
		if (hook->families & BIT(which))
			missing = rs_family_missing(which);
	}
	return missing ?: "nothing needs it";
}

/**
 * rs_hook_get() - describe a hook
 * @i: which one
 * @hook: filled in
 *
 * Context: any, after rs_hooks_find().
 */
void rs_hook_get(unsigned int i, struct rs_hook *hook)
{
	hook->name = hooks[i].name;
	hook->attached = READ_ONCE(hooks[i].attached);
	hook->reason = lacking(&hooks[i]);
	if (!following)
		hook->reason = RS_NOT_FOLLOWING;
	else if (!hook->attached && !hook->reason)
		hook->reason = not_wanted(&hooks[i]);
}

static const struct hook *hook_of(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!strcmp(hooks[i].name, name))
			return &hooks[i];
	}
	return NULL;
}

/**
 * rs_hook_lacking() - whether this machine does not offer a hook
 * @name: the tracepoint's name
 *
 * Context: any, after rs_hooks_find().
 * Return: why not, or NULL when it can be attached.
 */
const char *rs_hook_lacking(const char *name)
{
	const struct hook *hook = hook_of(name);

	return hook ? lacking(hook) :
		      "this version of the module does not know the hook";
}

static int attach(struct hook *hook)
{
	void *probe = following ? hook->probe : hook->only;
	int err;

	if (!probe || hook->attached || lacking(hook))
		return 0;
	err = tracepoint_probe_register(hook->tp, probe,
					(void *)hook->data);
	if (err) {
		pr_err("the kernel refused a probe on tracepoint %s: error %d\n",
		       hook->name, err);
		return err;
	}
	WRITE_ONCE(hook->attached, probe);
	return 0;
}

static void detach(struct hook *hook)
{
	if (!hook->attached)
		return;
	/* Cannot fail for a probe that is registered. */
	tracepoint_probe_unregister(hook->tp, hook->attached,
				    (void *)hook->data);
	WRITE_ONCE(hook->attached, NULL);
}

static void detach_all_but(u32 families)
{
	unsigned int i = ARRAY_SIZE(hooks);

	while (i--) {
		if (!(hooks[i].families & families))
			detach(&hooks[i]);
	}
	tracepoint_synchronize_unregister();
}

/**
 * rs_hooks_find() - find all tracepoints
 * @follow: false to count entries only
 *
 * Context: process context, sleeps.
 * Return: 0, or -ENODEV if one is missing that nothing goes without.
 */
int rs_hooks_find(bool follow)
{
	unsigned int i;

	check_prototypes();
	following = follow;
	for_each_kernel_tracepoint(find, NULL);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (hooks[i].tp || !hooks[i].needed)
			continue;
		pr_err("this kernel has no tracepoint %s: it needs CONFIG_TRACEPOINTS and CONFIG_FTRACE_SYSCALLS\n",
		       hooks[i].name);
		return -ENODEV;
	}
	return 0;
}

/**
 * rs_hooks_attach() - register the probes of some families, and no others
 * @families: RS_F()
 *
 * When it returns no other probe runs any more.
 *
 * Context: process context, sleeps.
 * Return: 0 or an error.
 */
int rs_hooks_attach(u32 families)
{
	unsigned int i;
	int err;

	detach_all_but(families | ALWAYS);
	for (i = 0; i < ARRAY_SIZE(hooks); i++) {
		if (!(hooks[i].families & (families | ALWAYS)))
			continue;
		err = attach(&hooks[i]);
		if (err)
			return err;
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
	detach_all_but(0);
}
