/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The user side of a run: how often its programs called which function of
 * which library, as tool/audit counted it inside of them.
 */
#ifndef CALLS_H
#define CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audit/area.h"

struct calls {
	struct area *area;	/* NULL: nothing is counted */
	int fd;
};

struct call_row {
	const char *function, *library;	/* in the area */
	uint64_t by[N_CALLERS];
	uint64_t calls;		/* of all callers */
};

/* The library beside this program, to be freed; NULL with errno. */
char *calls_library(void);
/*
 * From here on programs that we start count, until calls_end(). False with
 * errno. @calls is filled in either way.
 */
bool calls_begin(struct calls *calls, const char *library);
void calls_end(struct calls *calls);

/* To be freed; greatest counts first, those without a call left out. */
struct call_row *calls_read(const struct calls *calls, size_t *n);
/*
 * The functions whose address a program takes, to be freed (not the names):
 * calls of these by that program are not among those counted.
 */
const char **calls_pointers(const struct calls *calls, size_t *n);
/* Names that were not written in full: their process was killed meanwhile. */
#define NO_NAME	"?"

/* Why the program at @path cannot be counted, to be freed; NULL: it can. */
char *calls_why_not(const char *path);

#endif
