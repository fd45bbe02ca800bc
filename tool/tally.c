// SPDX-License-Identifier: GPL-2.0
#include "tally.h"
#include "output.h"

#include <inttypes.h>

void tally_take(struct tally *tally, const struct event *event)
{
	if (event->what < ARRAY_SIZE(tally->got))
		tally->got[event->what]++;
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

uint64_t tally_lost(const struct trace *last)
{
	uint64_t lost = 0;

	for (size_t i = 0; i < last->n_losses; i++)
		lost += last->loss[i].count;
	return lost;
}

static void put_losses(const struct tally *tally, const struct trace *last)
{
	uint64_t lost = tally_lost(last);

	out_number("lost_events", lost);
	out_number("lost_at_the_end", lost - tally->told);
	out_number("missed_tasks", last->missed);
	if (lost)
		out_painted(RED, "%" PRIu64
			    " lost, where a CPU had no room: try a larger --room, and -o FILE\n",
			    lost);
	else
		out_text("0 lost\n");
	if (lost > tally->told)
		out_text("%" PRIu64 " of them after the last one shown.\n", lost - tally->told);
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
	       uint64_t shown, size_t inside)
{
	uint64_t entries = sum_of(end->after, false) - sum_of(end->before, false);
	uint64_t exits = sum_of(end->after, true) - sum_of(end->before, true);
	bool adds_up = true;

	out_number(unit, shown);
	put_kinds(tally);
	out_text("; %" PRIu64 " %s; ", shown, unit);
	put_losses(tally, end->last);
	out_number("tasks", end->last->tasks);
	out_number("inside", inside);
	if (end->last->tasks) {
		out_text("Tasks that go on: %" PRIu64 "; inside a syscall: %zu.\n",
			 end->last->tasks, inside);
		return true;
	}
	adds_up = put_sum("entries", "entries", tally->got[RINGSIDE_WHAT_ENTRY],
			  lost_of(end->last, RINGSIDE_WHAT_ENTRY), entries);
	adds_up &= put_sum("exits", "exits", tally->got[RINGSIDE_WHAT_EXIT],
			   lost_of(end->last, RINGSIDE_WHAT_EXIT), exits);
	out_bool("adds_up", adds_up);
	return adds_up;
}
