/* SPDX-License-Identifier: GPL-2.0 */
/* The card: what a failure took down, measured, beside what was predicted. */
#ifndef CARD_H
#define CARD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "klog.h"
#include "probes.h"
#include "recovery.h"
#include "taint.h"

/* Who is lost; each takes those before it along. */
enum loss { NOBODY, CULPRIT, BYSTANDER, MACHINE };

/* In the words of the command line and of the crash module; false: it is none. */
bool parse_loss(const char *word, enum loss *loss);
const char *loss_word(enum loss loss);

struct culprit {
	const char *outcome;	/* came back, gave up, died or stuck */
	bool lost;
	pid_t pid;		/* 0: none, as in an interrupt */
	int signal, code;	/* that it died of; code: of the fault's siginfo */
	int error;		/* errno that it gave up with */
	uint64_t reached;	/* or ABSENT */
	const char *unit;
	uint64_t ns;		/* or ABSENT */
};

struct card {
	const char *ring;	/* user or kernel */
	const char *kind, *shows;
	const char *site;	/* NULL in ring 3 */
	bool contained;		/* who caused it was in a container */
	struct culprit culprit;
	enum loss expected;	/* by the kind's table */
	const char *predicted;	/* by who asked, NULL: as expected */
	struct bystanders by;
	struct finding before[MAX_PROBES], after[MAX_PROBES];
	struct health health_before, health_after;
	struct recovery recovery;
	int kmsg;		/* from before the failure on; -1: the log cannot be read */
	struct klog log;
};

/* Into the document at hand, of both cards: where it was caused, and what that means. */
void put_from(bool contained, bool in_ring_0, enum loss lost);
/* As well; @predicted by who asked, NULL: as expected. */
void put_verdict(enum loss lost, enum loss expected, const char *predicted);

/* Into it as well: what the kernel's log reports, in short. */
void put_log(const struct klog *log, const char *release);

/* false: there are no bystanders to be had. */
bool card_begin(struct card *card);
/* Asks again, and recovers; what is found is said by card_put(). */
void card_end(struct card *card);
/* An exit code: ASSERTION when it is not what the kind's table says. */
int card_put(struct card *card);

#endif
