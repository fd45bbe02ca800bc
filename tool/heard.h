/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What was heard of a failure outside of the machine: a line each, with the time when
 * it came, as `ringside-vm fail` keeps them.
 */
#ifndef HEARD_H
#define HEARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "klog.h"

/* The network is the guest's as well, but who asked there was outside. */
enum who { HOST, GUEST, PROCESS, CONTAINER, SERVICE, NETWORK, WHO };

struct beats {
	uint64_t *at;		/* ns, in order */
	size_t n, room;
};

struct heard {
	struct beats beats[WHO];
	uint64_t first, last;	/* ns, of any line until the machine was gone, or let go */
	uint64_t failed;	/* when the kernel said that it is going to fail, or ABSENT */
	uint64_t reset, up;	/* ABSENT: it was not reset, it did not come up again */
	uint64_t took;		/* ns from the reset until then, or ABSENT */
	bool no_network;	/* in the guest: nobody was asked there */
	uint64_t synced, unsynced;	/* the last record that was acknowledged */
	struct klog console;	/* from the failure on, until the machine was reset */
};

const char *who_word(enum who who);
/* false: there is no such file, see errno. For heard_free(). */
bool heard_read(const char *path, struct heard *heard);
void heard_free(struct heard *heard);
/* Whether there was anything to hear. */
bool heard_has(const struct heard *heard, enum who who);
/* Beats before the failure, and after it until the end. */
void heard_count(const struct heard *heard, enum who who, size_t *before, size_t *after);
/* Whether it was heard until the end. */
bool heard_lives(const struct heard *heard, enum who who);

#endif
