// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "model.h"

/*
 * What the spec cannot say: how a request that is well formed may fail for what
 * it names, by the attribute that names it.
 */
static const struct {
	const char *attr;
	__uint128_t errnos;
} foreseen[] = {
	/* gone, or without a roster */
	{ "watch", ERRNO(ENOENT) | ERRNO(ENODATA) },
	{ "cpu", ERRNO(ENOENT) },
	/* a watch to end, perhaps another socket's */
	{ "id", ERRNO(ENOENT) | ERRNO(EPERM) },
	/* a process to watch: gone, a kernel thread, one too many */
	{ "pid", ERRNO(ESRCH) | ERRNO(EINVAL) | ERRNO(EBUSY) },
	/* of no process */
	{ "roster", ERRNO(EINVAL) },
	/* without syscalls, without a time stamp counter, without nohz_full= */
	{ "timing", ERRNO(EOPNOTSUPP) },
	{ "signals", ERRNO(EOPNOTSUPP) },
	{ "tracking", ERRNO(EOPNOTSUPP) },
	{ "creds", ERRNO(EOPNOTSUPP) },
	/* for as long as there are watches */
	{ "syscalls", ERRNO(EBUSY) },
	/*
	 * for as long as another socket has stamps; more than there is memory for; of
	 * a watch without a process
	 */
	{ "room", ERRNO(EBUSY) | ERRNO(ENOMEM) | ERRNO(EINVAL) },
};

/* The same of requests that name nothing, by the request */
static const struct {
	const char *op;
	__uint128_t errnos;
} foreseen_always[] = {
	/* without stamps of this socket; while they are still taken */
	{ "stamp-stop", ERRNO(ENOENT) },
	{ "stamp-get", ERRNO(ENOENT) | ERRNO(EBUSY) },
	/* of another socket's watch; of one that keeps none; an answer too many */
	{ "trace-read", ERRNO(EPERM) | ERRNO(ENODATA) | ERRNO(EAGAIN) },
};

/* What is refused for as long as somebody has switched syscalls, or creds, off */
static const char *const about_calls[] = {
	"syscall-get", "error-get", "watch-add", "cred-get", "refusal-get",
	"stamp-start"
};

static __uint128_t foreseen_without_calls(const struct op_spec *op)
{
	unsigned int i;

	for (i = 0; i < sizeof(about_calls) / sizeof(*about_calls); i++)
		if (!strcmp(about_calls[i], op->name))
			return ERRNO(EOPNOTSUPP);
	return 0;
}

static __uint128_t foreseen_of_op(const struct op_spec *op)
{
	unsigned int i;

	for (i = 0; i < sizeof(foreseen_always) / sizeof(*foreseen_always); i++)
		if (!strcmp(foreseen_always[i].op, op->name))
			return foreseen_always[i].errnos;
	return 0;
}

/* A dump that is about something must say about what, as all that is no dump. */
static bool must_name(const struct op_spec *op)
{
	return op->request && (!op->dump || !strncmp(op->name, "member-", 7));
}

static __uint128_t foreseen_of(const char *attr)
{
	unsigned int i;

	for (i = 0; i < sizeof(foreseen) / sizeof(*foreseen); i++)
		if (!strcmp(foreseen[i].attr, attr))
			return foreseen[i].errnos;
	return 0;
}

/* Of all attributes that were there */
static __uint128_t foreseen_of_all(const struct set_spec *set, uint32_t seen)
{
	__uint128_t errnos = 0;
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (seen & 1U << set->attrs[i].type)
			errnos |= foreseen_of(set->attrs[i].name);
	return errnos;
}

/* Every attribute of a request by itself: 0, or how it must be refused */
static __uint128_t judge_attr(const struct op_spec *op, const struct nlattr *attr)
{
	unsigned int type = attr->nla_type & NLA_TYPE_MASK;
	unsigned int len = attr->nla_len - NLA_HDRLEN;
	const struct attr_spec *spec = find_attr(op->set, type);
	uint64_t value = 0;

	if (!spec || !(op->request & 1U << type))
		return ERRNO(EINVAL);
	if (attr->nla_type & NLA_F_NESTED)
		return ERRNO(EINVAL);
	if (len != (spec->kind == KIND_U64 ? 8 : 4))
		return ERRNO(EINVAL) | ERRNO(ERANGE);
	memcpy(&value, attr + 1, len);
	return value < spec->min || value > spec->max ? ERRNO(ERANGE) : 0;
}

