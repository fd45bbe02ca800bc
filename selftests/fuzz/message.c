// SPDX-License-Identifier: GPL-2.0
/* Requests as the spec wants them, which mutate.c then spoils, or not. */
#include <string.h>

#include "message.h"

/*
 * One in so many is left as the spec wants it. What is done takes a hundred
 * times longer than what is refused, as it stops the machine.
 */
#define GOOD	8

/* NULL: no room. @data NULL: zeros */
unsigned char *put_attr(struct draft *draft, unsigned int type, const void *data,
			unsigned int len)
{
	struct nlattr head = { .nla_len = NLA_HDRLEN + len, .nla_type = type };
	unsigned char *to = draft->attrs + draft->len;

	if (draft->len + NLA_HDRLEN + NLA_ALIGN(len) > ATTRS_SIZE)
		return NULL;
	memcpy(to, &head, sizeof(head));
	memset(to + NLA_HDRLEN, 0, NLA_ALIGN(len));
	if (data)
		memcpy(to + NLA_HDRLEN, data, len);
	draft->len += NLA_HDRLEN + NLA_ALIGN(len);
	return to;
}

/* The same draws whatever there is to choose from */
static uint32_t pick(struct prng *prng, const uint32_t *from, unsigned int n,
		     uint32_t otherwise)
{
	uint32_t drawn = draw(prng) >> 32;

	return n ? from[drawn % n] : otherwise;
}

/* Two of three times one that makes sense, else any that is allowed */
uint64_t good_number(struct prng *prng, const struct surroundings *around,
		     const struct attr_spec *spec)
{
	uint32_t pid = pick(prng, around->pids, PIDS, 1);
	uint32_t watch = pick(prng, around->watches, around->n_watches, 1);
	uint64_t span = spec->max - spec->min;
	uint64_t any = draw(prng);

	any = spec->min + (span == UINT64_MAX ? any : any % (span + 1));
	if (one_in(prng, 3))
		return any;
	if (!strcmp(spec->name, "pid"))
		return pid;
	return !strcmp(spec->name, "watch") || !strcmp(spec->name, "id") ? watch : any;
}

void put_value(struct prng *prng, const struct surroundings *around,
	       struct draft *draft, const struct attr_spec *spec)
{
	uint64_t number = good_number(prng, around, spec);

	switch (spec->kind) {
	case KIND_U32:
		put_attr(draft, spec->type, &number, sizeof(uint32_t));
		break;
	case KIND_U64:
		put_attr(draft, spec->type, &number, sizeof(number));
		break;
	case KIND_STRING:
		put_attr(draft, spec->type, "text", sizeof("text"));
		break;
	case KIND_NEST:
		put_attr(draft, spec->type | NLA_F_NESTED, NULL, 0);
		break;
	case KIND_PAD:
		put_attr(draft, spec->type, NULL, 0);
		break;
	}
}

static void begin_draft(struct prng *prng, const struct surroundings *around,
			const struct op_spec *op, struct draft *draft)
{
	unsigned int i;

	memset(draft, 0, sizeof(*draft));
	draft->op = op;
	draft->nlh.nlmsg_type = around->family;
	draft->nlh.nlmsg_flags = NLM_F_REQUEST;
	if (draft->op->dump)
		draft->nlh.nlmsg_flags |= NLM_F_DUMP;
	if (!one_in(prng, 4))
		draft->nlh.nlmsg_flags |= NLM_F_ACK;
	draft->genl.cmd = draft->op->cmd;
	draft->genl.version = 1;
	for (i = 0; i < draft->op->set->n; i++) {
		const struct attr_spec *spec = &draft->op->set->attrs[i];

		if ((draft->op->request & 1U << spec->type) &&
		    !one_in(prng, draft->op->dump ? 2 : 8))
			put_value(prng, around, draft, spec);
	}
	draft->cut = NLMSG_HDRLEN + GENL_HDRLEN + draft->len;
}

/* Mutations may have made it smaller, or lied about its size. */
static void put_draft(struct prng *prng, struct draft *draft,
		      struct datagram *datagram)
{
	unsigned char *to = datagram->bytes + datagram->len;
	unsigned char whole[NLMSG_HDRLEN + GENL_HDRLEN + ATTRS_SIZE];
	unsigned int i, len = NLMSG_HDRLEN + GENL_HDRLEN + draft->len;

	if (draft->cut < len)
		len = draft->cut;
	if (datagram->len + NLMSG_ALIGN(len) > DATAGRAM_SIZE)
		return;
	draft->nlh.nlmsg_len = len + draft->lie;
	memcpy(whole, &draft->nlh, NLMSG_HDRLEN);
	memcpy(whole + NLMSG_HDRLEN, &draft->genl, GENL_HDRLEN);
	memcpy(whole + NLMSG_HDRLEN + GENL_HDRLEN, draft->attrs, draft->len);
	for (i = 0; i < draft->flips && len; i++)
		whole[below(prng, len)] ^= 1 << below(prng, 8);
	memset(to, 0, NLMSG_ALIGN(len));
	memcpy(to, whole, len);
	datagram->len += NLMSG_ALIGN(len);
	datagram->messages++;
}

/* What is refused unless the same socket has just asked for something else */
static const struct {
	const char *op, *before;
} orders[] = {
	{ "stamp-stop", "stamp-start" },
	{ "stamp-get", "stamp-stop" },
	{ "trace-read", "watch-add" },
};

static const struct op_spec *find_before(const struct op_spec *op)
{
	const char *before = NULL;
	unsigned int i;

	for (i = 0; i < sizeof(orders) / sizeof(*orders); i++)
		if (!strcmp(orders[i].op, op->name))
			before = orders[i].before;
	for (i = 0; before && i < n_op_specs; i++)
		if (!strcmp(op_specs[i].name, before))
			return &op_specs[i];
	return NULL;
}

/* Or chance would hardly ever come by what is done only after something else. */
static void put_before(struct prng *prng, const struct surroundings *around,
		       const struct op_spec *op, struct datagram *datagram)
{
	const struct op_spec *before = find_before(op);
	struct draft draft;

	if (!before)
		return;
	put_before(prng, around, before, datagram);
	begin_draft(prng, around, before, &draft);
	put_draft(prng, &draft, datagram);
}

/* Its end is nowhere near the end of its last message. */
static void spoil_end(struct prng *prng, struct datagram *datagram)
{
	if (one_in(prng, 2)) {
		datagram->len = 1 + below(prng, datagram->len);
	} else if (datagram->len + NLMSG_HDRLEN <= DATAGRAM_SIZE) {
		memset(datagram->bytes + datagram->len, 0xa5, NLMSG_HDRLEN);
		datagram->len += 1 + below(prng, NLMSG_HDRLEN);
	}
}

void make_datagram(struct prng *prng, const struct surroundings *around,
		   struct datagram *datagram)
{
	unsigned int n = one_in(prng, 3) ? 2 + below(prng, 6) : 1;
	struct draft draft;

	datagram->len = 0;
	datagram->messages = 0;
	while (n--) {
		begin_draft(prng, around, &op_specs[below(prng, n_op_specs)], &draft);
		if (one_in(prng, GOOD))
			put_before(prng, around, draft.op, datagram);
		else
			mutate(prng, around, &draft);
		put_draft(prng, &draft, datagram);
	}
	if (datagram->len && one_in(prng, 40))
		spoil_end(prng, datagram);
	/* The kernel takes no empty ones. */
	datagram->len += !datagram->len;
}
