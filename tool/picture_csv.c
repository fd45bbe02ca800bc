// SPDX-License-Identifier: GPL-2.0
/* A row for each crossing, for spreadsheets; empty is what nobody knows. */
#include "crossing_words.h"
#include "names.h"
#include "output.h"
#include "picture_formats.h"

#include <inttypes.h>
#include <stdlib.h>

static void *csv_begin(FILE *to)
{
	fputs("at_ns,task,cpu,ring_3_ns,ring_3_at_most,kind,name,abi,nr,entry_seen,ring_0_ns,"
	      "waited_ns,end,value,errno\n", to);
	return to;
}

static void put_number(FILE *to, uint64_t value)
{
	if (value != ABSENT)
		fprintf(to, "%" PRIu64, value);
	putc(',', to);
}

static void put_word(FILE *to, const char *word)
{
	fprintf(to, "%s,", word ? word : "");
}

/* No name of ours has a comma or a quote. */
static void csv_crossing(void *state, const struct crossing *c, uint64_t first)
{
	char label[LABEL_SIZE], *name = crossing_name(c);
	const char *error = crossing_errno(c, label);
	char abi[LABEL_SIZE];
	FILE *to = state;

	put_number(to, between(first, c->event.time));
	put_number(to, c->event.pid);
	put_number(to, c->event.cpu);
	put_number(to, c->ring_3);
	put_number(to, c->at_most);
	put_word(to, crossing_kind(c));
	put_word(to, name);
	put_word(to, crossing_is_call(c) ? abi_label(c->event.abi, abi) : NULL);
	put_number(to, crossing_is_call(c) ? c->event.nr : ABSENT);
	put_number(to, !c->missed_entry);
	put_number(to, c->ring_0);
	put_number(to, c->waited);
	put_word(to, crossing_end_word(c));
	put_number(to, c->event.ret);
	fprintf(to, "%s\n", error ? error : "");
	free(name);
}

static void csv_gap(void *state, uint64_t lost, uint64_t time, uint64_t first)
{
	FILE *to = state;

	put_number(to, between(first, time));
	fprintf(to, ",,,,lost,events,,,,,,,%" PRIu64 ",\n", lost);
}

static void csv_end(void *state)
{
	(void)state;
}

const struct picture_format csv_format = {
	.begin = csv_begin, .crossing = csv_crossing, .gap = csv_gap, .end = csv_end,
};
