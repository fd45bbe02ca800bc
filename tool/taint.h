/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says of its own health. */
#ifndef TAINT_H
#define TAINT_H

#include <stddef.h>
#include <stdint.h>

struct health {
	uint64_t taint, oopses, warnings;	/* ABSENT: this kernel does not say */
};

void take_health(struct health *health);

/* NULL: a bit that has no meaning here. */
const char *taint_meaning(unsigned int bit, char *letter);
#define TAINT_BITS	64

#endif
