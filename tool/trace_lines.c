// SPDX-License-Identifier: GPL-2.0
#include "trace_lines.h"
#include "clock.h"
#include "crossing_words.h"
#include "filter.h"
#include "names.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "at" is a text, so that it has as many places everywhere. */
static const struct column columns[] = {
	{ "at_s", "at", COL_RIGHT | COL_TEXT },
	{ "at_ns", "", COL_JSON },
	{ "task", "task", COL_RIGHT },
	{ "cpu", "CPU", COL_RIGHT },
	{ "ring_3", "ring 3", COL_RIGHT | COL_TEXT },
	{ "ring_3_ns", "", COL_JSON },
	{ "ring_3_at_most", "", COL_JSON },
	{ "crossing", "crossing", COL_TEXT },
	{ "kind", "", COL_JSON },
	{ "name", "", COL_JSON },
	{ "abi", "", COL_JSON },
	{ "nr", "", COL_JSON },
	{ "entry_seen", "", COL_JSON },
	{ "ring_0_ns", "ring 0", COL_RIGHT },
	{ "waited_ns", "waiting", COL_RIGHT },
	{ "end", "", COL_JSON },
	{ "value", "", COL_JSON },
	{ "errno", "", COL_JSON },
	{ "lost", "", COL_JSON },
	{ "result", "result", COL_TEXT },
};

/* Of the columns that the text shows, so that lines stand below each other. */
static const size_t widths[ARRAY_SIZE(columns)] = {
	[0] = 11, [2] = 7, [3] = 3, [4] = 8, [7] = 18, [13] = 7, [14] = 7,
};

enum { UNASKED, UNWANTED, WANTED };

static bool chosen(struct trace_lines *lines, uint64_t abi, uint64_t nr)
{
	char *known = abi <= RINGSIDE_ABI_MAX && nr < FILTERED ? &lines->chosen[abi][nr] : NULL;
	bool wants;

	if (known && *known)
		return *known == WANTED;
	wants = list_wants_syscall(lines->filter, abi, nr);
	if (known)
		*known = wants ? WANTED : UNWANTED;
	return wants;
}

static bool wanted(struct trace_lines *lines, const struct crossing *c)
{
	/* Once: others miss theirs since that was lost. */
	if (c->missed_entry && c->event.pid == lines->hides) {
		lines->hides = 0;
		return false;
	}
	if (!lines->filter)
		return true;
	return crossing_is_call(c) && chosen(lines, c->event.abi, c->event.nr);
}

/* For the text only. */
static void put_at(uint64_t at)
{
	char text[TIME_SIZE + 16];

	if (out_json() || at == ABSENT) {
		out_cell_string(NULL);
		return;
	}
	snprintf(text, sizeof(text), "%llu.%06llu", at / NS_PER_SECOND,
		 at % NS_PER_SECOND / 1000);
	out_cell_string(text);
}

static void put_ring_3(const struct crossing *c)
{
	char time[TIME_SIZE], text[TIME_SIZE + 1];

	if (out_json()) {
		out_cell_string(NULL);
		return;
	}
	snprintf(text, sizeof(text), "%s%s", c->at_most && c->ring_3 != ABSENT ? "<" : "",
		 shown_time(c->ring_3, time));
	out_cell_string(text);
}

static void put_times(const struct trace_lines *lines, const struct crossing *c)
{
	uint64_t at = between(lines->first, c->event.time);

	put_at(at);
	out_cell_number(at);
	out_cell_number(c->event.pid);
	out_cell_number(c->event.cpu);
	put_ring_3(c);
	out_cell_number(c->ring_3);
	out_cell_bool(c->at_most);
}

static void put_crossing(const struct crossing *c, void *arg)
{
	struct trace_lines *lines = arg;
	char *name, *text, *result, label[LABEL_SIZE];

	if (!wanted(lines, c))
		return;
	pictures_crossing(lines->pictures, c, lines->first);
	if (lines->quiet) {
		lines->n_not_shown++;
		return;
	}
	lines->n_lines++;
	name = crossing_name(c);
	text = crossing_text(c, name);
	result = crossing_result(c);
	put_times(lines, c);
	out_cell_string(text);
	out_cell_string(crossing_kind(c));
	out_cell_string(name);
	out_cell_string(crossing_is_call(c) ? abi_label(c->event.abi, label) : NULL);
	out_cell_number(crossing_is_call(c) ? c->event.nr : ABSENT);
	out_cell_bool(!c->missed_entry);
	out_cell_time(c->ring_0);
	out_cell_time(c->waited);
	out_cell_string(crossing_end_word(c));
	out_cell_number(c->event.ret);
	out_cell_string(crossing_errno(c, label));
	out_cell_number(ABSENT);
	out_cell_string(result);
	free(result);
	free(text);
	free(name);
}

