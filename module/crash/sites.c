// SPDX-License-Identifier: GPL-2.0
/*
 * Where a failure runs: the same mistake costs more or less, and the module can be
 * unloaded afterwards or not.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/irq_work.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/workqueue.h>

#include "sites.h"

/* There is one failure at a time, see proc.c; a callback finds it here. */
static struct rs_failure *current_failure;

/*
 * What else is lost of a CPU that is never given back depends on which it is, so that
 * is not left to chance. The first one does more than its share: it keeps the time for
 * all, device interrupts come to it, and with nohz_full the kernel's own threads are
 * there; SRCU leaves callbacks to its workers.
 */
static unsigned int cpu_of(const struct rs_site *site)
{
	return site->context == RS_ELSEWHERE ? cpumask_first(cpu_online_mask) :
					       cpumask_last(cpu_online_mask);
}

static void perform(struct rs_failure *failure)
{
	const struct rs_site *site = failure->site;

	if (failure->kind->keeps_cpu && site->context == RS_IN_TASK)
		set_cpus_allowed_ptr(current, cpumask_of(cpu_of(site)));
	if (site->context != RS_ELSEWHERE)
		failure->task = get_task_pid(current, PIDTYPE_PID);
	/* Whoever sees it also sees the task. */
	smp_store_release(&failure->begun, true);
	failure->kind->fail(&failure->victim);
	/* Whoever sees it also sees what was done. */
	smp_store_release(&failure->ended, true);
}

static int in_kthread(void *data)
{
	perform(data);
	return 0;
}

static int start_kthread(struct rs_failure *failure)
{
	struct task_struct *task = kthread_run(in_kthread, failure, "ringside_fail");

	return PTR_ERR_OR_ZERO(task);
}

static void in_work(struct work_struct *work)
{
	perform(current_failure);
}

/*
 * A new one each time: a worker that died keeps the address of what it worked at,
 * and the queue would hand the same work to it again.
 */
static struct work_struct *work;

static int start_work(struct rs_failure *failure)
{
	work = kmalloc(sizeof(*work), GFP_KERNEL);
	if (!work)
		return -ENOMEM;
	INIT_WORK(work, in_work);
	schedule_work_on(cpu_of(failure->site), work);
	return 0;
}

/* An earlier failure may have taken all who work there. */
static bool cancel_queued(void)
{
	return cancel_work(work);
}

/* When the worker died the work never ends, and is not ours any more. */
static void stop_work(struct rs_failure *failure)
{
	if (failure->begun && !failure->ended)
		return;
	flush_work(work);
	kfree(work);
}

static int perform_now(struct rs_failure *failure)
{
	perform(failure);
	return 0;
}

static void in_timer(struct timer_list *unused)
{
	perform(current_failure);
}

static DEFINE_TIMER(timer, in_timer);

static int start_timer(struct rs_failure *failure)
{
	if (timer_pending(&timer))
		return -EBUSY;
	timer.expires = jiffies + 1;
	add_timer_on(&timer, cpu_of(failure->site));
	return 0;
}

static void stop_timer(struct rs_failure *failure)
{
	timer_delete_sync(&timer);
}

static void in_interrupt_work(struct irq_work *unused)
{
	perform(current_failure);
}

/* Hard: on PREEMPT_RT, too, it is an interrupt and no task. */
static struct irq_work interrupt = IRQ_WORK_INIT_HARD(in_interrupt_work);

static void queue_here(void *queued)
{
	*(bool *)queued = irq_work_queue(&interrupt);
}

/* By way of a call there: irq_work_queue_on() is not for modules. */
static int start_interrupt(struct rs_failure *failure)
{
	bool queued = false;
	int err = smp_call_function_single(cpu_of(failure->site), queue_here, &queued, true);

	if (err)
		return err;
	return queued ? 0 : -EBUSY;
}

static void stop_interrupt(struct rs_failure *failure)
{
	irq_work_sync(&interrupt);
}

