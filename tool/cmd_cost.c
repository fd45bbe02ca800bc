// SPDX-License-Identifier: GPL-2.0
/* cost: the price list of crossings. */
#include "bar.h"
#include "microscope.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{ "name", "name", 0 },
	{ "means", NULL, COL_JSON },
	{ "crossings", "crossings", COL_RIGHT },
	{ "ticks", NULL, COL_JSON },
	{ "ns", "takes", COL_RIGHT },
	{ "low_ns", NULL, COL_JSON },
	{ "high_ns", NULL, COL_JSON },
	{ "functions", "function calls", COL_RIGHT },
	{ NULL, "to scale", COL_TEXT },
	{ "why_not", NULL, COL_JSON },
};

/* One line of the list; @ticks may be less than one, so they are not whole. */
struct price {
	const struct subject *subject;
	const char *why_not;
	double ticks, low, high;
	uint64_t crossings;
};

static int find_price(struct microscope *m, const struct subject *subject, struct price *price)
{
	double batch = subject->batch ? subject->batch : 1;
	struct look look;
	int code = look_at(m, subject, &look);

	*price = (struct price){ .subject = subject, .why_not = look.why_not };
	if (code == DONE && !look.why_not) {
		price->ticks = (double)look.bare.net.median / batch;
		price->low = (double)look.bare.net.low / batch;
		price->high = (double)look.bare.net.high / batch;
		price->crossings = look.stamped ? path_crossings(&look.path) : ABSENT;
	}
	look_free(&look);
	return code;
}

static const struct price *price_of(const struct price *list, const char *name)
{
	for (size_t i = 0; i < n_subjects; i++)
		if (!strcmp(list[i].subject->name, name))
			return &list[i];
	return NULL;
}

/* How often the cheapest thing of ring 3 could be done instead. */
static uint64_t in_functions(const struct price *list, const struct price *p)
{
	const struct price *function = price_of(list, "function");

	if (p->why_not || !function || function->why_not || function->ticks <= 0)
		return ABSENT;
	return (uint64_t)(p->ticks / function->ticks + 0.5);
}

static uint64_t whole(const struct microscope *m, double n)
{
	return ticks_to_ns(m, (uint64_t)(n + 0.5));
}

static void put_price(const struct microscope *m, const struct price *list,
		      const struct price *p, double most)
{
	bool known = !p->why_not;
	char drawn[BAR_BYTES];

	out_cell_string(p->subject->name);
	out_cell_string(p->subject->means);
	out_cell_number(known ? p->crossings : ABSENT);
	out_cell_number(known ? (uint64_t)(p->ticks + 0.5) : ABSENT);
	out_cell_time(known ? whole(m, p->ticks) : ABSENT);
	out_cell_time(known ? whole(m, p->low) : ABSENT);
	out_cell_time(known ? whole(m, p->high) : ABSENT);
	out_cell_number(in_functions(list, p));
	out_cell_string(known ? bar((uint64_t)p->ticks, (uint64_t)most, drawn) : p->why_not);
	out_cell_string(p->why_not);
}

static void explain(const struct price *list)
{
	const struct price *write = price_of(list, "write"), *vdso = price_of(list, "vdso");

	if (write && in_functions(list, write) != ABSENT)
		out_text("\nA write() of one byte costs as much as %" PRIu64 " function calls. "
			 "That is why\nprintf() keeps text until there is much to write: "
			 "a buffer saves crossings.\n", in_functions(list, write));
	if (vdso && !vdso->why_not && vdso->crossings != ABSENT)
		explain_vdso(vdso->crossings);
}

static void put_list(const struct microscope *m, const struct price *list)
{
	double most = 0;

	for (size_t i = 0; i < n_subjects; i++)
		most = list[i].ticks > most ? list[i].ticks : most;
	out_begin();
	put_microscope(m);
	out_table("prices", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n_subjects; i++)
		put_price(m, list, &list[i], most);
	out_table_end(NULL);
	explain(list);
	doubt(m);
}

int cmd_cost(const struct context *ctx)
{
	struct price *list;
	struct microscope m;
	int code = microscope_open(&m, ctx->opt->repeat);

	if (code != DONE)
		return code;
	list = must(calloc(n_subjects, sizeof(*list)));
	for (size_t i = 0; i < n_subjects && code == DONE; i++)
		code = find_price(&m, &subjects[i], &list[i]);
	if (code == DONE) {
		put_list(&m, list);
		code = out_end();
	}
	free(list);
	microscope_close(&m);
	return code;
}
