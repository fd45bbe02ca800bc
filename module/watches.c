// SPDX-License-Identifier: GPL-2.0
/*
 * Watches: begin, end, read. Who belongs to one is in members.c.
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "events.h"
#include "members.h"
#include "roster.h"
#include "snapshot.h"
#include "stop.h"
#include "tasks.h"
#include "times.h"
#include "watches.h"

/*
 * Keeps watches alive for readers, and their number within the limit. Taken
 * inside netlink's notifier chain; outside of the CPU hotplug lock, which
 * stop_machine() takes.
 */
static DEFINE_MUTEX(lock);
static u32 max_watches;
static u32 used_watches;

static void watch_free(struct rs_watch *w)
{
	rs_roster_free(w->roster);
	put_pid(w->pid);
	rs_rings_free(w->rings);
	rs_counters_free(&w->counters);
	kfree(w);
}

static void end(u32 id)
{
	struct rs_watch *w = rs_watches[id];

	lockdep_assert_held(&lock);
	rs_members_dismiss(id);
	if (w->rings)
		static_branch_dec(&rs_events_key);
	watch_free(w);
	WRITE_ONCE(used_watches, used_watches - 1);
}

static struct rs_watch *watch_new(struct task_struct *leader,
				  const struct rs_watch_wish *wish)
{
	struct rs_watch *w = kzalloc(sizeof(*w), GFP_KERNEL);

	if (!w)
		return NULL;
	if (rs_counters_alloc(&w->counters)) {
		kfree(w);
		return NULL;
	}
	w->pid = get_pid(task_tgid(leader));
	if (wish->roster)
		w->roster = rs_roster_alloc(wish->roster);
	if (wish->room)
		w->rings = rs_rings_alloc(wish->room);
	if ((wish->roster && !w->roster) || (wish->room && !w->rings)) {
		watch_free(w);
		return NULL;
	}
	return w;
}

static int begin(struct task_struct *leader, const struct rs_watch_wish *wish,
		 u32 portid, u32 id)
{
	struct rs_watch *w = watch_new(leader, wish);
	int err;

	lockdep_assert_held(&lock);
	if (!w)
		return -ENOMEM;
	w->portid = portid;
	if (w->rings)
		static_branch_inc(&rs_events_key);
	err = rs_members_admit(w, id, leader);
	if (!err) {
		WRITE_ONCE(used_watches, used_watches + 1);
		return 0;
	}
	if (w->rings)
		static_branch_dec(&rs_events_key);
	watch_free(w);
	return err;
}

static u32 free_id(void)
{
	u32 id = 1;

	lockdep_assert_held(&lock);
	if (used_watches >= max_watches)
		return 0;
	while (rs_watches[id])
		id++;
	return id;
}

static struct task_struct *find_leader(u32 nr, struct netlink_ext_ack *extack)
{
	struct pid *pid = find_get_pid(nr);
	struct task_struct *p = get_pid_task(pid, PIDTYPE_TGID);

	put_pid(pid);
	if (!p) {
		NL_SET_ERR_MSG(extack, "no process has this pid");
		return ERR_PTR(-ESRCH);
	}
	if (rs_task_is_kernel(p)) {
		put_task_struct(p);
		NL_SET_ERR_MSG(extack, "this is a kernel thread: it never crosses");
		return ERR_PTR(-EINVAL);
	}
	return p;
}

/**
 * rs_watch_add() - count a process, its threads and descendants apart
 * @wish: which process, and what to keep of it
 * @portid: netlink socket of the owner
 * @extack: gets a sentence on failure
 *
 * Context: process context of the asker, sleeps; stops the machine.
 * Return: the watch's id, or a negative error.
 */
int rs_watch_add(const struct rs_watch_wish *wish, u32 portid,
		 struct netlink_ext_ack *extack)
{
	struct task_struct *leader = find_leader(wish->pid, extack);
	int err;
	u32 id;

	if (IS_ERR(leader))
		return PTR_ERR(leader);

	mutex_lock(&lock);
	id = free_id();
	err = id ? begin(leader, wish, portid, id) : -EBUSY;
	mutex_unlock(&lock);
	put_task_struct(leader);

