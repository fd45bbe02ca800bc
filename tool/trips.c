// SPDX-License-Identifier: GPL-2.0
#include "trips.h"
#include "family_stamps.h"
#include "output.h"
#include "text.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

/* The first few find nothing in the caches yet, and are dropped. */
#define WARM_UP		16
/* Stamps of one trip, in the mean, and of the questions around all. */
#define ROOM_PER_TRIP	8
#define ROOM_AROUND	64

int bind_to_cpu(void)
{
	cpu_set_t may, one;

	if (sched_getaffinity(0, sizeof(may), &may))
		return -1;
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (!CPU_ISSET(cpu, &may))
			continue;
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		if (!sched_setaffinity(0, sizeof(one), &one))
			return cpu;
	}
	return -1;
}

/* Each trip's first mark, and where the last one's end. */
static void repeat(const struct subject *subject, size_t repetitions, size_t *begin)
{
	for (size_t i = 0; i < repetitions; i++) {
		begin[i] = marks.n;
		subject->once(i);
	}
	begin[repetitions] = marks.n;
}

/*
 * Whether the moments can have been in this order. What page faults and
 * exceptions began ends without a word, all else must be closed by its like.
 */
static bool is_ordered(const struct moment *m, size_t n)
{
	bool in_call = false, away = false;
	uint64_t before = 0;

	for (; n; n--, m++) {
		bool is_back = m->where == RINGSIDE_STAMP_IN;

		if (m->first < before || m->last < m->first)
			return false;
		before = m->last;
		if (is_back != away)
			return false;
		if (in_call && (m->where == IN_RING_3 || m->where == RINGSIDE_STAMP_ENTRY))
			return false;
		if (!in_call && m->where == RINGSIDE_STAMP_EXIT)
			return false;
		in_call = m->where == RINGSIDE_STAMP_ENTRY ||
			  (in_call && m->where != RINGSIDE_STAMP_EXIT);
		away = m->where == RINGSIDE_STAMP_OUT;
	}
	return !in_call && !away;
}

static struct moment of_mark(uint64_t at)
{
	return (struct moment){ .where = IN_RING_3, .first = at, .last = at };
}

static struct moment of_stamp(const struct stamp_row *s)
{
	return (struct moment){ s->where, s->abi, s->nr, s->first, s->last };
}

/*
 * Both lists are in the order in which things were done. So a stamp belongs
 * behind all marks that are earlier; before a trip's first one it is of what is
 * in between.
 */
static void merge(struct trips *t, const size_t *begin, const struct stamp_row *stamps, size_t n)
{
	size_t used = 0, next = 0;

	for (size_t i = 0; i < t->n; i++) {
		t->begin[i] = used;
		for (size_t j = begin[i]; j < begin[i + 1]; j++) {
			for (; next < n && stamps[next].first < marks.at[j]; next++)
				if (j > begin[i])
					t->moments[used++] = of_stamp(&stamps[next]);
			t->moments[used++] = of_mark(marks.at[j]);
		}
		t->unordered += !is_ordered(t->moments + t->begin[i], used - t->begin[i]);
	}
	t->begin[t->n] = used;
}

static int stamped(struct session *session, const struct subject *subject, size_t repetitions,
		   size_t *begin, struct stamps_end *end)
{
	uint64_t khz;
	int code;

	if (!session) {
		repeat(subject, repetitions, begin);
		return DONE;
	}
	code = ask_stamp_start(session, (uint32_t)repetitions * ROOM_PER_TRIP + ROOM_AROUND, &khz);
	if (code != DONE)
		return code;
	repeat(subject, repetitions, begin);
	return ask_stamp_stop(session, end);
}

static int make(struct session *session, const struct subject *subject, size_t all,
		struct trips *trips)
{
	size_t *begin = must(calloc(all + 1, sizeof(*begin)));
	struct stamp_row *stamps = NULL;
	struct stamps_end end = { 0 };
	size_t n = 0;
	int code = stamped(session, subject, all, begin, &end);

	if (code == DONE && session)
		code = ask_stamps(session, &stamps, &n);
	if (code == DONE) {
		trips->n = all - WARM_UP;
		trips->lost = end.lost;
		trips->moments = must(calloc(marks.n + n, sizeof(*trips->moments)));
		trips->begin = must(calloc(trips->n + 1, sizeof(*trips->begin)));
		merge(trips, begin + WARM_UP, stamps, n);
	}
	free(stamps);
	free(begin);
	return code;
}

int trips_make(struct session *session, const struct subject *subject, size_t repetitions,
	       struct trips *trips, const char **why_not)
{
	size_t all = repetitions + WARM_UP;
	size_t size = all * MOST_MARKS * sizeof(*marks.at);
	int code;

	memset(trips, 0, sizeof(*trips));
	*why_not = subject->begin ? subject->begin(all) : NULL;
	if (*why_not)
		return USAGE;
	marks.n = 0;
	marks.at = must(malloc(size));
	/* Not zeros: memory that was only asked for would fault under a mark. */
	memset(marks.at, 0xff, size);
	code = make(session, subject, all, trips);
	free(marks.at);
	if (subject->end)
		subject->end();
	return code;
}

void trips_free(struct trips *trips)
{
	free(trips->moments);
	free(trips->begin);
}
