// SPDX-License-Identifier: GPL-2.0
#include "trace_lines.h"
#include "clock.h"
#include "filter.h"
#include "names.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../module/kind_words.h"

#define ERESTARTSYS	512
#define LAST_RESTART	516

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

static const struct rs_words *look_up(const struct rs_words *words, size_t n, uint64_t which)
{
	static const struct rs_words unknown = { "?", NULL };

	return which < n && words[which].name ? &words[which] : &unknown;
}

#define LOOK_UP(words, which)	look_up(words, ARRAY_SIZE(words), which)

static const char *kind_of(const struct crossing *c)
{
	return LOOK_UP(rs_kind_words, c->kind)->name;
}

static bool is_call(const struct crossing *c)
{
	return c->kind == RINGSIDE_KIND_SYSCALL || c->kind == RINGSIDE_KIND_DENIED;
}

static char *event_name(const struct event *event)
{
	char label[LABEL_SIZE];

	switch (event->what) {
	case RINGSIDE_WHAT_FIRST_RETURN:
		return text_format("%s returns", syscall_label(event->abi, event->nr, label));
	case RINGSIDE_WHAT_SIGNAL:
		return text_format("SIG%s", sigabbrev_np((int)event->signal) ? : "?");
	case RINGSIDE_WHAT_EXEC:
		return text_format("exec");
	case RINGSIDE_WHAT_FORK:
		return text_format("fork");
	case RINGSIDE_WHAT_END:
		return text_format("exit");
	default:
		return text_format("what_%" PRIu64, event->what);
	}
}

/* The caller frees it. */
static char *name_of(const struct crossing *c)
{
	char label[LABEL_SIZE];

	if (is_call(c))
		return text_format("%s", syscall_label(c->event.abi, c->event.nr, label));
	if (c->kind == RINGSIDE_KIND_EXCEPTION)
		return text_format("%s", LOOK_UP(rs_exception_words, c->event.vector)->name);
	if (c->kind == RINGSIDE_KIND_INTERRUPT)
		return text_format("%s", LOOK_UP(rs_interrupt_words, c->event.interrupt)->name);
	if (c->kind == RINGSIDE_KIND_LINE)
		return text_format("line %" PRIu64, c->event.line);
	if (c->kind == RINGSIDE_KIND_EVENT)
		return event_name(&c->event);
	return text_format("%s", kind_of(c));
}

static char *event_result(const struct event *event)
{
	switch (event->what) {
	case RINGSIDE_WHAT_FIRST_RETURN:
		return text_format("a new task begins");
	case RINGSIDE_WHAT_SIGNAL:
		return text_format("into its handler");
	case RINGSIDE_WHAT_EXEC:
		return text_format("another program");
	case RINGSIDE_WHAT_FORK:
		return text_format("task %" PRIu64 " was made", event->child);
	case RINGSIDE_WHAT_END:
		return text_format("the task ends");
	default:
		return NULL;
	}
}

static char *return_text(const struct crossing *c)
{
	uint64_t error = c->event.error;
	char label[LABEL_SIZE];

	if (error == ABSENT && c->event.ret == ABSENT)
		return NULL;
	if (error >= ERESTARTSYS && error <= LAST_RESTART)
		return text_format("interrupted, will restart");
	if (error != ABSENT)
		return text_format("%s%s", errno_label(error, label),
				   c->kind == RINGSIDE_KIND_DENIED ? ", denied" : "");
	/* What is no small number is an address, more often than not. */
	if (c->event.ret >> 31)
		return text_format("%#" PRIx64, c->event.ret);
	return text_format("%" PRIu64, c->event.ret);
}

/* The caller frees it; may be NULL. */
static char *result_of(const struct crossing *c)
{
	if (c->kind == RINGSIDE_KIND_EVENT)
		return event_result(&c->event);
	if (!is_call(c))
		return NULL;
	switch (c->end) {
	case NEVER:
		return text_format("never returns");
	case UNSEEN:
		return text_format("return not seen");
	default:
		return return_text(c);
	}
}

/* As in the ledger, a kind that has names of its own comes before them. */
static char *crossing_text(const struct crossing *c, const char *name)
{
	if (c->kind == RINGSIDE_KIND_EVENT || c->kind == RINGSIDE_KIND_EXCEPTION ||
	    c->kind == RINGSIDE_KIND_INTERRUPT || c->kind == RINGSIDE_KIND_LINE)
		return text_format("%s %s", kind_of(c), name);
	return text_format("%s", name);
}

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
	if (c->missed_entry && c->event.pid == lines->hides)
		return false;
	if (!lines->filter)
		return true;
	return is_call(c) && chosen(lines, c->event.abi, c->event.nr);
}

static const char *end_word(const struct crossing *c)
{
	static const char *const words[] = {
		[RETURNED] = "returned", [NEVER] = "never", [UNSEEN] = "unseen",
	};

	return c->end == UNTOLD ? NULL : words[c->end];
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
	uint64_t at = c->event.time == ABSENT ? ABSENT : c->event.time - lines->first;

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
	uint64_t error = c->event.error;

	if (!wanted(lines, c))
		return;
	lines->n_lines++;
	name = name_of(c);
	text = crossing_text(c, name);
	result = result_of(c);
	put_times(lines, c);
	out_cell_string(text);
	out_cell_string(kind_of(c));
	out_cell_string(name);
	out_cell_string(is_call(c) ? abi_label(c->event.abi, label) : NULL);
	out_cell_number(is_call(c) ? c->event.nr : ABSENT);
	out_cell_bool(!c->missed_entry);
	out_cell_time(c->ring_0);
	out_cell_time(c->waited);
	out_cell_string(end_word(c));
	out_cell_number(c->event.ret);
	out_cell_string(error != ABSENT ? errno_label(error, label) : NULL);
	out_cell_number(ABSENT);
	out_cell_string(result);
	free(result);
	free(text);
	free(name);
}

