// SPDX-License-Identifier: GPL-2.0
/*
 * Rings and fences as netlink attributes.
 */
#include <linux/errno.h>
#include <linux/ringside.h>
#include <net/netlink.h>

#include "fill.h"
#include "rings.h"

static int put_fence(struct sk_buff *skb, const struct rs_rings *rings,
		     const struct rs_fence *fence)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_RING_FENCE);

	if (!nest ||
	    nla_put_string(skb, RINGSIDE_A_FENCE_NAME, fence->name) ||
	    nla_put_u32(skb, RINGSIDE_A_FENCE_STATE, fence->state) ||
	    nla_put_string(skb, RINGSIDE_A_FENCE_STOPS, fence->stops))
		return -EMSGSIZE;
	if (fence->per_cpu &&
	    (nla_put_u32(skb, RINGSIDE_A_FENCE_CPUS_ON, fence->cpus_on) ||
	     nla_put_u32(skb, RINGSIDE_A_FENCE_CPUS, rings->cpus)))
		return -EMSGSIZE;
	if (fence->note &&
	    nla_put_string(skb, RINGSIDE_A_FENCE_NOTE, fence->note))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_gate(struct sk_buff *skb, u32 vector)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_RING_GATE);

	if (!nest || nla_put_u32(skb, RINGSIDE_A_GATE_VECTOR, vector) ||
	    nla_put_string(skb, RINGSIDE_A_GATE_USE, rs_arch_gate_use(vector)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_gates(struct sk_buff *skb, const struct rs_rings *rings)
{
	u32 vector, n = 0;

	for_each_set_bit(vector, rings->gates, RS_VECTORS) {
		if (n++ < RS_GATES_SHOWN && put_gate(skb, vector))
			return -EMSGSIZE;
	}
	return nla_put_u32(skb, RINGSIDE_A_RING_GATES, n);
}

/**
 * rs_fill_rings() - where the fence is
 * @skb: where to
 * @rings: what was found
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_rings(struct sk_buff *skb, const struct rs_rings *rings)
{
	u32 i;

	if (nla_put_u32(skb, RINGSIDE_A_RING_CPUS, rings->cpus) ||
	    nla_put_u32(skb, RINGSIDE_A_RING_KERNEL, rings->kernel_ring) ||
	    nla_put_u32(skb, RINGSIDE_A_RING_USER, rings->user_ring) ||
	    nla_put_string(skb, RINGSIDE_A_RING_ENTRY, rings->entry))
		return -EMSGSIZE;
	if (*rings->handler &&
	    nla_put_string(skb, RINGSIDE_A_RING_HANDLER, rings->handler))
		return -EMSGSIZE;
	for (i = 0; i < rings->nr_fences; i++) {
		if (put_fence(skb, rings, &rings->fence[i]))
			return -EMSGSIZE;
	}
	return put_gates(skb, rings);
}
