// SPDX-License-Identifier: GPL-2.0
/* What the kernel's messages mean to the question under way. */
#include "nl_object.h"
#include "nl_session.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>
#include <linux/ringside.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>

#define MAX_ERRNO	4095

static const char *hint_if_busy(int command)
{
	switch (command) {
	case RINGSIDE_CMD_WATCH_ADD:
		return "rmmod ringside && insmod module/ringside.ko watches=63";
	case RINGSIDE_CMD_CONFIG_SET:
		return "ps -C ringside   (who watches), and the same again when they have ended";
	default:
		return "the same again, when the other one has ended";
	}
}

static const char *hint_for(int command, int error)
{
	switch (error) {
	case EPERM:
	case EACCES:
		return "sudo ringside ... (CAP_PERFMON or CAP_SYS_ADMIN, outside of containers)";
	case ESRCH:
		return "ps -e";
	case EOPNOTSUPP:
		return "rmmod ringside && insmod module/ringside.ko   (without follow=0)";
	case EBUSY:
		return hint_if_busy(command);
	case ETIMEDOUT:
		return "dmesg | grep -A 9 stuck, then reboot: nothing else gets the CPU back";
	default:
		return "ringside doctor";
	}
}

/*
 * The sentence of an extended ACK. Its attributes follow the error code and,
 * unless the kernel capped it, the request that was refused.
 */
static void sentence(struct nlmsghdr *hdr, int skip, char *text, size_t size)
{
	struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG] = { .type = NLA_STRING },
	};
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];
	int length = nlmsg_datalen(hdr) - skip;
	char *head = (char *)nlmsg_data(hdr) + skip;

	text[0] = '\0';
	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS) || length <= 0)
		return;
	if (nla_parse(attrs, NLMSGERR_ATTR_MAX, (struct nlattr *)head, length, policy) < 0)
		return;
	if (attrs[NLMSGERR_ATTR_MSG])
		nla_strlcpy(text, attrs[NLMSGERR_ATTR_MSG], size);
}

static void refused(struct session *session, int error, struct nlmsghdr *hdr, int skip)
{
	const char *hint = hint_for(session->command, error);
	char text[256];

	sentence(hdr, skip, text, sizeof(text));
	session->failure.error = error;
	if (*text)
		session_fail(session, REFUSED, hint, "the kernel refused: %s (%s)", text,
			     strerror(error));
	else
		session_fail(session, REFUSED, hint, "the kernel refused: %s", strerror(error));
	session->done = true;
}

#define FIRST_ROOM	(16 * 1024)	/* bytes */

/* ->rows grows with a dump; a single answer has its place already. */
static char *place(struct session *session)
{
	if (session->n == session->room) {
		session->room = session->room ? session->room * 2 :
				FIRST_ROOM / session->answer->size + 1;
		session->rows = must(realloc(session->rows, session->room * session->answer->size));
	}
	return session->rows + session->n * session->answer->size;
}

/* An error is negative and small; another number is not the kernel's. */
static int errno_of(int error)
{
	return error < 0 && error >= -MAX_ERRNO ? -error : EPROTO;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *error, void *arg)
{
	struct nlmsghdr *hdr = (struct nlmsghdr *)((char *)error - NLMSG_HDRLEN);
	uint32_t request = error->msg.nlmsg_len;
	int skip = sizeof(*error);

	(void)from;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED) && request > sizeof(error->msg) &&
	    request < hdr->nlmsg_len)
		skip += (int)NLMSG_ALIGN(request - sizeof(error->msg));
	refused(arg, errno_of(error->error), hdr, skip);
	return NL_STOP;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct session *session = arg;
	struct genlmsghdr *genl;

	if (!genlmsg_valid_hdr(hdr, 0) || !session->answer)
		goto malformed;
	genl = genlmsg_hdr(hdr);
	if (genl->cmd != session->command ||
	    !take_object(session->answer, genlmsg_attrdata(genl, 0),
			 genlmsg_attrlen(genl, 0), place(session)))
		goto malformed;
	session->n++;
	return NL_OK;
malformed:
	session->malformed = true;
	return NL_OK;
}

/* libnl does not look at the error that the end of a dump can carry. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct session *session = arg;
	int error = 0;

	if (nlmsg_datalen(hdr) >= (int)sizeof(error))
		memcpy(&error, nlmsg_data(hdr), sizeof(error));
	if (error)
		refused(session, errno_of(error), hdr, sizeof(error));
	session->done = true;
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	(void)msg;
	((struct session *)arg)->done = true;
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	(void)msg;
	((struct session *)arg)->interrupted = true;
	return NL_OK;
}

void listen_for_answers(struct session *session)
{
	nl_cb_set(session->cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, session);
	nl_cb_set(session->cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, session);
	nl_cb_set(session->cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, session);
	nl_cb_set(session->cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, session);
	nl_cb_err(session->cb, NL_CB_CUSTOM, on_error, session);
}
