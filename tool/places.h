/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The same program at several places of one machine: on the host, and in containers
 * of our own making. Each tells what it sees there, and does what it is told to.
 */
#ifndef PLACES_H
#define PLACES_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define TOLD_SIZE	65	/* as in utsname(7) */

/* What it sees from where it is; empty: it cannot tell. */
struct told {
	pid_t pid;
	char host_name[TOLD_SIZE], release[TOLD_SIZE], boot_id[TOLD_SIZE];
};

struct place {
	const char *name;
	bool contained;
	unsigned int calls, pages;	/* its demo: calls of getppid(), pages that it touches */
	pid_t pid;		/* 0: it has ended, or there is none */
	pid_t known_as;		/* its pid as we see it, also afterwards */
	int talk;
	struct told told;
	uint64_t pidns;		/* number of its pid namespace, or ABSENT */
	char *cgroup;		/* NULL: not known */
	uint64_t made;		/* calls, since it has begun to wait for us */
	int signal;		/* that ended it, or 0 */
};

/* NULL: all of them stand, waiting inside a read(). Else what could not be had. */
const char *places_start(struct place *places, size_t n);
/* Ends those that have not ended, and removes their cgroups. */
void places_end(struct place *places, size_t n);

/* Each is one exchange of two calls there; false: nobody answers. */
bool place_does_demo(struct place *place);
bool place_answers(struct place *place);
/* It writes through a null pointer; false: it lives on. */
bool place_fails(struct place *place);

#endif
