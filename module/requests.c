// SPDX-License-Identifier: GPL-2.0
/*
 * Requests that are answered with one message.
 */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/ringside.h>
#include <linux/slab.h>
#include <net/genetlink.h>

#include "families.h"
#include "fill.h"
#include "generation.h"
#include "netlink.h"
#include "rings.h"
#include "snapshot.h"
#include "stamps.h"
#include "stop.h"
#include "watches.h"

/* One change of the settings at a time, and no watch begins meanwhile. */
static DEFINE_MUTEX(settings_lock);

static struct sk_buff *reply_new(struct genl_info *info, void **hdr)
{
	struct sk_buff *skb = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	if (!skb)
		return ERR_PTR(-ENOMEM);
	*hdr = genlmsg_put_reply(skb, info, &rs_family, 0, info->genlhdr->cmd);
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

int rs_do_status_get(struct sk_buff *request, struct genl_info *info)
{
	struct rs_snapshot *snap;
	struct sk_buff *skb;
	void *hdr;
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	snap = rs_ask_system(info->extack, RS_ALL_CPUS);
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

int rs_do_reset(struct sk_buff *request, struct genl_info *info)
{
	int generation, err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	generation = rs_generation_reset();
	if (generation < 0) {
		rs_stop_why(info->extack, generation, "no counter was reset");
		return generation;
	}
	return reply_u32(info, RINGSIDE_A_STATUS_GENERATION, generation);
}

static u32 u32_or_0(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

int rs_do_watch_add(struct sk_buff *request, struct genl_info *info)
{
	const struct rs_watch_wish wish = {
		.pid = u32_or_0(info->attrs[RINGSIDE_A_WATCH_PID]),
		.roster = u32_or_0(info->attrs[RINGSIDE_A_WATCH_ROSTER]),
		.room = u32_or_0(info->attrs[RINGSIDE_A_WATCH_ROOM]),
	};
	int id, err = rs_may_ask(request, info->extack);

	if (!err)
		err = rs_must_follow(info->extack);
	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_WATCH_PID)) {
		NL_SET_ERR_MSG(info->extack, "say which process to watch: attribute pid");
		return -EINVAL;
	}
	mutex_lock(&settings_lock);
	id = rs_must_count_calls(info->extack) ?:
	     rs_watch_add(&wish, info->snd_portid, info->extack);
	mutex_unlock(&settings_lock);
	if (id == -ESRCH || id == -EINVAL)
		NL_SET_BAD_ATTR(info->extack, info->attrs[RINGSIDE_A_WATCH_PID]);
	if (id < 0)
		return id;
	err = reply_u32(info, RINGSIDE_A_WATCH_ID, id);
	/* A watch whose id the owner never learns could not be ended. */
	if (err)
		rs_watch_del(id, info->snd_portid, info->extack);
	return err;
}

int rs_do_watch_del(struct sk_buff *request, struct genl_info *info)
{
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_WATCH_ID)) {
		NL_SET_ERR_MSG(info->extack, "say which watch to end: attribute id");
		return -EINVAL;
	}
	err = rs_watch_del(nla_get_u32(info->attrs[RINGSIDE_A_WATCH_ID]),
			   info->snd_portid, info->extack);
	if (err)
		NL_SET_BAD_ATTR(info->extack, info->attrs[RINGSIDE_A_WATCH_ID]);
	return err;
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

int rs_do_config_get(struct sk_buff *request, struct genl_info *info)
{
	int err = rs_may_ask(request, info->extack);

	return err ? err : reply_config(info);
}

static void set_errnos(bool on)
{
	if (on)
		static_branch_enable(&rs_errnos);
	else
		static_branch_disable(&rs_errnos);
	rs_epoch_next();
}

/* Families that a request sets, or clears. */
static u32 asked(struct genl_info *info, bool on)
{
	struct nlattr *attr;
	u32 which, mask = 0;

	for (which = 0; which < RS_FAMILIES; which++) {
		attr = info->attrs[rs_config_attr(which)];
		if (attr && nla_get_u32(attr) == on)
			mask |= BIT(which);
	}
	return mask;
}

