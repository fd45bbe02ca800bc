/* SPDX-License-Identifier: GPL-2.0 */
/* Of the events of a watch: what was received, what was lost, and that it adds up. */
#ifndef TALLY_H
#define TALLY_H

#include "follow.h"

#include <stdbool.h>

struct tally {
	uint64_t got[RINGSIDE_WHAT_MAX + 1];
	uint64_t told;		/* events lost, of which it was said where */
};

void tally_take(struct tally *tally, const struct event *event);
/* All events lost until this answer */
uint64_t tally_lost(const struct trace *last);
/*
 * The sum, of which @shown things called @unit were shown, and @inside tasks are inside
 * a syscall. Return: whether received and lost are what was counted.
 */
bool tally_put(const struct tally *tally, const struct end_of_events *end, const char *unit,
	       uint64_t shown, size_t inside);

#endif
