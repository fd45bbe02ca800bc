// SPDX-License-Identifier: GPL-2.0
/*
 * stop_machine() waits for all CPUs, and those that have stopped do nothing else
 * meanwhile. When one of them is stuck in the kernel that is for ever: a machine that
 * could have lived on would hang, and it would be us who hang it. So each CPU must have
 * been seen alive, and it is when a grace period of RCU has passed.
 */
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/netlink.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/stop_machine.h>

#include "stop.h"

/* Who was seen so lately is taken for alive; what happens in that time is not noticed. */
#define BELIEVED	HZ
/* A grace period takes some ticks; the kernel itself complains after 21 s. */
#define PATIENCE	(20 * HZ)

/* All CPUs were alive, in jiffies. */
static unsigned long seen;

static int give_up(unsigned long began)
{
	if (fatal_signal_pending(current))
		return -EINTR;
	if (time_before(jiffies, began + PATIENCE))
		return 0;
	pr_warn_ratelimited("refused: " RS_CPU_IS_STUCK "\n");
	return -ETIMEDOUT;
}

static int see_all(bool at_last)
{
	unsigned long began = jiffies, last = READ_ONCE(seen), period;
	int err;

	if (time_in_range(began, last, last + BELIEVED))
		return 0;
	period = start_poll_synchronize_rcu();
	while (!poll_state_synchronize_rcu(period)) {
		err = at_last ? 0 : give_up(began);
		if (err)
			return err;
		if (at_last)
			schedule_timeout_uninterruptible(1);
		else
			schedule_timeout_killable(1);
	}
	WRITE_ONCE(seen, began);
	return 0;
}

/**
 * rs_cpus_answer() - whether the machine can be stopped
 *
 * Context: process context, sleeps; for up to twenty seconds when it cannot.
 * Return: 0; -ETIMEDOUT when a CPU is stuck, see RS_CPU_IS_STUCK; -EINTR when the
 * asker was killed over it.
 */
int rs_cpus_answer(void)
{
	return see_all(false);
}

/**
 * rs_stop() - run something while nothing else runs on any CPU
 * @fn: what, with interrupts off
 * @data: for it
 *
 * Context: process context, sleeps.
 * Return: what @fn returns, or an error of rs_cpus_answer(), then it did not run.
 */
int rs_stop(int (*fn)(void *data), void *data)
{
	return see_all(false) ?: stop_machine(fn, data, NULL);
}

/**
 * rs_stop_at_last() - the same for what cannot be left undone
 * @fn: what, with interrupts off
 * @data: for it
 *
 * Context: process context, sleeps; for as long as a CPU is stuck.
 * Return: what @fn returns.
 */
int rs_stop_at_last(int (*fn)(void *data), void *data)
{
	see_all(true);
	return stop_machine(fn, data, NULL);
}

/**
 * rs_stop_why() - say why something was not done for which the machine is stopped
 * @extack: gets a sentence; may be NULL
 * @err: a negative error, of rs_stop() or another one
 * @reason: of another one; a sentence that stays
 *
 * Context: any.
 */
void rs_stop_why(struct netlink_ext_ack *extack, int err, const char *reason)
{
	if (extack)
		extack->_msg = err == -ETIMEDOUT ? RS_CPU_IS_STUCK : reason;
}
