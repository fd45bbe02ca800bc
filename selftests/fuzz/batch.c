// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/ringside.h>

#include "batch.h"

#define SHOWN	160

void batch_build(struct batch *batch, struct prng *prng, struct line *line,
		 struct surroundings *around, struct tally *tally)
{
	unsigned int i, at;

	memcpy(around->watches, line->watches, sizeof(around->watches));
	around->n_watches = line->n_watches;
	line->asker.family = around->family;
	line->asker.stranger = around->stranger;
	line->asker.dumping = false;
	batch->first_seq += batch->n_expected;
	batch->n_expected = 0;
	batch->n = 1 + below(prng, BATCH);
	for (i = 0; i < batch->n; i++) {
		struct datagram *datagram = &batch->datagrams[i];
		struct expected *e;

		make_datagram(prng, around, datagram);
		tally->messages += datagram->messages;
		at = 0;
		for (;;) {
			e = &batch->expected[batch->n_expected];
			e->request = (void *)(datagram->bytes + at);
			e->replied = false;
			e->finished = false;
			if (!next_request(datagram, &at,
					  batch->first_seq + batch->n_expected,
					  &line->asker, &e->verdict))
				break;
			batch->n_expected++;
		}
	}
	tally->requests += batch->n_expected;
}

/* A finding about a request, with its bytes */
static void complain(struct tally *tally, const struct expected *e, const char *what,
		     int error)
{
	char bytes[SHOWN * 2 + 1] = "";
	unsigned int i, n = e->verdict.len < SHOWN ? e->verdict.len : SHOWN;

	if (tally->findings.n) {
		tally->findings.n++;
		return;
	}
	for (i = 0; i < n; i++)
		sprintf(bytes + 2 * i, "%02x", ((const unsigned char *)e->request)[i]);
	finding(&tally->findings, "%s (%s): request of %u bytes, %s: %s", what,
		error ? strerror(error) : "no error", e->verdict.len,
		e->verdict.op ? e->verdict.op->name : "not well formed", bytes);
}

static void finished(struct expected *e, struct tally *tally)
{
	const struct op_spec *op = e->verdict.op;

	e->finished = true;
	if (op && !e->verdict.refused)
		tally->done[op - op_specs]++;
}

/* Ours are to say why; what the core says wordlessly is not ours. */
static bool needs_sentence(const struct expected *e, const struct line *line, int error)
{
	if (!e->verdict.op || !line->reasons || error == EBUSY)
		return false;
	return !line->asker.module_comes_and_goes;
}

static void take_refusal(struct expected *e, const struct line *line, int error,
			 bool sentence, struct tally *tally)
{
	if (error >= 128 || !(e->verdict.errnos & ERRNO(error)))
		complain(tally, e, "a refusal that is not allowed", error);
	else if (e->replied && e->verdict.answer == ANSWER_DO)
		complain(tally, e, "a refusal after a reply", error);
	else if (!sentence && needs_sentence(e, line, error))
		complain(tally, e, "a refusal without a sentence", error);
	e->finished = true;
	tally->refusals++;
}

static void take_error(struct expected *e, const struct line *line,
		       const struct nlmsghdr *nlh, struct tally *tally)
{
	const struct verdict *v = &e->verdict;
	bool sentence;
	int error = judge_error(nlh, v->len, &sentence, &tally->findings);

	if (error) {
		take_refusal(e, line, error, sentence, tally);
		return;
	}
	if (v->refused)
		complain(tally, e, "done what must be refused", 0);
	else if (!v->ack || v->answer == ANSWER_NONE || v->answer == ANSWER_DUMP)
		complain(tally, e, "an acknowledgment that nobody asked for", 0);
	else if (v->answer == ANSWER_DO && v->op->reply && !e->replied)
		complain(tally, e, "an acknowledgment without a reply", 0);
	finished(e, tally);
}