static const struct rs_site sites[] = {
	{ .name = "kthread", .context = RS_IN_TASK, .start = start_kthread,
	  .shows = "a kernel thread of its own" },
	{ .name = "work", .context = RS_IN_WORKER, .start = start_work,
	  .cancel = cancel_queued, .stop = stop_work,
	  .shows = "a thread of the kernel's that works for many, on the last CPU" },
	{ .name = "proc", .context = RS_IN_TASK, .start = perform_now,
	  .shows = "the write() of a program, into a file of ours" },
	{ .name = "init", .context = RS_IN_TASK, .start = perform_now,
	  .loading = true,
	  .shows = "the insmod, before the module is loaded" },
	{ .name = "timer", .context = RS_ELSEWHERE, .start = start_timer, .stop = stop_timer,
	  .shows = "a timer: a softirq, on top of any task, on the first CPU" },
	{ .name = "interrupt", .context = RS_ELSEWHERE, .start = start_interrupt,
	  .stop = stop_interrupt,
	  .shows = "an interrupt, on top of anything, on the first CPU" },
};

/**
 * rs_sites() - how many there are
 *
 * Context: any.
 * Return: the number of sites.
 */
unsigned int rs_sites(void)
{
	return ARRAY_SIZE(sites);
}

/**
 * rs_site_at() - one of them
 * @i: below rs_sites()
 *
 * Context: any.
 * Return: the site.
 */
const struct rs_site *rs_site_at(unsigned int i)
{
	return &sites[i];
}

/**
 * rs_site_find() - look one up
 * @name: all of it
 *
 * Context: any.
 * Return: the site, or NULL: there is none.
 */
const struct rs_site *rs_site_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sites); i++) {
		if (!strcmp(sites[i].name, name))
			return &sites[i];
	}
	return NULL;
}

static bool is_dead(struct pid *pid)
{
	struct task_struct *task;
	bool dead;

	rcu_read_lock();
	task = pid_task(pid, PIDTYPE_PID);
	dead = !task || READ_ONCE(task->exit_state);
	rcu_read_unlock();
	return dead;
}

/**
 * rs_failure_state() - how far it has come
 * @failure: that was started
 *
 * Context: process context.
 * Return: the state.
 */
enum rs_state rs_failure_state(const struct rs_failure *failure)
{
	/* Pairs with perform(). */
	if (!smp_load_acquire(&failure->begun))
		return RS_STATE_STARTS;
	/* Pairs with perform(), too. */
	if (smp_load_acquire(&failure->ended))
		return RS_STATE_CAME_BACK;
	if (failure->task && is_dead(failure->task))
		return RS_STATE_DIED;
	return RS_STATE_INSIDE;
}

/**
 * rs_failure_start() - let it happen
 * @failure: kind, site and victim; what the rest says is forgotten
 *
 * Context: process context. At the site proc it may not return.
 * Return: 0, or a negative error, then nothing happens.
 */
int rs_failure_start(struct rs_failure *failure)
{
	failure->task = NULL;
	failure->begun = false;
	failure->ended = false;
	current_failure = failure;
	return failure->site->start(failure);
}

/*
 * What nobody has come to is taken back. The last instructions of a thread are ours,
 * too, after it has come back.
 */
static bool is_over(struct rs_failure *failure)
{
	enum rs_state state = rs_failure_state(failure);

	if (state == RS_STATE_STARTS && failure->site->cancel)
		return failure->site->cancel();
	if (state == RS_STATE_CAME_BACK && failure->site->start == start_kthread)
		return is_dead(failure->task);
	return state == RS_STATE_CAME_BACK || state == RS_STATE_DIED;
}

/**
 * rs_failure_finish() - wait until it runs no code of this module any more
 * @failure: that was started, and is not of a kind that stays
 *
 * Context: process context, sleeps.
 */
void rs_failure_finish(struct rs_failure *failure)
{
	while (!is_over(failure))
		schedule_timeout_uninterruptible(1);
	if (failure->site->stop)
		failure->site->stop(failure);
	put_pid(failure->task);
	put_pid(failure->victim.pid);
	failure->task = NULL;
	failure->victim.pid = NULL;
}
