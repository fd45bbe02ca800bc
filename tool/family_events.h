/* SPDX-License-Identifier: GPL-2.0 */
/* The events of a watch, as the module tells them. */
#ifndef FAMILY_EVENTS_H
#define FAMILY_EVENTS_H

#include "nl.h"

#include <linux/ringside.h>

/* More than fit into one answer */
#define MAX_EVENTS	1536
#define MAX_LOSSES	32

/* What goes with @what alone is ABSENT otherwise. */
struct event {
	uint64_t what;		/* enum ringside_what */
	uint64_t time;		/* ns of a clock whose zero nobody knows */
	uint64_t pid, cpu, lost, abi, nr, ret, error;
	uint64_t vector, interrupt, line, waits, signal, child, was;
};

struct loss {
	uint64_t what, count;
};

struct trace {
	uint64_t tasks, missed;
	struct loss loss[MAX_LOSSES];	/* since the watch began */
	size_t n_losses;
	struct event event[MAX_EVENTS];
	size_t n_events;
};

/* The next events of the watch, oldest first; without any: there is none yet. */
int ask_trace(struct session *session, uint32_t watch, struct trace *trace);
uint64_t lost_of(const struct trace *trace, enum ringside_what what);

#endif
