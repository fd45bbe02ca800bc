// SPDX-License-Identifier: GPL-2.0
/*
 * Steps of a task follow each other, and what it comes back to soon is one step: most
 * programs do a few things in turns. What precedes main() is told by the calls that
 * glibc's loader makes: it ends with the munmap() of the list of libraries, in 2.34 and
 * later after set_tid_address(). A program without libraries does not open any file
 * there.
 */
#include "story.h"
#include "crossing_words.h"
#include "library.h"
#include "output.h"
#include "story_purpose.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* To so many steps back a task may come back. */
#define RECENT	3

enum stage {
	RUNS,
	BECAME,		/* another program, whose execve has not returned */
	PREPARES,	/* main() is to come */
};

struct teller {
	struct teller *next;
	uint64_t pid;
	uint64_t was;		/* what its execve, when that returns, is told of */
	enum stage stage;
	bool opened, has_tid;	/* since it prepares */
	size_t step;		/* index of the one that it is in, if @in_step */
	bool in_step;
	size_t recent[RECENT];	/* those before, the newest first */
	size_t n_recent;
};

struct story {
	struct crossings *crossings;
	struct teller *tellers;
	struct step *steps;
	size_t n_steps;
	bool keep;
	uint64_t hides;		/* task whose unfinished call is ours; then 0 */
};

static struct teller *teller_of(struct story *story, uint64_t pid)
{
	struct teller *teller;

	for (teller = story->tellers; teller; teller = teller->next)
		if (teller->pid == pid || teller->was == pid)
			return teller;
	teller = must(calloc(1, sizeof(*teller)));
	teller->pid = pid;
	teller->was = ABSENT;
	teller->next = story->tellers;
	story->tellers = teller;
	return teller;
}

static void forget(struct story *story, uint64_t pid)
{
	struct teller **at = &story->tellers, *gone;

	while (*at && (*at)->pid != pid)
		at = &(*at)->next;
	gone = *at;
	if (gone) {
		*at = gone->next;
		free(gone);
	}
}

static struct step *current(struct story *story, const struct teller *teller)
{
	return teller->in_step ? &story->steps[teller->step] : NULL;
}

static void remember(struct teller *teller, size_t step)
{
	size_t kept = teller->n_recent < RECENT ? teller->n_recent : RECENT - 1;

	memmove(teller->recent + 1, teller->recent, kept * sizeof(*teller->recent));
	teller->recent[0] = step;
	teller->n_recent = kept + 1;
}

static void drop_recent(struct teller *teller, size_t i)
{
	teller->n_recent--;
	memmove(teller->recent + i, teller->recent + i + 1,
		(teller->n_recent - i) * sizeof(*teller->recent));
}

/* It is known now what the step was for: perhaps the same as one shortly before. */
static void leave_step(struct story *story, struct teller *teller)
{
	struct step *step = current(story, teller), *earlier;

	if (!step)
		return;
	for (size_t i = 0; i < teller->n_recent; i++) {
		earlier = &story->steps[teller->recent[i]];
		if (earlier->theme != step->theme)
			continue;
		step_merge(earlier, step);
		earlier->times += i > 0;
		teller->step = teller->recent[i];
		drop_recent(teller, i);
		break;
	}
	remember(teller, teller->step);
	teller->in_step = false;
}

static struct step *begin_step(struct story *story, struct teller *teller, size_t theme,
			       uint64_t at)
{
	struct step *step;

	leave_step(story, teller);
	if (theme >= EXEC)
		teller->n_recent = 0;
	story->steps = must(realloc(story->steps, (story->n_steps + 1) * sizeof(*step)));
	step = &story->steps[story->n_steps];
	*step = (struct step){ .at = at, .pid = teller->pid, .theme = theme, .times = 1,
				.strength = ALL, .ring_3 = ABSENT, .ring_0 = ABSENT,
				.waited = ABSENT };
	teller->step = story->n_steps++;
	teller->in_step = true;
	return step;
}

static void note_file(struct step *step, const char *name)
{
	if (has_prefix(name, "open"))
		step->open_files++;
	else if (has_prefix(name, "close") && step->open_files)
		step->open_files--;
}

/* @name is the call's. */
static struct step *step_for(struct story *story, struct teller *teller, const char *name,
			     uint64_t at)
{
	size_t theme = section_of_syscall(name);
	struct step *step = current(story, teller);
	enum strength is;

	if (is_any(name, "exit exit_group"))
		return begin_step(story, teller, THE_END, at);
	if (theme == NO_SECTION)
		theme = ELSE;
	is = strength_of(theme, name);
	if (!step || !joins(step, theme, is, name)) {
		step = begin_step(story, teller, theme, at);
		step->strength = is;
	}
	if (step->theme >= EXEC || has_prefix(name, "close"))
		return step;
	/* A file that was opened just before is asked about in order to use it. */
	if (is > step->strength && !(is == ABOUT_A_FILE && step->open_files)) {
		step->theme = theme;
		step->strength = is;
	}
	return step;
}

