/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family. */
#ifndef _RS_NETLINK_H
#define _RS_NETLINK_H

struct genl_family;
struct genl_info;
struct netlink_callback;
struct netlink_ext_ack;
struct rs_snapshot;
struct sk_buff;

extern struct genl_family rs_family;

int rs_netlink_init(void);
void rs_netlink_exit(void);

/* For the handlers */
int rs_may_ask(struct sk_buff *skb, struct netlink_ext_ack *extack);
int rs_refuse(struct netlink_ext_ack *extack, const char *reason);
int rs_must_follow(struct netlink_ext_ack *extack);
int rs_must_count_calls(struct netlink_ext_ack *extack);
struct rs_snapshot *rs_ask_system(struct netlink_ext_ack *extack, int cpu);

/* requests.c: genl_ops.doit. Process context of the sender; 0 or an error. */
int rs_do_status_get(struct sk_buff *request, struct genl_info *info);
int rs_do_reset(struct sk_buff *request, struct genl_info *info);
int rs_do_watch_add(struct sk_buff *request, struct genl_info *info);
int rs_do_watch_del(struct sk_buff *request, struct genl_info *info);
int rs_do_config_get(struct sk_buff *request, struct genl_info *info);
int rs_do_config_set(struct sk_buff *request, struct genl_info *info);
int rs_do_ring_get(struct sk_buff *request, struct genl_info *info);
int rs_do_ring_try(struct sk_buff *request, struct genl_info *info);
int rs_do_stamp_start(struct sk_buff *request, struct genl_info *info);
int rs_do_stamp_stop(struct sk_buff *request, struct genl_info *info);

/* trace.c: as well */
int rs_do_trace_read(struct sk_buff *request, struct genl_info *info);

/* dumps.c: genl_ops.dumpit and .done. Process context, sleep. */
int rs_done_counters(struct netlink_callback *cb);
int rs_dump_cred_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_refusal_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_stamp_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_member_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_member_call_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_ledger_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_syscall_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_error_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_task_get(struct sk_buff *skb, struct netlink_callback *cb);
int rs_dump_watch_get(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _RS_NETLINK_H */
