/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Credentials: who gained or dropped privilege, and who was refused.
 */
#ifndef _RS_CREDS_H
#define _RS_CREDS_H

#include <linux/bits.h>
#include <linux/cred.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "counters.h"
#include "families.h"
#include "tasks.h"

/* Changes that are kept, the newest; and processes by refused call */
#define RS_CRED_CHANGES	256
#define RS_REFUSALS	512

/**
 * struct rs_ids - what a task may do, as the initial user namespace numbers it
 * @id: uid, euid, suid, fsuid, gid, egid, sgid, fsgid
 * @groups: how many more groups it is in
 * @user_ns: inode number of its user namespace
 * @cap: capabilities: inheritable, permitted, effective, bounding, ambient
 */
struct rs_ids {
	u32 id[8];
	u32 groups;
	u32 user_ns;
	u64 cap[5];
};

/**
 * struct rs_cred_change - one change of a task's credentials
 * @at: ns of CLOCK_MONOTONIC
 * @pid: of the task, in the initial pid namespace, as @tgid
 * @tgid: of its process
 * @row: the syscall that did it
 * @comm: of the task, after it
 * @before: what it might do before
 * @after: what it may do now
 */
struct rs_cred_change {
	u64 at;
	u32 pid;
	u32 tgid;
	u32 row;
	char comm[TASK_COMM_LEN];
	struct rs_ids before;
	struct rs_ids after;
};

/**
 * struct rs_refusal - how often one call of one process was refused
 * @tgid: the process, in the initial pid namespace; 0 of an entry that is free
 * @key: from rs_errno_key(), above it the capability plus 1, or 0
 * @comm: of the task that was refused first
 * @count: how often
 */
struct rs_refusal {
	u32 tgid;
	u32 key;
	char comm[TASK_COMM_LEN];
	u64 count;
};

/**
 * struct rs_cred_log - all that is known of credentials, in this generation
 * @changes: how many there were; the newest are kept, number N in
 *	@change[N % RS_CRED_CHANGES]
 * @change: those
 * @unlisted: refusals of processes that found no room in @refusal
 * @refusal: hash table, linear probing
 */
struct rs_cred_log {
	u64 changes;
	struct rs_cred_change change[RS_CRED_CHANGES];
	u64 unlisted;
	struct rs_refusal refusal[RS_REFUSALS];
};

/* Bits of a refusal's key above those of rs_errno_key(), and of rs_task.asked */
#define RS_REFUSAL_ASKED_SHIFT	24
#define RS_ASKED_BITS		8

/* A refusal's key as one of rs_errno_key() */
static inline u32 rs_refusal_key(const struct rs_refusal *r)
{
	return r->key & (BIT(RS_REFUSAL_ASKED_SHIFT) - 1);
}

/*
 * Whether a capability was asked for and refused in these calls; then @cap is
 * set to the last one. Nothing to believe where rs_creds_not_asked() says why.
 */
static inline bool rs_refusal_cap(const struct rs_refusal *r, u32 *cap)
{
	u32 asked = r->key >> RS_REFUSAL_ASKED_SHIFT;

	*cap = asked - 1;
	return asked;
}

const char *rs_creds_not_asked(void);

/*
 * A slot holds a reference to its task's credentials: for as long as it does
 * nothing else can get their address, so one comparison tells of any change.
 */
static __always_inline bool rs_creds_same(const struct rs_task *t,
					  const struct task_struct *p)
{
	return !rs_family_on(CREDS) ||
	       rcu_access_pointer(p->real_cred) == t->cred;
}

void rs_creds_hold(struct rs_task *t, struct task_struct *p);
void rs_creds_drop(struct rs_task *t);
void rs_creds_changed(struct rs_task *t, struct rs_block *blk, u32 row);
void rs_creds_note_refusal(const struct rs_task *t, u32 row, bool denied,
			   long ret);

/* A call returns an error, most of which are no refusal: no call for those. */
static __always_inline void rs_creds_refused(const struct rs_task *t, u32 row,
					     bool denied, long ret)
{
	if (rs_family_on(CREDS) && (ret == -EPERM || ret == -EACCES))
		rs_creds_note_refusal(t, row, denied, ret);
}

struct rs_cred_log *rs_creds_take(void);
u64 rs_creds_lost(const struct rs_cred_log *log);
const struct rs_cred_change *rs_creds_change(const struct rs_cred_log *log,
					     u32 i);
void rs_creds_losses(u64 *changes, u64 *refusals);
void rs_creds_reset(void);

int rs_creds_init(void);
void rs_creds_exit(void);

#endif /* _RS_CREDS_H */
