/* SPDX-License-Identifier: GPL-2.0 */
/* A failure of a VM's kernel, as it was seen from outside: all that was kept of it. */
#ifndef OUTSIDE_H
#define OUTSIDE_H

#include "card.h"
#include "heard.h"
#include "json_read.h"

/* Exit status of ringside-vm */
#define VM_PANICKED	250
#define VM_HUNG		251
#define VM_TIMED_OUT	252

struct outside {
	char kind[32], site[32], kernel[128];
	char from[16];		/* host or container */
	uint64_t status;	/* of the runner */
	const char *shows;	/* NULL: nobody told */
	enum loss expected;
	struct heard heard;
	struct json_value *inside;	/* the card that was printed there, or NULL */
	struct json_value *kinds, *records;
};

/* What became of acknowledged records; the three make up all of them. */
struct left {
	uint64_t found, lost, changed;	/* ABSENT: nobody looked */
};

/* An exit code. For outside_free(), also when it fails. */
int outside_read(const char *directory, struct outside *outside);
void outside_free(struct outside *outside);
/* The machine lived on, but who was to print the card there got stuck over it. */
bool outside_waited_in_vain(const struct outside *outside);
/* As measured: by the runner, by who was heard, by the card inside. */
enum loss outside_loss(const struct outside *outside);
struct recovery outside_recovery(const struct outside *outside);
/* Of the first @acknowledged in the file @name; others were promised to nobody. */
struct left outside_left(const struct outside *outside, const char *name,
			 uint64_t acknowledged);

#endif
