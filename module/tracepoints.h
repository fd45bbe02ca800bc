/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hooks: the kernel's tracepoints that the module listens to.
 */
#ifndef _RS_TRACEPOINTS_H
#define _RS_TRACEPOINTS_H

#include <linux/lockdep.h>
#include <linux/preempt.h>
#include <linux/tracepoint.h>
#include <linux/types.h>

struct cred;
struct irqaction;
struct k_sigaction;
struct kernel_siginfo;
struct linux_binprm;
struct pt_regs;
struct task_struct;
struct user_namespace;

/**
 * struct rs_hook - what a reader may know of one hook
 * @name: the tracepoint's name
 * @attached: whether its probe is registered
 * @reason: why not, when it is not
 */
struct rs_hook {
	const char *name;
	bool attached;
	const char *reason;
};

/* Why all that needs the exit or the task is missing */
#define RS_NOT_FOLLOWING	"loaded with follow=0: only entries are counted"

/* Why no CPU's own count of its crossings can be had */
#define RS_NOT_TRACKING		"no CPU tracks its crossings: boot with nohz_full=CPUS, for example nohz_full=1"

/* The probes. Their prototypes are checked against the kernel's own. */
void rs_probe_sys_enter(void *data, struct pt_regs *regs, long id);
void rs_probe_sys_enter_only(void *data, struct pt_regs *regs, long id);
void rs_probe_sys_exit(void *data, struct pt_regs *regs, long ret);
void rs_probe_fork(void *data, struct task_struct *parent,
		   struct task_struct *child);
void rs_probe_process_exit(void *data, struct task_struct *p);
void rs_probe_exec(void *data, struct task_struct *p, pid_t old_pid,
		   struct linux_binprm *bprm);
void rs_probe_signal_deliver(void *data, int sig, struct kernel_siginfo *info,
			     struct k_sigaction *ka);
void rs_probe_signal_generate(void *data, int sig, struct kernel_siginfo *info,
			      struct task_struct *p, int group, int result);
void rs_probe_page_fault(void *data, unsigned long address,
			 struct pt_regs *regs, unsigned long error_code);
void rs_probe_line(void *data, int irq, struct irqaction *action);
void rs_probe_interrupt(void *data, int vector);
void rs_probe_capable(void *data, const struct cred *cred,
		      struct user_namespace *target,
		      const struct user_namespace *found, int cap, int ret);
void rs_probe_user_exit(void *data, int dummy);
void rs_probe_user_enter(void *data, int dummy);
void rs_probe_switch(void *data, bool preempt, struct task_struct *prev,
		     struct task_struct *next, unsigned int prev_state);

/*
 * Up to 6.12 all probes run with preemption off. From 6.13, which brought
 * __DECLARE_TRACE_SYSCALL, those of syscalls run with preemption on, from 7.0
 * all others too: then each probe says for itself that it works on one CPU.
 * Not traced, or a tracer of preemption would run inside the probe.
 */
#ifdef __DECLARE_TRACE_SYSCALL
#define rs_probe_begin()	preempt_disable_notrace()
#define rs_probe_end()		preempt_enable_notrace()
#else
#define rs_probe_begin()	lockdep_assert_preemption_disabled()
#define rs_probe_end()		do { } while (0)
#endif

unsigned int rs_hooks(void);
void rs_hook_get(unsigned int i, struct rs_hook *hook);

const char *rs_hook_lacking(const char *name);
bool rs_following(void);

int rs_hooks_find(bool follow);
int rs_hooks_attach(u32 families);
void rs_hooks_detach(void);

#endif /* _RS_TRACEPOINTS_H */
