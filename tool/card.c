// SPDX-License-Identifier: GPL-2.0
#include "card.h"
#include "oops.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const losses[] = {
	[NOBODY] = "nobody", [CULPRIT] = "culprit", [BYSTANDER] = "bystander",
	[MACHINE] = "machine",
};

bool parse_loss(const char *word, enum loss *loss)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(losses); i++) {
		if (!strcmp(losses[i], word)) {
			*loss = (enum loss)i;
			return true;
		}
	}
	return false;
}

const char *loss_word(enum loss loss)
{
	return losses[loss];
}

static bool in_kernel(const struct card *card)
{
	return !strcmp(card->ring, "kernel");
}

static void ask_all(const struct card *card, struct finding *found, bool afterwards)
{
	for (size_t i = 0; i < n_probes; i++) {
		if ((probes[i].for_kernel && !in_kernel(card)) ||
		    (probes[i].afterwards && !afterwards))
			found[i] = (struct finding){ .answer = NOT_ASKED };
		else
			found[i] = ask_probe(&probes[i], &card->by);
	}
}

bool card_begin(struct card *card)
{
	if (!start_bystanders(&card->by))
		return false;
	take_health(&card->health_before);
	ask_all(card, card->before, false);
	card->kmsg = in_kernel(card) ? kmsg_open(true) : -1;
	return true;
}

/* The failure's own lock may be out of reach, and then nobody knows. */
static bool is_known(const struct card *card, size_t i)
{
	return card->before[i].answer != NOT_ASKED &&
	       (!probes[i].own || card->after[i].answer != NOT_ASKED);
}

/* It worked, and does not any more. */
static bool is_lost(const struct card *card, size_t i)
{
	return is_known(card, i) && card->before[i].answer == WORKS &&
	       card->after[i].answer != WORKS;
}

static bool is_lost_for_good(const struct card *card)
{
	for (size_t i = 0; i < n_probes; i++)
		if (probes[i].for_good && is_lost(card, i))
			return true;
	return false;
}

static bool is_process_lost(const struct card *card)
{
	for (size_t i = 0; i < n_probes; i++)
		if (probes[i].process && is_lost(card, i))
			return true;
	return false;
}

static const struct finding *unloading(const struct card *card)
{
	size_t i = 0;

	while (strcmp(probes[i].name, UNLOAD))
		i++;
	return &card->after[i];
}

/* A module that comes back does not bring back what it has done to others. */
static struct recovery recover_kernel(const struct card *card)
{
	struct recovery recovery = recover_module(unloading(card), !is_lost_for_good(card));
	const char *unload = recovery.unload;

	if (recovery.by == BY_RELOAD && is_process_lost(card)) {
		recovery = recover_process(false);
		recovery.unload = unload;
	}
	return recovery;
}

static void recover(struct card *card)
{
	if (in_kernel(card))
		card->recovery = recover_kernel(card);
	else if (card->culprit.lost)
		card->recovery = recover_process(card->contained);
}

void card_end(struct card *card)
{
	ask_all(card, card->after, true);
	take_health(&card->health_after);
	stop_bystanders(&card->by);
	if (card->kmsg >= 0) {
		card->log.is_incomplete = !kmsg_read(card->kmsg, &card->log) ||
					  card->log.is_incomplete;
		close(card->kmsg);
	}
	card->recovery = (struct recovery){ .by = BY_NOTHING, .ns = ABSENT };
	recover(card);
}

/* The machine itself is never found lost from inside: then nobody is left to say so. */
static enum loss measured(const struct card *card)
{
	for (size_t i = 0; i < n_probes; i++)
		if (!probes[i].own && is_lost(card, i))
			return BYSTANDER;
	return card->culprit.lost ? CULPRIT : NOBODY;
}

