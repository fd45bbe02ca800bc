// SPDX-License-Identifier: GPL-2.0
/* card: what a failure took down, as it was seen from outside of the machine. */
#include "card_svg.h"
#include "outside.h"
#include "output.h"
#include "records.h"
#include "text.h"
#include "times.h"

#include <stdlib.h>
#include <string.h>

static const char *ending(const struct outside *o)
{
	return o->status == VM_PANICKED ? "panicked" : o->status == VM_HUNG ? "hung" : "lives on";
}

static uint64_t since(const struct heard *heard, uint64_t at)
{
	return at == ABSENT || at < heard->failed ? ABSENT : at - heard->failed;
}

/* Of a machine that hangs some may go on, on a CPU that is left to them. */
static bool lives(const struct outside *o, enum who who)
{
	return heard_lives(&o->heard, who) && (who == HOST || o->status != VM_PANICKED);
}

static void put_heard(const struct outside *o)
{
	static const struct column columns[] = {
		{ "name", "heard", 0 },
		{ "before", "before", COL_RIGHT },
		{ "after", "after", COL_RIGHT },
		{ "last_ns", "last", COL_RIGHT },
		{ "lives", "lives", 0 },
	};

	out_table("heard", columns, ARRAY_SIZE(columns));
	for (enum who who = HOST; who < WHO; who++) {
		const struct beats *beats = &o->heard.beats[who];
		size_t before, after;

		if (!heard_has(&o->heard, who))
			continue;
		heard_count(&o->heard, who, &before, &after);
		out_cell_string(who_word(who));
		out_cell_number(before);
		out_cell_number(after);
		out_cell_time(after ? since(&o->heard, beats->at[beats->n - 1]) : ABSENT);
		if (who != HOST && !before)
			out_cell_string(NULL);
		else
			out_cell_bool(lives(o, who));
	}
	out_table_end(NULL);
	out_bool("has_network", !o->heard.no_network);
	if (o->heard.no_network)
		out_text("network: the guest has none, so nobody was asked there\n");
}

static void put_records(const struct outside *o)
{
	static const struct column columns[] = {
		{ "name", "records", 0 },
		{ "acknowledged", "acknowledged", COL_RIGHT },
		{ "found", "found", COL_RIGHT },
		{ "lost", "lost", COL_RIGHT },
		{ "changed", "changed", COL_RIGHT },
	};
	const struct { const char *name; uint64_t acknowledged; } files[] = {
		{ SYNCED, o->heard.synced }, { UNSYNCED, o->heard.unsynced },
	};

	out_text("\n");
	out_table("records", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		struct left left = outside_left(o, files[i].name, files[i].acknowledged);

		out_cell_string(files[i].name);
		out_cell_number(files[i].acknowledged);
		out_cell_number(left.found);
		out_cell_number(left.lost);
		out_cell_number(left.changed);
	}
	out_table_end(NULL);
}

static void put_inside(const struct outside *o)
{
	const struct json_value *oopses = json_member(o->inside, "oopses");
	const struct json_value *warnings = json_member(o->inside, "warnings_counted");
	const char *outcome = json_text(json_member(o->inside, "culprit"), "outcome");
	char oops[SHOWN_SIZE], warning[SHOWN_SIZE];

	out_object("inside");
	out_string("culprit", outcome);
	out_number("oopses", json_count(oopses, "after"));
	out_number("warnings", json_count(warnings, "after"));
	out_object_end();
	if (o->inside)
		out_text("inside: who failed %s; oopses: %s, warnings: %s\n",
			 outcome ? outcome : "is not told of",
			 shown(json_count(oopses, "after"), oops),
			 shown(json_count(warnings, "after"), warning));
	else if (outside_waited_in_vain(o))
		out_text("inside: who was to print a card got stuck over it\n");
	else
		out_text("inside: nobody was left to print a card\n");
}

static int put(const struct outside *o, const char *predicted)
{
	const struct recovery recovery = outside_recovery(o);
	enum loss lost = outside_loss(o);
	char time[TIME_SIZE];
	int code;

	out_begin();
	out_string("kind", o->kind);
	out_string("site", o->site);
	out_string("shows", o->shows);
	out_string("kernel", o->kernel);
	out_string("machine", ending(o));
	out_number("ended_ns", since(&o->heard, o->heard.last));
	out_painted(BOLD, "%s", o->kind);
	out_text(" in ring 0, %s, of %s, from outside: %s\n", o->site, o->kernel, o->shows);
	out_text("machine: ");
	out_painted(lost == MACHINE ? RED : PLAIN, "%s", ending(o));
	out_text("; it was over %s after the failure\n\n",
		 shown_time(since(&o->heard, o->heard.last), time));
	put_heard(o);
	put_records(o);
	put_recovery(&recovery);
	put_inside(o);
	put_from(!strcmp(o->from, "container"), true, lost);
	put_log(&o->heard.console, o->kernel);
	put_verdict(lost, o->expected, predicted);
	code = out_end();
	return code == DONE && lost != o->expected ? ASSERTION : code;
}

int cmd_card(const struct context *ctx)
{
	struct outside outside;
	int code = outside_read(ctx->opt->argv[0], &outside);

	if (code == DONE && ctx->opt->given & OPT_SVG)
		code = card_svg(&outside, outside_loss(&outside), ctx->opt->svg);
	if (code == DONE)
		code = put(&outside, ctx->opt->predict);
	outside_free(&outside);
	return code;
}
