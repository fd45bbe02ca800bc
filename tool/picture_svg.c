// SPDX-License-Identifier: GPL-2.0
/*
 * Two lanes for each task, ring 3 above ring 0, and the steps between them. It needs
 * nothing else to be shown, and is drawn when all is known: what is narrower than can
 * be seen is drawn together with its neighbours.
 */
#include "crossing_words.h"
#include "output.h"
#include "picture_formats.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* All in units of the picture. */
#define LEFT		110
#define RIGHT		20
#define LENGTH		1200	/* of the lanes */
#define TOP		64
#define LANE		20	/* its height */
#define STEP		14	/* from one lane down to the other */
#define TASK		76	/* from one task to the next */
#define LETTER		6.3	/* width of one */
#define SEEN		0.25	/* what is narrower is not */
#define LEAST_WIDTH	0.4

enum lane { RING_3, RING_0, WAITING, LANES };

struct span {
	uint64_t from, to;	/* ns since the first event */
	char *name;		/* NULL: none */
};

struct spans {
	struct span *span;
	size_t n, room;
};

struct row {
	uint64_t pid;
	struct spans lane[LANES];
};

struct svg {
	FILE *to;
	struct row *rows;
	size_t n_rows, last_row;
	uint64_t end;		/* of the last span */
	uint64_t crossings, lost;
};

static const char head[] =
"<style>\n"
"text { font: 12px system-ui, sans-serif; fill: #1f2328; }\n"
".title { font-size: 15px; font-weight: 600; }\n"
".small { font-size: 11px; fill: #59636e; }\n"
".background { fill: #ffffff; }\n"
".grid { stroke: #d1d9e0; }\n"
".step { stroke: #1f2328; stroke-width: 0.6; }\n"
".ring3 { fill: #b6e3c6; stroke: #1a7f37; stroke-width: 0.4; }\n"
".ring0 { fill: #cf222e; }\n"
".waiting { fill: url(#stripes); stroke: #cf222e; stroke-width: 0.4; }\n"
".stripes { stroke: #cf222e; }\n"
".ground { fill: #ffffff; }\n"
/* Also on the stripes */
".name { fill: #ffffff; paint-order: stroke; stroke: #82071e; stroke-width: 2; }\n"
"@media (prefers-color-scheme: dark) {\n"
"text { fill: #e6edf3; }\n"
".small { fill: #9198a1; }\n"
".background, .ground { fill: #0d1117; }\n"
".grid { stroke: #3d444d; }\n"
".step { stroke: #e6edf3; }\n"
".ring3 { fill: #1f6f37; stroke: #3fb950; }\n"
".ring0 { fill: #b62324; }\n"
".waiting { stroke: #f85149; }\n"
".stripes { stroke: #f85149; }\n"
"}\n"
"</style>\n"
"<defs><pattern id=\"stripes\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
"patternTransform=\"rotate(45)\"><rect class=\"ground\" width=\"5\" height=\"5\"/>"
"<line class=\"stripes\" y2=\"5\" stroke-width=\"2\"/></pattern></defs>\n";

static void *svg_begin(FILE *to)
{
	struct svg *svg = must(calloc(1, sizeof(*svg)));

	svg->to = to;
	return svg;
}

static struct row *row_of(struct svg *svg, uint64_t pid)
{
	if (svg->n_rows && svg->rows[svg->last_row].pid == pid)
		return &svg->rows[svg->last_row];
	for (svg->last_row = 0; svg->last_row < svg->n_rows; svg->last_row++)
		if (svg->rows[svg->last_row].pid == pid)
			return &svg->rows[svg->last_row];
	svg->rows = must(realloc(svg->rows, (svg->n_rows + 1) * sizeof(*svg->rows)));
	svg->rows[svg->n_rows] = (struct row){ .pid = pid };
	return &svg->rows[svg->n_rows++];
}

/* Of times as in the events; takes @name. */
static struct span span_of(uint64_t first, uint64_t from, uint64_t to, char *name)
{
	return (struct span){ between(first, from), between(first, to < from ? from : to), name };
}

/* Takes the name. */
static void add(struct svg *svg, uint64_t pid, enum lane lane, struct span span)
{
	struct spans *spans = &row_of(svg, pid)->lane[lane];

	if (spans->n == spans->room) {
		spans->room = 2 * spans->room + 16;
		spans->span = must(realloc(spans->span, spans->room * sizeof(*spans->span)));
	}
	spans->span[spans->n++] = span;
	if (span.to > svg->end)
		svg->end = span.to;
}

/* Takes @name. */
static void add_ring_0(struct svg *svg, const struct crossing *c, uint64_t first, char *name)
{
	uint64_t from = c->event.time, to = from;

	if (c->kind == RINGSIDE_KIND_EVENT) {
		/* The way into a handler; others take no time of their own. */
		if (c->event.what != RINGSIDE_WHAT_SIGNAL || c->since == ABSENT) {
			free(name);
			return;
		}
		from = c->since;
	} else if (c->ring_0 != ABSENT && c->began != ABSENT) {
		from = c->began;
		to = from + c->ring_0;
	}
	add(svg, c->event.pid, RING_0, span_of(first, from, to, name));
}

