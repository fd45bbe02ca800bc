// SPDX-License-Identifier: GPL-2.0
/*
 * Stamps: start, take, stop, read.
 */
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/overflow.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "counters.h"
#include "stamps.h"

/**
 * struct stamps - those of one socket
 * @task: who is stamped, held, so that no other task can have its address
 * @portid: whose they are; they go with it
 * @round: another one each time
 * @room: for so many
 * @taken: so many are there
 * @lost: so many more found no room
 * @stamp: in the order in which they were taken
 *
 * While they are taken, @taken, @lost and @stamp are the task's own, in its
 * probes, and those of who switches to it, before it runs. When not, they are
 * read, under the lock.
 */
struct stamps {
	struct task_struct *task;
	u32 portid;
	u32 round;
	u32 room;
	u32 taken;
	u64 lost;
	struct rs_stamp stamp[];
};

DEFINE_STATIC_KEY_FALSE(rs_stamps_key);

/*
 * Protects what follows. Taken inside netlink's notifier chain; outside of the
 * CPU hotplug lock, which the static key takes.
 */
static DEFINE_MUTEX(lock);
static struct stamps *stamps;
static u32 rounds;

/* The same while they are taken, else NULL. Probes read it. */
static struct stamps __rcu *running;

/**
 * rs_stamp() - stamp a task, if it is the one
 * @p: the task
 * @where: it is
 * @row: the syscall that it enters, or RS_STAMP_NO_ROW
 * @first: ticks when the probe began; 0 if nobody was stamped then
 *
 * The clock is read as late as can be, so that what is left of our own cost
 * behind it is one store and the way back.
 *
 * Context: probe, preemption off since @first: a switch in between would stamp
 * with a time that is not in order. @p is current, or has no CPU yet.
 */
void rs_stamp(const struct task_struct *p, enum ringside_stamp where, u32 row,
	      u64 first)
{
	struct rs_stamp *stamp;
	struct stamps *s;

	s = rcu_dereference_sched(running);
	if (!s || s->task != p || !first)
		return;
	if (s->taken == s->room) {
		s->lost++;
		return;
	}
	stamp = &s->stamp[s->taken++];
	stamp->where = where;
	stamp->row = row;
	stamp->first = first;
	stamp->last = rs_arch_clock_ordered();
}

/* When it returns, no probe stamps any more. */
static void stop(void)
{
	lockdep_assert_held(&lock);
	if (!rcu_access_pointer(running))
		return;
	RCU_INIT_POINTER(running, NULL);
	static_branch_dec(&rs_stamps_key);
	synchronize_rcu();
}

static void forget(void)
{
	lockdep_assert_held(&lock);
	if (!stamps)
		return;
	stop();
	put_task_struct(stamps->task);
	kvfree(stamps);
	stamps = NULL;
}

static int start(u32 room, u32 portid)
{
	struct stamps *s;

	lockdep_assert_held(&lock);
	s = kvzalloc(struct_size(s, stamp, room), RS_GFP_LARGE);
	if (!s)
		return -ENOMEM;
	forget();
	s->task = get_task_struct(current);
	s->portid = portid;
	s->room = room;
	s->round = ++rounds;
	stamps = s;
	rcu_assign_pointer(running, s);
	static_branch_inc(&rs_stamps_key);
	return 0;
}

/**
 * rs_stamps_start() - stamp the running task from now on
 * @room: how many stamps may be taken, 1 to RS_STAMPS_MAX
 * @portid: netlink socket of the asker
 * @extack: gets a sentence on failure
 *
 * What this socket has so far is forgotten.
 *
 * Context: process context of the asker, sleeps.
 * Return: 0 or a negative error.
 */
int rs_stamps_start(u32 room, u32 portid, struct netlink_ext_ack *extack)
{
	int err = -EBUSY;

	mutex_lock(&lock);
	if (!stamps || stamps->portid == portid)
		err = start(room, portid);
	mutex_unlock(&lock);
	if (err == -EBUSY)
		NL_SET_ERR_MSG(extack, "another program is being stamped: try again later");
	else if (err)
		NL_SET_ERR_MSG(extack, "no memory for that many stamps: ask for less room");
	return err;
}

static int must_be_of(u32 portid, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&lock);
	if (stamps && stamps->portid == portid)
		return 0;
	NL_SET_ERR_MSG(extack, "this socket has no stamps: start some first");
	return -ENOENT;
}

/**
 * rs_stamps_stop() - take no more stamps
 * @portid: netlink socket of the asker
 * @taken: set to how many there are
 * @lost: set to how many found no room
 * @extack: gets a sentence on failure
 *
 * Context: process context, sleeps.
 * Return: 0 or -ENOENT.
 */
int rs_stamps_stop(u32 portid, u32 *taken, u64 *lost,
		   struct netlink_ext_ack *extack)
{
	int err;

	mutex_lock(&lock);
	err = must_be_of(portid, extack);
	if (!err) {
		stop();
		*taken = stamps->taken;
		*lost = stamps->lost;
	}
	mutex_unlock(&lock);
	return err;
}

/**
 * rs_stamps_read() - one stamp
 * @portid: netlink socket of the asker
 * @next: its index
 * @stamp: filled in
 * @round: set to what changes when stamps are started anew
 * @extack: gets a sentence on failure
 *
 * Context: process context, sleeps.
 * Return: 1, or 0 at the end, or a negative error.
 */
int rs_stamps_read(u32 portid, u32 next, struct rs_stamp *stamp, u32 *round,
		   struct netlink_ext_ack *extack)
{
	int ret;

	mutex_lock(&lock);
	ret = must_be_of(portid, extack);
	if (!ret && rcu_access_pointer(running)) {
		NL_SET_ERR_MSG(extack, "stamps are still taken: stop them first");
		ret = -EBUSY;
	}
	if (!ret) {
		*round = stamps->round;
		ret = next < stamps->taken;
		if (ret)
			*stamp = stamps->stamp[next];
	}
	mutex_unlock(&lock);
	return ret;
}

/**
 * rs_stamps_orphan() - forget the stamps of an owner that is gone
 * @portid: netlink socket of the owner
 *
 * Context: process context, sleeps.
 */
void rs_stamps_orphan(u32 portid)
{
	mutex_lock(&lock);
	if (stamps && stamps->portid == portid)
		forget();
	mutex_unlock(&lock);
}

/**
 * rs_stamps_memory() - what is held for stamps
 *
 * Context: process context, sleeps.
 * Return: bytes.
 */
u64 rs_stamps_memory(void)
{
	u64 size = 0;

	mutex_lock(&lock);
	if (stamps)
		size = struct_size(stamps, stamp, stamps->room);
	mutex_unlock(&lock);
	return size;
}

/**
 * rs_stamps_exit() - forget all stamps
 *
 * Context: process context, sleeps; nobody can ask for some any more.
 */
void rs_stamps_exit(void)
{
	mutex_lock(&lock);
	forget();
	mutex_unlock(&lock);
}
