// SPDX-License-Identifier: GPL-2.0
/*
 * Events as netlink attributes. A busy task makes more of them than of anything
 * else, so each is put together in its place, without the help of nla_put(); and what
 * mostly stays as it was is not said again.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/ringside.h>
#include <net/netlink.h>

#include "events.h"
#include "fill.h"

/* More than any event takes: its own header, and all that it can have */
#define MOST_WORDS	32

/**
 * struct draft - the attributes of one event
 * @word: these, where the message goes on
 * @n: so many words
 */
struct draft {
	u32 *word;
	u32 n;
};

static void put_u32(struct draft *draft, u16 type, u32 value)
{
	struct nlattr *attr = (struct nlattr *)&draft->word[draft->n];

	attr->nla_len = nla_attr_size(sizeof(value));
	attr->nla_type = type;
	draft->word[draft->n + 1] = value;
	draft->n += 2;
}

static void put_u64(struct draft *draft, u16 type, u64 value)
{
	struct nlattr *attr = (struct nlattr *)&draft->word[draft->n];

	attr->nla_len = nla_attr_size(sizeof(value));
	attr->nla_type = type;
	memcpy(&draft->word[draft->n + 1], &value, sizeof(value));
	draft->n += 3;
}

static void put_call(struct draft *draft, u32 row)
{
	enum ringside_abi abi = rs_row_abi(row);
	u32 nr;

	if (abi != RINGSIDE_ABI_X86_64)
		put_u32(draft, RINGSIDE_A_EVENT_ABI, abi);
	if (rs_row_nr(row, &nr))
		put_u32(draft, RINGSIDE_A_EVENT_NR, nr);
}

/* What a sigreturn returns is what the interrupted code had in the register. */
static void put_return(struct draft *draft, u32 row, s64 value)
{
	put_call(draft, row);
	if (rs_arch_is_sigreturn(row))
		return;
	if (IS_ERR_VALUE(value))
		put_u32(draft, RINGSIDE_A_EVENT_ERRNO, -value);
	else
		put_u64(draft, RINGSIDE_A_EVENT_RET, value);
}

/* What goes with what happened. */
static void put_particulars(struct draft *draft, const struct rs_event *e)
{
	u32 detail = rs_event_detail(e);

	switch (rs_event_what(e)) {
	case RINGSIDE_WHAT_ENTRY:
		put_call(draft, detail);
		break;
	case RINGSIDE_WHAT_EXIT:
	case RINGSIDE_WHAT_DENIED:
	case RINGSIDE_WHAT_FIRST_RETURN:
		put_return(draft, detail, e->value);
		break;
	case RINGSIDE_WHAT_EXCEPTION:
		put_u32(draft, RINGSIDE_A_EVENT_VECTOR, detail);
		break;
	case RINGSIDE_WHAT_INTERRUPT:
		put_u32(draft, RINGSIDE_A_EVENT_INTERRUPT, detail);
		break;
	case RINGSIDE_WHAT_LINE:
		put_u32(draft, RINGSIDE_A_EVENT_LINE, detail);
		break;
	case RINGSIDE_WHAT_OUT:
		put_u32(draft, RINGSIDE_A_EVENT_WAITS, e->value);
		break;
	case RINGSIDE_WHAT_SIGNAL:
		put_u32(draft, RINGSIDE_A_EVENT_SIGNAL, e->value);
		break;
	case RINGSIDE_WHAT_EXEC:
		if (e->value != e->pid)
			put_u32(draft, RINGSIDE_A_EVENT_WAS, e->value);
		break;
	case RINGSIDE_WHAT_FORK:
		put_u32(draft, RINGSIDE_A_EVENT_CHILD, e->value);
		break;
	default:
		break;
	}
}

/**
 * rs_fill_event() - one event
 * @skb: where to; unchanged when there is no room
 * @read: it
 * @before: the one before it in the same message, or NULL
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_event(struct sk_buff *skb, const struct rs_event_read *read,
		  const struct rs_event_read *before)
{
	struct draft draft = { .word = (u32 *)skb_tail_pointer(skb), .n = 1 };
	const struct rs_event *e = &read->event;
	struct nlattr *nest = (struct nlattr *)draft.word;

	if (skb_tailroom(skb) < MOST_WORDS * sizeof(*draft.word))
		return -EMSGSIZE;
	put_u32(&draft, RINGSIDE_A_EVENT_WHAT, rs_event_what(e));
	if (rs_clock_mult)
		put_u64(&draft, RINGSIDE_A_EVENT_TIME, rs_clock_ns(e->ticks));
	if (!before || before->event.pid != e->pid)
		put_u32(&draft, RINGSIDE_A_EVENT_PID, e->pid);
	if (!before || before->cpu != read->cpu)
		put_u32(&draft, RINGSIDE_A_EVENT_CPU, read->cpu);
	if (read->lost)
		put_u32(&draft, RINGSIDE_A_EVENT_LOST, read->lost);
	put_particulars(&draft, e);
	nest->nla_type = RINGSIDE_A_TRACE_EVENT | NLA_F_NESTED;
	nest->nla_len = draft.n * sizeof(*draft.word);
	skb_put(skb, nest->nla_len);
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