static void svg_crossing(void *state, const struct crossing *c, uint64_t first)
{
	struct svg *svg = state;

	if (c->event.time == ABSENT)
		return;
	if (c->kind != RINGSIDE_KIND_EVENT) {
		svg->crossings++;
		if (c->since != ABSENT && c->since < c->event.time)
			add(svg, c->event.pid, RING_3,
			    span_of(first, c->since, c->event.time, NULL));
	}
	add_ring_0(svg, c, first, crossing_name(c));
}

static void svg_absence(void *state, const struct absence *a, uint64_t first)
{
	struct svg *svg = state;

	/* In ring 0, where it was switched away, though no crossing tells of that. */
	if (a->since != ABSENT)
		add(svg, a->pid, RING_0,
		    span_of(first, a->since, a->to, must(strdup("switched away"))));
	add(svg, a->pid, WAITING, span_of(first, a->from, a->to, NULL));
}

static void svg_gap(void *state, uint64_t lost, uint64_t time, uint64_t first)
{
	struct svg *svg = state;

	(void)time;
	(void)first;
	svg->lost += lost;
}

static double x_of(const struct svg *svg, uint64_t at)
{
	return LEFT + (svg->end ? LENGTH * (double)at / (double)svg->end : 0);
}

static int by_time(const void *a, const void *b)
{
	const struct span *one = a, *other = b;

	return one->from < other->from ? -1 : one->from > other->from;
}

/* Spans that are drawn as one: each begins where no eye sees the end of those before. */
struct run {
	const struct span *first;
	size_t n;
	uint64_t ns;		/* that they take together */
	double x, end;
};

static size_t next_run(const struct svg *svg, const struct spans *spans, size_t i,
		       struct run *run)
{
	run->first = &spans->span[i];
	run->x = x_of(svg, spans->span[i].from);
	run->end = run->x;
	run->ns = 0;
	run->n = 0;
	for (; i < spans->n; i++) {
		const struct span *span = &spans->span[i];

		if (run->n && x_of(svg, span->from) - run->end > SEEN)
			break;
		/* Two that can be told apart are. */
		if (run->n && (x_of(svg, span->to) - x_of(svg, span->from) > 1 ||
			       run->end - run->x > 1))
			break;
		run->n++;
		run->ns += span->to - span->from;
		if (x_of(svg, span->to) > run->end)
			run->end = x_of(svg, span->to);
	}
	if (run->end < run->x + LEAST_WIDTH)
		run->end = run->x + LEAST_WIDTH;
	return i;
}

static void put_title(const struct svg *svg, const struct run *run, const char *what)
{
	char time[TIME_SIZE];

	fputs("<title>", svg->to);
	if (run->n == 1)
		fprintf(svg->to, "%s", run->first->name ? : what);
	else
		fprintf(svg->to, "%zu times %s", run->n, what);
	fprintf(svg->to, ", %s</title>", shown_time(run->ns, time));
}

static void put_lane(const struct svg *svg, const struct spans *spans, double y, enum lane lane)
{
	static const struct { const char *style, *what; } lanes[LANES] = {
		{ "ring3", "ring 3" }, { "ring0", "ring 0" }, { "waiting", "waiting" },
	};
	struct run run;

	for (size_t i = 0; i < spans->n;) {
		i = next_run(svg, spans, i, &run);
		fprintf(svg->to, "<rect class=\"%s\" x=\"%.2f\" y=\"%.1f\" ",
			lanes[lane].style, run.x, y);
		fprintf(svg->to, "width=\"%.2f\" height=\"%d\">", run.end - run.x, LANE);
		put_title(svg, &run, lanes[lane].what);
		fputs("</rect>\n", svg->to);
	}
}

/* Of those that have room for it */
static void put_names(const struct svg *svg, const struct spans *spans, double y)
{
	struct run run;

	for (size_t i = 0; i < spans->n;) {
		const char *name = spans->span[i].name;

		i = next_run(svg, spans, i, &run);
		if (name && run.n == 1 && run.end - run.x > LETTER * (double)strlen(name) + 6)
			fprintf(svg->to, "<text class=\"name\" x=\"%.2f\" y=\"%.1f\">%s</text>\n",
				run.x + 3, y + LANE - 6, name);
	}
}

/* Where it goes down and comes up again, as far as one can tell them apart. */
static void put_steps(const struct svg *svg, const struct spans *spans, double y)
{
	double last = -1;

	fputs("<path class=\"step\" d=\"", svg->to);
	for (size_t i = 0; i < spans->n; i++) {
		const uint64_t ends[] = { spans->span[i].from, spans->span[i].to };

		for (size_t j = 0; j < ARRAY_SIZE(ends); j++) {
			double x = x_of(svg, ends[j]);

			if (x - last < 1)
				continue;
			last = x;
			fprintf(svg->to, "M%.2f %.1fv%d", x, y + LANE, STEP);
		}
	}
	fputs("\"/>\n", svg->to);
}

