/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The roster of a watch: its tasks one by one, also those that have ended. Of a
 * watch that was begun with one.
 */
#ifndef FAMILY_ROSTER_H
#define FAMILY_ROSTER_H

#include "family.h"

/* One task; @process is the number of the first one of its process. */
struct member_row {
	uint64_t number, process, pid, tgid, parent, ended;
	uint64_t entries, errors, denied, faults, exceptions, interrupts;
	uint64_t user, work, wait;
	char comm[TEXT_SIZE];
};

/* One syscall of the task @number. */
struct member_call {
	uint64_t number, abi, nr, entries, errors, denied;
};

/* The caller frees @rows. */
int ask_members(struct session *session, uint32_t watch, struct member_row **rows, size_t *n);
int ask_member_calls(struct session *session, uint32_t watch, struct member_call **rows,
		     size_t *n);

#endif
