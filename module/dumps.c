// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that are answered with many messages. Those for counters take one
 * snapshot at the start and walk it, so that all rows are of one instant; a
 * reset meanwhile marks the dump interrupted.
 *
 * What would be the job of genl_ops.start is done in the first call of
 * .dumpit: kernels before 6.3 have no place for the sentence of a refusal in
 * .start.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/ringside.h>
#include <net/genetlink.h>

#include "creds.h"
#include "families.h"
#include "fill.h"
#include "generation.h"
#include "ledger.h"
#include "netlink.h"
#include "roster.h"
#include "snapshot.h"
#include "stamps.h"
#include "stop.h"
#include "tasks.h"
#include "watches.h"

/**
 * struct cursor - where a dump stands, in its callback's own memory
 * @snap: what is walked, if it is a snapshot
 * @log: the same, if it is the log of credentials
 * @roster: the same, if it is a roster
 * @next: index of the next object
 * @watch: the watch that was asked for, or 0
 * @begun: the request was found good
 */
struct cursor {
	struct rs_snapshot *snap;
	struct rs_cred_log *log;
	struct rs_roster_copy *roster;
	u32 next;
	u32 watch;
	bool begun;
};

static struct cursor *cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->args));
	return (struct cursor *)cb->args;
}

/*
 * An attribute of the request, the last if there are several, as for the other
 * requests. The kernel has them too, where depends on its version.
 */
static struct nlattr *request_attr(struct netlink_callback *cb, int type)
{
	struct nlattr *attr, *found = NULL;
	int left;

	nlmsg_for_each_attr(attr, cb->nlh, GENL_HDRLEN, left) {
		if (nla_type(attr) == type)
			found = attr;
	}
	return found;
}

/* Before the first object: may the sender ask, and about which watch? */
static int begin(struct netlink_callback *cb, int watch_attr, bool must_follow)
{
	struct nlattr *watch = request_attr(cb, watch_attr);
	struct cursor *c = cursor(cb);
	int err;

	cb->seq = rs_epoch();
	if (c->begun)
		return 0;
	err = rs_may_ask(cb->skb, cb->extack);
	if (!err && must_follow)
		err = rs_must_follow(cb->extack);
	if (err)
		return err;
	c->watch = watch ? nla_get_u32(watch) : 0;
	c->begun = true;
	return 0;
}

static int take_counters(struct netlink_callback *cb, int cpu)
{
	struct rs_snapshot *snap;
	struct cursor *c = cursor(cb);

	snap = c->watch ? rs_watch_snapshot(c->watch, cpu, cb->extack) :
			  rs_ask_system(cb->extack, cpu);
	if (IS_ERR(snap))
		return PTR_ERR(snap);
	c->snap = snap;
	return 0;
}

static int begin_calls(struct netlink_callback *cb, int watch_attr,
		       bool must_follow)
{
	int err = begin(cb, watch_attr, must_follow);

	if (err || cursor(cb)->snap)
		return err;
	err = rs_must_count_calls(cb->extack);
	return err ? err : take_counters(cb, RS_ALL_CPUS);
}

int rs_done_counters(struct netlink_callback *cb)
{
	if (cursor(cb)->snap)
		rs_snapshot_free(cursor(cb)->snap);
	kvfree(cursor(cb)->log);
	rs_roster_copy_free(cursor(cb)->roster);
	return 0;
}

static void *dump_put(struct sk_buff *skb, struct netlink_callback *cb, int cmd)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &rs_family, NLM_F_MULTI, cmd);

	if (hdr)
		genl_dump_check_consistent(cb, hdr);
	return hdr;
}

/* Return: 0, or -EMSGSIZE when the message is full and the dump must pause. */
static int dump_end(struct sk_buff *skb, void *hdr, int err)
{
	if (err)
		genlmsg_cancel(skb, hdr);
	else
		genlmsg_end(skb, hdr);
	return err;
}

