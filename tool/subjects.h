/* SPDX-License-Identifier: GPL-2.0 */
/* What can be measured from ring 3 to ring 0 and back: one crossing each. */
#ifndef SUBJECTS_H
#define SUBJECTS_H

#include "tsc.h"

#include <stddef.h>

/* Moments of ring 3, the most that one repetition has of them. */
#define MOST_MARKS	4

/*
 * Where they go: room that is there and touched before, so that keeping one is
 * a store and no page fault.
 */
struct marks {
	uint64_t *at;
	size_t n;
};

extern struct marks marks;

static inline void mark(void)
{
	marks.at[marks.n++] = ticks();
}

struct subject {
	const char *name;
	const char *means;
	/* Before the first of so many repetitions; a reason why not, or NULL. */
	const char *(*begin)(size_t repetitions);
	/* Repetition @i: marks its begin, its end and what may be in between. */
	void (*once)(size_t i);
	void (*end)(void);
	/* Done so often between two marks, since one is too short; 0: once. */
	unsigned int batch;
	/* Families of hooks, beside syscalls, without which the module misses steps. */
	const char *families[2];
};

/* Between whose marks there is nothing: what reading the clock costs. */
extern const struct subject nothing;

extern const struct subject subjects[];
extern const size_t n_subjects;
const struct subject *find_subject(const char *name);
/* All their names, for completion; the caller frees it. */
char *subject_words(void);

#endif
