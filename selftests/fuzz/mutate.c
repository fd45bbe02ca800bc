// SPDX-License-Identifier: GPL-2.0
/* What can be wrong with a request, one function a way. */
#include <string.h>

#include "message.h"

#define DEEPEST	12

/* False when there is nothing that could be made wrong so */
#define MUTATION(name) \
	static bool name(struct prng *prng, const struct surroundings *around, \
			 struct draft *draft)

/* A random attribute of those that are well formed so far, or NULL */
static struct nlattr *choose(struct prng *prng, struct draft *draft)
{
	struct nlattr *attr, *chosen = NULL;
	unsigned int at = 0, seen = 0;

	while (at + NLA_HDRLEN <= draft->len) {
		attr = (void *)(draft->attrs + at);
		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > draft->len)
			break;
		if (one_in(prng, ++seen))
			chosen = attr;
		at += NLA_ALIGN(attr->nla_len);
	}
	return chosen;
}

static void grow_to_fit(struct draft *draft)
{
	draft->cut = NLMSG_HDRLEN + GENL_HDRLEN + draft->len;
}

MUTATION(command)
{
	(void)around;
	draft->genl.cmd = one_in(prng, 3) ? below(prng, 256) :
			  below(prng, n_op_specs + 2);
	return true;
}

MUTATION(version)
{
	(void)around;
	draft->genl.version = below(prng, 256);
	return true;
}

MUTATION(reserved)
{
	(void)around;
	draft->genl.reserved = draw(prng) >> 48;
	return true;
}

MUTATION(a_flag)
{
	(void)around;
	draft->nlh.nlmsg_flags ^= 1 << below(prng, 16);
	return true;
}

MUTATION(flags)
{
	(void)around;
	draft->nlh.nlmsg_flags = draw(prng) >> 48;
	if (!one_in(prng, 4))
		draft->nlh.nlmsg_flags |= NLM_F_REQUEST;
	return true;
}

MUTATION(mode)
{
	(void)prng;
	(void)around;
	draft->nlh.nlmsg_flags ^= NLM_F_DUMP;
	return true;
}

/* Control messages, nobody's numbers, the family's former one */
MUTATION(type)
{
	switch (below(prng, 3)) {
	case 0:
		draft->nlh.nlmsg_type = below(prng, NLMSG_MIN_TYPE);
		break;
	case 1:
		draft->nlh.nlmsg_type = GENL_MAX_ID + 1 + below(prng, 0xffff - GENL_MAX_ID);
		break;
	default:
		draft->nlh.nlmsg_type = around->stranger;
	}
	return true;
}

MUTATION(length)
{
	static const int32_t lies[] = { -20, -17, -16, -5, -4, -3, -1, 1, 3, 4, 16,
					20, 4096, INT32_MAX, INT32_MIN };

	(void)around;
	draft->lie = lies[below(prng, sizeof(lies) / sizeof(*lies))];
	return true;
}

MUTATION(truncate)
{
	(void)around;
	draft->cut = below(prng, draft->cut + 1);
	return true;
}

MUTATION(attr_length)
{
	struct nlattr *attr = choose(prng, draft);
	uint32_t drawn = draw(prng) >> 32;

	(void)around;
	if (!attr)
		return false;
	attr->nla_len = drawn & 1 ? (drawn >> 1) % 16 : drawn >> 16;
	return true;
}

MUTATION(attr_type)
{
	struct nlattr *attr = choose(prng, draft);
	uint32_t how = below(prng, 4), any = draw(prng) >> 48;

	(void)around;
	if (!attr)
		return false;
	if (how == 0)
		attr->nla_type = any;
	else if (how == 1)
		attr->nla_type = any % 20;
	else
		attr->nla_type ^= how == 2 ? NLA_F_NESTED : NLA_F_NET_BYTEORDER;
	return true;
}

