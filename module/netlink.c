// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family: who may ask, and for what.
 *
 * It is visible in the initial network namespace only. Handlers run in
 * parallel; what they share has locks of its own.
 */
#include <linux/capability.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/netlink.h>
#include <linux/notifier.h>
#include <linux/ringside.h>
#include <linux/threads.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>

#include "events.h"
#include "families.h"
#include "generation.h"
#include "netlink.h"
#include "snapshot.h"
#include "stamps.h"
#include "stop.h"
#include "tracepoints.h"
#include "watches.h"

/**
 * rs_may_ask() - whether the sender of a request may have an answer
 * @skb: the request
 * @extack: gets a sentence if not
 *
 * Checked for each request, of its sender as well as of who opened the socket.
 * Not by CAP_NET_ADMIN, which many containers have.
 *
 * Context: any.
 * Return: 0 or -EPERM.
 */
int rs_may_ask(struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (netlink_capable(skb, CAP_PERFMON) ||
	    netlink_capable(skb, CAP_SYS_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack, "needs CAP_PERFMON or CAP_SYS_ADMIN in the initial user namespace");
	return -EPERM;
}

/**
 * rs_refuse() - refuse a request
 * @extack: gets @reason; may be NULL
 * @reason: a sentence that stays, not a literal as NL_SET_ERR_MSG() wants it;
 *	or NULL, when there is no reason to refuse
 *
 * Context: any.
 * Return: 0 or -EOPNOTSUPP.
 */
int rs_refuse(struct netlink_ext_ack *extack, const char *reason)
{
	if (!reason)
		return 0;
	if (extack)
		extack->_msg = reason;
	return -EOPNOTSUPP;
}

/**
 * rs_must_follow() - refuse what needs more than entries
 * @extack: gets a sentence if refused
 *
 * Context: any.
 * Return: 0 or -EOPNOTSUPP.
 */
int rs_must_follow(struct netlink_ext_ack *extack)
{
	return rs_refuse(extack, rs_following() ? NULL : RS_NOT_FOLLOWING);
}

/**
 * rs_must_count_calls() - refuse what is about syscalls
 * @extack: gets a sentence if refused
 *
 * Context: any.
 * Return: 0 or -EOPNOTSUPP, when they are not counted.
 */
int rs_must_count_calls(struct netlink_ext_ack *extack)
{
	return rs_refuse(extack, rs_family_missing(RINGSIDE_FAMILY_SYSCALLS));
}

/**
 * rs_ask_system() - a snapshot of the system's counters for a request
 * @extack: gets a sentence on failure
 * @cpu: the only CPU that is asked about, or RS_ALL_CPUS
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a snapshot for rs_snapshot_free(), or an ERR_PTR().
 */
struct rs_snapshot *rs_ask_system(struct netlink_ext_ack *extack, int cpu)
{
	struct rs_snapshot *snap = rs_snapshot_take(&rs_system, 0, cpu);

	if (IS_ERR(snap))
		rs_stop_why(extack, PTR_ERR(snap),
			    "no memory for a snapshot of the counters");
	return snap;
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

/* As well */
static struct netlink_range_validation room_range = {
	.min = 1,
	.max = RS_STAMPS_MAX,
};

/* As well */
static struct netlink_range_validation events_range = {
	.min = RS_EVENTS_MIN,
	.max = RS_EVENTS_MAX,
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
	[RINGSIDE_A_WATCH_ROSTER] = NLA_POLICY_RANGE(NLA_U32, 1,
						     RINGSIDE_ROSTER_MAX),
	[RINGSIDE_A_WATCH_ROOM] = NLA_POLICY_FULL_RANGE(NLA_U32, &events_range),
};

static const struct nla_policy watch_del_policy[] = {
	[RINGSIDE_A_WATCH_ID] = WATCH_ID_POLICY,
};

static const struct nla_policy ledger_get_policy[] = {
	[RINGSIDE_A_LEDGER_WATCH] = WATCH_ID_POLICY,
	[RINGSIDE_A_LEDGER_CPU] = NLA_POLICY_MAX(NLA_U32, S16_MAX),
};

static const struct nla_policy member_get_policy[] = {
	[RINGSIDE_A_MEMBER_WATCH] = WATCH_ID_POLICY,
};

static const struct nla_policy member_call_get_policy[] = {
	[RINGSIDE_A_MEMBER_CALL_WATCH] = WATCH_ID_POLICY,
};

static const struct nla_policy config_set_policy[] = {
	[RINGSIDE_A_CONFIG_ERRNOS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_TIMING] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_SYSCALLS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_FAULTS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_EXCEPTIONS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_INTERRUPTS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_SIGNALS] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_SWITCHES] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_PROCESSES] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_TRACKING] = NLA_POLICY_MAX(NLA_U32, 1),
	[RINGSIDE_A_CONFIG_CREDS] = NLA_POLICY_MAX(NLA_U32, 1),
};

