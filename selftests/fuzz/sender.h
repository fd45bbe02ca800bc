/* SPDX-License-Identifier: GPL-2.0 */
/* A process that sends random datagrams on several sockets, and judges answers. */
#ifndef FUZZ_SENDER_H
#define FUZZ_SENDER_H

#include "judge.h"

#define SENDERS	4
#define MAX_OPS	64

/* What a sender is told; all but @number is the same for all of them. */
struct orders {
	uint64_t seed;
	unsigned int number;
	uint64_t messages;
	uint32_t pids[PIDS];
	bool module_comes_and_goes;
	bool lax_headers;
};

/* What it saw */
struct tally {
	/* sent, and of those what the kernel took for a request */
	uint64_t messages, requests;
	uint64_t refusals, rows, dumps, interrupted;
	/* sockets closed with answers unread */
	uint64_t abandoned;
	/* of each operation's well-formed requests */
	uint64_t done[MAX_OPS];
	struct findings findings;
};

/* What senders and who has started them share */
struct board {
	/* the family's number of now */
	uint16_t family;
	/* how many messages each sender may have sent by now */
	uint64_t allowed;
	struct tally tallies[SENDERS];
};

/* Returns when all is sent and the sockets are closed. */
void send_all(const struct orders *orders, struct board *board);

#endif
