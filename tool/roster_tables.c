// SPDX-License-Identifier: GPL-2.0
/* Who of a watch did what, as tables. */
#include "names.h"
#include "output.h"
#include "roster.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

/* What text shows only when there is something to show. */
struct seen {
	bool threads, denied, exceptions;
};

static struct seen look(const struct roster *roster)
{
	struct seen seen = { false, false, false };

	for (size_t i = 0; i < roster->n_crews; i++) {
		const struct crew *crew = &roster->crews[i];

		seen.threads |= crew->threads > 1;
		seen.denied |= crew->sum.denied && crew->sum.denied != ABSENT;
		seen.exceptions |= crew->sum.exceptions && crew->sum.exceptions != ABSENT;
	}
	return seen;
}

static unsigned int unless(bool shown)
{
	return COL_RIGHT | (shown ? 0 : COL_JSON);
}

static int by_crossings(const void *a, const void *b)
{
	const struct crew *one = *(const struct crew *const *)a;
	const struct crew *other = *(const struct crew *const *)b;
	int order = downwards(crew_crossings(one), crew_crossings(other));

	return order ? order : upwards(one->sum.number, other->sum.number);
}

/* Those with most crossings first; the roster itself stays as it is. */
static const struct crew **in_order(const struct roster *roster)
{
	const struct crew **order = must(calloc(roster->n_crews + 1, sizeof(*order)));

	for (size_t i = 0; i < roster->n_crews; i++)
		order[i] = &roster->crews[i];
	qsort(order, roster->n_crews, sizeof(*order), by_crossings);
	return order;
}

static size_t limit(size_t n, uint64_t top)
{
	return top && top < n ? (size_t)top : n;
}

static void put_rest(size_t all, size_t shown)
{
	if (shown < all)
		out_text("(%zu more; -n 0 shows all)\n", all - shown);
}

static void put_crew(const struct crew *crew)
{
	const struct member_row *task = &crew->sum;

	out_cell_number(task->number);
	out_cell_number(task->pid);
	out_cell_number(task->tgid);
	out_cell_number(task->parent);
	out_cell_string(task->comm);
	out_cell_number(crew->threads);
	out_cell_number(crew->alive);
	out_cell_number(crew_crossings(crew));
	out_cell_number(task->entries);
	out_cell_number(task->errors);
	out_cell_number(task->denied);
	out_cell_number(task->faults);
	out_cell_number(task->exceptions);
	out_cell_number(task->interrupts);
	out_cell_time(task->user);
	out_cell_time(task->work);
	out_cell_time(task->wait);
}

static void put_crews(const struct roster *roster, struct seen seen, bool by_process,
		      uint64_t top)
{
	const struct column columns[] = {
		{ "number", NULL, COL_JSON },
		{ "pid", "pid", COL_RIGHT },
		{ "tgid", "process", unless(!by_process) },
		{ "parent", "parent", COL_RIGHT },
		{ "command", "command", 0 },
		{ "threads", "threads", unless(by_process && seen.threads) },
		{ "alive", NULL, COL_JSON },
		{ "crossings", NULL, COL_JSON },
		{ "entries", "syscalls", COL_RIGHT },
		{ "errors", "errors", COL_RIGHT },
		{ "denied", "denied", unless(seen.denied) },
		{ "faults", "faults", COL_RIGHT },
		{ "exceptions", "exceptions", unless(seen.exceptions) },
		{ "interrupts", "interrupts", COL_RIGHT },
		{ "user_ns", "ring 3", COL_RIGHT },
		{ "work_ns", "working", COL_RIGHT },
		{ "wait_ns", "waiting", COL_RIGHT },
	};
	const struct crew **order = in_order(roster);
	size_t shown_rows = limit(roster->n_crews, top);

	out_table("tasks", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < shown_rows; i++)
		put_crew(order[i]);
	out_table_end("Nobody is on the roster.");
	put_rest(roster->n_crews, shown_rows);
	free(order);
}

static int by_entries(const void *a, const void *b)
{
	const struct member_call *one = a, *other = b;
	int order = downwards(one->entries, other->entries);

	order = order ? order : upwards(one->number, other->number);
	order = order ? order : upwards(one->abi, other->abi);
	return order ? order : upwards(one->nr, other->nr);
}

static void put_calls(struct roster *roster, struct seen seen, uint64_t top)
{
	const struct column columns[] = {
		{ "number", NULL, COL_JSON },
		{ "pid", "pid", COL_RIGHT },
		{ "command", "command", 0 },
		{ "abi", "abi", 0 },
		{ "nr", "nr", COL_RIGHT },
		{ "name", "syscall", 0 },
		{ "entries", "entries", COL_RIGHT },
		{ "errors", "errors", COL_RIGHT },
		{ "denied", "denied", unless(seen.denied) },
	};
	size_t shown_rows = limit(roster->n_calls, top);

	qsort(roster->calls, roster->n_calls, sizeof(*roster->calls), by_entries);
	out_table("task_syscalls", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < shown_rows; i++) {
		const struct member_call *call = &roster->calls[i];
		const struct crew *crew = find_crew(roster, call->number);
		char abi[LABEL_SIZE], name[LABEL_SIZE];

		out_cell_number(call->number);
		out_cell_number(crew ? crew->sum.pid : ABSENT);
		out_cell_string(crew ? crew->sum.comm : NULL);
		out_cell_string(abi_label(call->abi, abi));
		out_cell_number(call->nr);
		out_cell_string(syscall_label(call->abi, call->nr, name));
		out_cell_number(call->entries);
		out_cell_number(call->errors);
		out_cell_number(call->denied);
	}
	out_table_end("None of them made a syscall.");
	put_rest(roster->n_calls, shown_rows);
}

void put_roster(struct roster *roster, const struct watch *after, bool by_process, uint64_t top)
{
	struct seen seen = look(roster);
	char number[SHOWN_SIZE], room[SHOWN_SIZE];

	out_string("by", by_process ? "process" : "thread");
	put_crews(roster, seen, by_process, top);
	out_text("\n");
	put_calls(roster, seen, top);
	out_number("tasks_unlisted", after->unlisted);
	out_number("calls_unlisted", after->unlisted_calls);
	if (after->unlisted && after->unlisted != ABSENT)
		out_text("%s of its tasks have no row: the roster holds %s.\n",
			 shown(after->unlisted, number), shown(after->roster, room));
	if (after->unlisted_calls && after->unlisted_calls != ABSENT)
		out_text("%s calls of these or others are in no row by syscall: no room.\n",
			 shown(after->unlisted_calls, number));
	out_text("\n");
}