static const struct nla_policy ring_try_policy[] = {
	[RINGSIDE_A_TRY_KIND] = NLA_POLICY_MAX(NLA_U32, RINGSIDE_TRY_MAX),
};

static const struct nla_policy stamp_start_policy[] = {
	[RINGSIDE_A_STAMP_ROOM] = NLA_POLICY_FULL_RANGE(NLA_U32, &room_range),
};

static const struct nla_policy trace_read_policy[] = {
	[RINGSIDE_A_TRACE_WATCH] = WATCH_ID_POLICY,
};

#define MAXATTR(policy)	(ARRAY_SIZE(policy) - 1)

static const struct genl_ops ops[] = {
	{
		.cmd = RINGSIDE_CMD_STATUS_GET,
		.doit = rs_do_status_get,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_SYSCALL_GET,
		.dumpit = rs_dump_syscall_get,
		.done = rs_done_counters,
		.policy = syscall_get_policy,
		.maxattr = MAXATTR(syscall_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_ERROR_GET,
		.dumpit = rs_dump_error_get,
		.done = rs_done_counters,
		.policy = error_get_policy,
		.maxattr = MAXATTR(error_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_TASK_GET,
		.dumpit = rs_dump_task_get,
		.policy = task_get_policy,
		.maxattr = MAXATTR(task_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_ADD,
		.doit = rs_do_watch_add,
		.policy = watch_add_policy,
		.maxattr = MAXATTR(watch_add_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_DEL,
		.doit = rs_do_watch_del,
		.policy = watch_del_policy,
		.maxattr = MAXATTR(watch_del_policy),
	},
	{
		.cmd = RINGSIDE_CMD_WATCH_GET,
		.dumpit = rs_dump_watch_get,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_RESET,
		.doit = rs_do_reset,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_CONFIG_GET,
		.doit = rs_do_config_get,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_CONFIG_SET,
		.doit = rs_do_config_set,
		.policy = config_set_policy,
		.maxattr = MAXATTR(config_set_policy),
	},
	{
		.cmd = RINGSIDE_CMD_RING_GET,
		.doit = rs_do_ring_get,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_RING_TRY,
		.doit = rs_do_ring_try,
		.policy = ring_try_policy,
		.maxattr = MAXATTR(ring_try_policy),
	},
	{
		.cmd = RINGSIDE_CMD_LEDGER_GET,
		.dumpit = rs_dump_ledger_get,
		.done = rs_done_counters,
		.policy = ledger_get_policy,
		.maxattr = MAXATTR(ledger_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_CRED_GET,
		.dumpit = rs_dump_cred_get,
		.done = rs_done_counters,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_REFUSAL_GET,
		.dumpit = rs_dump_refusal_get,
		.done = rs_done_counters,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_STAMP_START,
		.doit = rs_do_stamp_start,
		.policy = stamp_start_policy,
		.maxattr = MAXATTR(stamp_start_policy),
	},
	{
		.cmd = RINGSIDE_CMD_STAMP_STOP,
		.doit = rs_do_stamp_stop,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_STAMP_GET,
		.dumpit = rs_dump_stamp_get,
		.policy = no_attrs,
		.maxattr = MAXATTR(no_attrs),
	},
	{
		.cmd = RINGSIDE_CMD_MEMBER_GET,
		.dumpit = rs_dump_member_get,
		.done = rs_done_counters,
		.policy = member_get_policy,
		.maxattr = MAXATTR(member_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_MEMBER_CALL_GET,
		.dumpit = rs_dump_member_call_get,
		.done = rs_done_counters,
		.policy = member_call_get_policy,
		.maxattr = MAXATTR(member_call_get_policy),
	},
	{
		.cmd = RINGSIDE_CMD_TRACE_READ,
		.doit = rs_do_trace_read,
		.policy = trace_read_policy,
		.maxattr = MAXATTR(trace_read_policy),
	},
};

struct genl_family rs_family __ro_after_init = {
	.name = RINGSIDE_FAMILY_NAME,
	.version = RINGSIDE_FAMILY_VERSION,
	.module = THIS_MODULE,
	.netnsok = false,
	.parallel_ops = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
};

MODULE_ALIAS_GENL_FAMILY(RINGSIDE_FAMILY_NAME);

/* A watch ends with its owner, and so do stamps: the kernel says when a socket is closed. */
static int socket_event(struct notifier_block *nb, unsigned long event,
			void *data)
{
	struct netlink_notify *n = data;

	if (event == NETLINK_URELEASE && n->protocol == NETLINK_GENERIC &&
	    net_eq(n->net, &init_net)) {
		rs_watches_orphan(n->portid);
		rs_stamps_orphan(n->portid);
	}
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
	err = genl_register_family(&rs_family);
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
	genl_unregister_family(&rs_family);
	netlink_unregister_notifier(&socket_notifier);
}