void trace_lines_begin(struct trace_lines *lines)
{
	lines->crossings = crossings_new(put_crossing, lines);
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

	lines->told += event->lost;
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
	if (event->what < ARRAY_SIZE(lines->got))
		lines->got[event->what]++;
	if (event->lost != ABSENT && event->lost)
		put_gap(lines, event);
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

static uint64_t sum_of(const struct watch *watch, bool exits)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < watch->n_abis; i++)
		sum += exits ? watch->abi[i].exits + watch->abi[i].earlier :
			       watch->abi[i].entries;
	return sum;
}

/* One line of the sum. Return: whether it is one. */
static bool put_sum(const char *key, const char *name, uint64_t got, uint64_t lost,
		    uint64_t counted)
{
	bool adds_up = got + lost == counted;

	out_object(key);
	out_number("received", got);
	out_number("lost", lost);
	out_number("counted", counted);
	out_object_end();
	out_text("%s: ", name);
	out_painted(adds_up ? PLAIN : RED, "%" PRIu64 " received + %" PRIu64
		    " lost %s %" PRIu64 " counted\n", got, lost, adds_up ? "=" : "is not",
		    counted);
	return adds_up;
}

static void put_losses(struct trace_lines *lines, const struct trace *last)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < last->n_losses; i++)
		lost += last->loss[i].count;
	out_number("lost_events", lost);
	out_number("lost_at_the_end", lost - lines->told);
	out_number("missed_tasks", last->missed);
	if (lost)
		out_painted(RED, "%" PRIu64
			    " lost, where a CPU had no room: try a larger --room, and -o FILE\n",
			    lost);
	else
		out_text("0 lost\n");
	if (lost > lines->told)
		out_text("%" PRIu64 " of them after the last one shown.\n", lost - lines->told);
	if (last->missed && last->missed != ABSENT)
		out_warning("rmmod ringside && insmod module/ringside.ko tasks=65536",
			    "%" PRIu64 " tasks found no room in the task table: they are missing",
			    last->missed);
}

static void put_kinds(const struct trace_lines *lines)
{
	static const struct {
		enum ringside_what what;
		const char *key, *name;
	} kinds[] = {
		{ RINGSIDE_WHAT_DENIED, "denied", "denied" },
		{ RINGSIDE_WHAT_FAULT, "page_faults", "page faults" },
		{ RINGSIDE_WHAT_EXCEPTION, "exceptions", "exceptions" },
		{ RINGSIDE_WHAT_INTERRUPT, "interrupts", "interrupts" },
		{ RINGSIDE_WHAT_LINE, "device_interrupts", "interrupts of devices" },
		{ RINGSIDE_WHAT_SIGNAL, "signals", "signals" },
		{ RINGSIDE_WHAT_OUT, "switches", "switches" },
	};

	out_object("received");
	out_number("syscalls", lines->got[RINGSIDE_WHAT_ENTRY]);
	out_text("\n%" PRIu64 " syscalls", lines->got[RINGSIDE_WHAT_ENTRY]);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		out_number(kinds[i].key, lines->got[kinds[i].what]);
		if (lines->got[kinds[i].what])
			out_text(", %" PRIu64 " %s", lines->got[kinds[i].what], kinds[i].name);
	}
	out_object_end();
	out_text("; %" PRIu64 " lines; ", lines->n_lines);
}

int trace_lines_end(struct trace_lines *lines, const struct trace *last,
		    const struct watch *watch, const struct watch *before)
{
	uint64_t entries = sum_of(watch, false) - sum_of(before, false);
	uint64_t exits = sum_of(watch, true) - sum_of(before, true);
	size_t inside = crossings_inside(lines->crossings);
	bool adds_up = true;
	int code;

	out_begin();
	out_number("lines", lines->n_lines);
	put_kinds(lines);
	put_losses(lines, last);
	out_number("tasks", last->tasks);
	out_number("inside", inside);
	if (last->tasks) {
		out_text("Tasks that go on: %" PRIu64 "; inside a syscall: %zu.\n", last->tasks,
			 inside);
	} else {
		adds_up = put_sum("entries", "entries", lines->got[RINGSIDE_WHAT_ENTRY],
				  lost_of(last, RINGSIDE_WHAT_ENTRY), entries);
		adds_up &= put_sum("exits", "exits", lines->got[RINGSIDE_WHAT_EXIT],
				   lost_of(last, RINGSIDE_WHAT_EXIT), exits);
		out_bool("adds_up", adds_up);
	}
	code = out_end();
	return code == DONE && !adds_up ? ASSERTION : code;
}

void trace_lines_drop(struct trace_lines *lines)
{
	crossings_free(lines->crossings);
	lines->crossings = NULL;
}
