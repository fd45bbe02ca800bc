/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A failure in ring 3: made by a child of its own that its limits keep from doing
 * harm, judged by us from how it ended.
 */
#ifndef FAILURE_H
#define FAILURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* What the child leaves for us to read once it has ended. */
struct last_words {
	int signal, code;	/* of the fault, from its siginfo; 0: there was none */
	int error;		/* errno that it gave up with, or 0 */
	uint64_t reached;	/* how far it came, in units of the kind */
	unsigned int waiting;	/* threads that have nothing left but to wait */
};

struct user_kind {
	const char *name;
	const char *shows;
	/* In the child. Returns when the failure leaves the process its life. */
	void (*fail)(struct last_words *words);
	/* In the child, before; false: not possible here. */
	bool (*prepare)(void);
	const char *unit;	/* of last_words.reached, NULL: none */
	int signal;		/* that is expected to end it, or 0 */
	int error;		/* that it is expected to give up with, or 0 */
	unsigned int threads;	/* that are expected to wait for ever, or 0 */
};

struct ending {
	bool made;		/* false: it could not be prepared, or did not start */
	int no_container;	/* errno: that is why */
	bool stuck;		/* it waited for itself, and we ended it */
	bool overdue;		/* it did not end in time, nobody knows why */
	int signal;		/* that ended it, or 0 */
	int status;		/* else its exit status */
	struct last_words words;
	uint64_t ns;		/* from its start to its end */
	pid_t pid;
};

extern const struct user_kind user_kinds_faults[], user_kinds_limits[];
extern const size_t n_user_kinds_faults, n_user_kinds_limits;

/* NULL: there is no such kind. */
const struct user_kind *find_user_kind(const char *name);
/* The @i-th of all, NULL after the last one. */
const struct user_kind *user_kind_at(size_t i);

/* @contained: the child is in a container. */
void fail_in_child(const struct user_kind *kind, bool contained, struct ending *ending);
/* Whether it ended the way the kind says. */
bool ended_as_expected(const struct user_kind *kind, const struct ending *ending);

#endif
