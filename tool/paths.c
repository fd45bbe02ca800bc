// SPDX-License-Identifier: GPL-2.0
#include "paths.h"
#include "ringside.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

#define SHARE	10	/* a tenth on either side is outside of a span */

static size_t length(const struct trips *t, size_t trip)
{
	return t->begin[trip + 1] - t->begin[trip];
}

static const struct moment *moments_of(const struct trips *t, size_t trip)
{
	return t->moments + t->begin[trip];
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* FNV-1a, of what the moments are, not of when. */
static uint64_t hash_of(const struct trips *t, size_t trip)
{
	const struct moment *m = moments_of(t, trip);
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < length(t, trip); i++) {
		const uint64_t words[] = { m[i].where, m[i].abi, m[i].nr };

		for (size_t j = 0; j < ARRAY_SIZE(words); j++)
			hash = (hash ^ words[j]) * 0x100000001b3;
	}
	return hash;
}

/* The number that is there most often, of a sorted list. */
static uint64_t most_frequent(const uint64_t *sorted, size_t n)
{
	uint64_t best = 0;
	size_t run = 0, longest = 0;

	for (size_t i = 0; i < n; i++) {
		run = i && sorted[i] == sorted[i - 1] ? run + 1 : 1;
		if (run > longest) {
			longest = run;
			best = sorted[i];
		}
	}
	return best;
}

static struct span span_of(uint64_t *values, size_t n)
{
	qsort(values, n, sizeof(*values), by_number);
	return (struct span){ values[n / SHARE], values[n / 2], values[n - 1 - n / SHARE] };
}

static enum step_kind kind_of(const struct moment *from, const struct moment *to)
{
	bool silent = from->where == RINGSIDE_STAMP_FAULT ||
		      from->where == RINGSIDE_STAMP_EXCEPTION;

	if (from->where == RINGSIDE_STAMP_OUT)
		return STEP_AWAY;
	if (from->where == IN_RING_3)
		return to->where == IN_RING_3 ? STEP_OUTSIDE : STEP_IN;
	if (to->where != IN_RING_3)
		return STEP_INSIDE;
	return silent ? STEP_INSIDE_AND_OUT : STEP_OUT;
}

static uint64_t less(uint64_t from, uint64_t what)
{
	return from > what ? from - what : 0;
}

/* What is told apart of all trips on a path: a row each, a column a trip. */
struct table {
	const struct trips *trips;
	const size_t *on_path;
	size_t n;
	uint64_t clock;
	uint64_t *column;
};

static struct span step_span(const struct table *t, size_t step)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct moment *m = moments_of(t->trips, t->on_path[i]);

		t->column[i] = less(m[step + 1].first - m[step].last, t->clock);
	}
	return span_of(t->column, t->n);
}

static uint64_t own_of(const struct moment *m, size_t n)
{
	uint64_t sum = 0;

	for (; n; n--, m++)
		sum += m->last - m->first;
	return sum;
}

static void sum_up(const struct table *t, struct path *path)
{
	uint64_t *own = must(calloc(t->n, sizeof(*own)));
	uint64_t *net = must(calloc(t->n, sizeof(*net)));

	for (size_t i = 0; i < t->n; i++) {
		const struct moment *m = moments_of(t->trips, t->on_path[i]);

		t->column[i] = m[path->n_steps].first - m[0].last;
		own[i] = own_of(m, path->n_steps + 1);
		net[i] = less(t->column[i], own[i] + path->n_steps * t->clock);
	}
	path->measured = span_of(t->column, t->n);
	path->own = span_of(own, t->n);
	path->net = span_of(net, t->n);
	free(own);
	free(net);
}

/* Fills @on_path, and says how many there are. */
static size_t choose(const struct trips *trips, size_t *on_path)
{
	uint64_t *hash = must(calloc(2 * trips->n, sizeof(*hash)));
	uint64_t *sorted = hash + trips->n, best;
	size_t n = 0;

	for (size_t i = 0; i < trips->n; i++)
		hash[i] = hash_of(trips, i);
	memcpy(sorted, hash, trips->n * sizeof(*hash));
	qsort(sorted, trips->n, sizeof(*hash), by_number);
	best = most_frequent(sorted, trips->n);
	for (size_t i = 0; i < trips->n; i++)
		if (hash[i] == best)
			on_path[n++] = i;
	free(hash);
	return n;
}

void path_find(const struct trips *trips, uint64_t clock, struct path *path)
{
	size_t *on_path = must(calloc(trips->n, sizeof(*on_path)));
	struct table table = { .trips = trips, .on_path = on_path, .clock = clock };
	const struct moment *m;

	memset(path, 0, sizeof(*path));
	table.n = choose(trips, on_path);
	table.column = must(calloc(table.n, sizeof(*table.column)));
	m = moments_of(trips, on_path[0]);
	path->trips = table.n;
	path->n_steps = length(trips, on_path[0]) - 1;
	path->steps = must(calloc(path->n_steps, sizeof(*path->steps)));
	for (size_t i = 0; i < path->n_steps; i++)
		path->steps[i] = (struct step){ kind_of(&m[i], &m[i + 1]), &m[i], &m[i + 1],
						step_span(&table, i) };
	sum_up(&table, path);
	free(table.column);
	free(on_path);
}

void path_free(struct path *path)
{
	free(path->steps);
}

size_t path_crossings(const struct path *path)
{
	size_t n = 0;

	for (size_t i = 0; i < path->n_steps; i++)
		n += path->steps[i].kind == STEP_IN;
	return n;
}
