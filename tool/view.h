/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A view is a table of rows that the module dumps: filtered, sorted, once or
 * as the difference of each interval, of the whole system or of one watch.
 */
#ifndef VIEW_H
#define VIEW_H

#include "output.h"
#include "ringside.h"

struct view {
	const char *key;	/* of the list, in JSON */
	const char *empty;	/* sentence when no row is left */
	size_t row_size;
	const struct column *columns;
	size_t n_columns;	/* the last one is for intervals only: a rate */
	int (*fetch)(struct session *session, uint32_t watch, void *rows, size_t *n);
	bool (*wants)(const struct options *opt, const void *row);
	/* Orders rows by what they are about; 0 when it is the same thing. */
	int (*identity)(const void *a, const void *b);
	/* Leaves in @row what came on top of @before; false: nothing did. */
	bool (*subtract)(void *row, const void *before);
	/* Adds rows up in place and says how many are left; NULL: each is shown. */
	size_t (*gather)(const struct options *opt, void *rows, size_t n);
	/* Orders by the sort key, numbers downwards. */
	int (*compare)(const char *key, const void *a, const void *b);
	/* Cells in the columns' order, the rate not among them. */
	void (*put)(const void *row);
	/* What the rate is of. */
	uint64_t (*count)(const void *row);
	/* Whether times of a row are known; NULL: none are shown. */
	bool (*timed)(const void *row);
	/* In place of the table, or NULL. */
	void (*draw)(const void *row);
	/* Rows that are not for the table; NULL: there are none. */
	bool (*aside)(const void *row);
	bool listed;		/* a watch has a roster, for fetch() */
	/* What is below the table; NULL: nothing. Gets all rows, shown or not. */
	void (*foot)(const void *rows, size_t n, const void *asides, size_t n_asides);
};

int view_run(const struct context *ctx, const struct view *view);

/* For compare(): the greater number first, ABSENT last. */
int downwards(uint64_t a, uint64_t b);
int upwards(uint64_t a, uint64_t b);
/* For subtract(): ABSENT stays ABSENT. */
uint64_t difference(uint64_t after, uint64_t before);
/* Without those that are ABSENT. */
uint64_t sum_of_known(const uint64_t *values, size_t n);
#endif
