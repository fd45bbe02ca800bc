// SPDX-License-Identifier: GPL-2.0
/*
 * Stamps as netlink attributes.
 */
#include <linux/errno.h>
#include <linux/ringside.h>
#include <net/netlink.h>

#include "fill.h"
#include "stamps.h"

/**
 * rs_fill_stamp() - one stamp
 * @skb: where to
 * @stamp: it
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_stamp(struct sk_buff *skb, const struct rs_stamp *stamp)
{
	if (nla_put_u32(skb, RINGSIDE_A_STAMP_WHERE, stamp->where) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_STAMP_FIRST, stamp->first,
			      RINGSIDE_A_STAMP_PAD) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_STAMP_LAST, stamp->last,
			      RINGSIDE_A_STAMP_PAD))
		return -EMSGSIZE;
	if (stamp->row == RS_STAMP_NO_ROW)
		return 0;
	return rs_put_row_name(skb, stamp->row, RINGSIDE_A_STAMP_ABI,
			       RINGSIDE_A_STAMP_NR);
}

/**
 * rs_fill_stamps_end() - what came of stamping
 * @skb: where to
 * @taken: how many there are
 * @lost: how many found no room
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_stamps_end(struct sk_buff *skb, u32 taken, u64 lost)
{
	if (nla_put_u32(skb, RINGSIDE_A_STAMP_TAKEN, taken) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_STAMP_LOST, lost,
			      RINGSIDE_A_STAMP_PAD))
		return -EMSGSIZE;
	return 0;
}
