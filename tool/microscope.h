/* SPDX-License-Identifier: GPL-2.0 */
/* What `cross` and `cost` share: the clock, the CPU, and a look at one subject. */
#ifndef MICROSCOPE_H
#define MICROSCOPE_H

#include "family.h"
#include "paths.h"
#include "tsc.h"

struct microscope {
	struct session *session;	/* NULL: the user side alone */
	struct session *opened;		/* to be closed, as it may refuse stamps */
	struct status status;		/* the module's, when there is a session */
	struct tsc tsc;
	uint64_t khz;			/* ticks in a millisecond */
	uint64_t clock;			/* ticks that reading the clock takes */
	int cpu;			/* that we are bound to, -1: none */
	size_t repetitions;
};

/* One subject: as it is, and with stamps. Trips stay, since paths point there. */
struct look {
	const char *why_not;	/* it cannot be looked at here, or NULL */
	struct trips bare_trips, trips;
	struct path bare, path;
	/* Else the module is not there, or misses steps, which was said. */
	bool stamped;		/* @trips and @path are there */
};

/* An exit code; when it is not DONE, the error was said. */
int microscope_open(struct microscope *m, size_t repetitions);
void microscope_close(struct microscope *m);

/* As above; free it in any case. */
int look_at(struct microscope *m, const struct subject *subject, struct look *look);
void look_free(struct look *look);

uint64_t ticks_to_ns(const struct microscope *m, uint64_t n);
/* Warns of what makes times doubtful here. */
void doubt(const struct microscope *m);
/* Why the subject vdso crosses, when it does. */
void explain_vdso(size_t crossings);
/* JSON: the clock, and what it was read with. */
void put_microscope(const struct microscope *m);

#endif
