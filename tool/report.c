// SPDX-License-Identifier: GPL-2.0
#include "report.h"
#include "balance.h"
#include "histogram.h"
#include "ledger_rows.h"
#include "names.h"
#include "output.h"
#include "roster.h"
#include "times.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define STEADY_TRIES	5

struct facts {
	struct watch watch;
	struct syscall_row *syscalls;
	struct error_row *errors;
	struct ledger_entry *ledger;
	size_t n_syscalls, n_errors, n_ledger;
	struct roster roster;
	bool steady;	/* nothing was counted while it was read */
};

static void drop_facts(struct facts *facts)
{
	free(facts->syscalls);
	free(facts->errors);
	free(facts->ledger);
	roster_drop(&facts->roster);
}

static int read_roster(struct session *session, const struct report *report,
		       struct facts *facts)
{
	if (report->by == REPORT_WHOLE)
		return DONE;
	return roster_read(session, &report->before, report->by == REPORT_BY_PROCESS,
			   &facts->roster);
}

static int read_facts(struct session *session, const struct report *report, struct facts *facts)
{
	uint32_t id = report->watch;
	struct watch before;

	memset(facts, 0, sizeof(*facts));
	memset(&before, 0, sizeof(before));
	if (ask_watch(session, id, &before) != DONE ||
	    ask_syscalls(session, id, &facts->syscalls, &facts->n_syscalls) != DONE ||
	    ask_errors(session, id, &facts->errors, &facts->n_errors) != DONE ||
	    ledger_fetch(session, id, &facts->ledger, &facts->n_ledger) != DONE ||
	    read_roster(session, report, facts) != DONE ||
	    ask_watch(session, id, &facts->watch) != DONE)
		return session_report(session);
	facts->steady = !memcmp(before.abi, facts->watch.abi,
				sizeof(before.abi[0]) * before.n_abis);
	return DONE;
}

/* Descendants that still run move the numbers while we read them. */
static int read_steady(struct session *session, const struct report *report, struct facts *facts)
{
	int code;

	for (int i = 0; ; i++) {
		code = read_facts(session, report, facts);
		if (code != DONE || facts->steady || i == STEADY_TRIES)
			return code;
		drop_facts(facts);
	}
}

static int by_entries(const void *a, const void *b)
{
	const struct syscall_row *one = a, *other = b;
	int order = downwards(one->entries, other->entries);

	order = order ? order : upwards(one->abi, other->abi);
	return order ? order : upwards(one->nr, other->nr);
}

static int by_count(const void *a, const void *b)
{
	const struct error_row *one = a, *other = b;
	int order = downwards(one->count, other->count);

	order = order ? order : upwards(one->abi, other->abi);
	order = order ? order : upwards(one->nr, other->nr);
	return order ? order : upwards(one->number, other->number);
}

static void put_command(const struct report *report)
{
	const char *sides = report->user ? "its two sides" : "its kernel side";
	int status = report->status;

	out_list("argv");
	for (char *const *arg = report->argv; *arg; arg++)
		out_string(NULL, *arg);
	out_list_end();
	out_real("seconds", report->seconds);
	if (WIFSIGNALED(status)) {
		out_number("signal", (uint64_t)WTERMSIG(status));
		out_text("%s: killed by signal %d (%s) after %.3f s; %s:\n",
			 report->argv[0], WTERMSIG(status), strsignal(WTERMSIG(status)),
			 report->seconds, sides);
	} else {
		out_number("exit", (uint64_t)WEXITSTATUS(status));
		out_text("%s: exit status %d after %.3f s; %s:\n",
			 report->argv[0], WEXITSTATUS(status), report->seconds, sides);
	}
}

