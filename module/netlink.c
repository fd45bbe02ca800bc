// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family: who may ask, and the handlers.
 *
 * The family is visible in the initial network namespace only. Handlers run in
 * parallel; what they share has locks of its own.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/ringside.h>
#include <linux/threads.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "fill.h"
#include "generation.h"
#include "netlink.h"
#include "snapshot.h"
#include "tasks.h"
#include "watches.h"

static struct genl_family family;

/*
 * Checked for each request, of its sender as well as of who opened the socket,
 * in the initial user namespace. Not CAP_NET_ADMIN, which many containers
 * have.
 */
static int may_ask(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (netlink_capable(skb, CAP_PERFMON) ||
	    netlink_capable(skb, CAP_SYS_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack, "needs CAP_PERFMON or CAP_SYS_ADMIN in the initial user namespace");
	return -EPERM;
}

static struct rs_snapshot *take_system(struct netlink_ext_ack *extack)
{
	struct rs_snapshot *snap = rs_snapshot_take(&rs_system);

	if (IS_ERR(snap))
		NL_SET_ERR_MSG(extack, "no memory for a snapshot of the counters");
	return snap;
}

/* Replies, of commands that answer with one message */

static struct sk_buff *reply_new(struct genl_info *info, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return ERR_PTR(-ENOMEM);
	*hdr = genlmsg_put_reply(skb, info, &family, 0, info->genlhdr->cmd);
	if (!*hdr) {
		nlmsg_free(skb);
		return ERR_PTR(-EMSGSIZE);
	}
	return skb;
}

static int reply_send(struct genl_info *info, struct sk_buff *skb, void *hdr,
		      int err)
{
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	genlmsg_end(skb, hdr);
	return genlmsg_reply(skb, info);
}

/* For a reply of one number. */
static int reply_u32(struct genl_info *info, int attr, u32 value)
{
	struct sk_buff *skb;
	void *hdr;

	skb = reply_new(info, &hdr);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	return reply_send(info, skb, hdr, nla_put_u32(skb, attr, value));
}

static int do_status_get(struct sk_buff *request, struct genl_info *info)
{
	struct rs_snapshot *snap;
	struct sk_buff *skb;
	void *hdr;
	int err = may_ask(request, info->extack);

	if (err)
		return err;
	snap = take_system(info->extack);
	if (IS_ERR(snap))
		return PTR_ERR(snap);
	skb = reply_new(info, &hdr);
	if (IS_ERR(skb))
		err = PTR_ERR(skb);
	else
		err = reply_send(info, skb, hdr, rs_fill_status(skb, snap));
	rs_snapshot_free(snap);
	return err;
}

static int do_reset(struct sk_buff *request, struct genl_info *info)
{
	int err = may_ask(request, info->extack);

	if (err)
		return err;
	return reply_u32(info, RINGSIDE_A_STATUS_GENERATION,
			 rs_generation_reset());
}

static int do_watch_add(struct sk_buff *request, struct genl_info *info)
{
	int id, err = may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_WATCH_PID)) {
		NL_SET_ERR_MSG(info->extack, "say which process to watch: attribute pid");
		return -EINVAL;
	}
	id = rs_watch_add(nla_get_u32(info->attrs[RINGSIDE_A_WATCH_PID]),
			  info->snd_portid, info->extack);
	if (id < 0)
		return id;
	err = reply_u32(info, RINGSIDE_A_WATCH_ID, id);
	/* A watch whose id the owner never learns could not be ended. */
	if (err)
		rs_watch_del(id, info->snd_portid, info->extack);
	return err;
}

static int do_watch_del(struct sk_buff *request, struct genl_info *info)
{
	int err = may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_WATCH_ID)) {
		NL_SET_ERR_MSG(info->extack, "say which watch to end: attribute id");
		return -EINVAL;
	}
	return rs_watch_del(nla_get_u32(info->attrs[RINGSIDE_A_WATCH_ID]),
			    info->snd_portid, info->extack);
}

static int reply_config(struct genl_info *info)
{
	struct sk_buff *skb;
	void *hdr;

	skb = reply_new(info, &hdr);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	return reply_send(info, skb, hdr, rs_fill_config(skb));
}

static int do_config_get(struct sk_buff *request, struct genl_info *info)
{
	int err = may_ask(request, info->extack);

	return err ? err : reply_config(info);
}