static int switch_families(struct genl_info *info, u32 set, u32 clear)
{
	u32 calls = RS_F(SYSCALLS), after = (rs_families_on() | set) & ~clear;
	const char *reason = NULL;
	u32 refused = rs_families_refused(set, after, &reason);
	int err;

	lockdep_assert_held(&settings_lock);
	if (refused < RS_FAMILIES) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[rs_config_attr(refused)]);
		return rs_refuse(info->extack, reason);
	}
	if ((rs_families_on() ^ after) & calls && rs_watches_used()) {
		NL_SET_BAD_ATTR(info->extack,
				info->attrs[RINGSIDE_A_CONFIG_SYSCALLS]);
		NL_SET_ERR_MSG(info->extack,
			       "there are watches, which need it: end those first");
		return -EBUSY;
	}
	err = rs_families_switch(set, clear);
	if (err)
		rs_stop_why(info->extack, err,
			    "the kernel refused a hook, all is as before: try again, the log may say more");
	return err;
}

static int set_config(struct genl_info *info, u32 set, u32 clear)
{
	struct nlattr *errnos = info->attrs[RINGSIDE_A_CONFIG_ERRNOS];
	int err = set | clear ? switch_families(info, set, clear) : 0;

	if (!err && errnos)
		set_errnos(nla_get_u32(errnos));
	return err;
}

int rs_do_config_set(struct sk_buff *request, struct genl_info *info)
{
	u32 set = asked(info, true), clear = asked(info, false);
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	if (!info->attrs[RINGSIDE_A_CONFIG_ERRNOS] && !(set | clear)) {
		NL_SET_ERR_MSG(info->extack, "say what to change: errnos, or a family of hooks");
		return -EINVAL;
	}
	mutex_lock(&settings_lock);
	err = set_config(info, set, clear);
	mutex_unlock(&settings_lock);
	if (err)
		return err;
	return reply_config(info);
}

int rs_do_ring_get(struct sk_buff *request, struct genl_info *info)
{
	struct rs_rings *rings;
	struct sk_buff *skb;
	void *hdr;
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	rings = rs_rings_take();
	if (IS_ERR(rings)) {
		NL_SET_ERR_MSG(info->extack, "no memory for what the CPUs say");
		return PTR_ERR(rings);
	}
	skb = reply_new(info, &hdr);
	if (IS_ERR(skb))
		err = PTR_ERR(skb);
	else
		err = reply_send(info, skb, hdr, rs_fill_rings(skb, rings));
	kfree(rings);
	return err;
}

static void say_why_not_tried(int err, struct netlink_ext_ack *extack)
{
	if (err == -EOPNOTSUPP)
		NL_SET_ERR_MSG(extack, "this kernel does not run in ring 0: a hypervisor does");
	else
		NL_SET_ERR_MSG(extack, "it was done in ring 0 and had no effect");
}

int rs_do_ring_try(struct sk_buff *request, struct genl_info *info)
{
	int err = rs_may_ask(request, info->extack);
	u32 kind, ring;

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_TRY_KIND)) {
		NL_SET_ERR_MSG(info->extack, "say what to do in ring 0: attribute kind");
		return -EINVAL;
	}
	kind = nla_get_u32(info->attrs[RINGSIDE_A_TRY_KIND]);
	err = rs_arch_try(kind, &ring);
	if (err) {
		say_why_not_tried(err, info->extack);
		return err;
	}
	return reply_u32(info, RINGSIDE_A_TRY_RING, ring);
}

int rs_do_stamp_start(struct sk_buff *request, struct genl_info *info)
{
	int err = rs_may_ask(request, info->extack);

	if (err)
		return err;
	if (GENL_REQ_ATTR_CHECK(info, RINGSIDE_A_STAMP_ROOM)) {
		NL_SET_ERR_MSG(info->extack, "say for how many stamps: attribute room");
		return -EINVAL;
	}
	err = rs_must_follow(info->extack);
	if (!err)
		err = rs_must_count_calls(info->extack);
	if (err)
		return err;
	err = rs_stamps_start(nla_get_u32(info->attrs[RINGSIDE_A_STAMP_ROOM]),
			      info->snd_portid, info->extack);
	if (err)
		return err;
	err = reply_u32(info, RINGSIDE_A_STAMP_KHZ, rs_arch_clock_khz());
	if (err)
		rs_stamps_orphan(info->snd_portid);
	return err;
}

int rs_do_stamp_stop(struct sk_buff *request, struct genl_info *info)
{
	int err = rs_may_ask(request, info->extack);
	struct sk_buff *skb;
	void *hdr;
	u32 taken;
	u64 lost;

	if (!err)
		err = rs_stamps_stop(info->snd_portid, &taken, &lost,
				     info->extack);
	if (err)
		return err;
	skb = reply_new(info, &hdr);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	return reply_send(info, skb, hdr,
			  rs_fill_stamps_end(skb, taken, lost));
}
