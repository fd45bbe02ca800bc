/* SPDX-License-Identifier: GPL-2.0 */
/* A mark: what had crossed at one moment, to be kept in a file. */
#ifndef MARK_H
#define MARK_H

#include "nl.h"
#include "ringside.h"

enum mark_part { MARK_LEDGER, MARK_SYSCALLS, MARK_ERRORS, MARK_PARTS };

#define MARK_NAMES	3
#define MARK_COUNTS	2

/* What it is about in words, and its counts; NULL and ABSENT where it has fewer. */
struct mark_row {
	enum mark_part part;
	char *name[MARK_NAMES];
	uint64_t count[MARK_COUNTS];
};

struct mark {
	uint64_t load, generation, at;	/* @at: ns of the monotonic clock */
	struct mark_row *rows;
	size_t n, room;
};

/* Their keys in JSON, by part; NULL: it has no more. */
extern const char *const mark_part_names[MARK_PARTS];
extern const char *const mark_names[MARK_PARTS][MARK_NAMES];
extern const char *const mark_counts[MARK_PARTS][MARK_COUNTS];

/* Exit codes; what went wrong has been said. mark_drop() in any case. */
int mark_take(struct session *session, struct mark *mark);
int mark_write(const struct mark *mark, const char *path);
int mark_read(struct mark *mark, const char *path);
void mark_drop(struct mark *mark);

/* Leaves in @after what came on top of @before; refuses what does not compare. */
int mark_subtract(struct mark *after, const struct mark *before);
/* The same, and shows it. */
int mark_compare(const struct mark *before, struct mark *after);

/* The file that the arguments name, or the usual one; the caller frees it. */
char *mark_path(const struct options *opt);

#endif
