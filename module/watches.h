/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Watches: counters of their own for chosen tasks.
 */
#ifndef _RS_WATCHES_H
#define _RS_WATCHES_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "counters.h"

struct netlink_ext_ack;
struct rs_ring;
struct pid;
struct rs_roster;
struct rs_roster_copy;
struct rs_snapshot;

#define RS_WATCHES_MAX	63

/**
 * struct rs_watch - a process, its threads and descendants, counted apart
 * @counters: theirs alone
 * @rings: where their events are kept, or NULL
 * @pid: the process
 * @portid: the netlink socket that asked; the watch ends with it
 * @tasks: members that are alive
 * @missed: members that found no slot in the task table
 * @gaps: families of hooks that were switched meanwhile, RS_F(); changes in a
 *	stopped machine
 * @roster: its members one by one, or NULL
 *
 * Probes reach it through rs_watches[], all others under the lock of watches.c.
 * After its end no probe holds it, since no probe ran at that moment.
 */
struct rs_watch {
	struct rs_counters counters;
	struct rs_ring __percpu *rings;
	struct pid *pid;
	u32 portid;
	atomic_t tasks;
	atomic_t missed;
	u32 gaps;
	struct rs_roster *roster;
};

/**
 * struct rs_watch_wish - what shall be watched, and how
 * @pid: the process, in the asker's pid namespace
 * @roster: tasks that its roster can hold; 0: it has none
 * @room: events that each CPU shall keep, RS_EVENTS_MIN to RS_EVENTS_MAX; 0: none
 */
struct rs_watch_wish {
	u32 pid;
	u32 roster;
	u32 room;
};

/**
 * struct rs_watch_info - what a reader may know of a watch
 * @id: 1 to RS_WATCHES_MAX
 * @pid: the process, in the reader's pid namespace, 0 where it has none
 * @tasks: members that are alive
 * @missed: members that are not counted
 * @timed: it knows where its tasks' time went
 * @room: tasks that its roster can hold, 0 without one
 * @unlisted: tasks that found no room there
 * @unlisted_calls: entries and denied calls that are in nobody's row
 */
struct rs_watch_info {
	u32 id;
	u32 pid;
	u32 tasks;
	u32 missed;
	bool timed;
	u32 room;
	u32 unlisted;
	u64 unlisted_calls;
};

int rs_watch_add(const struct rs_watch_wish *wish, u32 portid,
		 struct netlink_ext_ack *extack);
int rs_watch_del(u32 id, u32 portid, struct netlink_ext_ack *extack);
int rs_watch_check(u32 id, struct netlink_ext_ack *extack);
void rs_watches_orphan(u32 portid);
struct rs_snapshot *rs_watch_snapshot(u32 id, int cpu,
				      struct netlink_ext_ack *extack);
struct rs_roster_copy *rs_watch_roster(u32 id, struct netlink_ext_ack *extack);
int rs_watch_next(u32 from, struct rs_watch_info *info,
		  struct rs_snapshot **snap);

struct rs_watch *rs_watch_hold(u32 id, u32 portid,
			       struct netlink_ext_ack *extack);
void rs_watch_let_go(void);

u64 rs_watches_memory(void);
u32 rs_watches_max(void);
u32 rs_watches_used(void);

void rs_watches_init(unsigned int max);
void rs_watches_exit(void);

#endif /* _RS_WATCHES_H */
