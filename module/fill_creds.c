// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of credentials, and refusals, as netlink attributes.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <net/netlink.h>

#include "creds.h"
#include "fill.h"

static int put_ids(struct sk_buff *skb, int type, const struct rs_ids *ids)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	u32 i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(ids->id); i++) {
		if (nla_put_u32(skb, RINGSIDE_A_IDS_UID + i, ids->id[i]))
			return -EMSGSIZE;
	}
	if (nla_put_u32(skb, RINGSIDE_A_IDS_GROUPS, ids->groups) ||
	    nla_put_u32(skb, RINGSIDE_A_IDS_USER_NS, ids->user_ns))
		return -EMSGSIZE;
	for (i = 0; i < ARRAY_SIZE(ids->cap); i++) {
		if (nla_put_u64_64bit(skb, RINGSIDE_A_IDS_INHERITABLE + i,
				      ids->cap[i], RINGSIDE_A_IDS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * rs_fill_cred() - one change of credentials
 * @skb: where to
 * @change: the change
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_cred(struct sk_buff *skb, const struct rs_cred_change *change)
{
	if (nla_put_u64_64bit(skb, RINGSIDE_A_CRED_AT, change->at,
			      RINGSIDE_A_CRED_PAD) ||
	    nla_put_u32(skb, RINGSIDE_A_CRED_PID, change->pid) ||
	    nla_put_u32(skb, RINGSIDE_A_CRED_TGID, change->tgid) ||
	    nla_put_string(skb, RINGSIDE_A_CRED_COMM, change->comm) ||
	    rs_put_row_name(skb, change->row, RINGSIDE_A_CRED_ABI,
			    RINGSIDE_A_CRED_NR) ||
	    put_ids(skb, RINGSIDE_A_CRED_BEFORE, &change->before))
		return -EMSGSIZE;
	return put_ids(skb, RINGSIDE_A_CRED_AFTER, &change->after);
}

static int put_capability(struct sk_buff *skb, const struct rs_refusal *refusal)
{
	u32 cap;

	if (rs_creds_not_asked())
		return 0;
	if (!rs_refusal_cap(refusal, &cap))
		return nla_put_u32(skb, RINGSIDE_A_REFUSAL_ASKED, 0);
	if (nla_put_u32(skb, RINGSIDE_A_REFUSAL_ASKED, 1))
		return -EMSGSIZE;
	return nla_put_u32(skb, RINGSIDE_A_REFUSAL_CAPABILITY, cap);
}

/**
 * rs_fill_refusal() - how often one call of one process was refused
 * @skb: where to
 * @refusal: which, and how often
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_refusal(struct sk_buff *skb, const struct rs_refusal *refusal)
{
	u32 key = rs_refusal_key(refusal);

	if (nla_put_u32(skb, RINGSIDE_A_REFUSAL_TGID, refusal->tgid) ||
	    nla_put_string(skb, RINGSIDE_A_REFUSAL_COMM, refusal->comm) ||
	    rs_put_row_name(skb, rs_errno_key_row(key), RINGSIDE_A_REFUSAL_ABI,
			    RINGSIDE_A_REFUSAL_NR) ||
	    nla_put_u32(skb, RINGSIDE_A_REFUSAL_ERRNO,
			rs_errno_key_errno(key)) ||
	    nla_put_u32(skb, RINGSIDE_A_REFUSAL_DENIED,
			rs_errno_key_denied(key)) ||
	    put_capability(skb, refusal))
		return -EMSGSIZE;
	return nla_put_u64_64bit(skb, RINGSIDE_A_REFUSAL_COUNT, refusal->count,
				 RINGSIDE_A_REFUSAL_PAD);
}
