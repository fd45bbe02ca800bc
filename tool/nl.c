// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions and questions. Only the files nl*.c know libnl: nl_answer.c takes
 * the answers, nl_object.c the attributes in them.
 */
#include "nl_session.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/ringside.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <netlink/socket.h>

#define ANSWER_SECONDS	10
#define DUMP_TRIES	20
#define BUFFER_SIZE	(64 * 1024)

struct family { uint64_t id; };

static const struct field family_fields[] = {
	{ CTRL_ATTR_FAMILY_ID, FIELD_U16, 0, 0, NULL, 0 },
	{ 0, FIELD_U32, 0, 0, NULL, 0 }
};

static const struct object family_object = {
	family_fields, CTRL_ATTR_MAX, sizeof(struct family),
};

/* NULL: the kernel's. */
static const struct wire *wire;

void session_wire(const struct wire *other)
{
	wire = other;
}

/* ---- failures ---- */

int session_fail(struct session *session, int code, const char *hint, const char *format, ...)
{
	struct failure *failure = &session->failure;
	va_list args;

	failure->code = code;
	snprintf(failure->hint, sizeof(failure->hint), "%s", hint);
	va_start(args, format);
	vsnprintf(failure->message, sizeof(failure->message), format, args);
	va_end(args);
	return code;
}

const struct failure *session_failure(const struct session *session)
{
	return &session->failure;
}

int session_report(const struct session *session)
{
	const struct failure *failure = &session->failure;

	return out_error(failure->code, failure->hint, "%s", failure->message);
}

/* ---- questions ---- */

static int send_question(struct session *session, struct nl_msg *msg)
{
	if (!wire)
		return nl_send_auto(session->sock, msg);
	nl_complete_msg(session->sock, msg);
	wire->ask(nlmsg_hdr(msg));
	return 0;
}

static int receive(struct session *session)
{
	while (!session->done) {
		int error = nl_recvmsgs(session->sock, session->cb);

		if (session->done || error >= 0 || error == -NLE_INTR)
			continue;
		if (error == -NLE_AGAIN)
			return session_fail(session, REFUSED, "dmesg | tail; ringside doctor",
					    "the kernel did not answer within %d seconds",
					    ANSWER_SECONDS);
		/* libnl's word for ENOBUFS. */
		if (error == -NLE_NOMEM)
			return session_fail(session, REFUSED, "the same again",
					    "a part of the kernel's answer was lost: no buffer space available");
		return session_fail(session, REFUSED, "ringside doctor",
				    "cannot receive the kernel's answer: %s",
				    nl_geterror(error));
	}
	return session->failure.code;
}

static void start(struct session *session, int command, const struct object *answer)
{
	session->command = command;
	session->answer = answer;
	session->n = 0;
	session->done = false;
	session->interrupted = false;
	session->malformed = false;
	memset(&session->failure, 0, sizeof(session->failure));
}

/* Sends @msg, takes all answers, frees it. */
static int transact(struct session *session, struct nl_msg *msg)
{
	int error = send_question(session, msg);

	nlmsg_free(msg);
	if (error < 0)
		return session_fail(session, REFUSED, "ringside doctor",
				    "cannot ask the kernel: %s", nl_geterror(error));
	if (receive(session) == DONE && session->malformed)
		session_fail(session, REFUSED, "ringside doctor",
			     "the module's answer does not look as it should: is it of another version?");
	return session->failure.code;
}

static struct nl_msg *question(const struct session *session, int command, int flags,
			       struct argument argument)
{
	struct nl_msg *msg = must(nlmsg_alloc());

	must(genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, session->family, 0, flags,
			 (uint8_t)command, RINGSIDE_FAMILY_VERSION));
	for (const struct argument *arg = &argument; arg && arg->attr; arg = arg->more)
		if (nla_put_u32(msg, arg->attr, arg->value))
			must(NULL);
	return msg;
}

static int one_answer(struct session *session, struct nl_msg *msg, const struct object *answer,
		      void *into)
{
	if (transact(session, msg) == DONE && answer && session->n != 1)
		session_fail(session, REFUSED, "ringside doctor",
			     "the module gave %zu answers to a question with one", session->n);
	if (session->failure.code == DONE && answer)
		memcpy(into, session->rows, answer->size);
	free(session->rows);
	session->rows = NULL;
	session->room = 0;
	return session->failure.code;
}

