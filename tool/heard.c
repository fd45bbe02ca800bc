// SPDX-License-Identifier: GPL-2.0
#include "heard.h"
#include "clock.h"
#include "output.h"
#include "records.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Whoever is silent for that long, and that is ten beats, is not there. */
#define PATIENCE	(2 * NS_PER_SECOND)

static const char *const words[WHO] = {
	[HOST] = "host", [GUEST] = "guest", [PROCESS] = "process",
	[CONTAINER] = "container", [SERVICE] = "service", [NETWORK] = "network",
};

const char *who_word(enum who who)
{
	return words[who];
}

static void add(struct beats *beats, uint64_t at)
{
	if (beats->n == beats->room) {
		beats->room = 2 * beats->room + 64;
		beats->at = must(realloc(beats->at, beats->room * sizeof(*beats->at)));
	}
	beats->at[beats->n++] = at;
}

/* After the end only ours count: we go on whatever becomes of it. */
static bool take_beat(struct heard *heard, const char *line, uint64_t at)
{
	for (size_t i = 0; i < WHO; i++) {
		if (!strcmp(line, words[i])) {
			if (heard->last == ABSENT || i == HOST)
				add(&heard->beats[i], at);
			return true;
		}
	}
	return false;
}

/* Of the witnesses' writer: the newest counts. */
static bool take_record(struct heard *heard, const char *line)
{
	uint64_t n, *last = NULL;

	if (sscanf(line, SYNCED " %" SCNu64, &n) == 1)
		last = &heard->synced;
	else if (sscanf(line, UNSYNCED " %" SCNu64, &n) == 1)
		last = &heard->unsynced;
	if (last && heard->last == ABSENT)
		*last = n;
	return last;
}

/* The console's last words may be heard after the end, but before the next start. */
static void take_console(struct heard *heard, const char *line, uint64_t at)
{
	if (heard->last == ABSENT && strstr(line, "ringside_crash: ") &&
	    strstr(line, ", as asked"))
		heard->failed = at;
	if (heard->failed != ABSENT && heard->reset == ABSENT)
		klog_add(&heard->console, line, strlen(line));
}

/* What the runner itself says; false: it does not. */
static bool take_note(struct heard *heard, const char *line, uint64_t at)
{
	if (!strcmp(line, "up again"))
		heard->up = at;
	else if (!strcmp(line, "reset"))
		heard->reset = at;
	else if (!strcmp(line, "no network"))
		heard->no_network = true;
	else if (!strncmp(line, "heard ", strlen("heard ")))
		return true;
	else if (strcmp(line, "over") && strncmp(line, "ended ", strlen("ended ")))
		return false;
	else if (heard->last == ABSENT)
		heard->last = at;
	return true;
}

static void take_line(struct heard *heard, const char *line, uint64_t at)
{
	if (heard->first == ABSENT)
		heard->first = at;
	if (!take_note(heard, line, at) && !take_beat(heard, line, at) &&
	    !take_record(heard, line))
		take_console(heard, line, at);
}

bool heard_read(const char *path, struct heard *heard)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	*heard = (struct heard){ .first = ABSENT, .last = ABSENT, .failed = ABSENT,
				 .reset = ABSENT, .up = ABSENT, .took = ABSENT };
	if (!file)
		return false;
	while (getline(&line, &room, file) > 0) {
		uint64_t seconds, us;
		int rest = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%" SCNu64 ".%6" SCNu64 " %n", &seconds, &us, &rest) == 2 && rest)
			take_line(heard, line + rest, seconds * NS_PER_SECOND + us * 1000);
	}
	if (heard->reset != ABSENT && heard->up != ABSENT && heard->up >= heard->reset)
		heard->took = heard->up - heard->reset;
	free(line);
	fclose(file);
	return true;
}

void heard_free(struct heard *heard)
{
	for (size_t i = 0; i < WHO; i++)
		free(heard->beats[i].at);
	klog_free(&heard->console);
}

bool heard_has(const struct heard *heard, enum who who)
{
	return who != NETWORK || !heard->no_network;
}

void heard_count(const struct heard *heard, enum who who, size_t *before, size_t *after)
{
	const struct beats *beats = &heard->beats[who];

	*before = 0;
	while (*before < beats->n && beats->at[*before] < heard->failed)
		(*before)++;
	*after = beats->n - *before;
}

bool heard_lives(const struct heard *heard, enum who who)
{
	const struct beats *beats = &heard->beats[who];

	return beats->n && heard->last != ABSENT &&
	       beats->at[beats->n - 1] + PATIENCE > heard->last;
}
