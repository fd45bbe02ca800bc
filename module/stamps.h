/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stamps: when one chosen task crossed, for a program that asks about its own
 * crossings. When nobody does, that costs a probe one instruction: a static key.
 */
#ifndef _RS_STAMPS_H
#define _RS_STAMPS_H

#include <linux/jump_label.h>
#include <linux/ringside.h>
#include <linux/types.h>

#include "arch/arch.h"

struct netlink_ext_ack;
struct pt_regs;
struct task_struct;

#define RS_STAMPS_MAX	32768

/* On while a task is stamped, and while one of our tracepoints is enabled. */
DECLARE_STATIC_KEY_FALSE(rs_stamps_key);

#define rs_stamping()	static_branch_unlikely(&rs_stamps_key)

/* A stamp that is about no syscall */
#define RS_STAMP_NO_ROW	RS_ROWS

/**
 * struct rs_stamp - a task crossed
 * @first: ticks when the probe began
 * @last: ticks when it ended
 * @where: &enum ringside_stamp
 * @row: the syscall, or RS_STAMP_NO_ROW
 */
struct rs_stamp {
	u64 first;
	u64 last;
	u32 where;
	u32 row;
};

/* When a probe begins; 0 when it is not to stamp. */
static __always_inline u64 rs_stamp_begin(void)
{
	return rs_stamping() ? rs_arch_clock_ordered() : 0;
}

void rs_stamp(const struct task_struct *p, enum ringside_stamp where, u32 row,
	      u64 first);

/* When it ends */
static __always_inline void rs_stamp_end(const struct task_struct *p,
					 enum ringside_stamp where, u64 first)
{
	if (rs_stamping())
		rs_stamp(p, where, RS_STAMP_NO_ROW, first);
}

/**
 * struct rs_trace_exit - what is known of an exit before it is counted
 * @wanted: somebody wants to know
 * @denied: its task is in no call
 * @timed: @entered is right
 * @row: the syscall
 * @entered: ticks at its entry
 */
struct rs_trace_exit {
	bool wanted;
	bool denied;
	bool timed;
	u32 row;
	u64 entered;
};

/* trace_events.c: the same crossings as tracepoints. */
int rs_tracing_begins(void);
void rs_tracing_ends(void);
void rs_trace_entry(u32 row);
void rs_trace_before_exit(struct rs_trace_exit *exit, struct pt_regs *regs);
void rs_trace_exit(const struct rs_trace_exit *exit, long ret);

int rs_stamps_start(u32 room, u32 portid, struct netlink_ext_ack *extack);
int rs_stamps_stop(u32 portid, u32 *taken, u64 *lost,
		   struct netlink_ext_ack *extack);
int rs_stamps_read(u32 portid, u32 next, struct rs_stamp *stamp, u32 *round,
		   struct netlink_ext_ack *extack);
void rs_stamps_orphan(u32 portid);
u64 rs_stamps_memory(void);
void rs_stamps_exit(void);

#endif /* _RS_STAMPS_H */