/* Where its time went, by itself: while it was held it waited for us. */
static void put_places(struct session *session, const struct report *report,
		       const struct watch *after)
{
	const struct watch *before = &report->before;
	uint64_t user = difference(after->user, before->user);
	uint64_t work = difference(after->work, before->work);
	uint64_t wait = difference(after->wait, before->wait);
	char in_user[TIME_SIZE], in_work[TIME_SIZE], in_wait[TIME_SIZE], all[TIME_SIZE];
	const char *why;

	out_number("user_ns", user);
	out_number("work_ns", work);
	out_number("wait_ns", wait);
	if (user == ABSENT || work == ABSENT || wait == ABSENT) {
		why = why_untimed(session, "timing was switched meanwhile");
		out_string("untimed_reason", why);
		out_text("time: not available: %s\n\n", why);
		return;
	}
	out_text("time: %s in ring 3, %s working in ring 0, %s waiting; together %s\n\n",
		 shown_time(user, in_user), shown_time(work, in_work), shown_time(wait, in_wait),
		 shown_time(user + work + wait, all));
}

/* Columns that are rarely of use stay away when they have nothing to say. */
static void choose_columns(const struct facts *facts, struct column *columns, size_t n)
{
	uint64_t denied = 0, restarts = 0;

	for (size_t i = 0; i < facts->n_syscalls; i++) {
		denied |= facts->syscalls[i].denied;
		restarts |= facts->syscalls[i].restarts;
	}
	for (size_t i = 0; i < n; i++)
		if ((!strcmp(columns[i].key, "denied") && !denied) ||
		    (!strcmp(columns[i].key, "restarts") && !restarts))
			columns[i].flags |= COL_JSON;
}

static void put_syscalls(struct facts *facts)
{
	struct column columns[] = {
		{ "abi", "abi", 0 },
		{ "nr", "nr", COL_RIGHT },
		{ "name", "syscall", 0 },
		{ "entries", "entries", COL_RIGHT },
		{ "exits", NULL, COL_JSON },
		{ "errors", "errors", COL_RIGHT },
		{ "never", "never", COL_RIGHT },
		{ "denied", "denied", COL_RIGHT },
		{ "restarts", "restarts", COL_RIGHT },
		{ "timed", NULL, COL_JSON },
		{ "total_ns", "total", COL_RIGHT },
		{ "mean_ns", NULL, COL_JSON },
		{ "longest_ns", "longest", COL_RIGHT },
		{ "work_ns", "working", COL_RIGHT },
		{ "wait_ns", NULL, COL_JSON },
		{ "histogram", NULL, COL_JSON },
	};

	choose_columns(facts, columns, ARRAY_SIZE(columns));
	out_table("syscalls", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < facts->n_syscalls; i++) {
		const struct syscall_row *row = &facts->syscalls[i];
		char abi[LABEL_SIZE], name[LABEL_SIZE];

		out_cell_string(abi_label(row->abi, abi));
		out_cell_number(row->nr);
		out_cell_string(syscall_label(row->abi, row->nr, name));
		out_cell_number(row->entries);
		out_cell_number(row->exits);
		out_cell_number(row->errors);
		out_cell_number(row->never);
		out_cell_number(row->denied);
		out_cell_number(row->restarts);
		out_cell_number(timed_calls(row));
		out_cell_time(row->time);
		out_cell_time(mean_of(row));
		out_cell_time(row->longest);
		out_cell_time(work_of(row));
		out_cell_time(row->wait);
		put_histogram_cell(row);
	}
	out_table_end("It made no syscall.");
}

static void put_errors(struct facts *facts)
{
	static const struct column columns[] = {
		{ "abi", "abi", 0 },
		{ "nr", "nr", COL_RIGHT },
		{ "name", "syscall", 0 },
		{ "errno", NULL, COL_JSON },
		{ "errno_name", "errno", 0 },
		{ "by", "by", 0 },
		{ "count", "count", COL_RIGHT },
	};

	qsort(facts->errors, facts->n_errors, sizeof(*facts->errors), by_count);
	out_table("errors", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < facts->n_errors; i++) {
		const struct error_row *row = &facts->errors[i];
		char abi[LABEL_SIZE], name[LABEL_SIZE], number[LABEL_SIZE];

		out_cell_string(abi_label(row->abi, abi));
		out_cell_number(row->nr);
		out_cell_string(syscall_label(row->abi, row->nr, name));
		out_cell_number(row->number);
		out_cell_string(errno_label(row->number, number));
		out_cell_string(row->denied == ABSENT ? NULL : row->denied ? "denied" : "kernel");
		out_cell_number(row->count);
	}
	out_table_end("No errno was counted.");
}

