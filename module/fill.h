/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects as netlink attributes: one function an object, used by every
 * message that carries it. Each returns 0, or -EMSGSIZE when the message is
 * full; then what it has put is to be cancelled by the caller.
 */
#ifndef _RS_FILL_H
#define _RS_FILL_H

#include <linux/types.h>

#include "snapshot.h"
#include "watches.h"

struct rs_cred_change;
struct rs_event_read;
struct rs_ledger_row;
struct rs_roster_copy;
struct rs_roster_row;
struct rs_refusal;
struct rs_stamp;
struct sk_buff;
struct task_struct;
struct rs_rings;
struct rs_task;

int rs_fill_status(struct sk_buff *skb, const struct rs_snapshot *snap);
int rs_fill_syscall(struct sk_buff *skb, u32 row,
		    const struct rs_snapshot *snap);
int rs_fill_error(struct sk_buff *skb, const struct rs_errno *e);
int rs_fill_task(struct sk_buff *skb, const struct rs_task *t,
		 struct task_struct *p);
int rs_fill_watch(struct sk_buff *skb, const struct rs_watch_info *info,
		  const struct rs_snapshot *snap);
int rs_fill_ledger(struct sk_buff *skb, const struct rs_ledger_row *row);
int rs_put_row_name(struct sk_buff *skb, u32 row, int abi_type, int nr_type);
int rs_fill_cred(struct sk_buff *skb, const struct rs_cred_change *change);
int rs_fill_refusal(struct sk_buff *skb, const struct rs_refusal *refusal);
int rs_fill_member(struct sk_buff *skb, const struct rs_roster_copy *copy,
		   u32 number);
int rs_fill_member_call(struct sk_buff *skb, const struct rs_roster_row *row);
int rs_config_attr(enum ringside_family which);
int rs_fill_config(struct sk_buff *skb);
int rs_fill_rings(struct sk_buff *skb, const struct rs_rings *rings);
int rs_fill_stamp(struct sk_buff *skb, const struct rs_stamp *stamp);
int rs_fill_event(struct sk_buff *skb, const struct rs_event_read *read,
		  const struct rs_event_read *before);
int rs_fill_loss(struct sk_buff *skb, enum ringside_what what, u64 count);
int rs_fill_stamps_end(struct sk_buff *skb, u32 taken, u64 lost);

#endif /* _RS_FILL_H */