/* The names of signal(7) for what the kernel says a fault was. */
static const char *code_name(int number, int code)
{
	static const struct {
		int number, code;
		const char *name;
	} codes[] = {
		{ SIGSEGV, SEGV_MAPERR, "SEGV_MAPERR" }, { SIGSEGV, SEGV_ACCERR, "SEGV_ACCERR" },
		{ SIGBUS, BUS_ADRERR, "BUS_ADRERR" }, { SIGILL, ILL_ILLOPN, "ILL_ILLOPN" },
		{ SIGILL, ILL_ILLOPC, "ILL_ILLOPC" }, { SIGFPE, FPE_INTDIV, "FPE_INTDIV" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(codes); i++)
		if (codes[i].number == number && codes[i].code == code)
			return codes[i].name;
	return code == SI_TKILL ? "SI_TKILL" : code == SI_KERNEL ? "SI_KERNEL" : NULL;
}

static void put_culprit(const struct culprit *c)
{
	const char *code = c->signal && c->code ? code_name(c->signal, c->code) : NULL;
	const char *number = c->signal ? sigabbrev_np(c->signal) : NULL;
	const char *error = c->error ? strerrorname_np(c->error) : NULL;
	char time[TIME_SIZE];

	out_object("culprit");
	out_number("pid", c->pid ? (uint64_t)c->pid : ABSENT);
	out_string("outcome", c->outcome);
	out_string("signal", number);
	out_string("code", code);
	out_string("errno", error);
	out_number("reached", c->reached);
	out_string("unit", c->unit);
	out_number("ns", c->ns);
	out_object_end();

	out_text("culprit: ");
	if (c->pid)
		out_text("task %d ", c->pid);
	out_painted(c->lost ? RED : PLAIN, "%s", c->outcome);
	if (number)
		out_text(" (SIG%s%s%s)", number, code ? ", " : "", code ? code : "");
	if (error)
		out_text(" (%s)", error);
	if (c->reached != ABSENT)
		out_text(" at %" PRIu64 " %s", c->reached, c->unit);
	if (c->ns != ABSENT)
		out_text(" after %s", shown_time(c->ns, time));
	out_text("\n\n");
}

static void put_finding(const struct finding *found)
{
	out_cell_string(answer_word(found->answer));
	if (found->answer == NOT_ASKED)
		out_cell_number(ABSENT);
	else
		out_cell_time(found->ns);
}

static void put_probes(const struct card *card)
{
	static const struct column columns[] = {
		{ "name", "asked", 0 },
		{ "before", "before", 0 },
		{ "before_ns", "took", COL_RIGHT },
		{ "after", "after", 0 },
		{ "after_ns", "took", COL_RIGHT },
		{ "lost", "lost", 0 },
		{ "means", "means", 0 },
	};

	out_table("probes", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n_probes; i++) {
		if (card->before[i].answer == NOT_ASKED && card->after[i].answer == NOT_ASKED)
			continue;
		out_cell_string(probes[i].name);
		put_finding(&card->before[i]);
		put_finding(&card->after[i]);
		if (is_known(card, i))
			out_cell_bool(is_lost(card, i));
		else
			out_cell_string(NULL);
		out_cell_string(probes[i].means);
	}
	out_table_end(NULL);
}

static void put_taint(const struct health *before, const struct health *after)
{
	static const struct column columns[] = {
		{ "bit", "taint", COL_RIGHT },
		{ "letter", "is", 0 },
		{ "new", "new", 0 },
		{ "meaning", "says that", 0 },
	};
	uint64_t taint = after->taint == ABSENT ? 0 : after->taint;

	out_table("taint", columns, ARRAY_SIZE(columns));
	for (unsigned int bit = 0; bit < TAINT_BITS; bit++) {
		char letter[2] = "?";
		const char *meaning;

		if (!(taint >> bit & 1))
			continue;
		meaning = taint_meaning(bit, letter);
		out_cell_number(bit);
		out_cell_string(letter);
		if (before->taint == ABSENT)
			out_cell_string(NULL);
		else
			out_cell_bool(!(before->taint >> bit & 1));
		out_cell_string(meaning);
	}
	out_table_end(after->taint == ABSENT ? "Whether the kernel is tainted is not known." :
		      "The kernel is not tainted.");
	out_bool("taint_known", after->taint != ABSENT);
}

static void put_counter(const char *key, const char *what, uint64_t before, uint64_t after)
{
	char was[SHOWN_SIZE], is[SHOWN_SIZE];

	out_object(key);
	out_number("before", before);
	out_number("after", after);
	out_object_end();
	out_text("%s: %s before, %s after\n", what, shown(before, was), shown(after, is));
}

static void put_health(const struct card *card)
{
	const struct health *before = &card->health_before, *after = &card->health_after;

	out_text("\n");
	put_counter("oopses", "oopses", before->oopses, after->oopses);
	put_counter("warnings_counted", "warnings", before->warnings, after->warnings);
	put_taint(before, after);
}

void put_from(bool contained, bool in_ring_0, enum loss lost)
{
	static const char *const means[] = {
		[NOBODY] = "it goes on for all of them",
		[CULPRIT] = "it goes on for the others",
		[BYSTANDER] = "one outside of this one was lost",
		[MACHINE] = "all are lost with it; the VM's host lives on",
	};

	out_string("from", contained ? "container" : "host");
	if (contained && in_ring_0)
		out_text("\nfrom inside a container; one kernel under all containers: %s\n",
			 means[lost]);
	else if (contained)
		out_text("\nfrom inside a container; outside of it %s\n",
			 lost < BYSTANDER ? "all go on" : "one was lost");
}

void put_verdict(enum loss lost, enum loss expected, const char *predicted)
{
	const char *wanted = predicted ? predicted : losses[expected];
	bool surprise = strcmp(wanted, losses[lost]);

	out_string("lost", losses[lost]);
	out_string("expected", losses[expected]);
	out_string("predicted", predicted);
	out_bool("surprise", surprise);
	out_text("\nlost: ");
	out_painted(BOLD, "%s", losses[lost]);
	out_text("; %s: %s\n", predicted ? "you predicted" : "expected", wanted);
	if (surprise)
		out_painted(YELLOW, "SURPRISE: %s\n", lost == expected ?
			    "the prediction was another" : "this is not what the table says");
}

/* That it was asked to fail the crash module says itself. */
static bool is_silent(const struct oops *oops)
{
	for (size_t i = 0; i < oops->n; i++)
		if (strcmp(oops->reports[i].kind, "asked"))
			return false;
	return true;
}

void put_log(const struct klog *log, const char *release)
{
	struct sources *sources = sources_new(NULL, !release);
	struct oops oops;

	if (release)
		sources_release(sources, release);
	oops = oops_find(log, sources);
	oops_warn(log);
	out_text("\nlog: %s\n", is_silent(&oops) ? log->is_incomplete ?
		 "what is there of it reports nothing" : "the kernel has noticed nothing so far" :
		 release ? "in short; in JSON all of it is explained" :
			   "in short; all of it, line by line: ringside oops");
	oops_put_summary(&oops, "log");
	oops_free(&oops);
	sources_free(sources);
}

int card_put(struct card *card)
{
	enum loss lost = measured(card);
	int code;

	out_begin();
	out_string("ring", card->ring);
	out_string("kind", card->kind);
	out_string("site", card->site);
	out_string("shows", card->shows);
	out_painted(BOLD, "%s", card->kind);
	out_text(" in ring %d%s%s: %s\n", in_kernel(card) ? 0 : 3, card->site ? ", " : "",
		 card->site ? card->site : "", card->shows);
	put_culprit(&card->culprit);
	put_probes(card);
	put_health(card);
	put_recovery(&card->recovery);
	put_from(card->contained, in_kernel(card), lost);
	if (card->kmsg >= 0)
		put_log(&card->log, NULL);
	else if (in_kernel(card))
		out_text("\nlog: it cannot be read here\n");
	put_verdict(lost, card->expected, card->predicted);
	code = out_end();
	klog_free(&card->log);
	return code == DONE && lost != card->expected ? ASSERTION : code;
}