static void draw_absence(const struct absence *absence, void *arg)
{
	struct trace_lines *lines = arg;

	if (!lines->filter)
		pictures_absence(lines->pictures, absence, lines->first);
}

void trace_lines_begin(struct trace_lines *lines)
{
	lines->crossings = crossings_new(put_crossing, draw_absence, lines);
	lines->first = ABSENT;
}

static void put_lost_text(uint64_t events)
{
	char *text = text_format("%" PRIu64 " events: no room on this CPU", events);

	out_cell_string(text);
	free(text);
}

/* In its place: here events are missing, since a CPU had no room for them. */
static void put_gap(struct trace_lines *lines, const struct event *event)
{
	const struct crossing gap = {
		.event = { .time = event->time, .pid = ABSENT, .cpu = event->cpu },
		.ring_3 = ABSENT,
	};

	lines->tally.told += event->lost;
	lines->n_lines++;
	put_times(lines, &gap);
	out_cell_string("lost");
	out_cell_string("lost");
	for (int i = 0; i < 2; i++)
		out_cell_string(NULL);
	out_cell_number(ABSENT);
	out_cell_bool(false);
	for (int i = 0; i < 2; i++)
		out_cell_number(ABSENT);
	out_cell_string(NULL);
	out_cell_number(ABSENT);
	out_cell_string(NULL);
	out_cell_number(event->lost);
	put_lost_text(event->lost);
}

static void put_event(struct trace_lines *lines, const struct event *event)
{
	if (lines->first == ABSENT)
		lines->first = event->time;
	lines->last = event->time;
	tally_take(&lines->tally, event);
	if (event->lost != ABSENT && event->lost) {
		pictures_gap(lines->pictures, event->lost, event->time, lines->first);
		lines->lost += event->lost;
		if (!lines->quiet)
			put_gap(lines, event);
	}
	crossings_take(lines->crossings, event);
}

static void put_table(struct trace_lines *lines, const struct event *events, size_t n)
{
	out_table("crossings", columns, ARRAY_SIZE(columns));
	out_table_flows(widths, !lines->begun);
	lines->begun = true;
	for (size_t i = 0; i < n; i++)
		put_event(lines, &events[i]);
	if (!n)
		crossings_settle(lines->crossings);
	out_table_end(NULL);
}

int trace_lines_put(struct trace_lines *lines, const struct event *events, size_t n)
{
	uint64_t before = lines->n_lines;
	bool begun = lines->begun;

	out_begin();
	put_table(lines, events, n);
	if (lines->n_lines == before && (begun || out_json()))
		return out_drop();
	return out_end();
}

void trace_lines_skip(struct trace_lines *lines, const struct event *events, size_t n)
{
	lines->quiet = true;
	for (size_t i = 0; i < n; i++)
		put_event(lines, &events[i]);
	if (!n)
		crossings_settle(lines->crossings);
}

int trace_lines_end(struct trace_lines *lines, const struct end_of_events *end)
{
	uint64_t at_the_end = tally_rest(end->last, lines->lost);
	bool adds_up;
	int code;

	if (at_the_end && at_the_end != ABSENT)
		pictures_gap(lines->pictures, at_the_end, lines->last, lines->first);
	out_begin();
	adds_up = tally_put(&lines->tally, end, "lines", lines->n_lines,
			    crossings_inside(lines->crossings));
	out_number("not_shown", lines->n_not_shown);
	if (lines->n_not_shown)
		out_text("%" PRIu64 " lines were left out, as you wished.\n", lines->n_not_shown);
	code = out_end();
	return code == DONE && !adds_up ? ASSERTION : code;
}

void trace_lines_drop(struct trace_lines *lines)
{
	crossings_free(lines->crossings);
	lines->crossings = NULL;
}
