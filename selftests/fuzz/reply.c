// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "reply.h"

static void put_set(struct draft *draft, const struct set_spec *set, uint32_t which);

static void put_one(struct draft *draft, const struct attr_spec *spec)
{
	static const uint64_t zero;
	unsigned int at = draft->len;
	struct nlattr *nest;

	switch (spec->kind) {
	case KIND_U32:
		put_attr(draft, spec->type, &zero, 4);
		break;
	case KIND_U64:
		put_attr(draft, spec->type, &zero, 8);
		break;
	case KIND_STRING:
		put_attr(draft, spec->type, "text", sizeof("text"));
		break;
	case KIND_NEST:
		nest = (void *)put_attr(draft, spec->type | NLA_F_NESTED, NULL, 0);
		put_set(draft, spec->nest, UINT32_MAX);
		if (nest)
			nest->nla_len = draft->len - at;
		break;
	case KIND_PAD:
		put_attr(draft, spec->type, NULL, 0);
		break;
	}
}

static void put_set(struct draft *draft, const struct set_spec *set, uint32_t which)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (which & 1U << set->attrs[i].type)
			put_one(draft, &set->attrs[i]);
}

void draft_reply(const struct op_spec *op, struct draft *draft)
{
	memset(draft, 0, sizeof(*draft));
	draft->op = op;
	draft->nlh.nlmsg_type = GENL_MIN_ID;
	draft->nlh.nlmsg_flags = op->dump ? NLM_F_MULTI : 0;
	draft->genl.cmd = op->cmd;
	draft->genl.version = 1;
	put_set(draft, op->set, op->reply);
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
