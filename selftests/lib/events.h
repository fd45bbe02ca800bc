/* SPDX-License-Identifier: GPL-2.0 */
/* The events of a watch, as plain structs. */
#ifndef RS_TEST_EVENTS_H
#define RS_TEST_EVENTS_H

#include "rows.h"

#define WHATS		(RINGSIDE_WHAT_MAX + 1)
#define MAX_EVENTS	2048	/* more than one reply holds */

/* Numbers that were not there are -1, but for ret and errno_: 0. */
struct event {
	int what, pid, cpu, abi, nr, vector, interrupt, line, waits, signal, child;
	uint32_t lost;
	uint64_t time, ret;
	int errno_;
};

struct trace {
	int tasks, missed, n;
	uint64_t loss[WHATS];
	struct event event[MAX_EVENTS];
};

/* id, or -errno */
int watch_events(struct nl *nl, int pid, int room);
/* Number of events, or -errno */
int trace_read(struct nl *nl, int id, struct trace *trace);
/* The same in two steps: asks only; takes one answer, -EAGAIN if there is none. */
int trace_ask(struct nl *nl, int id);
int trace_take(struct nl *nl, struct trace *trace);

uint64_t lost_in_all(const struct trace *trace);

#endif
