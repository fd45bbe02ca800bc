// SPDX-License-Identifier: GPL-2.0
/*
 * Rosters as netlink attributes.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <net/netlink.h>

#include "families.h"
#include "fill.h"
#include "roster.h"
#include "times.h"

static int put_time(struct sk_buff *skb, const u64 *ticks)
{
	static const int attr[] = {
		[RS_USER] = RINGSIDE_A_MEMBER_USER,
		[RS_WORK] = RINGSIDE_A_MEMBER_WORK,
		[RS_WAIT] = RINGSIDE_A_MEMBER_WAIT,
	};
	u32 i;

	for (i = 0; i < RS_PLACES; i++) {
		if (nla_put_u64_64bit(skb, attr[i], rs_clock_ns(ticks[i]),
				      RINGSIDE_A_MEMBER_PAD))
			return -EMSGSIZE;
	}
	return 0;
}

/* What is left out was not counted all the time, which is not the same as 0. */
static int put_counts(struct sk_buff *skb, const struct rs_member *m,
		      u32 missing)
{
	const struct {
		u32 family;
		int type;
		u64 value;
	} counts[] = {
		{ RS_F(SYSCALLS), RINGSIDE_A_MEMBER_ENTRIES,
		  m->count[RS_MEMBER_ENTRIES] },
		{ RS_F(SYSCALLS), RINGSIDE_A_MEMBER_ERRORS, m->errors },
		{ RS_F(SYSCALLS), RINGSIDE_A_MEMBER_DENIED,
		  m->count[RS_MEMBER_DENIED] },
		{ RS_F(FAULTS), RINGSIDE_A_MEMBER_FAULTS,
		  m->count[RS_MEMBER_FAULTS] },
		{ RS_F(EXCEPTIONS), RINGSIDE_A_MEMBER_EXCEPTIONS,
		  m->count[RS_MEMBER_EXCEPTIONS] },
		{ RS_F(INTERRUPTS), RINGSIDE_A_MEMBER_INTERRUPTS,
		  m->count[RS_MEMBER_INTERRUPTS] },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		if (!(counts[i].family & missing) &&
		    nla_put_u64_64bit(skb, counts[i].type, counts[i].value,
				      RINGSIDE_A_MEMBER_PAD))
			return -EMSGSIZE;
	}
	if (missing & RS_F(TIMING))
		return 0;
	return put_time(skb, &m->count[RS_MEMBER_TIME]);
}

/**
 * rs_fill_member() - one task of a watch
 * @skb: where to
 * @copy: the roster
 * @number: which task
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_member(struct sk_buff *skb, const struct rs_roster_copy *copy,
		   u32 number)
{
	const struct rs_member *m = &copy->member[number];

	if (nla_put_u32(skb, RINGSIDE_A_MEMBER_NUMBER, number) ||
	    nla_put_u32(skb, RINGSIDE_A_MEMBER_PROCESS, m->process) ||
	    nla_put_u32(skb, RINGSIDE_A_MEMBER_PID, m->pid) ||
	    nla_put_u32(skb, RINGSIDE_A_MEMBER_TGID, m->tgid) ||
	    nla_put_u32(skb, RINGSIDE_A_MEMBER_PARENT, m->parent) ||
	    nla_put_u32(skb, RINGSIDE_A_MEMBER_ENDED, m->ended) ||
	    nla_put_string(skb, RINGSIDE_A_MEMBER_COMM, m->comm))
		return -EMSGSIZE;
	return put_counts(skb, m, copy->missing);
}

/**
 * rs_fill_member_call() - one syscall of one task of a watch
 * @skb: where to
 * @row: which, and how often
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_member_call(struct sk_buff *skb, const struct rs_roster_row *row)
{
	static const int attr[] = {
		[RS_CALL_ENTRIES] = RINGSIDE_A_MEMBER_CALL_ENTRIES,
		[RS_CALL_ERRORS] = RINGSIDE_A_MEMBER_CALL_ERRORS,
		[RS_CALL_DENIED] = RINGSIDE_A_MEMBER_CALL_DENIED,
	};
	u32 i;

	if (nla_put_u32(skb, RINGSIDE_A_MEMBER_CALL_NUMBER, row->member) ||
	    rs_put_row_name(skb, row->row, RINGSIDE_A_MEMBER_CALL_ABI,
			    RINGSIDE_A_MEMBER_CALL_NR))
		return -EMSGSIZE;
	for (i = 0; i < RS_CALL_COUNTS; i++) {
		if (nla_put_u64_64bit(skb, attr[i], row->count[i],
				      RINGSIDE_A_MEMBER_CALL_PAD))
			return -EMSGSIZE;
	}
	return 0;
}
