// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <linux/ringside.h>

#include "judge.h"

#define MAX_ERRNO	4095

void finding(struct findings *findings, const char *format, ...)
{
	va_list args;

	if (findings->n++)
		return;
	va_start(args, format);
	vsnprintf(findings->first, sizeof(findings->first), format, args);
	va_end(args);
}

/* The attributes at @at, of which *@left bytes are left; NULL when none follows */
static const struct nlattr *next_attr(const unsigned char **at, unsigned int *left)
{
	const struct nlattr *attr = (const void *)*at;
	unsigned int step;

	if (*left < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > *left)
		return NULL;
	step = NLA_ALIGN(attr->nla_len);
	step = step < *left ? step : *left;
	*at += step;
	*left -= step;
	return attr;
}

static bool is_text(const struct nlattr *attr)
{
	unsigned int len = attr->nla_len - NLA_HDRLEN;
	const char *text = (const char *)attr + NLA_HDRLEN;

	return len && memchr(text, '\0', len) == text + len - 1;
}

/* Entries must be accounted for, at every read and for whomever. */
static void judge_balance(const uint64_t *value, uint32_t seen,
			  struct findings *findings)
{
	const uint32_t parts = 1U << RINGSIDE_A_ABI_ENTRIES |
			       1U << RINGSIDE_A_ABI_EXITS |
			       1U << RINGSIDE_A_ABI_NEVER |
			       1U << RINGSIDE_A_ABI_IN_FLIGHT |
			       1U << RINGSIDE_A_ABI_UNTRACKED;
	uint64_t sum = value[RINGSIDE_A_ABI_EXITS] + value[RINGSIDE_A_ABI_NEVER] +
		       value[RINGSIDE_A_ABI_IN_FLIGHT] + value[RINGSIDE_A_ABI_UNTRACKED];

	if ((seen & parts) == parts && value[RINGSIDE_A_ABI_ENTRIES] != sum)
		finding(findings, "abi %" PRIu64 ": %" PRIu64 " entries, the sum is %" PRIu64,
			value[RINGSIDE_A_ABI_ABI], value[RINGSIDE_A_ABI_ENTRIES], sum);
	if (value[RINGSIDE_A_ABI_LOST_EXITS])
		finding(findings, "%" PRIu64 " lost exits", value[RINGSIDE_A_ABI_LOST_EXITS]);
}

static void judge_set(const struct set_spec *set, uint32_t allowed, const void *attrs,
		      unsigned int len, struct findings *findings);

/* Returns the value of a number. */
static uint64_t judge_value(const struct attr_spec *spec, const struct nlattr *attr,
			    struct findings *findings)
{
	static const unsigned int sizes[] = {
		[KIND_PAD] = 0, [KIND_U32] = 4, [KIND_U64] = 8,
	};
	unsigned int len = attr->nla_len - NLA_HDRLEN;
	bool nested = attr->nla_type & NLA_F_NESTED;
	bool nest = spec->kind == KIND_NEST;
	uint64_t value = 0;

	if (nested != nest)
		finding(findings, "%s: the flag of a nest is %d", spec->name, nested);
	if (nest) {
		judge_set(spec->nest, UINT32_MAX, (const char *)attr + NLA_HDRLEN, len,
			  findings);
	} else if (spec->kind == KIND_STRING) {
		if (!is_text(attr))
			finding(findings, "%s: %u bytes are no text", spec->name, len);
	} else if (len != sizes[spec->kind]) {
		finding(findings, "%s: %u bytes", spec->name, len);
	} else {
		memcpy(&value, (const char *)attr + NLA_HDRLEN, len);
		if (value > spec->most)
			finding(findings, "%s: %" PRIu64 " is not in its enum", spec->name,
				value);
	}
	return value;
}

static void judge_set(const struct set_spec *set, uint32_t allowed, const void *attrs,
		      unsigned int len, struct findings *findings)
{
	uint64_t value[32] = { 0 };
	const unsigned char *at = attrs;
	const struct attr_spec *spec;
	const struct nlattr *attr;
	uint32_t seen = 0;

	while ((attr = next_attr(&at, &len))) {
		unsigned int type = attr->nla_type & NLA_TYPE_MASK;

		spec = find_attr(set, type);
		if (!spec || (spec->kind != KIND_PAD && !(allowed & 1U << type))) {
			finding(findings, "set %s: an attribute of type %u", set->name, type);
			continue;
		}
		if (seen & 1U << type && !spec->multi && spec->kind != KIND_PAD)
			finding(findings, "set %s: %s twice", set->name, spec->name);
		seen |= 1U << type;
		value[type] = judge_value(spec, attr, findings);
	}
	if (len)
		finding(findings, "set %s: %u bytes are left over", set->name, len);
	if (!strcmp(set->name, "abi"))
		judge_balance(value, seen, findings);
}