static void take_end(struct expected *e, const struct line *line,
		     const struct nlmsghdr *nlh, struct tally *tally)
{
	bool sentence;
	int error = judge_end(nlh, &sentence, &tally->findings);

	if (e->verdict.answer != ANSWER_DUMP)
		complain(tally, e, "the end of a dump that is none", error);
	tally->dumps++;
	tally->interrupted += !!(nlh->nlmsg_flags & NLM_F_DUMP_INTR);
	if (error) {
		take_refusal(e, line, error, sentence, tally);
		return;
	}
	if (e->verdict.refused)
		complain(tally, e, "a dump that must be refused", 0);
	finished(e, tally);
}

/* Ids and pids that later requests can be about */
static void learn(struct line *line, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = (const void *)(nlh + 1);
	const struct nlattr *attr = (const void *)(genl + 1);
	unsigned int i;
	uint32_t id;

	if (genl->cmd != RINGSIDE_CMD_WATCH_ADD || line->n_watches == OWN_WATCHES ||
	    nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN + NLA_HDRLEN + sizeof(id))
		return;
	memcpy(&id, attr + 1, sizeof(id));
	for (i = 0; i < line->n_watches; i++)
		if (line->watches[i] == id)
			return;
	line->watches[line->n_watches++] = id;
}

static void take_reply(struct expected *e, struct line *line,
		       const struct nlmsghdr *nlh, struct tally *tally)
{
	const struct verdict *v = &e->verdict;

	if (v->refused || (v->answer != ANSWER_DO && v->answer != ANSWER_DUMP)) {
		complain(tally, e, "a reply that is not allowed", 0);
		return;
	}
	if (v->answer == ANSWER_DO && (e->replied || !v->op->reply))
		complain(tally, e, "one reply too many", 0);
	judge_reply(v->op, nlh, &tally->findings);
	learn(line, nlh);
	e->replied = true;
	tally->rows += v->answer == ANSWER_DUMP;
	if (v->answer == ANSWER_DO && !v->ack)
		finished(e, tally);
}

/* Where answers are lost, what comes can only be judged by itself. */
static void take_late(const struct line *line, const struct nlmsghdr *nlh,
		      struct tally *tally)
{
	const struct genlmsghdr *genl = (const void *)(nlh + 1);
	const struct op_spec *op;

	if (nlh->nlmsg_type != line->asker.family ||
	    nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return;
	op = find_op(genl->cmd);
	if (op)
		judge_reply(op, nlh, &tally->findings);
	else
		finding(&tally->findings, "an answer of command %u", genl->cmd);
}

void batch_take(struct batch *batch, struct line *line, const struct nlmsghdr *nlh,
		struct tally *tally)
{
	uint32_t index = nlh->nlmsg_seq - batch->first_seq;
	struct expected *e = &batch->expected[index];

	if (line->habit == HABIT_CARELESS) {
		take_late(line, nlh, tally);
		return;
	}
	if (index >= batch->n_expected) {
		finding(&tally->findings, "an answer to nothing: type %u, flags 0x%x",
			nlh->nlmsg_type, nlh->nlmsg_flags);
		return;
	}
	if (nlh->nlmsg_pid != line->port)
		complain(tally, e, "an answer to another port", 0);
	if (e->finished)
		complain(tally, e, "one answer too many", 0);
	else if (nlh->nlmsg_type == NLMSG_ERROR)
		take_error(e, line, nlh, tally);
	else if (nlh->nlmsg_type == NLMSG_DONE)
		take_end(e, line, nlh, tally);
	else if (nlh->nlmsg_type == line->asker.family)
		take_reply(e, line, nlh, tally);
	else
		complain(tally, e, "an answer of another family", 0);
}

void batch_finish(struct batch *batch, struct tally *tally)
{
	unsigned int i;

	for (i = 0; i < batch->n_expected; i++) {
		struct expected *e = &batch->expected[i];
		const struct verdict *v = &e->verdict;

		if (e->finished || v->answer == ANSWER_NONE)
			continue;
		/* Silence is how the kernel says that it is done, unless asked. */
		if (v->answer == ANSWER_DO && !v->refused && !v->ack && !v->op->reply)
			finished(e, tally);
		else
			complain(tally, e, "no answer", 0);
	}
}
