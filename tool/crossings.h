/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From events to crossings: an entry and its exit become one, with the time in ring
 * 0 between them and the time in ring 3 before. Knows no module and prints nothing.
 */
#ifndef CROSSINGS_H
#define CROSSINGS_H

#include "family_events.h"

#include <stdbool.h>

/* How a crossing ended, as far as can be told */
enum crossing_end {
	RETURNED,
	UNTOLD,		/* nothing tells when: faults, exceptions, interrupts */
	NEVER,		/* its task ended inside */
	UNSEEN,		/* its exit was lost */
};

struct crossing {
	struct event event;	/* that it is known by: its first, or a later one */
	uint64_t kind;		/* enum ringside_kind; EVENT: no crossing */
	enum crossing_end end;
	uint64_t began;		/* ns as in the events, ABSENT: not seen */
	uint64_t since;		/* ns when what came before it ended, ABSENT: not seen */
	uint64_t ring_0;	/* ns until it left, with the wait; ABSENT: nobody knows */
	uint64_t waited;	/* ns of that without a CPU */
	uint64_t ring_3;	/* ns there before, on a CPU */
	bool at_most;		/* as nothing told when it came back there */
	bool missed_entry;	/* lost, or before the watch began */
};

struct crossings;

/* A task had no CPU. */
struct absence {
	uint64_t pid, cpu;	/* where it goes on */
	uint64_t since;		/* as in a crossing; ABSENT, too, in a syscall */
	uint64_t from, to;	/* ns */
};

/*
 * ns; ABSENT if one of them is. What one CPU tells may be a moment earlier than what was
 * read of another one before: that is 0.
 */
uint64_t between(uint64_t from, uint64_t to);

typedef void (*crossing_fn)(const struct crossing *crossing, void *arg);
typedef void (*absence_fn)(const struct absence *absence, void *arg);

/* @fn is told each crossing when it is over, or can never be; @away, unless NULL, each absence. */
struct crossings *crossings_new(crossing_fn fn, absence_fn away, void *arg);
void crossings_take(struct crossings *crossings, const struct event *event);
/* Tells what is known of page faults that may still become signals. */
void crossings_settle(struct crossings *crossings);
/* Tasks that are inside a syscall now. */
size_t crossings_inside(const struct crossings *crossings);
void crossings_free(struct crossings *crossings);

#endif