void judge_reply(const struct op_spec *op, const struct nlmsghdr *nlh,
		 struct findings *findings)
{
	const struct genlmsghdr *genl = (const void *)(nlh + 1);
	unsigned int head = NLMSG_HDRLEN + GENL_HDRLEN;
	unsigned int flags = nlh->nlmsg_flags;

	if (nlh->nlmsg_len < head) {
		finding(findings, "%s: an answer of %u bytes", op->name, nlh->nlmsg_len);
		return;
	}
	if (genl->cmd != op->cmd || genl->version != 1 || genl->reserved)
		finding(findings, "%s: an answer of command %u, version %u, reserved %u",
			op->name, genl->cmd, genl->version, genl->reserved);
	if (op->dump)
		flags &= ~NLM_F_DUMP_INTR;
	if (flags != (op->dump ? NLM_F_MULTI : 0))
		finding(findings, "%s: an answer with flags 0x%x", op->name, flags);
	judge_set(op->set, op->reply, genl + 1, nlh->nlmsg_len - head, findings);
}

/* What an extended acknowledgment says besides the errno */
static bool judge_reasons(const unsigned char *at, unsigned int len,
			  uint32_t request_len, struct findings *findings)
{
	const struct nlattr *attr;
	bool sentence = false;
	uint32_t value;

	while ((attr = next_attr(&at, &len))) {
		unsigned int type = attr->nla_type & NLA_TYPE_MASK;
		unsigned int size = attr->nla_len - NLA_HDRLEN;

		if (type == NLMSGERR_ATTR_MSG) {
			sentence = is_text(attr) && size > 1;
			if (!sentence)
				finding(findings, "a sentence of %u bytes is no text", size);
		}
		if (type != NLMSGERR_ATTR_OFFS && type != NLMSGERR_ATTR_MISS_TYPE)
			continue;
		if (size != sizeof(value)) {
			finding(findings, "reason %u of %u bytes", type, size);
			continue;
		}
		memcpy(&value, attr + 1, sizeof(value));
		if (type == NLMSGERR_ATTR_OFFS &&
		    (value < NLMSG_HDRLEN || value >= request_len))
			finding(findings, "the bad attribute is said to be at %u of %u bytes",
				value, request_len);
	}
	if (len)
		finding(findings, "%u bytes are left over behind the reasons", len);
	return sentence;
}

static int judge_code(int code, struct findings *findings)
{
	if (code > 0 || code < -MAX_ERRNO)
		finding(findings, "%d is no error", code);
	return -code;
}

/* @skip: from the start of the message to the reasons */
static bool judge_rest(const struct nlmsghdr *nlh, unsigned int skip,
		       uint32_t request_len, struct findings *findings)
{
	/* Kernels differ in whether what they quote is padded. */
	if (skip > NLMSG_ALIGN(nlh->nlmsg_len)) {
		finding(findings, "an error of %u bytes, of which %u are missing",
			nlh->nlmsg_len, skip - nlh->nlmsg_len);
		return false;
	}
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
		return judge_reasons((const unsigned char *)nlh + skip,
				     nlh->nlmsg_len - skip, request_len, findings);
	if (NLMSG_ALIGN(nlh->nlmsg_len) != skip)
		finding(findings, "%u bytes behind an error without reasons",
			nlh->nlmsg_len - skip);
	return false;
}

int judge_error(const struct nlmsghdr *nlh, uint32_t request_len, bool *sentence,
		struct findings *findings)
{
	const struct nlmsgerr *error = (const void *)(nlh + 1);
	unsigned int skip = NLMSG_HDRLEN + sizeof(*error);

	*sentence = false;
	if (nlh->nlmsg_len < skip) {
		finding(findings, "an error of %u bytes", nlh->nlmsg_len);
		return 0;
	}
	if (error->msg.nlmsg_len != request_len || error->msg.nlmsg_seq != nlh->nlmsg_seq)
		finding(findings, "an error that is about another request");
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) && error->error)
		skip += NLMSG_ALIGN(request_len - NLMSG_HDRLEN);
	*sentence = judge_rest(nlh, skip, request_len, findings);
	return judge_code(error->error, findings);
}

int judge_end(const struct nlmsghdr *nlh, bool *sentence, struct findings *findings)
{
	unsigned int skip = NLMSG_HDRLEN + sizeof(int);
	int code;

	*sentence = false;
	if (nlh->nlmsg_len < skip || !(nlh->nlmsg_flags & NLM_F_MULTI)) {
		finding(findings, "an end of a dump of %u bytes with flags 0x%x",
			nlh->nlmsg_len, nlh->nlmsg_flags);
		return 0;
	}
	memcpy(&code, nlh + 1, sizeof(code));
	*sentence = judge_rest(nlh, skip, nlh->nlmsg_len, findings);
	return judge_code(code, findings);
}