static int do_config_set(struct sk_buff *request, struct genl_info *info)
{
	int err = may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_CONFIG_ERRNOS)) {
		NL_SET_ERR_MSG(info->extack, "say what to change: attribute errnos");
		return -EINVAL;
	}
	if (nla_get_u32(info->attrs[RINGSIDE_A_CONFIG_ERRNOS]))
		static_branch_enable(&rs_errnos);
	else
		static_branch_disable(&rs_errnos);
	rs_epoch_next();
	return reply_config(info);
}

/*
 * Dumps. Those of counters take one snapshot at the start and walk it, so that
 * all rows are of one instant; a reset meanwhile marks the dump interrupted.
 */

/**
 * struct cursor - where a dump stands, in its callback's own memory
 * @snap: what is walked, if it is a snapshot
 * @next: index of the next object
 * @watch: only the tasks of this watch, or 0
 */
struct cursor {
	struct rs_snapshot *snap;
	u32 next;
	u32 watch;
};

static struct cursor *cursor(struct netlink_callback *cb)
{
	BUILD_BUG_ON(sizeof(struct cursor) > sizeof(cb->args));
	return (struct cursor *)cb->args;
}

static u32 asked_watch(struct netlink_callback *cb, int attr)
{
	struct nlattr *watch = genl_dumpit_info(cb)->attrs[attr];

	return watch ? nla_get_u32(watch) : 0;
}

static int start_counters(struct netlink_callback *cb, int watch_attr)
{
	int err = may_ask(cb->skb, cb->extack);
	struct rs_snapshot *snap;
	u32 watch;

	if (err)
		return err;
	watch = asked_watch(cb, watch_attr);
	snap = watch ? rs_watch_snapshot(watch, cb->extack) :
		       take_system(cb->extack);
	if (IS_ERR(snap))
		return PTR_ERR(snap);
	cursor(cb)->snap = snap;
	return 0;
}

static int start_syscall_get(struct netlink_callback *cb)
{
	return start_counters(cb, RINGSIDE_A_SYSCALL_WATCH);
}

static int start_error_get(struct netlink_callback *cb)
{
	return start_counters(cb, RINGSIDE_A_ERROR_WATCH);
}

static int done_counters(struct netlink_callback *cb)
{
	rs_snapshot_free(cursor(cb)->snap);
	return 0;
}

static void *dump_put(struct sk_buff *skb, struct netlink_callback *cb, int cmd)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &family, NLM_F_MULTI, cmd);

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

static int dump_syscall_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	int err = 0;
	void *hdr;

	cb->seq = rs_epoch();
	for (; c->next < RS_ROWS; c->next++) {
		const struct rs_row *r = &c->snap->row[c->next];

		if (rs_row_is_empty(r))
			continue;
		hdr = dump_put(skb, cb, RINGSIDE_CMD_SYSCALL_GET);
		if (!hdr)
			break;
		err = dump_end(skb, hdr, rs_fill_syscall(skb, c->next, r));
		if (err)
			break;
	}
	return dump_result(skb, err);
}

static int dump_error_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	int err = 0;
	void *hdr;

	cb->seq = rs_epoch();
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

static int start_task_get(struct netlink_callback *cb)
{
	int err = may_ask(cb->skb, cb->extack);

	if (!err)
		cursor(cb)->watch = asked_watch(cb, RINGSIDE_A_TASK_WATCH);
	return err;
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

static int dump_task_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct task_struct *p;
	struct rs_task *t;
	int err = 0;

	cb->seq = rs_epoch();
	rcu_read_lock();
	for (; c->next < rs_tasks_slots() && !err; c->next += !err) {
		t = rs_task_at(c->next, &p);
		if (t)
			err = dump_task(skb, cb, t, p);
	}
	rcu_read_unlock();
	return dump_result(skb, err);
}

