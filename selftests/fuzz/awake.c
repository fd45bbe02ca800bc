// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <linux/ringside.h>

#include "awake.h"
#include "reply.h"

static struct nlattr *first(struct draft *draft)
{
	return (void *)draft->attrs;
}

static void unknown(struct draft *draft)
{
	put_attr(draft, 31, NULL, 4);
}

static void twice(struct draft *draft)
{
	put_attr(draft, first(draft)->nla_type, draft->attrs + NLA_HDRLEN,
		 first(draft)->nla_len - NLA_HDRLEN);
}

static void shorter(struct draft *draft)
{
	first(draft)->nla_len--;
}

static void longer(struct draft *draft)
{
	first(draft)->nla_len = draft->len + 1;
}

static void more(struct draft *draft)
{
	draft->len += NLA_HDRLEN;
}

static void nested(struct draft *draft)
{
	first(draft)->nla_type ^= NLA_F_NESTED;
}

static void command(struct draft *draft)
{
	draft->genl.cmd++;
}

static void version(struct draft *draft)
{
	draft->genl.version++;
}

static void flags(struct draft *draft)
{
	draft->nlh.nlmsg_flags ^= NLM_F_MULTI;
}

/* Each of them makes any answer a wrong one. */
static const struct {
	const char *name;
	void (*spoil)(struct draft *draft);
} wrongs[] = {
	{ "an unknown attribute", unknown },
	{ "an attribute twice", twice },
	{ "an attribute that is too short", shorter },
	{ "an attribute that is too long", longer },
	{ "bytes left over", more },
	{ "the flag of a nest", nested },
	{ "another command", command },
	{ "another version", version },
	{ "other flags", flags },
};

static unsigned int judged(const struct op_spec *op, const struct draft *draft)
{
	static unsigned char bytes[2 * ATTRS_SIZE] __attribute__((aligned(8)));
	struct findings findings = { 0 };

	if (!finish_reply(draft, bytes, sizeof(bytes)))
		return 0;
	judge_reply(op, (void *)bytes, &findings);
	return findings.n;
}

/* The first number of the first nest that is an ABI: its entries, say 1 */
static bool unbalance(struct draft *draft)
{
	const uint64_t one = 1;
	unsigned int at;

	for (at = 0; at + NLA_HDRLEN + sizeof(one) <= draft->len; at += NLA_ALIGNTO) {
		struct nlattr *attr = (void *)(draft->attrs + at);

		if (attr->nla_type != RINGSIDE_A_ABI_ENTRIES ||
		    attr->nla_len != NLA_HDRLEN + sizeof(one))
			continue;
		memcpy(attr + 1, &one, sizeof(one));
		return true;
	}
	return false;
}

void judge_is_awake(struct findings *findings)
{
	const struct op_spec *op;
	struct draft draft;
	unsigned int i;

	for (op = op_specs; op < op_specs + n_op_specs; op++) {
		if (!op->reply)
			continue;
		draft_reply(op, &draft);
		if (judged(op, &draft))
			finding(findings, "%s: a good answer is judged bad", op->name);
		for (i = 0; i < sizeof(wrongs) / sizeof(*wrongs); i++) {
			draft_reply(op, &draft);
			wrongs[i].spoil(&draft);
			if (!judged(op, &draft))
				finding(findings, "%s: %s is judged good", op->name,
					wrongs[i].name);
		}
	}
	draft_reply(find_op(RINGSIDE_CMD_STATUS_GET), &draft);
	if (!unbalance(&draft) || !judged(find_op(RINGSIDE_CMD_STATUS_GET), &draft))
		finding(findings, "an answer that does not balance is judged good");
}

uint64_t sequence_of(uint64_t seed, unsigned int datagrams)
{
	const struct surroundings around = { .family = GENL_MAX_ID };
	static struct datagram datagram;
	uint64_t hash = 0xcbf29ce484222325ULL;
	struct prng prng;
	unsigned int i;

	prng_seed(&prng, seed, 0);
	while (datagrams--) {
		make_datagram(&prng, &around, &datagram);
		for (i = 0; i < datagram.len; i++)
			hash = (hash ^ datagram.bytes[i]) * 0x100000001b3ULL;
	}
	return hash;
}
