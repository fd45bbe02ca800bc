// SPDX-License-Identifier: GPL-2.0
#include "story_step.h"
#include "crossing_words.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static void count(struct tally_lines *lines, const char *name, uint64_t error, uint64_t more)
{
	for (size_t i = 0; i < lines->n; i++) {
		struct tally_line *line = &lines->line[i];

		if (line->error == error && !strcmp(line->name, name)) {
			line->count += more;
			return;
		}
	}
	lines->line = must(realloc(lines->line, (lines->n + 1) * sizeof(*lines->line)));
	lines->line[lines->n++] = (struct tally_line){ must(strdup(name)), error, more };
}

static void free_lines(struct tally_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		free(lines->line[i].name);
	free(lines->line);
}

static void move_lines(struct tally_lines *to, struct tally_lines *from)
{
	for (size_t i = 0; i < from->n; i++)
		count(to, from->line[i].name, from->line[i].error, from->line[i].count);
	free_lines(from);
	*from = (struct tally_lines){ 0 };
}

static void keep_crossing(struct step *step, const struct crossing *crossing)
{
	size_t n = step->n_crossings;

	if (!(n & (n - 1)))
		step->crossings = must(realloc(step->crossings,
					       (n ? 2 * n : 1) * sizeof(*crossing)));
	step->crossings[step->n_crossings++] = *crossing;
}

/* The sum of what is known; of nothing it is not 0, but not known either. */
static void add_time(uint64_t *sum, uint64_t ns)
{
	if (ns != ABSENT)
		*sum = *sum == ABSENT ? ns : *sum + ns;
}

void step_merge(struct step *to, struct step *from)
{
	add_time(&to->ring_3, from->ring_3);
	add_time(&to->ring_0, from->ring_0);
	add_time(&to->waited, from->waited);
	to->n_calls += from->n_calls;
	to->n_faults += from->n_faults;
	move_lines(&to->asked, &from->asked);
	move_lines(&to->failed, &from->failed);
	move_lines(&to->besides, &from->besides);
	for (size_t i = 0; i < from->n_crossings; i++)
		keep_crossing(to, &from->crossings[i]);
	free(from->crossings);
	from->crossings = NULL;
	from->merged = true;
}

static void add_call(struct step *step, const struct crossing *crossing, const char *name)
{
	uint64_t error = crossing->event.error;
	char *text;

	step->n_calls++;
	count(&step->asked, name, 0, 1);
	if (crossing_restarts(crossing)) {
		text = text_format("%s interrupted", name);
		count(&step->besides, text, 0, 1);
		free(text);
	} else if (error != ABSENT) {
		count(&step->failed, name, error, 1);
	}
}

static void add_times(struct step *step, const struct crossing *crossing)
{
	add_time(&step->ring_3, crossing->ring_3);
	add_time(&step->ring_0, crossing->ring_0);
	add_time(&step->waited, crossing->waited);
}

bool is_event(const struct crossing *crossing, enum ringside_what what)
{
	return crossing->kind == RINGSIDE_KIND_EVENT && crossing->event.what == what;
}

/* What the sentence of the step does not say already */
static void add_besides(struct step *step, const struct crossing *crossing, const char *name)
{
	char *text;

	if (is_event(crossing, RINGSIDE_WHAT_EXEC) || is_event(crossing, RINGSIDE_WHAT_END) ||
	    is_event(crossing, RINGSIDE_WHAT_FIRST_RETURN))
		return;
	text = crossing->kind == RINGSIDE_KIND_EVENT ? must(strdup(name)) :
						       crossing_text(crossing, name);
	count(&step->besides, text, 0, 1);
	free(text);
}

void step_add(struct step *step, const struct crossing *crossing, const char *name, bool keep)
{
	add_times(step, crossing);
	if (crossing_is_call(crossing))
		add_call(step, crossing, name);
	else if (crossing->kind == RINGSIDE_KIND_FAULT)
		step->n_faults++;
	else
		add_besides(step, crossing, name);
	if (keep)
		keep_crossing(step, crossing);
}

void step_lost(struct step *step, uint64_t events)
{
	count(&step->besides, "events that were lost", 0, events);
}

static int by_count(const void *a, const void *b)
{
	const struct tally_line *one = a, *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return strcmp(one->name, other->name);
}

static void sort_lines(struct tally_lines *lines)
{
	if (lines->n)
		qsort(lines->line, lines->n, sizeof(*lines->line), by_count);
}

void step_sort(struct step *step)
{
	sort_lines(&step->asked);
	sort_lines(&step->failed);
	sort_lines(&step->besides);
}

void step_clear(struct step *step)
{
	free_lines(&step->asked);
	free_lines(&step->failed);
	free_lines(&step->besides);
	free(step->crossings);
}
