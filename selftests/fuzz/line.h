/* SPDX-License-Identifier: GPL-2.0 */
/* A sender's socket, and in which way it is used. */
#ifndef FUZZ_LINE_H
#define FUZZ_LINE_H

#include "judge.h"

enum habit {
	HABIT_PLAIN,
	/* the socket is opened, or used, without the capabilities */
	HABIT_OPENED_WITHOUT,
	HABIT_USED_WITHOUT,
	/* opened in a network namespace of its own */
	HABIT_ELSEWHERE,
	/* has little room and seldom reads: answers are lost */
	HABIT_CARELESS,
	HABITS
};

/* Datagrams in a batch, and answers that are received at once */
#define BATCH		16
#define ANSWERS		16
/* What a dump fills at once */
#define ANSWER_SIZE	32768

struct line {
	int fd;
	enum habit habit;
	uint32_t port;
	bool reasons, named;
	struct asker asker;
	uint32_t watches[OWN_WATCHES];
	unsigned int n_watches;
};

/*
 * A plain socket twice as often as all others together. Of @asker what is the
 * same for all is taken.
 */
bool line_open(struct prng *prng, struct line *line, const struct asker *asker);
void line_close(struct line *line);
/* Datagrams that were sent, or -errno */
int line_send(struct line *line, struct datagram *datagrams, unsigned int n);

struct answers {
	unsigned int n;
	unsigned int len[ANSWERS];
	unsigned char bytes[ANSWERS][ANSWER_SIZE] __attribute__((aligned(8)));
};

/* Answers that were waiting, at most @max; -errno when some were lost */
int line_receive(struct line *line, struct answers *answers, unsigned int max);

#endif
