/* SPDX-License-Identifier: GPL-2.0 */
/* Answers as the spec says, built without a kernel. */
#ifndef FUZZ_REPLY_H
#define FUZZ_REPLY_H

#include "message.h"

/* Every attribute that an answer may carry, once, all numbers 0. */
void draft_reply(const struct op_spec *op, struct draft *draft);

/* What an answer says instead */
struct teller {
	/* the number, or padding, in the @nth row or nest of its kind; false: it is left out */
	bool (*tells)(const struct attr_spec *spec, unsigned int nth, uint64_t *number);
	/* how often a nest comes that may come more than once */
	unsigned int (*times)(const struct attr_spec *spec);
};

void draft_told(const struct op_spec *op, unsigned int row, const struct teller *teller,
		struct draft *draft);

/* The whole message; its length, or 0 when @size is too small */
unsigned int finish_reply(const struct draft *draft, void *to, unsigned int size);

#endif
