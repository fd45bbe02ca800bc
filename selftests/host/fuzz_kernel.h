/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel, as the fuzzer plays it: of an input, or of the spec. */
#ifndef FUZZ_KERNEL_H
#define FUZZ_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "nl.h"

#define CONVERSATION_SIZE	(1 << 16)

struct conversation {
	uint8_t bytes[CONVERSATION_SIZE];
	size_t length;
};

/* Bits of how an input is to be taken */
#define KERNEL_IS_RESOLVED	(1 << 4)	/* the family's number is in it, too */
#define KERNEL_IS_NUMBERED	(1 << 5)	/* sequence numbers are */

extern const struct wire fuzz_kernel;

/* What it says from now on: each datagram with its length before it. */
void kernel_says(const uint8_t *at, const uint8_t *end, uint8_t how);
/* What is in a trace, as much as there is room for */
enum trace_of {
	TRACE_ALL,	/* all that the spec allows, as in each other answer */
	TRACE_CROWD,	/* tasks */
	TRACE_CALLS,	/* calls of one task */
};

/* It is added to @kept, in the form of an input. */
void kernel_says_as_spec(struct conversation *kept, enum trace_of trace);

#endif