/* Whether the task is still before main(), with this call */
static bool prepares(struct teller *teller, const char *name)
{
	static const char loader[] = "brk access faccessat faccessat2 open openat read pread64 "
		"close stat fstat newfstatat statx mmap mprotect munmap uname readlink readlinkat "
		"arch_prctl set_tid_address set_robust_list rseq prlimit64 getrandom";
	static const char c_library[] = "brk arch_prctl set_tid_address set_robust_list rseq "
		"prlimit64 readlink readlinkat getrandom mprotect uname";

	if (teller->stage != PREPARES)
		return false;
	/* Neither of them goes on to the program. */
	if (!is_any(name, loader) ||
	    (!teller->opened && teller->has_tid && !is_any(name, c_library))) {
		teller->stage = RUNS;
		return false;
	}
	teller->opened |= is_any(name, "open openat");
	teller->has_tid |= is_any(name, "set_tid_address");
	/* That unmaps the list of libraries, the last call of the loader. */
	if (teller->opened && teller->has_tid && is_any(name, "munmap"))
		teller->stage = RUNS;
	return true;
}

static struct step *step_of_call(struct story *story, struct teller *teller, const char *name,
				 uint64_t at)
{
	struct step *step = current(story, teller);

	if (teller->stage == BECAME) {
		teller->stage = PREPARES;
		teller->was = ABSENT;
		teller->opened = false;
		teller->has_tid = false;
		if (step && is_any(name, "execve execveat"))
			return step;
	}
	if (!prepares(teller, name))
		return step_for(story, teller, name, at);
	if (!step || (step->theme != LOADER && step->theme != C_LIBRARY))
		step = begin_step(story, teller, C_LIBRARY, at);
	if (teller->opened)
		step->theme = LOADER;
	return step;
}

/* What is no call happens to whatever the task is about. */
static struct step *step_of_event(struct story *story, struct teller *teller,
				  const struct crossing *crossing, uint64_t at)
{
	struct step *step = current(story, teller);

	if (is_event(crossing, RINGSIDE_WHAT_EXEC)) {
		teller->stage = BECAME;
		/* What came before was the wait until it is watched. */
		if (!step || step->n_calls)
			return begin_step(story, teller, EXEC, at);
		step->theme = EXEC;
	}
	if (is_event(crossing, RINGSIDE_WHAT_FIRST_RETURN))
		return begin_step(story, teller, NEW_TASK, at);
	return step ? step : begin_step(story, teller, ELSE, at);
}

/* A thread that runs another program gets the id of the first one, and that is gone. */
static void rename_teller(struct story *story, const struct event *event)
{
	struct teller *teller = teller_of(story, event->was);

	if (teller->pid == event->pid)
		return;
	forget(story, event->pid);
	teller->pid = event->pid;
	teller->was = event->was;
}

static void take_crossing(const struct crossing *crossing, void *arg)
{
	struct story *story = arg;
	uint64_t at = crossing->began != ABSENT ? crossing->began : crossing->event.time;
	char *name = crossing_name(crossing);
	struct teller *teller;
	struct step *step;

	if (is_event(crossing, RINGSIDE_WHAT_EXEC) && crossing->event.was != ABSENT)
		rename_teller(story, &crossing->event);
	teller = teller_of(story, crossing->event.pid);
	if (crossing->missed_entry && crossing->event.pid == story->hides) {
		/* Once: others miss theirs since that was lost. */
		story->hides = 0;
	} else {
		step = crossing_is_call(crossing) ? step_of_call(story, teller, name, at) :
						    step_of_event(story, teller, crossing, at);
		step_add(step, crossing, name, story->keep);
		if (crossing_is_call(crossing) && crossing->event.error == ABSENT)
			note_file(step, name);
	}
	if (is_event(crossing, RINGSIDE_WHAT_END)) {
		leave_step(story, teller);
		forget(story, crossing->event.pid);
	}
	free(name);
}

struct story *story_new(bool keep)
{
	struct story *story = must(calloc(1, sizeof(*story)));

	story->crossings = crossings_new(take_crossing, NULL, story);
	story->keep = keep;
	return story;
}

void story_begins(struct story *story, uint64_t pid)
{
	story->hides = pid;
}

static void note_loss(struct story *story, const struct event *event)
{
	struct teller *teller = teller_of(story, event->pid);
	struct step *step = current(story, teller);

	if (!step)
		step = begin_step(story, teller, ELSE, event->time);
	step_lost(step, event->lost);
}

void story_take(struct story *story, const struct event *event)
{
	if (event->lost != ABSENT && event->lost)
		note_loss(story, event);
	crossings_take(story->crossings, event);
}

static int by_time(const void *a, const void *b)
{
	const struct step *one = a, *other = b;

	if (one->at != other->at)
		return one->at < other->at ? -1 : 1;
	return (one->pid > other->pid) - (one->pid < other->pid);
}

struct step *story_steps(struct story *story, size_t *n)
{
	size_t kept = 0;

	crossings_settle(story->crossings);
	for (struct teller *teller = story->tellers; teller; teller = teller->next)
		leave_step(story, teller);
	for (size_t i = 0; i < story->n_steps; i++)
		if (!story->steps[i].merged)
			story->steps[kept++] = story->steps[i];
	story->n_steps = kept;
	if (kept)
		qsort(story->steps, kept, sizeof(*story->steps), by_time);
	for (size_t i = 0; i < kept; i++) {
		story->steps[i].sentence = sentence_of(story->steps[i].theme);
		step_sort(&story->steps[i]);
	}
	*n = kept;
	return story->steps;
}

size_t story_inside(const struct story *story)
{
	return crossings_inside(story->crossings);
}

void story_free(struct story *story)
{
	while (story->tellers)
		forget(story, story->tellers->pid);
	for (size_t i = 0; i < story->n_steps; i++)
		step_clear(&story->steps[i]);
	free(story->steps);
	crossings_free(story->crossings);
	free(story);
}