	if (err == -EBUSY)
		NL_SET_ERR_MSG(extack, "all watches are in use: load with a larger watches=");
	else if (err == -ENOSPC)
		NL_SET_ERR_MSG(extack, "the task table is full: load with a larger tasks=");
	else if (err == -ESRCH)
		NL_SET_ERR_MSG(extack, "this process has ended");
	else if (err == -ENOMEM)
		NL_SET_ERR_MSG(extack, "no memory: end another watch, or ask for less room");
	else if (err == -ETIMEDOUT)
		NL_SET_ERR_MSG(extack, RS_CPU_IS_STUCK);
	return err ? err : id;
}

/* The watch @id, or NULL and a sentence. */
static struct rs_watch *find(u32 id, struct netlink_ext_ack *extack)
{
	lockdep_assert_held(&lock);
	if (!rs_watches[id])
		NL_SET_ERR_MSG(extack, "there is no watch with this id");
	return rs_watches[id];
}

/* The same, if it is the asker's, or an ERR_PTR(). */
static struct rs_watch *find_own(u32 id, u32 portid,
				 struct netlink_ext_ack *extack)
{
	struct rs_watch *w = find(id, extack);

	if (!w)
		return ERR_PTR(-ENOENT);
	if (w->portid == portid)
		return w;
	NL_SET_ERR_MSG(extack, "this watch belongs to another socket");
	return ERR_PTR(-EPERM);
}

/**
 * rs_watch_del() - end a watch
 * @id: which
 * @portid: netlink socket of the asker
 * @extack: gets a sentence on failure
 *
 * Context: process context, sleeps; stops the machine.
 * Return: 0 or a negative error.
 */
int rs_watch_del(u32 id, u32 portid, struct netlink_ext_ack *extack)
{
	struct rs_watch *w;

	mutex_lock(&lock);
	w = find_own(id, portid, extack);
	if (!IS_ERR(w))
		end(id);
	mutex_unlock(&lock);
	return PTR_ERR_OR_ZERO(w);
}

/**
 * rs_watch_hold() - keep a watch from ending while its events are read
 * @id: which
 * @portid: netlink socket of the asker
 * @extack: gets a sentence on failure
 *
 * Nobody else reads them meanwhile, and no watch begins or ends.
 *
 * Context: process context, sleeps.
 * Return: the watch, for rs_watch_let_go(), or an ERR_PTR().
 */
struct rs_watch *rs_watch_hold(u32 id, u32 portid,
			       struct netlink_ext_ack *extack)
{
	struct rs_watch *w;

	mutex_lock(&lock);
	w = find_own(id, portid, extack);
	if (!IS_ERR(w) && !w->rings) {
		NL_SET_ERR_MSG(extack, "this watch keeps no events: begin one with room for some");
		w = ERR_PTR(-ENODATA);
	}
	if (IS_ERR(w))
		mutex_unlock(&lock);
	return w;
}

/**
 * rs_watch_let_go() - the events of a watch are read
 *
 * Context: process context, after rs_watch_hold().
 */
void rs_watch_let_go(void)
{
	mutex_unlock(&lock);
}

/**
 * rs_watch_check() - whether there is a watch
 * @id: which
 * @extack: gets a sentence if not
 *
 * Context: process context, sleeps.
 * Return: 0 or -ENOENT.
 */
int rs_watch_check(u32 id, struct netlink_ext_ack *extack)
{
	struct rs_watch *w;

	mutex_lock(&lock);
	w = find(id, extack);
	mutex_unlock(&lock);
	return w ? 0 : -ENOENT;
}

/**
 * rs_watches_orphan() - end all watches of an owner that is gone
 * @portid: netlink socket of the owner
 *
 * Context: process context, sleeps; stops the machine if there are any.
 */
void rs_watches_orphan(u32 portid)
{
	u32 id;

	if (!rs_watches_used())
		return;
	mutex_lock(&lock);
	for (id = 1; id <= max_watches; id++) {
		if (rs_watches[id] && rs_watches[id]->portid == portid)
			end(id);
	}
	mutex_unlock(&lock);
}

/**
 * rs_watch_snapshot() - read a watch's counters
 * @id: which
 * @cpu: the only CPU that is asked about, or RS_ALL_CPUS
 * @extack: gets a sentence on failure
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a snapshot for rs_snapshot_free(), or an ERR_PTR().
 */
struct rs_snapshot *rs_watch_snapshot(u32 id, int cpu,
				      struct netlink_ext_ack *extack)
{
	struct rs_snapshot *snap;
	struct rs_watch *w;