static void put_row(const struct svg *svg, struct row *row, double y)
{
	fprintf(svg->to, "<g>\n<text x=\"8\" y=\"%.1f\">task %" PRIu64 "</text>\n"
		"<text class=\"small\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">ring 3</text>\n"
		"<text class=\"small\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">ring 0</text>\n",
		y + LANE + 8, row->pid, LEFT - 6, y + LANE - 6, LEFT - 6,
		y + 2 * LANE + STEP - 6);
	for (int lane = 0; lane < LANES; lane++)
		if (row->lane[lane].n)
			qsort(row->lane[lane].span, row->lane[lane].n, sizeof(struct span),
			      by_time);
	put_steps(svg, &row->lane[RING_0], y);
	for (int lane = 0; lane < LANES; lane++)
		put_lane(svg, &row->lane[lane], lane == RING_3 ? y : y + LANE + STEP, lane);
	put_names(svg, &row->lane[RING_0], y + LANE + STEP);
	fputs("</g>\n", svg->to);
}

/* 1, 2 or 5 of a power of ten, so that there are no more than ten of them. */
static uint64_t tick_of(uint64_t all)
{
	static const unsigned int steps[] = { 1, 2, 5 };

	for (uint64_t power = 1;; power *= 10)
		for (size_t i = 0; i < ARRAY_SIZE(steps); i++)
			if (all / steps[i] / power <= 10)
				return steps[i] * power;
}

static void put_axis(const struct svg *svg, double bottom)
{
	uint64_t tick = tick_of(svg->end);
	char time[TIME_SIZE];

	for (uint64_t i = 0; i <= svg->end / tick; i++) {
		uint64_t at = i * tick;
		double x = x_of(svg, at);

		fprintf(svg->to, "<path class=\"grid\" d=\"M%.2f %dV%.1f\"/>", x, TOP - 6, bottom);
		fprintf(svg->to, "<text class=\"small\" x=\"%.2f\" y=\"%.1f\" ", x, bottom + 14);
		fprintf(svg->to, "text-anchor=\"middle\">%s</text>\n",
			at ? shown_time(at, time) : "0");
	}
}

static void put_legend(const struct svg *svg)
{
	static const struct { const char *style, *words; int x; } keys[] = {
		{ "ring3", "in ring 3", LEFT }, { "ring0", "in ring 0", LEFT + 100 },
		{ "waiting", "there without a CPU", LEFT + 200 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		fprintf(svg->to, "<rect class=\"%s\" x=\"%d\" y=\"34\" width=\"18\" height=\"12\"/>"
			"<text class=\"small\" x=\"%d\" y=\"44\">%s</text>\n", keys[i].style,
			keys[i].x, keys[i].x + 24, keys[i].words);
	fprintf(svg->to, "<text class=\"small\" x=\"%d\" y=\"44\">a thin line: a crossing of which "
		"nobody knows how long it takes</text>\n", LEFT + 360);
}

static void draw(const struct svg *svg)
{
	double bottom = TOP + TASK * (double)svg->n_rows;
	char time[TIME_SIZE];

	fprintf(svg->to, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" "
		"width=\"%d\" height=\"%.0f\">\n%s<rect class=\"background\" width=\"100%%\" "
		"height=\"100%%\"/>\n", LEFT + LENGTH + RIGHT, bottom + 30, LEFT + LENGTH + RIGHT,
		bottom + 30, head);
	fprintf(svg->to, "<text class=\"title\" x=\"8\" y=\"22\">%" PRIu64 " crossings of %zu %s "
		"in %s, %" PRIu64 " events lost</text>\n", svg->crossings, svg->n_rows,
		svg->n_rows == 1 ? "task" : "tasks", shown_time(svg->end, time), svg->lost);
	put_legend(svg);
	put_axis(svg, bottom);
	for (size_t i = 0; i < svg->n_rows; i++)
		put_row(svg, &svg->rows[i], TOP + TASK * (double)i);
	fputs("</svg>\n", svg->to);
}

static void drop_spans(struct spans *spans)
{
	for (size_t i = 0; i < spans->n; i++)
		free(spans->span[i].name);
	free(spans->span);
}

static void svg_end(void *state)
{
	struct svg *svg = state;

	draw(svg);
	for (size_t i = 0; i < svg->n_rows; i++)
		for (int lane = 0; lane < LANES; lane++)
			drop_spans(&svg->rows[i].lane[lane]);
	free(svg->rows);
	free(svg);
}

const struct picture_format svg_format = {
	.begin = svg_begin, .crossing = svg_crossing, .absence = svg_absence,
	.gap = svg_gap, .end = svg_end,
};
