// SPDX-License-Identifier: GPL-2.0
/* How many crossings of each sort: "task 7;ring 0;syscall;openat;ENOENT 13", for flame graphs. */
#include "crossing_words.h"
#include "names.h"
#include "output.h"
#include "picture_formats.h"
#include "text.h"

#include <inttypes.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

struct stack {
	char *frames;
	uint64_t count;
};

struct folded {
	FILE *to;
	void *stacks;	/* of tsearch() */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct stack *)a)->frames, ((const struct stack *)b)->frames);
}

static void *folded_begin(FILE *to)
{
	struct folded *folded = must(calloc(1, sizeof(*folded)));

	folded->to = to;
	return folded;
}

/* Takes @frames. */
static void add(struct folded *folded, char *frames, uint64_t count)
{
	struct stack *stack = must(calloc(1, sizeof(*stack))), **found;

	stack->frames = frames;
	found = must(tsearch(stack, &folded->stacks, compare));
	(*found)->count += count;
	if (*found == stack)
		return;
	free(stack);
	free(frames);
}

static void folded_crossing(void *state, const struct crossing *c, uint64_t first)
{
	char label[LABEL_SIZE], *name, *frames;
	const char *error = crossing_errno(c, label);

	(void)first;
	if (c->kind == RINGSIDE_KIND_EVENT)
		return;
	name = crossing_name(c);
	if (strcmp(name, crossing_kind(c)))
		frames = text_format("task %" PRIu64 ";ring 0;%s;%s%s%s", c->event.pid,
				     crossing_kind(c), name, error ? ";" : "", error ? error : "");
	else
		frames = text_format("task %" PRIu64 ";ring 0;%s", c->event.pid, name);
	add(state, frames, 1);
	free(name);
}

static void folded_gap(void *state, uint64_t lost, uint64_t time, uint64_t first)
{
	(void)time;
	(void)first;
	add(state, text_format("lost events"), lost);
}

static void folded_end(void *state)
{
	struct folded *folded = state;

	while (folded->stacks) {
		struct stack *stack = *(struct stack **)folded->stacks;

		fprintf(folded->to, "%s %" PRIu64 "\n", stack->frames, stack->count);
		tdelete(stack, &folded->stacks, compare);
		free(stack->frames);
		free(stack);
	}
	free(folded);
}

const struct picture_format folded_format = {
	.begin = folded_begin, .crossing = folded_crossing, .gap = folded_gap, .end = folded_end,
};
