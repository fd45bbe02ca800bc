/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Questions to a generic netlink family, without libnl in sight: an object
 * says which attribute goes where in a plain struct.
 *
 * Functions return an exit code; when it is not DONE, session_failure() has
 * the sentence and session_report() prints it.
 */
#ifndef NL_H
#define NL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct session;

enum field_kind { FIELD_U16, FIELD_U32, FIELD_U64, FIELD_TEXT, FIELD_NESTS };

/*
 * Every number becomes a uint64_t, ABSENT when the kernel did not send it; a
 * missing text is empty. A FIELD_NESTS fills an array and, at @count, its size_t.
 */
struct field {
	int attr;		/* 0 after the last one */
	enum field_kind kind;
	size_t offset;
	size_t room;		/* bytes of a text, places for nests */
	const struct object *nest;
	size_t count;
};

struct object {
	const struct field *fields;
	int max;		/* highest attribute of the set */
	size_t size;		/* of the struct */
};

/* What a request asks about; attr 0: nothing. @more: and that, too. */
struct argument {
	int attr;
	uint32_t value;
	const struct argument *more;
};

struct failure {
	int code;		/* enum exit_code */
	int error;		/* errno, 0 when the kernel did not give one */
	char message[512];
	char hint[160];
};

/*
 * Another end to talk to than the kernel, for tests that play it. answer() gives
 * the length of the next datagram, in memory for the session to free, or 0 when
 * none comes.
 */
struct nlmsghdr;
struct wire {
	void (*ask)(const struct nlmsghdr *question);
	int (*answer)(unsigned char **datagram);
};

/* For all sessions that are opened from now on; NULL: the kernel. */
void session_wire(const struct wire *wire);

/* *@session is there to be asked for its failure, and to be closed, always. */
int session_open(struct session **session);
void session_close(struct session *session);
const struct failure *session_failure(const struct session *session);
int session_report(const struct session *session);
__attribute__((format(printf, 4, 5)))
int session_fail(struct session *session, int code, const char *hint, const char *format, ...);

/* @answer NULL: none is expected. */
int session_do(struct session *session, int command, struct argument argument,
	       const struct object *answer, void *into);
/* *@rows is an array of @n structs, the caller's to free; if DONE, never NULL. */
int session_dump(struct session *session, int command, struct argument argument,
		 const struct object *row, void *rows, size_t *n);

#endif
