// SPDX-License-Identifier: GPL-2.0
/*
 * Events as netlink attributes.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ringside.h>
#include <net/netlink.h>

#include "events.h"
#include "fill.h"

static int put_u64(struct sk_buff *skb, int type, u64 value)
{
	return nla_put_u64_64bit(skb, type, value, RINGSIDE_A_EVENT_PAD);
}

static int put_call(struct sk_buff *skb, u32 row)
{
	return rs_put_row_name(skb, row, RINGSIDE_A_EVENT_ABI,
			       RINGSIDE_A_EVENT_NR);
}

/* What a sigreturn returns is what the interrupted code had in the register. */
static int put_return(struct sk_buff *skb, u32 row, s64 value)
{
	int err = put_call(skb, row);

	if (err || rs_arch_is_sigreturn(row))
		return err;
	if (IS_ERR_VALUE(value))
		return nla_put_u32(skb, RINGSIDE_A_EVENT_ERRNO, -value);
	return put_u64(skb, RINGSIDE_A_EVENT_RET, value);
}

/* What goes with what happened. */
static int put_particulars(struct sk_buff *skb, const struct rs_event *e)
{
	u32 detail = rs_event_detail(e);

	switch (rs_event_what(e)) {
	case RINGSIDE_WHAT_ENTRY:
		return put_call(skb, detail);
	case RINGSIDE_WHAT_EXIT:
	case RINGSIDE_WHAT_DENIED:
	case RINGSIDE_WHAT_FIRST_RETURN:
		return put_return(skb, detail, e->value);
	case RINGSIDE_WHAT_EXCEPTION:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_VECTOR, detail);
	case RINGSIDE_WHAT_INTERRUPT:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_INTERRUPT, detail);
	case RINGSIDE_WHAT_LINE:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_LINE, detail);
	case RINGSIDE_WHAT_OUT:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_WAITS, e->value);
	case RINGSIDE_WHAT_SIGNAL:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_SIGNAL, e->value);
	case RINGSIDE_WHAT_FORK:
		return nla_put_u32(skb, RINGSIDE_A_EVENT_CHILD, e->value);
	default:
		return 0;
	}
}

static int put_event(struct sk_buff *skb, const struct rs_event_read *read)
{
	const struct rs_event *e = &read->event;

	if (nla_put_u32(skb, RINGSIDE_A_EVENT_WHAT, rs_event_what(e)) ||
	    nla_put_u32(skb, RINGSIDE_A_EVENT_PID, e->pid) ||
	    nla_put_u32(skb, RINGSIDE_A_EVENT_CPU, read->cpu) ||
	    (rs_clock_mult && put_u64(skb, RINGSIDE_A_EVENT_TIME,
				      rs_clock_ns(e->ticks))) ||
	    (read->lost && nla_put_u32(skb, RINGSIDE_A_EVENT_LOST, read->lost)))
		return -EMSGSIZE;
	return put_particulars(skb, e);
}

/**
 * rs_fill_event() - one event
 * @skb: where to; unchanged when there is no room
 * @read: it
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_event(struct sk_buff *skb, const struct rs_event_read *read)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_TRACE_EVENT);

	if (!nest)
		return -EMSGSIZE;
	if (put_event(skb, read)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * rs_fill_loss() - how many events of one kind were lost
 * @skb: where to
 * @what: the kind
 * @count: how many
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_loss(struct sk_buff *skb, enum ringside_what what, u64 count)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_TRACE_LOSS);

	if (!nest || nla_put_u32(skb, RINGSIDE_A_LOSS_WHAT, what) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_LOSS_COUNT, count,
			      RINGSIDE_A_LOSS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}
