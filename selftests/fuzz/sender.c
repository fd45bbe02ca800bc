// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <time.h>

#include "batch.h"

#define LINES	6

struct sender {
	const struct orders *orders;
	const struct board *board;
	struct tally *tally;
	struct prng prng;
	struct surroundings around;
	struct line lines[LINES];
	struct batch batch;
	struct answers answers;
};

/* After each load the family has another number. */
static void find_family(struct sender *sender)
{
	uint16_t family = __atomic_load_n(&sender->board->family, __ATOMIC_RELAXED);

	if (family == sender->around.family)
		return;
	sender->around.stranger = sender->around.family;
	sender->around.family = family;
}

static bool renew(struct sender *sender, struct line *line)
{
	const struct asker asker = {
		.module_comes_and_goes = sender->orders->module_comes_and_goes,
		.lax_headers = sender->orders->lax_headers,
	};

	line_close(line);
	if (line_open(&sender->prng, line, &asker))
		return true;
	finding(&sender->tally->findings, "cannot open a socket: %s", strerror(errno));
	return false;
}

static void take_answer(struct sender *sender, struct line *line,
			const unsigned char *bytes, int len)
{
	const struct nlmsghdr *nlh = (const void *)bytes;

	for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
		batch_take(&sender->batch, line, nlh, sender->tally);
	/* Less than nothing is left when the last one is not padded. */
	if (len > 0)
		finding(&sender->tally->findings, "%d bytes of an answer are no message", len);
}

/* At most @max datagrams of answers; false when some were lost */
static bool take_answers(struct sender *sender, struct line *line, unsigned int max)
{
	int n, i;

	do {
		n = line_receive(line, &sender->answers, max < ANSWERS ? max : ANSWERS);
		if (n < 0 && line->habit != HABIT_CARELESS)
			finding(&sender->tally->findings, "cannot receive: %s", strerror(-n));
		for (i = 0; i < n; i++)
			take_answer(sender, line, sender->answers.bytes[i],
				    sender->answers.len[i]);
		max -= n > 0 ? n : 0;
	} while (n > 0 && max);
	return n >= 0;
}

static void send_batch(struct sender *sender, struct line *line)
{
	struct batch *batch = &sender->batch;
	int sent;

	batch_build(batch, &sender->prng, line, &sender->around, sender->tally);
	sent = line_send(line, batch->datagrams, batch->n);
	if (sent != (int)batch->n)
		finding(&sender->tally->findings, "sent %d of %u datagrams: %s", sent,
			batch->n, sent < 0 ? strerror(-sent) : "no error");
}

/* Until more may be sent; whoever allows it ends us when it takes too long. */
static void wait_for_turn(const struct sender *sender)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	while (__atomic_load_n(&sender->board->allowed, __ATOMIC_RELAXED) <=
	       sender->tally->messages)
		nanosleep(&pause, NULL);
}

/* The same draws whatever comes back. */
static bool turn(struct sender *sender)
{
	struct line *line = &sender->lines[below(&sender->prng, LINES)];
	bool leave = one_in(&sender->prng, 24), half = one_in(&sender->prng, 2);
	unsigned int some = 1 + below(&sender->prng, 3);
	bool read = one_in(&sender->prng, 4);

	wait_for_turn(sender);
	find_family(sender);
	send_batch(sender, line);
	if (leave) {
		if (half)
			take_answers(sender, line, some);
		sender->tally->abandoned++;
		return renew(sender, line);
	}
	if (line->habit != HABIT_CARELESS) {
		take_answers(sender, line, UINT32_MAX);
		batch_finish(&sender->batch, sender->tally);
	} else if (read) {
		take_answers(sender, line, some);
	}
	return true;
}

static bool begin(struct sender *sender)
{
	unsigned int i;

	memcpy(sender->around.pids, sender->orders->pids, sizeof(sender->around.pids));
	sender->around.family = GENL_MAX_ID;
	find_family(sender);
	prng_seed(&sender->prng, sender->orders->seed, sender->orders->number);
	for (i = 0; i < LINES; i++)
		sender->lines[i].fd = -1;
	for (i = 0; i < LINES; i++)
		if (!renew(sender, &sender->lines[i]))
			return false;
	return true;
}

void send_all(const struct orders *orders, struct board *board)
{
	static struct sender sender;
	unsigned int i;

	sender.orders = orders;
	sender.board = board;
	sender.tally = &board->tallies[orders->number];
	if (!begin(&sender))
		return;
	while (sender.tally->messages < orders->messages && !sender.tally->findings.n)
		if (!turn(&sender))
			break;
	for (i = 0; i < LINES; i++)
		line_close(&sender.lines[i]);
}
