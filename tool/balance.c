// SPDX-License-Identifier: GPL-2.0
#include "balance.h"
#include "names.h"
#include "output.h"

#include <inttypes.h>

static bool complete(const struct abi_totals *totals)
{
	return totals->entries != ABSENT && totals->exits != ABSENT && totals->never != ABSENT &&
	       totals->in_flight != ABSENT && totals->untracked != ABSENT;
}

bool abi_was_used(const struct abi_totals *totals)
{
	return totals->entries || totals->exits || totals->denied || totals->first_return ||
	       totals->earlier || totals->still_inside || totals->untracked_exits;
}

bool put_balance(const struct abi_totals *totals, const char *why)
{
	uint64_t sum = totals->exits + totals->never + totals->in_flight + totals->untracked;
	char label[LABEL_SIZE], entries[SHOWN_SIZE];
	const char *abi = abi_label(totals->abi, label);
	bool known = complete(totals), holds = known && sum == totals->entries;

	out_object(NULL);
	out_string("abi", abi);
	out_number("entries", totals->entries);
	out_number("exits", totals->exits);
	out_number("never", totals->never);
	out_number("in_flight", totals->in_flight);
	out_number("untracked", totals->untracked);
	if (known)
		out_bool("holds", holds);
	else
		out_string("holds", NULL);
	out_object_end();
	if (!known) {
		out_text("%s: entries %s (%s)\n", abi, shown(totals->entries, entries),
			 why ? why : "the rest is not available: the module did not send it");
		return true;
	}
	out_text("%s: entries %" PRIu64 " = exits %" PRIu64 " + never returned %" PRIu64
		 " + in flight %" PRIu64 " + untracked %" PRIu64 "\n", abi, totals->entries,
		 totals->exits, totals->never, totals->in_flight, totals->untracked);
	if (!holds)
		out_painted(RED, "%s: DOES NOT BALANCE, the sum is %" PRIu64
			    ": the module has a mistake, please report it\n", abi, sum);
	return holds;
}