/* A dump goes on for as long as it returns a length. */
static int dump_result(struct sk_buff *skb, int err)
{
	return skb->len ? skb->len : err;
}

int rs_dump_syscall_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	void *hdr;
	int err = begin_calls(cb, RINGSIDE_A_SYSCALL_WATCH, false);

	if (err)
		return err;
	for (; c->next < RS_ROWS; c->next++) {
		if (rs_row_is_empty(&c->snap->row[c->next]))
			continue;
		hdr = dump_put(skb, cb, RINGSIDE_CMD_SYSCALL_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr,
			       rs_fill_syscall(skb, c->next, c->snap));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

int rs_dump_error_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	void *hdr;
	int err = begin_calls(cb, RINGSIDE_A_ERROR_WATCH, true);

	if (err)
		return err;
	for (; c->next < c->snap->nr_errnos; c->next++) {
		hdr = dump_put(skb, cb, RINGSIDE_CMD_ERROR_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr,
			       rs_fill_error(skb, &c->snap->errnos[c->next]));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

static int begin_ledger(struct netlink_callback *cb)
{
	struct nlattr *cpu = request_attr(cb, RINGSIDE_A_LEDGER_CPU);
	int err = begin(cb, RINGSIDE_A_LEDGER_WATCH, true);

	if (err || cursor(cb)->snap)
		return err;
	if (!cpu)
		return take_counters(cb, RS_ALL_CPUS);
	if (nla_get_u32(cpu) >= nr_cpu_ids || !cpu_possible(nla_get_u32(cpu))) {
		NL_SET_ERR_MSG_ATTR(cb->extack, cpu, "there is no such CPU: ringside status");
		return -ENOENT;
	}
	return take_counters(cb, nla_get_u32(cpu));
}

int rs_dump_ledger_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct rs_ledger_row row;
	int err = begin_ledger(cb);
	u32 next = c->next;
	void *hdr;

	if (err)
		return err;
	while (rs_ledger_next(c->snap, &next, &row)) {
		hdr = dump_put(skb, cb, RINGSIDE_CMD_LEDGER_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr, rs_fill_ledger(skb, &row));
		if (err)
			break;
		c->next = next;
	}
	return dump_result(skb, err);
}

static int begin_creds(struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct rs_cred_log *log;
	int err = c->begun ? 0 : rs_may_ask(cb->skb, cb->extack);

	if (err)
		return err;
	cb->seq = rs_epoch();
	c->begun = true;
	if (c->log)
		return 0;
	err = rs_refuse(cb->extack, rs_family_missing(RINGSIDE_FAMILY_CREDS));
	if (err)
		return err;
	log = rs_creds_take();
	if (IS_ERR(log)) {
		rs_stop_why(cb->extack, PTR_ERR(log),
			    "no memory for a copy of the log");
		return PTR_ERR(log);
	}
	c->log = log;
	return 0;
}

int rs_dump_cred_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct rs_cred_change *change;
	struct cursor *c = cursor(cb);
	int err = begin_creds(cb);
	void *hdr;

	if (err)
		return err;
	for (; (change = rs_creds_change(c->log, c->next)); c->next++) {
		hdr = dump_put(skb, cb, RINGSIDE_CMD_CRED_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr, rs_fill_cred(skb, change));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

int rs_dump_refusal_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	int err = begin_creds(cb);
	void *hdr;

	if (err)
		return err;
	for (; c->next < RS_REFUSALS; c->next++) {
		const struct rs_refusal *r = &c->log->refusal[c->next];

		if (!r->tgid)
			continue;
		hdr = dump_put(skb, cb, RINGSIDE_CMD_REFUSAL_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr, rs_fill_refusal(skb, r));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

static int dump_task(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct rs_task *t, struct task_struct *p)
{
	u32 watch = cursor(cb)->watch;
	void *hdr;
	int err;

	if (watch && !(READ_ONCE(t->watches) & BIT_ULL(watch)))
		return 0;
	hdr = dump_put(skb, cb, RINGSIDE_CMD_TASK_GET);
	if (!hdr)
		return -EMSGSIZE;
	err = dump_end(skb, hdr, rs_fill_task(skb, t, p));
	return err == -ESRCH ? 0 : err;
}

int rs_dump_task_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct task_struct *p;
	struct rs_task *t;
	int err = begin(cb, RINGSIDE_A_TASK_WATCH, true);

	if (!err && c->watch)
		err = rs_watch_check(c->watch, cb->extack);
	if (err)
		return err;
	rcu_read_lock();
	for (; c->next < rs_tasks_slots() && !err; c->next += !err) {
		t = rs_task_at(c->next, &p);
		if (t)
			err = dump_task(skb, cb, t, p);
	}
	rcu_read_unlock();
	return dump_result(skb, err);
}

static int begin_roster(struct netlink_callback *cb, int watch_attr)
{
	int err = begin(cb, watch_attr, true);
	struct cursor *c = cursor(cb);
	struct rs_roster_copy *copy;

	if (err || c->roster)
		return err;
	if (!c->watch) {
		NL_SET_ERR_MSG(cb->extack, "say whose roster: attribute watch");
		return -EINVAL;
	}
	copy = rs_watch_roster(c->watch, cb->extack);
	if (IS_ERR(copy))
		return PTR_ERR(copy);
	c->roster = copy;
	return 0;
}

int rs_dump_member_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	int err = begin_roster(cb, RINGSIDE_A_MEMBER_WATCH);
	void *hdr;

	if (err)
		return err;
	for (; c->next < c->roster->members; c->next++) {
		hdr = dump_put(skb, cb, RINGSIDE_CMD_MEMBER_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr,
			       rs_fill_member(skb, c->roster, c->next));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

int rs_dump_member_call_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	int err = begin_roster(cb, RINGSIDE_A_MEMBER_CALL_WATCH);
	void *hdr;

	if (err)
		return err;
	for (; c->next < c->roster->rows; c->next++) {
		hdr = dump_put(skb, cb, RINGSIDE_CMD_MEMBER_CALL_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr,
			       rs_fill_member_call(skb, &c->roster->row[c->next]));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

static int dump_watch(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct rs_watch_info *info,
		      const struct rs_snapshot *snap)
{
	void *hdr = dump_put(skb, cb, RINGSIDE_CMD_WATCH_GET);

	if (!hdr)
		return -EMSGSIZE;
	return dump_end(skb, hdr, rs_fill_watch(skb, info, snap));
}

int rs_dump_watch_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct rs_watch_info info;
	struct rs_snapshot *snap;
	int err = c->begun ? 0 : rs_may_ask(cb->skb, cb->extack);

	if (err)
		return err;
	c->begun = true;
	cb->seq = rs_epoch();
	while ((err = rs_watch_next(c->next + 1, &info, &snap)) > 0) {
		err = dump_watch(skb, cb, &info, snap);
		rs_snapshot_free(snap);
		if (err)
			break;
		c->next = info.id;
	}
	return dump_result(skb, err);
}

int rs_dump_stamp_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 portid = NETLINK_CB(cb->skb).portid, round = 0;
	struct cursor *c = cursor(cb);
	struct rs_stamp stamp;
	void *hdr;
	int err = c->begun ? 0 : rs_may_ask(cb->skb, cb->extack);

	c->begun = !err;
	for (; !err; c->next++) {
		err = rs_stamps_read(portid, c->next, &stamp, &round,
				     cb->extack);
		if (err <= 0)
			break;
		/* Of stamps that began anew meanwhile, the dump says so. */
		cb->seq = round;
		hdr = dump_put(skb, cb, RINGSIDE_CMD_STAMP_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr, rs_fill_stamp(skb, &stamp));
		if (err)
			break;
	}
	return dump_result(skb, err);
}
