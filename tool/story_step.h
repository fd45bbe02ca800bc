/* SPDX-License-Identifier: GPL-2.0 */
/* What a task did for one purpose: crossings, added up. */
#ifndef STORY_STEP_H
#define STORY_STEP_H

#include "crossings.h"

#include <stdbool.h>
#include <stddef.h>

/* How often something was: a syscall, an error, something that came in between */
struct tally_line {
	char *name;
	uint64_t error;		/* errno with which it failed, or 0 */
	uint64_t count;
};

struct tally_lines {
	struct tally_line *line;
	size_t n;
};

/* How much a call tells of what it is for */
enum strength { NOTHING, A_FILE, ABOUT_A_FILE, ALL };

struct step {
	uint64_t at;		/* ns of the first crossing's begin, as in the events */
	uint64_t pid;
	const char *sentence;
	uint64_t times;		/* that the task came to it */
	/* ns, ABSENT: not known. That in ring 3 has what nothing tells: faults, interrupts. */
	uint64_t ring_3, ring_0, waited;
	uint64_t n_calls, n_faults;
	struct tally_lines asked, failed, besides;
	struct crossing *crossings;	/* all of them, if they are kept */
	size_t n_crossings;
	/* private: */
	size_t theme;
	enum strength strength;
	size_t open_files;	/* of those that it has opened */
	bool merged;		/* into an earlier one */
};

/* Whether it is no crossing but an event of that kind */
bool is_event(const struct crossing *crossing, enum ringside_what what);
/* @name is the crossing's; @keep it, too. */
void step_add(struct step *step, const struct crossing *crossing, const char *name, bool keep);
/* In this step it was noticed: what is missing may be any task's. */
void step_lost(struct step *step, uint64_t events);
/* Nothing is left of @from. */
void step_merge(struct step *to, struct step *from);
/* What was most often comes first. */
void step_sort(struct step *step);
void step_clear(struct step *step);

#endif
