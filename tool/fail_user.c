// SPDX-License-Identifier: GPL-2.0
/* fail user: a process fails, beside others that go on. */
#include "card.h"
#include "fail.h"
#include "failure.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct user_kind *asked_for(const char *name)
{
	const struct user_kind *kind = find_user_kind(name);
	struct nearest nearest = { .text = name };

	for (size_t i = 0; !kind && user_kind_at(i); i++)
		nearest_offer(&nearest, user_kind_at(i)->name);
	if (!kind && nearest.best) {
		char *hint = text_format("ringside fail user %s", nearest.best);

		out_error(USAGE, hint, "there is no kind '%s' in ring 3", name);
		free(hint);
	} else if (!kind) {
		out_error(USAGE, "ringside fail", "there is no kind '%s' in ring 3", name);
	}
	return kind;
}

static void judge(const struct user_kind *kind, const struct ending *ending,
		  struct culprit *culprit)
{
	bool stuck = ending->stuck || ending->overdue;

	culprit->outcome = stuck ? "stuck" : ending->signal ? "died" : "gave up";
	culprit->lost = stuck || ending->signal;
	culprit->pid = ending->pid;
	/* What is stuck dies by our hand only. */
	culprit->signal = stuck ? 0 : ending->signal;
	culprit->code = ending->words.signal == ending->signal ? ending->words.code : 0;
	culprit->error = ending->words.error;
	culprit->reached = kind->unit ? ending->words.reached : ABSENT;
	culprit->unit = kind->unit;
	culprit->ns = ending->ns;
}

int fail_user(const struct options *opt, const char *name)
{
	const struct user_kind *kind = asked_for(name);
	struct card card = {
		.ring = "user", .predicted = opt->predict,
		.contained = opt->given & OPT_FROM_CONTAINER,
	};
	struct ending ending;
	int code;

	if (!kind)
		return USAGE;
	card.kind = kind->name;
	card.shows = kind->shows;
	card.expected = kind->error ? NOBODY : CULPRIT;
	/* A child must not write what is still ours to write. */
	fflush(NULL);
	if (!card_begin(&card))
		return out_error(USAGE, "ulimit -a, and ip link set lo up",
				 "no bystanders could be started");
	fail_in_child(kind, card.contained, &ending);
	judge(kind, &ending, &card.culprit);
	card_end(&card);
	if (ending.no_container)
		return out_error(REFUSED, "unshare --user --pid --fork true",
				 "there is no container to be had here: %s",
				 strerror(ending.no_container));
	if (!ending.made)
		return out_error(USAGE, "ulimit -a", "the failure could not be prepared here");
	code = card_put(&card);
	return code == DONE && !ended_as_expected(kind, &ending) ? ASSERTION : code;
}
