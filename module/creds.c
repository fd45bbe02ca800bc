// SPDX-License-Identifier: GPL-2.0
/*
 * Credentials: compared at the exit of each call with those that the task had,
 * and logged when they differ. The log keeps what is newest: what somebody has
 * just tried is what is looked for.
 *
 * It is the whole machine's, as changes and refusals are rare: an entry is
 * claimed by an atomic operation and written with preemption off. All others
 * look at it in a stopped machine.
 */
#include <linux/atomic.h>
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>

#include "counters.h"
#include "creds.h"
#include "generation.h"
#include "members.h"
#include "stop.h"
#include "tracepoints.h"

/* Entries that a refusal may be away from its hash */
#define PROBES	16

static struct rs_cred_log *log;
static atomic64_t changes, unlisted;

/**
 * rs_creds_hold() - remember a task's credentials
 * @t: its slot, which holds none
 * @p: the task
 *
 * Those of its own, not the ones that the kernel works with for a while.
 *
 * Context: as rs_task_claim().
 */
void rs_creds_hold(struct rs_task *t, struct task_struct *p)
{
	if (rs_family_on(CREDS) && !t->cred)
		t->cred = get_cred(rcu_dereference_raw(p->real_cred));
}

/**
 * rs_creds_drop() - forget them
 * @t: its slot
 *
 * Context: any in which nobody else uses the slot.
 */
void rs_creds_drop(struct rs_task *t)
{
	if (t->cred)
		put_cred(t->cred);
	t->cred = NULL;
}

static u64 cap_bits(kernel_cap_t set)
{
	u64 bits;

	/* Two numbers of 32 bits up to 6.2, one of 64 since: the same bytes. */
	BUILD_BUG_ON(sizeof(set) != sizeof(bits));
	memcpy(&bits, &set, sizeof(bits));
	return bits;
}

static void take_ids(struct rs_ids *ids, const struct cred *cred)
{
	const kuid_t uid[] = { cred->uid, cred->euid, cred->suid, cred->fsuid };
	const kgid_t gid[] = { cred->gid, cred->egid, cred->sgid, cred->fsgid };
	u32 i;

	memset(ids, 0, sizeof(*ids));
	for (i = 0; i < ARRAY_SIZE(uid); i++) {
		ids->id[i] = from_kuid(&init_user_ns, uid[i]);
		ids->id[ARRAY_SIZE(uid) + i] = from_kgid(&init_user_ns, gid[i]);
	}
	ids->groups = cred->group_info->ngroups;
	ids->user_ns = cred->user_ns->ns.inum;
	ids->cap[0] = cap_bits(cred->cap_inheritable);
	ids->cap[1] = cap_bits(cred->cap_permitted);
	ids->cap[2] = cap_bits(cred->cap_effective);
	ids->cap[3] = cap_bits(cred->cap_bset);
	ids->cap[4] = cap_bits(cred->cap_ambient);
}

static bool same_groups(const struct group_info *a, const struct group_info *b)
{
	return a == b || (a->ngroups == b->ngroups &&
			  !memcmp(a->gid, b->gid,
				  a->ngroups * sizeof(a->gid[0])));
}

static void note(u32 row, const struct rs_ids *before,
		 const struct rs_ids *after)
{
	u64 number = atomic64_inc_return(&changes) - 1;
	struct rs_cred_change *c = &log->change[number % RS_CRED_CHANGES];

	c->at = ktime_get_mono_fast_ns();
	c->pid = task_pid_nr(current);
	c->tgid = task_tgid_nr(current);
	c->row = row;
	memcpy(c->comm, current->comm, sizeof(c->comm));
	c->comm[sizeof(c->comm) - 1] = '\0';
	c->before = *before;
	c->after = *after;
}

/**
 * rs_creds_changed() - a task leaves a call with other credentials
 * @t: its slot
 * @blk: this CPU's block of the system
 * @row: the call
 *
 * Other, but with the same rights: after most execs, or with another keyring.
 *
 * Context: probe, preemption off.
 */
void rs_creds_changed(struct rs_task *t, struct rs_block *blk, u32 row)
{
	const struct cred *old = t->cred;
	struct rs_ids before, after;

	t->cred = NULL;
	rs_creds_hold(t, current);
	/* The slot was claimed while the family was off: nothing to compare. */
	if (!old || !t->cred)
		return;
	take_ids(&before, old);
	take_ids(&after, t->cred);
	if (memcmp(&before, &after, sizeof(before)) ||
	    !same_groups(old->group_info, t->cred->group_info)) {
		rs_count_event(t, blk, RINGSIDE_EVENT_CREDENTIALS, 1);
		note(row, &before, &after);
	}
	put_cred(old);
}

static atomic64_t *id_of(struct rs_refusal *r)
{
	BUILD_BUG_ON(offsetof(struct rs_refusal, key) != sizeof(u32));
	return (atomic64_t *)r;
}

/**
 * rs_creds_not_asked() - why it is not known which capability was asked for
 *
 * Context: any, while the hooks are attached.
 * Return: a sentence, or NULL when it is known.
 */
const char *rs_creds_not_asked(void)
{
	return rs_hook_lacking("cap_capable");
}

/**
 * rs_probe_capable() - the kernel has looked whether a task has a capability
 * @data: unused
 * @cred: whose
 * @target: the user namespace in which it is needed
 * @found: the one that gives it, if any
 * @cap: the capability
 * @ret: 0 when it has it
 *
 * Other credentials than the task's own count too: those that opened a file,
 * for example, can be why the call is refused. What an interrupt asks for has
 * nothing to do with the call.
 *
 * Context: tracepoint cap_capable, any.
 */