/* In text, only what there was: the kinds of crossing, not what came beside. */
static bool worth_showing(const struct ledger_entry *entry)
{
	return out_json() || (entry->group == CROSSING && entry->count && entry->count != ABSENT);
}

static void put_ledger(const struct facts *facts)
{
	static const struct column columns[] = {
		{ "group", NULL, COL_JSON },
		{ "kind", NULL, COL_JSON },
		{ "name", "crossing", 0 },
		{ "count", "count", COL_RIGHT },
		{ "meaning", "meaning", 0 },
		{ "reason", NULL, COL_JSON },
	};

	out_table("ledger", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < facts->n_ledger; i++) {
		const struct ledger_entry *entry = &facts->ledger[i];
		char *name = ledger_name(&entry->row);

		if (entry->group != CHECK && worth_showing(entry)) {
			out_cell_string(ledger_group_name(entry->group));
			out_cell_string(ledger_kind(&entry->row));
			out_cell_string(name);
			out_cell_number(entry->count);
			out_cell_string(ledger_meaning(&entry->row));
			out_cell_string(*entry->row.reason ? entry->row.reason : NULL);
		}
		free(name);
	}
	out_table_end("It never crossed.");
}

/* Switches, signals, new tasks: in a line, if there were any. */
static void put_events(const struct facts *facts)
{
	const char *before = "Beside that:";
	char count[SHOWN_SIZE];

	for (size_t i = 0; i < facts->n_ledger; i++) {
		const struct ledger_entry *entry = &facts->ledger[i];
		char *name;

		if (entry->group != EVENT || !entry->count || entry->count == ABSENT)
			continue;
		name = ledger_name(&entry->row);
		out_text("%s %s %s", before, name, shown(entry->count, count));
		free(name);
		before = ",";
	}
	out_text(*before == ',' ? "\n" : "%s", "");
}

static void put_balances(const struct watch *watch)
{
	out_list("balance");
	for (size_t i = 0; i < watch->n_abis; i++)
		if (out_json() || abi_was_used(&watch->abi[i]))
			put_balance(&watch->abi[i], NULL);
	out_list_end();
}

static void put_limits(const struct facts *facts)
{
	const struct watch *watch = &facts->watch;
	char number[SHOWN_SIZE];

	out_number("tasks_alive", watch->tasks);
	out_number("tasks_missed", watch->missed);
	out_bool("steady", facts->steady);
	if (watch->tasks && watch->tasks != ABSENT)
		out_text("%s of its tasks still run: later calls are not included.\n",
			 shown(watch->tasks, number));
	if (!facts->steady)
		out_text("They were busy meanwhile: the parts of this are of different moments.\n");
	if (watch->missed && watch->missed != ABSENT)
		out_warning("rmmod ringside && insmod module/ringside.ko tasks=65536",
			    "%s of its tasks found no room in the task table: their calls are missing",
			    shown(watch->missed, number));
}

int put_report(struct session *session, const struct report *report)
{
	struct facts facts;
	int code = read_steady(session, report, &facts);

	if (code == DONE) {
		out_begin();
		put_command(report);
		put_places(session, report, &facts.watch);
		put_ledger(&facts);
		put_events(&facts);
		out_text("\n");
		qsort(facts.syscalls, facts.n_syscalls, sizeof(*facts.syscalls), by_entries);
		if (report->by != REPORT_WHOLE)
			put_roster(&facts.roster, &facts.watch,
				   report->by == REPORT_BY_PROCESS, report->top);
		if (report->user)
			put_both(report->user, facts.syscalls, facts.n_syscalls);
		put_syscalls(&facts);
		out_text("\n");
		put_errors(&facts);
		out_text("\n");
		put_balances(&facts.watch);
		put_limits(&facts);
		code = out_end();
	}
	drop_facts(&facts);
	return code;
}
