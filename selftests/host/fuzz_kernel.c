// SPDX-License-Identifier: GPL-2.0
#include "fuzz_kernel.h"
#include "../fuzz/reply.h"
#include "fuzz_stand_ins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <linux/ringside.h>

#define LENGTH_SIZE	2
#define READS		3	/* of a trace, until it has no more events */
#define CROWD		300	/* more than there are buckets, and as many as make it busy */
#define CALLS		96

static struct {
	const uint8_t *at, *end;
	uint8_t how;
	/* the last question, and whether it has been answered by ourselves */
	struct nlmsghdr question;
	struct genlmsghdr genl;
	bool answered;
	struct conversation *kept;
	enum trace_of trace;
	unsigned int reads;	/* of the trace in it */
	uint64_t time;
} kernel;

void kernel_says(const uint8_t *at, const uint8_t *end, uint8_t how)
{
	kernel.at = at;
	kernel.end = end;
	kernel.how = how;
	kernel.kept = NULL;
}

void kernel_says_as_spec(struct conversation *kept, enum trace_of trace)
{
	kernel.kept = kept;
	kernel.trace = trace;
	kernel.how = 0;
	kernel.reads = 0;
	kernel.time = 0;
}

static void ask(const struct nlmsghdr *question)
{
	kernel.question = *question;
	memcpy(&kernel.genl, question + 1, sizeof(kernel.genl));
	kernel.answered = false;
}

static unsigned char *copy_of(const void *bytes, size_t length)
{
	/* Of this size exactly, for the sanitizer to see who reads past it. */
	unsigned char *copy = malloc(length);

	if (!copy)
		abort();
	memcpy(copy, bytes, length);
	return copy;
}

static int answer_family(unsigned char **datagram)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		struct nlattr head;
		uint16_t id, pad;
		struct nlmsghdr ack;
		struct nlmsgerr done;
	} answer = {
		{ 24 + NLA_HDRLEN, GENL_ID_CTRL, 0, kernel.question.nlmsg_seq, 0 },
		{ CTRL_CMD_NEWFAMILY, 2, 0 },
		{ NLA_HDRLEN + sizeof(uint16_t), CTRL_ATTR_FAMILY_ID },
		GENL_MAX_ID, 0,
		{ NLMSG_LENGTH(sizeof(struct nlmsgerr)), NLMSG_ERROR, NLM_F_CAPPED,
		  kernel.question.nlmsg_seq, 0 },
		{ 0, kernel.question },
	};

	kernel.answered = true;
	*datagram = copy_of(&answer, sizeof(answer));
	return sizeof(answer);
}

/* As the kernel does; whoever is not so good at it is KERNEL_IS_NUMBERED. */
static void number_messages(unsigned char *datagram, int length)
{
	struct nlmsghdr *nlh = (void *)datagram;

	while (length >= NLMSG_HDRLEN && nlh->nlmsg_len >= NLMSG_HDRLEN &&
	       nlh->nlmsg_len <= (unsigned int)length) {
		nlh->nlmsg_seq = kernel.question.nlmsg_seq;
		nlh = NLMSG_NEXT(nlh, length);
	}
}

/* ---- what the spec leaves open ---- */

static bool is(const struct attr_spec *spec, const char *name)
{
	return !strcmp(spec->name, name);
}

/*
 * A number of each kind in turn; but for time and who it is, all else is 0. What few
 * events have is not in the first answer with some. Those of the second one have numbers
 * as large as can be, those of the third one such that no enum has; there a task that
 * was another one has lost some.
 */
static bool tells_all(const struct attr_spec *spec, unsigned int nth, uint64_t *number)
{
	bool seldom = is(spec, "lost") || is(spec, "was") || is(spec, "errno");
	bool last = kernel.reads == READS;

	if (is(spec, "pid"))
		*number = COMMAND + last;
	else if (is(spec, "was"))
		*number = COMMAND;
	else if (is(spec, "time"))
		*number = kernel.time += 1000;
	else if (is(spec, "first") || is(spec, "last"))
		*number = last_trip() + 10 * (nth + 1);
	else if (is(spec, "what") || is(spec, "where"))
		*number = nth;
	else if (last && spec->most != UINT64_MAX)
		*number = spec->most + 1;
	else if (is(spec, "lost"))
		*number = last;
	else if (kernel.reads == 2 && spec->most == UINT64_MAX)
		*number = UINT32_MAX;
	return !seldom || kernel.reads != 1;
}

/* Of many tasks, all that fits is who they are. */
static bool tells_crowd(const struct attr_spec *spec, unsigned int nth, uint64_t *number)
{
	*number = is(spec, "pid") ? COMMAND + nth : 0;
	return is(spec, "pid") || is(spec, "tasks");
}

