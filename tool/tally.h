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
/* Events lost until this answer, but for so many that were told of; ABSENT: not known */
uint64_t tally_rest(const struct trace *last, uint64_t told);
/*
 * The sum, of which @n things called @unit were shown, and @inside tasks are inside
 * a syscall. Return: whether received and lost are what was counted.
 */
bool tally_put(const struct tally *tally, const struct end_of_events *end, const char *unit,
	       uint64_t n, size_t inside);

#endif
