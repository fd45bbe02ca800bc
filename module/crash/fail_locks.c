// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting that ends never, or begins where there must be none.
 */
#include <linux/delay.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/sched.h>

#include "fail.h"

#define NAP_MS	20

/* Protects nothing. Only the failures hold it, and who asks whether they do. */
static DEFINE_MUTEX(lost);

/**
 * rs_fail_sleep_in_atomic() - sleep where the CPU must not be given away
 * @victim: unused
 *
 * Shows a rule that is broken long before it hurts: the scheduler complains, and
 * does as it is told.
 *
 * Context: process context.
 */
void rs_fail_sleep_in_atomic(const struct rs_victim *victim)
{
	preempt_disable();
	msleep(NAP_MS);
	preempt_enable();
}

/**
 * rs_fail_soft_lockup() - keep a CPU for ever
 * @victim: unused
 *
 * Shows what no scheduler can do anything about. The other CPUs go on, until somebody
 * there needs something of this one: a grace period of RCU, which unloading a module
 * waits for, or what is left to this CPU's workers. Those wait for ever.
 *
 * Context: any. Does not return.
 */
void rs_fail_soft_lockup(const struct rs_victim *victim)
{
	preempt_disable();
	for (;;)
		cpu_relax();
}

/**
 * rs_fail_hung_task() - wait for what never comes
 * @victim: unused
 *
 * Shows the state D: not even SIGKILL ends it.
 *
 * Context: process context. Does not return.
 */
void rs_fail_hung_task(const struct rs_victim *victim)
{
	for (;;) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	}
}

/**
 * rs_fail_deadlock() - wait for a lock that it holds itself
 * @victim: unused
 *
 * Shows that a lock knows no owner that it would spare. Lockdep sees it coming.
 *
 * Context: process context. Does not return.
 */
void rs_fail_deadlock(const struct rs_victim *victim)
{
	mutex_lock(&lost);
	mutex_lock(&lost);
}

/**
 * rs_fail_oops_with_mutex() - die with a lock in hand
 * @victim: unused
 *
 * Shows that nobody cleans up after ring 0: whoever wants the lock later waits
 * for ever, and unless he says that he may be killed, not even SIGKILL ends that.
 *
 * Context: process context.
 */
void rs_fail_oops_with_mutex(const struct rs_victim *victim)
{
	mutex_lock(&lost);
	rs_fail_oops(victim);
	mutex_unlock(&lost);
}

/**
 * rs_take_mutex() - take the lock that failures leave behind, and drop it
 *
 * Killable: who only asks must not be what keeps the module from being unloaded.
 *
 * Context: process context, sleeps; until it is killed, when the holder died.
 * Return: 0, or -EINTR: it was killed.
 */
int rs_take_mutex(void)
{
	int err = mutex_lock_killable(&lost);

	if (!err)
		mutex_unlock(&lost);
	return err;
}
