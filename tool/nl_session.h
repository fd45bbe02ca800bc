/* SPDX-License-Identifier: GPL-2.0 */
/* A session, as the two files know it that talk to libnl. */
#ifndef NL_SESSION_H
#define NL_SESSION_H

#include "nl.h"

struct nl_cb;
struct nl_sock;

struct session {
	struct nl_sock *sock;
	struct nl_cb *cb;
	int family;
	struct failure failure;
	/* The question under way. */
	int command;		/* that the answers carry */
	const struct object *answer;
	char *rows;		/* n answers, room for more */
	size_t n, room;
	bool done, interrupted, malformed;
};

/* What session->cb makes of the kernel's messages will be in the session. */
void listen_for_answers(struct session *session);

#endif