int session_do(struct session *session, int command, struct argument argument,
	       const struct object *answer, void *into)
{
	start(session, command, answer);
	return one_answer(session, question(session, command, 0, argument), answer, into);
}

/* A reset in the middle of a dump marks it; only a whole one is of use. */
static int whole_dump(struct session *session, int command, struct argument argument,
		      const struct object *row)
{
	for (int i = 0; i < DUMP_TRIES; i++) {
		start(session, command, row);
		if (transact(session, question(session, command, NLM_F_DUMP, argument)) != DONE)
			return session->failure.code;
		if (!session->interrupted)
			return DONE;
	}
	return session_fail(session, REFUSED, "the same again, once nobody resets the counters",
			    "the counters were reset during each of %d attempts to read them",
			    DUMP_TRIES);
}

int session_dump(struct session *session, int command, struct argument argument,
		 const struct object *row, void *rows, size_t *n)
{
	if (whole_dump(session, command, argument, row) != DONE) {
		free(session->rows);
		session->rows = NULL;
		session->n = 0;
	} else if (!session->rows) {
		/* qsort() and its like want no NULL, not even of 0 rows. */
		session->rows = must(calloc(1, row->size));
	}
	memcpy(rows, &session->rows, sizeof(session->rows));
	*n = session->n;
	session->rows = NULL;
	session->room = 0;
	return session->failure.code;
}

/* ---- opening ---- */

/* In the place of libnl's function that receives. */
static int receive_from_wire(struct nl_sock *sock, struct sockaddr_nl *from,
			     unsigned char **answer, struct ucred **credentials)
{
	int length = wire->answer(answer);

	(void)sock;
	(void)credentials;
	memset(from, 0, sizeof(*from));
	from->nl_family = AF_NETLINK;
	return length > 0 ? length : -NLE_AGAIN;
}

static bool set_up_socket(const struct session *session)
{
	struct timeval patience = { .tv_sec = ANSWER_SECONDS };
	int fd = nl_socket_get_fd(session->sock), yes = 1;

	return !nl_socket_set_msg_buf_size(session->sock, BUFFER_SIZE) &&
	       !setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &yes, sizeof(yes)) &&
	       !setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &yes, sizeof(yes)) &&
	       !setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

static int not_found(struct session *session)
{
	if (access("/sys/module/ringside", F_OK))
		return session_fail(session, NOT_LOADED,
				    "insmod module/ringside.ko, or: ringside doctor",
				    "the module ringside is not loaded");
	return session_fail(session, REFUSED, "nsenter --net=/proc/1/ns/net ringside ...",
			    "the module is loaded, but not heard here: it answers in the initial network namespace only");
}

static int resolve(struct session *session)
{
	struct family family = { .id = ABSENT };
	struct nl_msg *msg;

	start(session, CTRL_CMD_NEWFAMILY, &family_object);
	session->family = GENL_ID_CTRL;
	msg = question(session, CTRL_CMD_GETFAMILY, 0, (struct argument){ 0 });
	if (nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, RINGSIDE_FAMILY_NAME))
		must(NULL);
	one_answer(session, msg, &family_object, &family);
	if (session->failure.error == ENOENT)
		return not_found(session);
	if (session->failure.code == DONE && family.id == ABSENT)
		session_fail(session, REFUSED, "ringside doctor",
			     "the kernel names no family number");
	session->family = (int)family.id;
	return session->failure.code;
}

static int open_socket(struct session *session)
{
	int error = nl_connect(session->sock, NETLINK_GENERIC);

	if (error < 0)
		return session_fail(session, REFUSED, "ringside doctor",
				    "cannot open a netlink socket: %s", nl_geterror(error));
	if (!set_up_socket(session))
		return session_fail(session, REFUSED, "ringside doctor",
				    "cannot set up a netlink socket: %s", strerror(errno));
	return DONE;
}

int session_open(struct session **out)
{
	struct session *session = must(calloc(1, sizeof(*session)));
	int code;

	*out = session;
	session->sock = must(nl_socket_alloc());
	session->cb = must(nl_cb_alloc(NL_CB_DEFAULT));
	listen_for_answers(session);
	if (wire)
		nl_cb_overwrite_recv(session->cb, receive_from_wire);
	code = wire ? DONE : open_socket(session);
	return code == DONE ? resolve(session) : code;
}

void session_close(struct session *session)
{
	if (!session)
		return;
	if (session->cb)
		nl_cb_put(session->cb);
	nl_socket_free(session->sock);
	free(session);
}