/* The request's attributes, each at the edge of what is allowed, or past it */
MUTATION(edges)
{
	const struct set_spec *set = draft->op->set;
	unsigned int i;

	(void)around;
	if (!draft->op->request)
		return false;
	draft->len = 0;
	for (i = 0; i < set->n; i++) {
		const struct attr_spec *spec = &set->attrs[i];
		const uint64_t edges[] = { 0, spec->min, spec->min - 1, spec->max,
					   spec->max + 1, UINT32_MAX, INT32_MAX,
					   UINT64_MAX };
		uint64_t value = edges[below(prng, sizeof(edges) / sizeof(*edges))];

		if (draft->op->request & 1U << spec->type)
			put_attr(draft, spec->type, &value,
				 spec->kind == KIND_U64 ? 8 : 4);
	}
	grow_to_fit(draft);
	return true;
}

MUTATION(resize)
{
	static const unsigned int sizes[] = { 0, 1, 2, 3, 5, 6, 8, 12, 300, 2000 };
	struct nlattr *attr = choose(prng, draft);
	unsigned int size = sizes[below(prng, sizeof(sizes) / sizeof(*sizes))];

	(void)around;
	if (!attr)
		return false;
	put_attr(draft, attr->nla_type, NULL, size);
	grow_to_fit(draft);
	return true;
}

MUTATION(duplicate)
{
	struct nlattr *attr = choose(prng, draft);
	unsigned int n = 1 + below(prng, 4);

	(void)around;
	if (!attr)
		return false;
	while (n--)
		put_attr(draft, attr->nla_type, (char *)attr + NLA_HDRLEN,
			 attr->nla_len - NLA_HDRLEN);
	grow_to_fit(draft);
	return true;
}

/* Attributes that are for answers, of this operation or another one */
MUTATION(foreign)
{
	unsigned int n = 1 + below(prng, 3);

	while (n--) {
		const struct set_spec *set = op_specs[below(prng, n_op_specs)].set;

		if (one_in(prng, 2))
			set = draft->op->set;
		put_value(prng, around, draft, &set->attrs[below(prng, set->n)]);
	}
	grow_to_fit(draft);
	return true;
}

static void put_nest(struct prng *prng, struct draft *draft, unsigned int depth)
{
	unsigned int at = draft->len, n = 1 + below(prng, 2);
	uint32_t value = draw(prng) >> 32;
	struct nlattr *nest = (void *)put_attr(draft, NLA_F_NESTED | below(prng, 16),
					       NULL, 0);

	if (!nest)
		return;
	while (n--) {
		if (depth && !one_in(prng, 4))
			put_nest(prng, draft, depth - 1);
		else
			put_attr(draft, below(prng, 16), &value, sizeof(value));
	}
	nest->nla_len = draft->len - at;
}

MUTATION(nest)
{
	(void)around;
	put_nest(prng, draft, below(prng, DEEPEST));
	grow_to_fit(draft);
	return true;
}

MUTATION(crowd)
{
	unsigned int n = below(prng, 120);

	(void)around;
	while (n--)
		put_attr(draft, below(prng, 16), NULL, below(prng, 64));
	grow_to_fit(draft);
	return true;
}

static void put_noise(struct prng *prng, struct draft *draft, unsigned int n)
{
	while (n-- && draft->len < ATTRS_SIZE)
		draft->attrs[draft->len++] = draw(prng) >> 56;
	grow_to_fit(draft);
}

MUTATION(trailing)
{
	(void)around;
	put_noise(prng, draft, 1 + below(prng, 8));
	return true;
}

MUTATION(noise)
{
	(void)around;
	draft->len = 0;
	put_noise(prng, draft, below(prng, 200));
	return true;
}

MUTATION(flip)
{
	(void)around;
	draft->flips = 1 + below(prng, 8);
	return true;
}

static bool (* const mutations[])(struct prng *prng, const struct surroundings *around,
				  struct draft *draft) = {
	command, version, reserved, a_flag, flags, mode, type, length, truncate,
	attr_length, attr_type, edges, edges, resize, duplicate, foreign, nest,
	crowd, trailing, noise, flip,
};

/* Mostly one: with several, the first that is found hides the others. */
void mutate(struct prng *prng, const struct surroundings *around,
	    struct draft *draft)
{
	const unsigned int n = sizeof(mutations) / sizeof(*mutations);

	do {
		while (!mutations[below(prng, n)](prng, around, draft))
			;
	} while (one_in(prng, 3));
}
