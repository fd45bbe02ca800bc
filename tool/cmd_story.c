// SPDX-License-Identifier: GPL-2.0
/* story: a run told in order, step by step. */
#include "crossing_words.h"
#include "follow.h"
#include "names.h"
#include "output.h"
#include "story.h"
#include "tally.h"
#include "text.h"
#include "times.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_NAMES	8	/* of a step, in text */
#define AT_SIZE		24

struct telling {
	struct story *story;
	struct tally tally;
	bool full;
	uint64_t command;	/* its pid, or 0 */
	uint64_t first;		/* ns, of the first event */
};

int check_story(const struct options *opt)
{
	return check_followed(opt, "ringside help story");
}

static void begins(void *arg, pid_t pid)
{
	struct telling *telling = arg;

	telling->command = (uint64_t)pid;
	story_begins(telling->story, telling->command);
}

static int take(void *arg, const struct event *events, size_t n)
{
	struct telling *telling = arg;

	for (size_t i = 0; i < n; i++) {
		if (telling->first == ABSENT)
			telling->first = events[i].time;
		tally_take(&telling->tally, &events[i]);
		if (events[i].lost != ABSENT)
			telling->tally.told += events[i].lost;
		story_take(telling->story, &events[i]);
	}
	return DONE;
}

static void put_lines(const char *key, const char *head, const struct tally_lines *lines)
{
	out_list(key);
	for (size_t i = 0; i < lines->n; i++) {
		out_object(NULL);
		out_string("name", lines->line[i].name);
		out_number("count", lines->line[i].count);
		out_object_end();
		if (i < SHOWN_NAMES)
			out_text("%s%s %" PRIu64, i ? ", " : head, lines->line[i].name,
				 lines->line[i].count);
	}
	out_list_end();
	if (lines->n > SHOWN_NAMES)
		out_text(", [%zu more]", lines->n - SHOWN_NAMES);
	if (lines->n)
		out_text("\n");
}

/* Each with what its errno means: who asks why need not look it up. */
static void put_failed(const struct tally_lines *lines)
{
	char label[LABEL_SIZE];

	out_list("failed");
	for (size_t i = 0; i < lines->n; i++) {
		const struct tally_line *line = &lines->line[i];
		const char *name = errno_label(line->error, label);
		bool refused = line->error == EPERM || line->error == EACCES;

		out_object(NULL);
		out_string("name", line->name);
		out_string("errno", name);
		out_number("count", line->count);
		out_object_end();
		out_text("  %s  %s %" PRIu64 ": %s, %s\n", refused ? "refused" : "failed ",
			 line->name, line->count, name,
			 strerrordesc_np((int)line->error) ? : "which has no words");
	}
	out_list_end();
}

static const char *shown_at(uint64_t at, char buffer[AT_SIZE])
{
	if (at == ABSENT)
		return "-";
	snprintf(buffer, AT_SIZE, "%.6f", (double)at / 1e9);
	return buffer;
}

static void put_crossing(const struct telling *telling, const struct crossing *c)
{
	uint64_t at = between(telling->first, c->began != ABSENT ? c->began : c->event.time);
	char *name = crossing_name(c), *text = crossing_text(c, name);
	char *result = crossing_result(c);
	char ring_3[TIME_SIZE], ring_0[TIME_SIZE], seconds[AT_SIZE];

	out_object(NULL);
	out_number("at_ns", at);
	out_string("kind", crossing_kind(c));
	out_string("name", name);
	out_number("ring_3_ns", c->ring_3);
	out_number("ring_0_ns", c->ring_0);
	out_number("waited_ns", c->waited);
	out_string("result", result);
	out_object_end();
	out_text("    %11s  ring 3 %8s  ring 0 %8s  %s%s%s\n", shown_at(at, seconds),
		 shown_time(c->ring_3, ring_3), shown_time(c->ring_0, ring_0), text,
		 result ? "  " : "", result ? : "");
	free(name);
	free(text);
	free(result);
}

static void put_crossings(const struct telling *telling, const struct step *step)
{
	out_list("crossings");
	for (size_t i = 0; i < step->n_crossings; i++)
		put_crossing(telling, &step->crossings[i]);
	out_list_end();
}

static void put_times(const struct step *step)
{
	char ring_3[TIME_SIZE], ring_0[TIME_SIZE], waited[TIME_SIZE];

	out_number("ring_3_ns", step->ring_3);
	out_number("ring_0_ns", step->ring_0);
	out_number("waited_ns", step->waited);
	out_number("syscalls", step->n_calls);
	out_number("page_faults", step->n_faults);
	out_text("  took     %s in ring 3, %s in syscalls", shown_time(step->ring_3, ring_3),
		 shown_time(step->ring_0, ring_0));
	if (step->waited && step->waited != ABSENT)
		out_text(", %s of that waiting", shown_time(step->waited, waited));
	out_text("\n");
	if (step->n_faults)
		out_text("  missed   %" PRIu64 " pages, which the kernel brought\n",
			 step->n_faults);
}

static void put_step(const struct telling *telling, const struct step *step, size_t number)
{
	uint64_t at = between(telling->first, step->at);
	char seconds[AT_SIZE];

	out_object(NULL);
	out_number("at_ns", at);
	out_number("task", step->pid);
	out_string("what", step->sentence);
	out_number("times", step->times);
	out_painted(BOLD, "\n%zu. %s", number, step->sentence);
	out_text("  task %" PRIu64 ", after %s s", step->pid, shown_at(at, seconds));
	if (step->times > 1)
		out_text(", %" PRIu64 " times in turns with others", step->times);
	out_text("\n");
	put_lines("asked", "  asked    ", &step->asked);
	put_failed(&step->failed);
	put_times(step);
	put_lines("besides", "  besides  ", &step->besides);
	if (telling->full)
		put_crossings(telling, step);
	out_object_end();
}

static int end(void *arg, const struct end_of_events *end)
{
	struct telling *telling = arg;
	struct step *steps;
	bool adds_up;
	size_t n;
	int code;

	steps = story_steps(telling->story, &n);
	out_begin();
	out_number("command_task", telling->command ? : ABSENT);
	if (telling->command)
		out_text("ringside forked, as a shell does: task %" PRIu64
			 " waited in the copy until it was watched.\n", telling->command);
	out_list("told");
	for (size_t i = 0; i < n; i++)
		put_step(telling, &steps[i], i + 1);
	out_list_end();
	adds_up = tally_put(&telling->tally, end, "steps", n, story_inside(telling->story));
	code = out_end();
	return code == DONE && !adds_up ? ASSERTION : code;
}

int cmd_story(const struct context *ctx)
{
	struct telling telling = {
		.full = ctx->opt->given & OPT_FULL, .first = ABSENT,
	};
	const struct follower follower = {
		.arg = &telling, .begins = begins, .take = take, .end = end,
	};
	int code;

	telling.story = story_new(telling.full);
	code = follow_events(ctx, &follower);
	story_free(telling.story);
	return code;
}
