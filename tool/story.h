/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From crossings to steps: what a task did for one purpose, one after the other. Knows
 * no module and prints nothing.
 */
#ifndef STORY_H
#define STORY_H

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

struct story;

/* @keep: each step keeps its crossings. */
struct story *story_new(bool keep);
/* A command that was held in a call of ours, which is not told. */
void story_begins(struct story *story, uint64_t pid);
void story_take(struct story *story, const struct event *event);
/* What is still open is told. Return: the steps, in order of time. */
struct step *story_steps(struct story *story, size_t *n);
/* Tasks inside a syscall */
size_t story_inside(const struct story *story);
void story_free(struct story *story);

#endif
