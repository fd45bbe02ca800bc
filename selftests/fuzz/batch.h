/* SPDX-License-Identifier: GPL-2.0 */
/* Datagrams that go out together, and what has come back so far. */
#ifndef FUZZ_BATCH_H
#define FUZZ_BATCH_H

#include "line.h"
#include "sender.h"

/* More than BATCH datagrams can hold, as each request takes its header at least */
#define MAX_REQUESTS	(BATCH * DATAGRAM_SIZE / NLMSG_HDRLEN)

struct expected {
	struct verdict verdict;
	const struct nlmsghdr *request;
	bool replied, finished;
};

struct batch {
	struct datagram datagrams[BATCH];
	unsigned int n;
	uint32_t first_seq;
	struct expected expected[MAX_REQUESTS + 1];
	unsigned int n_expected;
};

void batch_build(struct batch *batch, struct prng *prng, struct line *line,
		 struct surroundings *around, struct tally *tally);
/* One answer; whether it is what the protocol allows shows in the tally. */
void batch_take(struct batch *batch, struct line *line, const struct nlmsghdr *nlh,
		struct tally *tally);
/* After the last answer: none may be missing. */
void batch_finish(struct batch *batch, struct tally *tally);

#endif
