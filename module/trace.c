// SPDX-License-Identifier: GPL-2.0
/*
 * The request for the next events of a watch.
 *
 * A reader asks for as much as it can take. So nothing can be lost on the way, but
 * only where it is counted: in the ring of a CPU that is full.
 */
#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/ringside.h>
#include <linux/skbuff.h>
#include <net/genetlink.h>

#include "events.h"
#include "fill.h"
#include "netlink.h"
#include "watches.h"

/* As large as the kernel's own dumps: some nine hundred events. */
#define REPLY_SIZE	SKB_WITH_OVERHEAD(32768)

static int put_losses(struct sk_buff *skb, const struct rs_watch *w)
{
	u64 lost;
	u32 what;

	for (what = 0; what < RS_WHATS; what++) {
		lost = rs_rings_lost(w->rings, what);
		if (lost && rs_fill_loss(skb, what, lost))
			return -EMSGSIZE;
	}
	return 0;
}

static void put_events(struct sk_buff *skb, const struct rs_watch *w)
{
	struct rs_event_read read[2];
	struct rs_reading reading;
	u32 n;

	rs_rings_rewind(&reading, w->rings);
	for (n = 0; rs_rings_next(&reading, &read[n % 2]); n++) {
		if (!rs_fill_event(skb, &read[n % 2],
				   n ? &read[(n + 1) % 2] : NULL))
			continue;
		rs_rings_unread(&reading, &read[n % 2]);
		return;
	}
}

/*
 * Who is alive is told as it was before the events were looked at: then the events
 * of who is not are there.
 */
static int put_trace(struct sk_buff *skb, struct rs_watch *w)
{
	if (nla_put_u32(skb, RINGSIDE_A_TRACE_TASKS, atomic_read(&w->tasks)) ||
	    nla_put_u32(skb, RINGSIDE_A_TRACE_MISSED, atomic_read(&w->missed)))
		return -EMSGSIZE;
	smp_rmb();	/* who has left has kept its last event before */
	if (put_losses(skb, w))
		return -EMSGSIZE;
	put_events(skb, w);
	return 0;
}

static struct sk_buff *trace_reply(struct genl_info *info, struct rs_watch *w)
{
	struct sk_buff *skb = alloc_skb(REPLY_SIZE, GFP_KERNEL | __GFP_NOWARN);
	void *hdr;

	if (!skb)
		return ERR_PTR(-ENOMEM);
	hdr = genlmsg_put_reply(skb, info, &rs_family, 0, info->genlhdr->cmd);
	if (!hdr || put_trace(skb, w)) {
		nlmsg_free(skb);
		return ERR_PTR(-EMSGSIZE);
	}
	genlmsg_end(skb, hdr);
	return skb;
}

static int read_events(struct genl_info *info, struct rs_watch *w)
{
	struct sk_buff *skb = trace_reply(info, w);
	int err;

	if (IS_ERR(skb))
		return PTR_ERR(skb);
	/* When it cannot be sent, the next request gets the same. */
	err = genlmsg_reply(skb, info);
	if (!err)
		rs_rings_done(w->rings);
	return err;
}

int rs_do_trace_read(struct sk_buff *request, struct genl_info *info)
{
	struct rs_watch *w;
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_TRACE_WATCH)) {
		NL_SET_ERR_MSG(info->extack, "say which watch's events: attribute watch");
		return -EINVAL;
	}
	w = rs_watch_hold(nla_get_u32(info->attrs[RINGSIDE_A_TRACE_WATCH]),
			  info->snd_portid, info->extack);
	if (IS_ERR(w)) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[RINGSIDE_A_TRACE_WATCH]);
		return PTR_ERR(w);
	}
	err = read_events(info, w);
	rs_watch_let_go();
	return err;
}
