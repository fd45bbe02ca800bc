// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "reply.h"

static void put_set(struct draft *draft, const struct set_spec *set, uint32_t which,
		    unsigned int nth, const struct teller *teller);

static void put_nests(struct draft *draft, const struct attr_spec *spec,
		      const struct teller *teller)
{
	unsigned int i, times = teller && spec->multi ? teller->times(spec) : 1;

	for (i = 0; i < times; i++) {
		unsigned int at = draft->len;
		struct nlattr *nest = (void *)put_attr(draft, spec->type | NLA_F_NESTED, NULL, 0);

		put_set(draft, spec->nest, UINT32_MAX, i, teller);
		if (nest)
			nest->nla_len = draft->len - at;
	}
}

static void put_number(struct draft *draft, const struct attr_spec *spec, unsigned int size,
		       unsigned int nth, const struct teller *teller)
{
	uint64_t number = 0;

	if (!teller || teller->tells(spec, nth, &number))
		put_attr(draft, spec->type, &number, size);
}

static void put_one(struct draft *draft, const struct attr_spec *spec, unsigned int nth,
		    const struct teller *teller)
{
	switch (spec->kind) {
	case KIND_U32:
		put_number(draft, spec, 4, nth, teller);
		break;
	case KIND_U64:
		put_number(draft, spec, 8, nth, teller);
		break;
	case KIND_STRING:
		put_attr(draft, spec->type, "text", sizeof("text"));
		break;
	case KIND_NEST:
		put_nests(draft, spec, teller);
		break;
	case KIND_PAD:
		put_number(draft, spec, 0, nth, teller);
		break;
	}
}

static void put_set(struct draft *draft, const struct set_spec *set, uint32_t which,
		    unsigned int nth, const struct teller *teller)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (which & 1U << set->attrs[i].type)
			put_one(draft, &set->attrs[i], nth, teller);
}

void draft_told(const struct op_spec *op, unsigned int row, const struct teller *teller,
		struct draft *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->op = op;
	draft->nlh.nlmsg_type = GENL_MIN_ID;
	draft->nlh.nlmsg_flags = op->dump ? NLM_F_MULTI : 0;
	draft->genl.cmd = op->cmd;
	draft->genl.version = 1;
	put_set(draft, op->set, op->reply, row, teller);
}

void draft_reply(const struct op_spec *op, struct draft *draft)
{
	draft_told(op, 0, NULL, draft);
}

unsigned int finish_reply(const struct draft *draft, void *to, unsigned int size)
{
	struct nlmsghdr nlh = draft->nlh;
	char *at = to;

	nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + draft->len;
	if (nlh.nlmsg_len > size)
		return 0;
	memcpy(at, &nlh, NLMSG_HDRLEN);
	memcpy(at + NLMSG_HDRLEN, &draft->genl, GENL_HDRLEN);
	memcpy(at + NLMSG_HDRLEN + GENL_HDRLEN, draft->attrs, draft->len);
	return nlh.nlmsg_len;
}
