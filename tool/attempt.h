/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An attempt to get over the fence: made by a child of its own, judged by us.
 *
 * The child prepares, waits, makes the attempt and ends. What it must not have
 * been able to do, it undoes.
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct session;

#define NO_CAPABILITY	-1
#define NOT_IN_RING_0	-1

struct attempt {
	const char *name;
	const char *means;	/* what it would be good for */
	/* In the child, before it is watched; false: not possible here. */
	bool (*prepare)(void);
	/* 0, or the errno with which it failed; a signal ends it elsewhere. */
	int (*make)(void);
	int ring0;		/* enum ringside_try, the same done by the module */
	int capability;		/* that would be enough */
	const char *capability_name;
	unsigned int namespaces;	/* private ones for the try with it */
};

/* How it went, as the user side saw it. */
struct user_side {
	bool made;		/* false: @why_not */
	const char *why_not;
	bool ended;		/* before the deadline */
	int signal;		/* that the child died of, or 0 */
	int error;		/* errno, or 0 */
};

/* And what the kernel left: with its signal, or in the module's counters. */
struct kernel_side {
	bool trapped;
	uint64_t vector, code;	/* of the exception */
	bool sent;		/* the kernel's signal came without one */
	bool counted;		/* the module says */
	uint64_t nr, abi, error, denied;
	uint64_t errors;	/* how many; one is what is right */
};

struct verdict_of {
	struct user_side user;
	struct kernel_side kernel;
};

/* @capability: the one that is kept. @session NULL: there is no module. */
void attempt(const struct attempt *a, int capability, struct session *session,
	     struct verdict_of *v);

/* Whether both sides tell the same story; ONE_SIDED: there are no two to compare. */
enum agreement { DISAGREE, AGREE, ONE_SIDED };
enum agreement compare_sides(const struct verdict_of *v);
/* Neither a signal nor an errno. */
bool let_through(const struct verdict_of *v);

struct attempt_family {
	const char *name;
	const struct attempt *attempts;
	size_t n;
};

extern const struct attempt_family instruction_attempts;
extern const struct attempt_family memory_attempts;
extern const struct attempt_family permission_attempts;
extern const struct attempt_family seccomp_attempts;

#endif
