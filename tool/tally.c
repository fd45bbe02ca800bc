// SPDX-License-Identifier: GPL-2.0
#include "tally.h"
#include "output.h"

#include <inttypes.h>

void tally_take(struct tally *tally, const struct event *event)
{
	if (event->what < ARRAY_SIZE(tally->got))
		tally->got[event->what]++;
}

/* ABSENT as soon as one is not known */
static uint64_t plus(uint64_t a, uint64_t b)
{
	return a == ABSENT || b == ABSENT ? ABSENT : a + b;
}

static uint64_t sum_of(const struct watch *watch, bool exits)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < watch->n_abis; i++)
		sum = plus(sum, exits ? plus(watch->abi[i].exits, watch->abi[i].earlier) :
					watch->abi[i].entries);
	return sum;
}

static uint64_t counted_by(const struct end_of_events *end, bool exits)
{
	uint64_t before = sum_of(end->before, exits), after = sum_of(end->after, exits);

	return before == ABSENT || after == ABSENT ? ABSENT : after - before;
}

/* One line of the sum. Return: whether it is one. */
static bool put_sum(const char *key, const char *name, uint64_t got, uint64_t lost,
		    uint64_t counted)
{
	bool known = counted != ABSENT && lost != ABSENT;
	bool adds_up = known && got + lost == counted;
	char lost_text[SHOWN_SIZE], counted_text[SHOWN_SIZE];

	out_object(key);
	out_number("received", got);
	out_number("lost", lost);
	out_number("counted", counted);
	out_object_end();
	out_text("%s: ", name);
	out_painted(adds_up ? PLAIN : RED, "%" PRIu64 " received + %s lost %s %s counted%s\n", got,
		    shown(lost, lost_text), adds_up ? "=" : "is not",
		    shown(counted, counted_text), known ? "" : ": the module does not say all");
	return adds_up;
}

static uint64_t lost_in_all(const struct trace *last)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < last->n_losses; i++)
		lost = plus(lost, last->loss[i].count);
	return lost;
}

uint64_t tally_rest(const struct trace *last, uint64_t told)
{
	uint64_t lost = lost_in_all(last);

	return lost == ABSENT ? ABSENT : lost > told ? lost - told : 0;
}

static void put_losses(const struct tally *tally, const struct trace *last)
{
	uint64_t lost = lost_in_all(last), rest = tally_rest(last, tally->told);
	char text[SHOWN_SIZE];

	out_number("lost_events", lost);
	out_number("lost_at_the_end", rest);
	out_number("missed_tasks", last->missed);
	if (lost)
		out_painted(RED, "%s lost, where a CPU had no room: try a larger --room, and "
			    "-o FILE\n", shown(lost, text));
	else
		out_text("0 lost\n");
	if (rest && rest != ABSENT)
		out_text("%" PRIu64 " of them after the last one shown.\n", rest);
	if (last->missed && last->missed != ABSENT)
		out_warning("rmmod ringside && insmod module/ringside.ko tasks=65536",
			    "%" PRIu64 " tasks found no room in the task table: they are missing",
			    last->missed);
}

static void put_kinds(const struct tally *tally)
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
	out_number("syscalls", tally->got[RINGSIDE_WHAT_ENTRY]);
	out_text("\n%" PRIu64 " syscalls", tally->got[RINGSIDE_WHAT_ENTRY]);
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		out_number(kinds[i].key, tally->got[kinds[i].what]);
		if (tally->got[kinds[i].what])
			out_text(", %" PRIu64 " %s", tally->got[kinds[i].what], kinds[i].name);
	}
	out_object_end();
}

bool tally_put(const struct tally *tally, const struct end_of_events *end, const char *unit,
	       uint64_t n, size_t inside)
{
	char tasks[SHOWN_SIZE];
	bool adds_up;

	out_number(unit, n);
	put_kinds(tally);
	out_text("; %" PRIu64 " %s; ", n, unit);
	put_losses(tally, end->last);
	out_number("tasks", end->last->tasks);
	out_number("inside", inside);
	if (end->last->tasks) {
		out_text("Tasks that go on: %s; inside a syscall: %zu.\n",
			 shown(end->last->tasks, tasks), inside);
		return true;
	}
	adds_up = put_sum("entries", "entries", tally->got[RINGSIDE_WHAT_ENTRY],
			  lost_of(end->last, RINGSIDE_WHAT_ENTRY), counted_by(end, false));
	adds_up &= put_sum("exits", "exits", tally->got[RINGSIDE_WHAT_EXIT],
			   lost_of(end->last, RINGSIDE_WHAT_EXIT), counted_by(end, true));
	out_bool("adds_up", adds_up);
	return adds_up;
}
