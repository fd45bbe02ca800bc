// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/genetlink.h>

#include "nl.h"

#define ATTR_TYPE(attr) ((attr)->nla_type & NLA_TYPE_MASK)

const void *nl_data(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

size_t nl_size(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

/* u32 and u64 alike; an attribute that is not there counts as 0 */
uint64_t nl_u64(const struct nlattr *attr)
{
	uint64_t wide = 0;

	if (attr)
		memcpy(&wide, nl_data(attr),
		       nl_size(attr) < sizeof(wide) ? nl_size(attr) : sizeof(wide));
	return wide;
}

const struct nlattr *nl_next(const void *start, size_t len,
			     const struct nlattr *at)
{
	const char *end = (const char *)start + len;
	const char *next = at ? (const char *)at + NLA_ALIGN(at->nla_len) : start;
	const struct nlattr *attr = (const void *)next;

	if (end - next < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN ||
	    attr->nla_len > end - next)
		return NULL;
	return attr;
}

void nl_parse(const void *attrs, size_t len, const struct nlattr **table)
{
	const struct nlattr *attr = NULL;

	memset(table, 0, NL_TYPES * sizeof(*table));
	while ((attr = nl_next(attrs, len, attr)))
		if (ATTR_TYPE(attr) < NL_TYPES)
			table[ATTR_TYPE(attr)] = attr;
}

static int send_to(struct nl *nl, uint16_t type, uint8_t cmd, uint16_t flags,
		   const void *attrs, size_t len)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		char attrs[1024];
	} req = {
		.nlh.nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN) + len,
		.nlh.nlmsg_type = type,
		.nlh.nlmsg_flags = NLM_F_REQUEST | flags,
		.nlh.nlmsg_seq = ++nl->seq,
		.genl.cmd = cmd,
		.genl.version = RINGSIDE_FAMILY_VERSION,
	};

	if (len > sizeof(req.attrs))
		return -EMSGSIZE;
	memcpy(req.attrs, attrs, len);
	nl->sentence[0] = '\0';
	if (send(nl->fd, &req, req.nlh.nlmsg_len, 0) < 0)
		return -errno;
	return 0;
}

int nl_send(struct nl *nl, uint8_t cmd, uint16_t flags, const void *attrs,
	    size_t len)
{
	return send_to(nl, nl->family, cmd, flags, attrs, len);
}

static void keep_sentence(struct nl *nl, const struct nlmsghdr *nlh,
			  const void *attrs)
{
	const struct nlattr *table[NL_TYPES];
	size_t skip = (const char *)attrs - (const char *)nlh;
	const struct nlattr *text;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS) || nlh->nlmsg_len < skip)
		return;
	nl_parse(attrs, nlh->nlmsg_len - skip, table);
	text = table[NLMSGERR_ATTR_MSG];
	if (text)
		snprintf(nl->sentence, sizeof(nl->sentence), "%.*s",
			 (int)nl_size(text), (const char *)nl_data(text));
}

/* 1: this was the last message */
static int take_end(struct nl *nl, const struct nlmsghdr *nlh, int *result)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const char *attrs;

	if (nlh->nlmsg_type == NLMSG_DONE) {
		*result = *(const int *)NLMSG_DATA(nlh);
		keep_sentence(nl, nlh, (const char *)err + sizeof(int));
		return 1;
	}
	if (nlh->nlmsg_type != NLMSG_ERROR)
		return 0;
	*result = err->error;
	attrs = (const char *)err + sizeof(*err);
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		attrs += err->msg.nlmsg_len - sizeof(err->msg);
	keep_sentence(nl, nlh, attrs);
	return 1;
}

static void hand_over(const struct nlmsghdr *nlh, nl_row_fn fn, void *arg)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct nl_msg msg = {
		.cmd = genl->cmd,
		.payload = (const char *)genl + GENL_HDRLEN,
		.len = nlh->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN),
	};

	if (!fn)
		return;
	nl_parse(msg.payload, msg.len, msg.attrs);
	fn(&msg, arg);
}

/* Until the acknowledgment of a do or the end of a dump has come. */
int nl_receive(struct nl *nl, nl_row_fn fn, void *arg)
{
	static char buf[1 << 16] __attribute__((aligned(8)));
	int interrupted = 0;
	int result = 0;

	for (;;) {
		ssize_t n = recv(nl->fd, buf, sizeof(buf), 0);
		struct nlmsghdr *nlh = (void *)buf;

		if (n < 0)
			return -errno;
		for (; NLMSG_OK(nlh, n); nlh = NLMSG_NEXT(nlh, n)) {
			if (nlh->nlmsg_seq != nl->seq)
				continue;
			interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
			if (!take_end(nl, nlh, &result))
				hand_over(nlh, fn, arg);
			else
				return result ? result : interrupted ? -EINTR : 0;
		}
	}
}

int nl_call(struct nl *nl, uint8_t cmd, uint16_t flags, uint16_t attr,
	    uint32_t value, nl_row_fn fn, void *arg)
{
	struct {
		struct nlattr head;
		uint32_t value;
	} one = { { sizeof(one), attr }, value };
	int err = nl_send(nl, cmd, flags, &one, attr ? sizeof(one) : 0);

	return err ? err : nl_receive(nl, fn, arg);
}

static void take_family(const struct nl_msg *msg, void *arg)
{
	*(uint16_t *)arg = nl_u64(msg->attrs[CTRL_ATTR_FAMILY_ID]);
}

int nl_open(struct nl *nl)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	struct {
		struct nlattr head;
		char name[NLA_ALIGN(sizeof(RINGSIDE_FAMILY_NAME))];
	} name = {
		{ NLA_HDRLEN + sizeof(RINGSIDE_FAMILY_NAME), CTRL_ATTR_FAMILY_NAME },
		RINGSIDE_FAMILY_NAME
	};
	int one = 1;
	int err;

	memset(nl, 0, sizeof(*nl));
	nl->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (nl->fd < 0)
		return -errno;
	setsockopt(nl->fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	if (bind(nl->fd, (struct sockaddr *)&addr, sizeof(addr)) < 0)
		err = -errno;
	else
		err = send_to(nl, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, NLM_F_ACK,
			      &name, sizeof(name));
	if (!err)
		err = nl_receive(nl, take_family, &nl->family);
	if (err)
		nl_close(nl);
	return err;
}

void nl_close(struct nl *nl)
{
	if (nl->fd >= 0)
		close(nl->fd);
	nl->fd = -1;
}