/* The first that is wrong decides. *@seen: the types that were there */
static __uint128_t judge_attrs(const struct op_spec *op, const unsigned char *attrs,
			       unsigned int len, uint32_t *seen)
{
	const struct nlattr *attr = (const void *)attrs;
	unsigned int step;
	__uint128_t wrong;

	*seen = 0;
	while (len >= NLA_HDRLEN && attr->nla_len >= NLA_HDRLEN && attr->nla_len <= len) {
		wrong = judge_attr(op, attr);
		if (wrong)
			return wrong;
		*seen |= 1U << (attr->nla_type & NLA_TYPE_MASK);
		step = NLA_ALIGN(attr->nla_len);
		if (step >= len)
			return 0;
		len -= step;
		attr = (const void *)((const char *)attr + step);
	}
	return len ? ERRNO(EINVAL) : 0;
}

static __uint128_t judge_header(const struct nlmsghdr *nlh, const struct asker *asker)
{
	const struct genlmsghdr *genl = (const void *)(nlh + 1);
	unsigned int known = NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO;
	unsigned int flags = nlh->nlmsg_flags;

	if ((flags & NLM_F_DUMP) == NLM_F_DUMP)
		flags &= ~NLM_F_DUMP;
	if (asker->lax_headers || (!genl->reserved && !(flags & ~known)))
		return 0;
	return ERRNO(EINVAL);
}

static void well_formed(const struct op_spec *op, uint32_t seen,
			const struct asker *asker, struct verdict *verdict)
{
	verdict->answer = op->dump ? ANSWER_DUMP : ANSWER_DO;
	verdict->op = op;
	verdict->refused = false;
	verdict->errnos |= foreseen_of_all(op->set, seen) | foreseen_of_op(op) |
			   foreseen_without_calls(op);
	if (asker->unprivileged) {
		verdict->errnos = ERRNO(EPERM);
		verdict->refused = true;
	} else if (must_name(op) && !seen) {
		verdict->errnos = ERRNO(EINVAL);
		verdict->refused = true;
	}
}

/* A request for the family, as long as its header at least */
static void for_family(const struct nlmsghdr *nlh, struct asker *asker,
		       struct verdict *verdict)
{
	const struct genlmsghdr *genl = (const void *)(nlh + 1);
	const unsigned char *attrs = (const void *)(genl + 1);
	unsigned int len = nlh->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const struct op_spec *op = find_op(genl->cmd);
	uint32_t seen;

	verdict->errnos = judge_header(nlh, asker);
	if (!op || op->dump != dump)
		verdict->errnos |= ERRNO(EOPNOTSUPP);
	if (verdict->errnos)
		return;
	verdict->errnos = judge_attrs(op, attrs, len, &seen);
	if (!verdict->errnos)
		well_formed(op, seen, asker, verdict);
	/* Refused before the attributes are looked at */
	if (dump && asker->dumping)
		verdict->errnos |= ERRNO(EBUSY);
	asker->dumping |= verdict->answer == ANSWER_DUMP;
}

static void judge_request(const struct nlmsghdr *nlh, struct asker *asker,
			  struct verdict *verdict)
{
	bool ack = nlh->nlmsg_flags & NLM_F_ACK;

	memset(verdict, 0, sizeof(*verdict));
	verdict->answer = ANSWER_DO;
	verdict->refused = true;
	verdict->ack = ack;
	verdict->len = nlh->nlmsg_len;
	if (!(nlh->nlmsg_flags & NLM_F_REQUEST) || nlh->nlmsg_type < NLMSG_MIN_TYPE) {
		verdict->answer = ack ? ANSWER_ACK : ANSWER_NONE;
		verdict->refused = false;
		return;
	}
	if (nlh->nlmsg_type != asker->family || asker->elsewhere)
		verdict->errnos = ERRNO(ENOENT);
	else if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		verdict->errnos = ERRNO(EINVAL);
	else
		for_family(nlh, asker, verdict);
	/* The kernel says so when it finds the module leaving. */
	if (asker->module_comes_and_goes)
		verdict->errnos |= ERRNO(ENOENT) | ERRNO(EPROTONOSUPPORT);
}

/* Other families are no business of ours, however the number came about. */
static void leave_others_alone(struct nlmsghdr *nlh, const struct asker *asker)
{
	if (nlh->nlmsg_type >= NLMSG_MIN_TYPE && nlh->nlmsg_type <= GENL_MAX_ID &&
	    nlh->nlmsg_type != asker->family && nlh->nlmsg_type != asker->stranger)
		nlh->nlmsg_type += GENL_MAX_ID;
}

bool next_request(struct datagram *datagram, unsigned int *at, uint32_t seq,
		  struct asker *asker, struct verdict *verdict)
{
	struct nlmsghdr *nlh = (void *)(datagram->bytes + *at);
	unsigned int left = datagram->len - *at;

	if (left < NLMSG_HDRLEN || nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > left)
		return false;
	nlh->nlmsg_seq = seq;
	leave_others_alone(nlh, asker);
	judge_request(nlh, asker, verdict);
	*at += NLMSG_ALIGN(nlh->nlmsg_len) < left ? NLMSG_ALIGN(nlh->nlmsg_len) : left;
	return true;
}