/* One task that makes each call, the first hundreds of the table */
static bool tells_calls(const struct attr_spec *spec, unsigned int nth, uint64_t *number)
{
	if (is(spec, "pid"))
		*number = COMMAND;
	else if (is(spec, "what"))
		*number = nth % 2 ? RINGSIDE_WHAT_EXIT : RINGSIDE_WHAT_ENTRY;
	else if (is(spec, "nr"))
		*number = (kernel.reads - 1) * CALLS + nth / 2;
	return is(spec, "tasks") || is(spec, "what") || is(spec, "nr") ||
	       (is(spec, "pid") && !nth);
}

static bool tells(const struct attr_spec *spec, unsigned int nth, uint64_t *number)
{
	bool of_trace = kernel.genl.cmd == RINGSIDE_CMD_TRACE_READ;

	if (of_trace && kernel.trace == TRACE_CROWD)
		return tells_crowd(spec, nth, number);
	if (of_trace && kernel.trace == TRACE_CALLS)
		return tells_calls(spec, nth, number);
	return tells_all(spec, nth, number);
}

/* Of each kind one, and one of none */
static unsigned int kinds(const struct set_spec *set, unsigned int type)
{
	return (unsigned int)find_attr(set, type)->most + 2;
}

static unsigned int times(const struct attr_spec *spec)
{
	if (!is(spec, "event"))
		return 1;
	if (kernel.reads > READS)
		return 0;
	if (kernel.trace == TRACE_CROWD)
		return CROWD;
	return kernel.trace == TRACE_CALLS ? 2 * CALLS :
		kinds(spec->nest, RINGSIDE_A_EVENT_WHAT);
}

static unsigned int rows_of(const struct op_spec *op)
{
	if (op->cmd == RINGSIDE_CMD_STAMP_GET)
		return kinds(op->set, RINGSIDE_A_STAMP_WHERE);
	return op->dump ? 2 : !!op->reply;
}

static unsigned int put_answers(const struct op_spec *op, unsigned char *to, unsigned int size)
{
	static const struct teller teller = { tells, times };
	static struct draft draft;
	unsigned int length = 0;

	kernel.reads += op->cmd == RINGSIDE_CMD_TRACE_READ;
	for (unsigned int i = 0; i < rows_of(op); i++) {
		draft_told(op, i, &teller, &draft);
		length += NLMSG_ALIGN(finish_reply(&draft, to + length, size - length));
	}
	return length;
}

/* As in an input */
static void keep(struct conversation *kept, const unsigned char *datagram, uint16_t length)
{
	if (kept->length + sizeof(length) + length > sizeof(kept->bytes)) {
		fprintf(stderr, "a conversation without an end\n");
		abort();
	}
	memcpy(kept->bytes + kept->length, &length, sizeof(length));
	memcpy(kept->bytes + kept->length + sizeof(length), datagram, length);
	kept->length += sizeof(length) + length;
}

/* All of an answer in one datagram, and at its end what ends it */
static int answer_by_spec(unsigned char **datagram)
{
	static unsigned char bytes[CONVERSATION_SIZE / 4] __attribute__((aligned(8)));
	const struct op_spec *op = find_op(kernel.genl.cmd);
	unsigned int size = op->dump ? sizeof(int) : sizeof(struct nlmsgerr);
	unsigned int length = put_answers(op, bytes, sizeof(bytes) - NLMSG_LENGTH(size));
	struct nlmsghdr end = {
		.nlmsg_len = NLMSG_LENGTH(size),
		.nlmsg_type = op->dump ? NLMSG_DONE : NLMSG_ERROR,
		.nlmsg_flags = op->dump ? NLM_F_MULTI : NLM_F_CAPPED,
	};
	uint16_t all = length + end.nlmsg_len;

	memset(bytes + length, 0, end.nlmsg_len);
	memcpy(bytes + length, &end, sizeof(end));
	keep(kernel.kept, bytes, all);
	kernel.answered = true;
	*datagram = copy_of(bytes, all);
	number_messages(*datagram, all);
	return all;
}

static int answer_by_input(unsigned char **datagram)
{
	uint16_t length;

	if (kernel.end - kernel.at < LENGTH_SIZE)
		return 0;
	memcpy(&length, kernel.at, sizeof(length));
	kernel.at += LENGTH_SIZE;
	if (length > kernel.end - kernel.at)
		length = (uint16_t)(kernel.end - kernel.at);
	if (!length)
		return 0;
	*datagram = copy_of(kernel.at, length);
	kernel.at += length;
	if (!(kernel.how & KERNEL_IS_NUMBERED))
		number_messages(*datagram, length);
	return length;
}

static int answer(unsigned char **datagram)
{
	if (kernel.question.nlmsg_type == GENL_ID_CTRL && !(kernel.how & KERNEL_IS_RESOLVED))
		return kernel.answered ? 0 : answer_family(datagram);
	if (kernel.kept)
		return kernel.answered ? 0 : answer_by_spec(datagram);
	return answer_by_input(datagram);
}

const struct wire fuzz_kernel = { ask, answer };
