/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Members: which tasks belong to which watch.
 */
#ifndef _RS_MEMBERS_H
#define _RS_MEMBERS_H

#include <linux/bitops.h>
#include <linux/percpu.h>
#include <linux/types.h>

#include "tasks.h"
#include "watches.h"

/*
 * By id. A slot of the task table with bit N of its watches set implies
 * rs_watches[N]: both change in a stopped machine only, when no probe runs.
 */
extern struct rs_watch *rs_watches[RS_WATCHES_MAX + 1];

/**
 * rs_watch_next_block() - walk this CPU's counters of a set of watches
 * @left: bit N for watch N; the bits walked are cleared
 * @bit: set to the bit of the watch that is returned
 *
 * Inline, so that all of it stays in registers: each crossing of a task that is
 * watched walks them, and each one that is not asks whether there is any.
 *
 * Context: probe, preemption off; @left comes from a slot of the task table.
 * Return: the block, or NULL at the end.
 */
static __always_inline struct rs_block *rs_watch_next_block(u64 *left, u64 *bit)
{
	unsigned int id;

	if (!*left)
		return NULL;
	id = __ffs64(*left);
	*bit = BIT_ULL(id);
	*left &= *left - 1;
	return this_cpu_read(*rs_watches[id]->counters.block);
}

void rs_count_event(const struct rs_task *t, struct rs_block *blk,
		    enum ringside_event event, u32 n);

void rs_members_inherit(const struct rs_task *parent, struct rs_task *child,
			struct task_struct *p);
void rs_members_leave(const struct rs_task *t, struct task_struct *p);

int rs_members_admit(struct rs_watch *w, u32 id, struct task_struct *leader);
void rs_members_dismiss(u32 id);

void rs_members_until_now(u64 watches);
void rs_members_interrupted(u32 changed);

#endif /* _RS_MEMBERS_H */