static int start_watch_get(struct netlink_callback *cb)
{
	cursor(cb)->next = 1;
	return may_ask(cb->skb, cb->extack);
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

static int dump_watch_get(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = cursor(cb);
	struct rs_watch_info info;
	struct rs_snapshot *snap;
	int err;

	cb->seq = rs_epoch();
	while ((err = rs_watch_next(c->next, &info, &snap)) > 0) {
		err = dump_watch(skb, cb, &info, snap);
		rs_snapshot_free(snap);
		if (err)
			break;
		c->next = info.id + 1;
	}
	return dump_result(skb, err);
}

/*
 * Policies. Of one attribute each: what a request may carry. The kernel
 * refuses all else, by name, since each operation has a policy.
 */

static const struct nla_policy no_attrs[] = {
	[1] = { .type = NLA_REJECT },
};

/* Too large for the range that a policy itself can hold. */
static struct netlink_range_validation pid_range = {
	.min = 1,
	.max = PID_MAX_LIMIT,
};

#define WATCH_ID_POLICY	NLA_POLICY_RANGE(NLA_U32, 1, RS_WATCHES_MAX)

static const struct nla_policy syscall_get_policy[] = {
	[RINGSIDE_A_SYSCALL_WATCH] = WATCH_ID_POLICY,
};

static const struct nla_policy error_get_policy[] = {
	[RINGSIDE_A_ERROR_WATCH] = WATCH_ID_POLICY,
};

static const struct nla_policy task_get_policy[] = {
	[RINGSIDE_A_TASK_WATCH] = WATCH_ID_POLICY,
};

static const struct nla_policy watch_add_policy[] = {
	[RINGSIDE_A_WATCH_PID] = NLA_POLICY_FULL_RANGE(NLA_U32, &pid_range),
};

static const struct nla_policy watch_del_policy[] = {
	[RINGSIDE_A_WATCH_ID] = WATCH_ID_POLICY,
};

static const struct nla_policy config_set_policy[] = {
	[RINGSIDE_A_CONFIG_ERRNOS] = NLA_POLICY_MAX(NLA_U32, 1),
};

#define POLICY(p)	.policy = (p), .maxattr = ARRAY_SIZE(p) - 1

static const struct genl_ops ops[] = {
	{
		.cmd = RINGSIDE_CMD_STATUS_GET,
		.doit = do_status_get,
		POLICY(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_SYSCALL_GET,
		.start = start_syscall_get,
		.dumpit = dump_syscall_get,
		.done = done_counters,
		POLICY(syscall_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_ERROR_GET,
		.start = start_error_get,
		.dumpit = dump_error_get,
		.done = done_counters,
		POLICY(error_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_TASK_GET,
		.start = start_task_get,
		.dumpit = dump_task_get,
		POLICY(task_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_ADD,
		.doit = do_watch_add,
		POLICY(watch_add_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_DEL,
		.doit = do_watch_del,
		POLICY(watch_del_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_GET,
		.start = start_watch_get,
		.dumpit = dump_watch_get,
		POLICY(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_RESET,
		.doit = do_reset,
		POLICY(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_CONFIG_GET,
		.doit = do_config_get,
		POLICY(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_CONFIG_SET,
		.doit = do_config_set,
		POLICY(config_set_policy),
	},
};

static struct genl_family family __ro_after_init = {
	.name = RINGSIDE_FAMILY_NAME,
	.version = RINGSIDE_FAMILY_VERSION,
	.module = THIS_MODULE,
	.netnsok = false,
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
};

MODULE_ALIAS_GENL_FAMILY(RINGSIDE_FAMILY_NAME);

/* A watch ends with its owner: the kernel says when a socket is closed. */
static int socket_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	struct netlink_notify *n = data;

	if (event == NETLINK_URELEASE && n->protocol == NETLINK_GENERIC &&
	    net_eq(n->net, &init_net))
		rs_watches_orphan(n->portid);
	return NOTIFY_DONE;
}

static struct notifier_block socket_notifier = {
	.notifier_call = socket_event,
};

/**
 * rs_netlink_init() - register the family
 *
 * Context: process context, sleeps.
 * Return: 0, or a negative error, then nothing is registered.
 */
int rs_netlink_init(void)
{
	int err = netlink_register_notifier(&socket_notifier);

	if (err)
		return err;
	err = genl_register_family(&family);
	if (err)
		netlink_unregister_notifier(&socket_notifier);
	return err;
}

/**
 * rs_netlink_exit() - unregister the family
 *
 * Waits for requests that are under way.
 *
 * Context: process context, sleeps.
 */
void rs_netlink_exit(void)
{
	genl_unregister_family(&family);
	netlink_unregister_notifier(&socket_notifier);
}
