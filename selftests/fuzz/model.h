/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel must make of a datagram: the bytes are walked as it walks
 * them, and for each request in them it is said which answers are allowed.
 */
#ifndef FUZZ_MODEL_H
#define FUZZ_MODEL_H

#include "message.h"

enum answer {
	/* none at all */
	ANSWER_NONE,
	/* an acknowledgment, of what the module never sees */
	ANSWER_ACK,
	/* a reply if the operation has one and an acknowledgment if wanted, or an error */
	ANSWER_DO,
	/* rows and an end, or an error there or at once */
	ANSWER_DUMP,
};

/* In a set of errnos, bit N stands for errno N. */
#define ERRNO(number)	((__uint128_t)1 << (number))

struct verdict {
	enum answer answer;
	/* of a request that is well formed */
	const struct op_spec *op;
	/* the errors that are allowed */
	__uint128_t errnos;
	/* nothing but an error is */
	bool refused;
	/* an acknowledgment follows when it is done */
	bool ack;
	/* how long the request is, for what the answer says about it */
	uint32_t len;
};

/* Who asks, and what may happen meanwhile */
struct asker {
	uint16_t family;
	/* a number that the family has no more, and nobody else has yet */
	uint16_t stranger;
	/* lacks the capabilities */
	bool unprivileged;
	/* another network namespace, where there is no such family */
	bool elsewhere;
	/* the module is being unloaded and loaded */
	bool module_comes_and_goes;
	/* kernels before 6.1 do not look at reserved bits and unknown flags */
	bool lax_headers;
	/* a dump of the same socket may be under way; kept up to date */
	bool dumping;
};

/*
 * The next request at *@at, whose sequence number becomes @seq, and what must
 * come of it. False at the end of what the kernel reads.
 */
bool next_request(struct datagram *datagram, unsigned int *at, uint32_t seq,
		  struct asker *asker, struct verdict *verdict);

#endif
