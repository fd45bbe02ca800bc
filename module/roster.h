/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rosters: what each task of a watch did, kept after the task has ended. A
 * watch has one if it was asked for.
 */
#ifndef _RS_ROSTER_H
#define _RS_ROSTER_H

#include <linux/atomic.h>
#include <linux/jump_label.h>
#include <linux/sched.h>
#include <linux/types.h>
#include <linux/ringside.h>

#include "tasks.h"

struct pid_namespace;

/* What a task's slot counts, and its member takes over from there. */
enum rs_member_count {
	RS_MEMBER_ENTRIES,
	RS_MEMBER_DENIED,
	RS_MEMBER_FAULTS,
	RS_MEMBER_EXCEPTIONS,
	RS_MEMBER_INTERRUPTS,
	RS_MEMBER_TIME,		/* ticks by &enum rs_place, from here on */
	RS_MEMBER_COUNTS = RS_MEMBER_TIME + RS_PLACES
};

/**
 * struct rs_member - a task that belongs to a watch, or did until it ended
 * @pid: of the task, in the roster's pid namespace, as the next two; 0 where it
 *	has none
 * @tgid: of its process
 * @parent: the process that its process was a child of when it became a member
 * @process: number of the first member of the same process
 * @ended: the task has
 * @comm: its name, the last one
 * @errors: of its entries, returned with an error
 * @count: what it did as a member, until it was looked at last
 * @settled: what its slot had counted then
 */
struct rs_member {
	u32 pid;
	u32 tgid;
	u32 parent;
	u32 process;
	bool ended;
	char comm[TASK_COMM_LEN];
	u64 errors;
	u64 count[RS_MEMBER_COUNTS];
	u64 settled[RS_MEMBER_COUNTS];
};

/* What is counted of one syscall of one member */
enum rs_member_call {
	RS_CALL_ENTRIES,
	RS_CALL_ERRORS,
	RS_CALL_DENIED,
	RS_CALL_COUNTS
};

struct rs_call_counts {
	u64 count[RS_CALL_COUNTS];
};

/* A key is a member's number, plus 1, then a row of so many bits. */
#define RS_KEY_ROW_BITS	12

/**
 * struct rs_roster - the members of a watch, and their calls
 * @ns: pid namespace of who asked
 * @room: entries of @member
 * @members: of these, in use
 * @unlisted: tasks that found no room
 * @unlisted_calls: entries and denied calls whose syscall found no room
 * @member: in the order in which they became members
 * @index: by slot of the task table: number in @member, plus 1; 0: none
 * @call_bits: log2 of the entries of @key and of @call
 * @key: hash table: which syscall of which member, 0 for a free entry
 * @call: what was counted of it
 *
 * A member is claimed by atomic_fetch_add_unless() and an entry of @key by
 * cmpxchg() from 0, both for good. What is in them is written by the task
 * itself, in its probes; by its parent before it runs for the first time; and
 * by anybody in a stopped machine. All others look at it only there.
 */
struct rs_roster {
	struct pid_namespace *ns;
	u32 room;
	atomic_t members;
	atomic_t unlisted;
	atomic64_t unlisted_calls;
	struct rs_member *member;
	u32 *index;
	u32 call_bits;
	u32 *key;
	struct rs_call_counts *call;
};

/**
 * struct rs_roster_row - one syscall of one member, in a copy
 * @member: its number
 * @row: the syscall
 * @count: what was counted of it
 */
struct rs_roster_row {
	u32 member;
	u32 row;
	u64 count[RS_CALL_COUNTS];
};

/**
 * struct rs_roster_copy - a roster as it was at one instant
 * @missing: families that were off for a part of the watch's life, or are, RS_F()
 * @members: entries of @member
 * @member: see there
 * @rows: entries of @row
 * @row: see there
 */
struct rs_roster_copy {
	u32 missing;
	u32 members;
	struct rs_member *member;
	u32 rows;
	struct rs_roster_row *row;
};

/* On while a watch has one. */
DECLARE_STATIC_KEY_FALSE(rs_rosters);

void rs_rosters_count(const struct rs_task *t, u64 watches, u32 row,
		      enum rs_member_call which);

/* A task called: what the watches among @watches that have a roster note. */
static inline void rs_rosters_note(const struct rs_task *t, u64 watches,
				   u32 row, enum rs_member_call which)
{
	if (static_branch_unlikely(&rs_rosters))
		rs_rosters_count(t, watches, row, which);
}

void rs_roster_join(struct rs_roster *roster, const struct rs_task *t,
		    struct task_struct *p, const struct rs_task *parent);
void rs_roster_leave(struct rs_roster *roster, const struct rs_task *t,
		     struct task_struct *p);
struct rs_member *rs_roster_settle(struct rs_roster *roster,
				   const struct rs_task *t,
				   struct task_struct *p);
void rs_rosters_reset(const struct rs_task *t, struct task_struct *p);

struct rs_roster_copy *rs_roster_take(struct rs_roster *roster, u32 watch);
void rs_roster_copy_free(struct rs_roster_copy *copy);

u64 rs_rosters_memory(void);
struct rs_roster *rs_roster_alloc(u32 room);
void rs_roster_free(struct rs_roster *roster);

#endif /* _RS_ROSTER_H */
