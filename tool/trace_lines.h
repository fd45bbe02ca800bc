/* SPDX-License-Identifier: GPL-2.0 */
/* What `trace` prints: a line for each crossing, as they come, and the sum. */
#ifndef TRACE_LINES_H
#define TRACE_LINES_H

#include "crossings.h"
#include "pictures.h"
#include "tally.h"

/* Numbers of syscalls whose names are looked at once */
#define FILTERED	1024

struct trace_lines {
	const char *filter;	/* as --class has it, NULL: all */
	char chosen[RINGSIDE_ABI_MAX + 1][FILTERED];	/* 0: not asked yet */
	uint64_t hides;		/* pid of the held command: the call it was held in; then 0 */
	struct crossings *crossings;
	struct pictures *pictures;	/* of the same, or NULL */
	uint64_t first, last;	/* times of the first event and of the newest */
	uint64_t lost;		/* events, as those that were received said */
	struct tally tally;
	uint64_t n_lines, n_not_shown;
	bool begun;		/* the head was printed */
	bool quiet;		/* what comes is not shown */
};

void trace_lines_begin(struct trace_lines *lines);
/* A document with the lines of these events, if there are any; an exit code. */
int trace_lines_put(struct trace_lines *lines, const struct event *events, size_t n);
/* No lines, but pictures and sum have them. */
void trace_lines_skip(struct trace_lines *lines, const struct event *events, size_t n);
/* The sum; an exit code. */
int trace_lines_end(struct trace_lines *lines, const struct end_of_events *end);
void trace_lines_drop(struct trace_lines *lines);

#endif