void rs_probe_capable(void *data, const struct cred *cred,
		      struct user_namespace *target,
		      const struct user_namespace *found, int cap, int ret)
{
	struct rs_task *t;

	if (!ret || !in_task())
		return;
	rs_probe_begin();
	t = this_cpu_read(rs_live_block) ? rs_task_find_current() : NULL;
	if (t)
		t->asked = t->entries << RS_ASKED_BITS |
			   min_t(u32, cap + 1, BIT(RS_ASKED_BITS) - 1);
	rs_probe_end();
}

/*
 * In the call that the task is in. Its number among all of them tells: so no
 * entry has to wipe what an earlier call, or a page fault, was refused.
 * Return: the capability that was refused last, plus 1; 0 for none.
 */
static u32 asked_in_call(const struct rs_task *t)
{
	if (t->asked >> RS_ASKED_BITS !=
	    (t->entries & (U64_MAX >> RS_ASKED_BITS)))
		return 0;
	return t->asked & (BIT(RS_ASKED_BITS) - 1);
}

static void count_refusal(struct rs_refusal *r)
{
	atomic64_inc((atomic64_t *)&r->count);
}

/**
 * rs_creds_note_refusal() - a call returns an error for lack of rights
 * @t: the task's slot
 * @row: the call
 * @denied: seccomp or ptrace gave the value in the call's place
 * @ret: what it returned, -EPERM or -EACCES
 *
 * Context: probe, preemption off.
 */
void rs_creds_note_refusal(const struct rs_task *t, u32 row, bool denied,
			   long ret)
{
	struct rs_refusal wanted = {}, *r;
	u64 id, found;
	u32 i, slot;

	wanted.tgid = task_tgid_nr(current);
	BUILD_BUG_ON((RS_ROWS + 1) << (RS_ERRNO_BITS + 1) >
		     BIT(RS_REFUSAL_ASKED_SHIFT));
	wanted.key = rs_errno_key(row, denied, -ret);
	/* One that was denied did not get as far as to be asked for anything. */
	if (!denied)
		wanted.key |= asked_in_call(t) << RS_REFUSAL_ASKED_SHIFT;
	id = atomic64_read(id_of(&wanted));
	slot = hash_64(id, ilog2(RS_REFUSALS));
	for (i = 0; i < PROBES; i++) {
		r = &log->refusal[(slot + i) % RS_REFUSALS];
		found = atomic64_read(id_of(r));
		if (!found)
			found = atomic64_cmpxchg(id_of(r), 0, id);
		if (!found)
			strscpy(r->comm, current->comm, sizeof(r->comm));
		if (!found || found == id) {
			count_refusal(r);
			return;
		}
	}
	atomic64_inc(&unlisted);
}

/**
 * rs_creds_reset() - begin a new generation
 *
 * Context: stopped machine.
 */
void rs_creds_reset(void)
{
	memset(log->refusal, 0, sizeof(log->refusal));
	atomic64_set(&changes, 0);
	atomic64_set(&unlisted, 0);
}

static int take_stopped(void *data)
{
	struct rs_cred_log *to = data;

	memcpy(to, log, sizeof(*to));
	to->changes = atomic64_read(&changes);
	to->unlisted = atomic64_read(&unlisted);
	return 0;
}

/**
 * rs_creds_take() - copy the log
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a copy for kvfree(), or an ERR_PTR().
 */
struct rs_cred_log *rs_creds_take(void)
{
	struct rs_cred_log *to = kvmalloc(sizeof(*to), RS_GFP_LARGE);
	int err;

	if (!to)
		return ERR_PTR(-ENOMEM);
	err = rs_stop(take_stopped, to);
	if (err) {
		kvfree(to);
		return ERR_PTR(err);
	}
	return to;
}

/**
 * rs_creds_lost() - changes that were overwritten
 * @copy: from rs_creds_take()
 *
 * Context: any.
 * Return: how many.
 */
u64 rs_creds_lost(const struct rs_cred_log *copy)
{
	return copy->changes - min_t(u64, copy->changes, RS_CRED_CHANGES);
}

/**
 * rs_creds_change() - walk the changes that are kept, oldest first
 * @copy: from rs_creds_take()
 * @i: from 0
 *
 * Context: any.
 * Return: one, or NULL at the end.
 */
const struct rs_cred_change *rs_creds_change(const struct rs_cred_log *copy,
					     u32 i)
{
	u64 number = rs_creds_lost(copy) + i;

	if (number >= copy->changes)
		return NULL;
	return &copy->change[number % RS_CRED_CHANGES];
}

/**
 * rs_creds_losses() - what found no room in the log in this generation
 * @lost: set to the number of changes
 * @refusals: set to the number of refusals
 *
 * Context: any.
 */
void rs_creds_losses(u64 *lost, u64 *refusals)
{
	u64 all = atomic64_read(&changes);

	*lost = all - min_t(u64, all, RS_CRED_CHANGES);
	*refusals = atomic64_read(&unlisted);
}

/**
 * rs_creds_init() - allocate the log
 *
 * Context: process context, before any probe is attached.
 * Return: 0 or -ENOMEM.
 */
int rs_creds_init(void)
{
	log = kvzalloc(sizeof(*log), RS_GFP_LARGE);
	return log ? 0 : -ENOMEM;
}

/**
 * rs_creds_exit() - free the log
 *
 * Context: process context, after the last probe has ended.
 */
void rs_creds_exit(void)
{
	kvfree(log);
	log = NULL;
}