	mutex_lock(&lock);
	w = find(id, extack);
	snap = w ? rs_snapshot_take(&w->counters, 0, cpu) :
		   ERR_PTR(-ENOENT);
	if (!IS_ERR(snap))
		snap->gaps = READ_ONCE(w->gaps);
	else if (w)
		rs_stop_why(extack, PTR_ERR(snap),
			    "no memory for a snapshot of the counters");
	mutex_unlock(&lock);
	return snap;
}

/**
 * rs_watch_roster() - copy a watch's roster
 * @id: which
 * @extack: gets a sentence on failure
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a copy for rs_roster_copy_free(), or an ERR_PTR().
 */
struct rs_roster_copy *rs_watch_roster(u32 id, struct netlink_ext_ack *extack)
{
	struct rs_roster_copy *copy = ERR_PTR(-ENOENT);
	struct rs_watch *w;

	mutex_lock(&lock);
	w = find(id, extack);
	if (w && !w->roster) {
		NL_SET_ERR_MSG(extack, "this watch has no roster: begin it with attribute roster");
		copy = ERR_PTR(-ENODATA);
	} else if (w) {
		copy = rs_roster_take(w->roster, id);
		if (IS_ERR(copy))
			rs_stop_why(extack, PTR_ERR(copy),
				    "no memory for a copy of the roster");
	}
	mutex_unlock(&lock);
	return copy;
}

static void describe_roster(const struct rs_roster *roster,
			    struct rs_watch_info *info)
{
	info->room = roster ? roster->room : 0;
	info->unlisted = roster ? atomic_read(&roster->unlisted) : 0;
	info->unlisted_calls =
		roster ? atomic64_read(&roster->unlisted_calls) : 0;
}

/**
 * rs_watch_next() - walk the watches
 * @from: smallest id wanted
 * @info: set to what is known of the watch
 * @snap: set to its counters, for rs_snapshot_free()
 *
 * Context: process context of the reader, sleeps; stops the machine.
 * Return: 1, or 0 at the end, or a negative error.
 */
int rs_watch_next(u32 from, struct rs_watch_info *info,
		  struct rs_snapshot **snap)
{
	struct rs_watch *w;
	int ret = 0;
	u32 id;

	mutex_lock(&lock);
	for (id = from; id <= max_watches && !rs_watches[id]; id++)
		;
	if (id > max_watches)
		goto out;

	w = rs_watches[id];
	*snap = rs_snapshot_take(&w->counters, BIT_ULL(id), RS_ALL_CPUS);
	if (IS_ERR(*snap)) {
		ret = PTR_ERR(*snap);
		goto out;
	}
	info->id = id;
	info->pid = pid_nr_ns(w->pid, task_active_pid_ns(current));
	info->tasks = atomic_read(&w->tasks);
	info->missed = atomic_read(&w->missed);
	info->timed = rs_timed() && !(READ_ONCE(w->gaps) & RS_F(TIMING));
	describe_roster(w->roster, info);
	ret = 1;
out:
	mutex_unlock(&lock);
	return ret;
}

/**
 * rs_watches_memory() - what is held for watches
 *
 * Context: process context, sleeps.
 * Return: bytes.
 */
u64 rs_watches_memory(void)
{
	u64 size = 0;
	u32 id;

	mutex_lock(&lock);
	for (id = 1; id <= max_watches; id++) {
		if (rs_watches[id])
			size += rs_counters_memory() +
				rs_rings_memory(rs_watches[id]->rings);
	}
	mutex_unlock(&lock);
	return size;
}

/**
 * rs_watches_max() - how many watches there can be at once
 *
 * Context: any.
 * Return: the load parameter.
 */
u32 rs_watches_max(void)
{
	return max_watches;
}

/**
 * rs_watches_used() - how many watches there are
 *
 * Context: any.
 * Return: their number at this moment.
 */
u32 rs_watches_used(void)
{
	return READ_ONCE(used_watches);
}

/**
 * rs_watches_init() - allow watches
 * @max: how many at once, 1 to RS_WATCHES_MAX
 *
 * Context: process context.
 */
void rs_watches_init(unsigned int max)
{
	max_watches = max;
}

/**
 * rs_watches_exit() - end all watches
 *
 * Context: process context, sleeps; nobody can ask for one any more.
 */
void rs_watches_exit(void)
{
	u32 id;

	mutex_lock(&lock);
	for (id = 1; id <= max_watches; id++) {
		if (rs_watches[id])
			end(id);
	}
	mutex_unlock(&lock);
}
