// SPDX-License-Identifier: GPL-2.0
#include "oops.h"
#include "oops_figures.h"
#include "oops_lines.h"
#include "ringside.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Reports that grow at the same time, of several CPUs */
#define MOST_OPEN	8
/* So many unknown lines one after the other end a report, and one that is over. */
#define PATIENCE	64
#define PATIENCE_LATE	4

/* What has no end is no report. */
#define MOST_LINES	2000

#define CUT_OFF		"cut-off"
#define NO_BEGINNING	"The beginning of this report is not in the log."

/* One that is being put together; its last lines may turn out not to be its own. */
struct draft {
	struct oops_report report;
	size_t room;
	size_t known;		/* lines up to the last that we know */
	const struct klog_line *first;
	const struct oops_row *last;
	bool has_headline, has_ended, in_trace, is_framed;
};

struct finder {
	struct oops oops;
	size_t room;
	struct draft open[MOST_OPEN];
	size_t n_open;
};

static void free_line(struct oops_line *line)
{
	free(line->explanation);
	free(line->site);
	source_free(line->source);
}

/* What follows the last known line is not the report's. */
static void trim(struct draft *draft)
{
	while (draft->report.n > draft->known)
		free_line(&draft->report.lines[--draft->report.n]);
}

static void close_draft(struct finder *f, size_t i)
{
	struct draft *draft = &f->open[i];

	trim(draft);
	if (!draft->report.kind) {
		/* A line that only might have begun one. */
		draft->known = 0;
		trim(draft);
		free(draft->report.lines);
	} else {
		if (f->oops.n == f->room) {
			f->room = 2 * f->room + 8;
			f->oops.reports = must(realloc(f->oops.reports,
						       f->room * sizeof(*f->oops.reports)));
		}
		f->oops.reports[f->oops.n++] = draft->report;
	}
	memmove(draft, draft + 1, (--f->n_open - i) * sizeof(*draft));
}

static struct draft *begin_draft(struct finder *f, const struct klog_line *first, size_t at)
{
	struct draft *draft;

	if (f->n_open == MOST_OPEN)
		close_draft(f, 0);
	draft = &f->open[f->n_open++];
	*draft = (struct draft){ .first = first, .report.begin = at };
	return draft;
}

static bool same_caller(const struct klog_line *a, const struct klog_line *b)
{
	return a->caller_length && a->caller_length == b->caller_length &&
	       !strncmp(a->whole + a->caller, b->whole + b->caller, a->caller_length);
}

static bool other_caller(const struct klog_line *a, const struct klog_line *b)
{
	return a->caller_length && b->caller_length && !same_caller(a, b);
}

/*
 * The newest of the same caller, if the log says who that is; else the newest, or, of
 * what does not come behind an end, the newest that has none yet.
 */
static struct draft *draft_of(struct finder *f, const struct klog_line *line,
			      const struct oops_row *row)
{
	bool never_late = row && !(row->flags & (LATE | WEAK));

	for (size_t i = f->n_open; i-- > 0;)
		if (same_caller(f->open[i].first, line))
			return &f->open[i];
	for (size_t i = f->n_open; never_late && i-- > 0;)
		if (!f->open[i].has_ended)
			return &f->open[i];
	return f->n_open ? &f->open[f->n_open - 1] : NULL;
}

/* KASAN and its like end with the line with which they begin; SLUB does not. */
static bool is_end_of_frame(const struct draft *draft, const struct oops_row *row)
{
	const char *kind = draft->report.kind;

	return row->flags & FRAMES && draft->is_framed && draft->has_headline &&
	       (!strcmp(kind, "kasan") || !strcmp(kind, "kfence"));
}

/* Where the line goes to, NULL: it is of no report. */
static struct draft *place_of(struct finder *f, const struct klog *log, size_t at,
			      const struct oops_row *row)
{
	const struct klog_line *line = &log->lines[at];
	struct draft *draft = draft_of(f, line, row);
	bool begins;

	if (!row || row->flags & WEAK)
		return draft;
	begins = row->flags & BEGINS && !(draft && !draft->has_headline &&
					  !other_caller(draft->first, line)) &&
		 !(draft && is_end_of_frame(draft, row));
	if (draft && !begins)
		return draft;
	/* What begins there is of another CPU, or one that is over. */
	draft = begin_draft(f, line, at);
	if (!(row->flags & BEGINS) && !row->kind) {
		draft->report.kind = CUT_OFF;
		draft->report.title = NO_BEGINNING;
		draft->has_headline = true;
	}
	return draft;
}

/* Behind the end what stands there once more is not explained again. */
static char *words_of(const struct draft *draft, const struct oops_row *row, const char *text)
{
	enum oops_when when = draft->has_ended ? BEHIND : draft->in_trace ? IN_TRACE : BEFORE;

	if (!row->says)
		return row->explain(text, when);
	if (when == BEHIND && row->flags & LATE && !(row->flags & WORTH))
		return NULL;
	return must(strdup(row->says));
}

static void explain(struct draft *draft, struct oops_line *line, const struct oops_row *row)
{
	const char *text = line->text + strspn(line->text, " \t");
	struct site site;

	/* The registers behind the end may be of another failure; the rest is of this. */
	line->is_worth = row->flags & WORTH && !(draft->has_ended && row->flags & EXACT);
	if (!row->group || !draft->last || draft->last->group != row->group)
		line->explanation = words_of(draft, row, text);
	if (draft->has_ended || !(parse_trace(text, &site) || find_site(text, &site)))
		return;
	site.is_return = !(row->flags & EXACT);
	line->site = must(malloc(sizeof(site)));
	*line->site = site;
}

/* The first line that says the kind does; that the crash module was asked is none. */
static void take_kind(struct draft *draft, const struct oops_line *line,
		      const struct oops_row *row)
{
	struct oops_report *report = &draft->report;
	bool only_asked = report->kind && !strcmp(report->kind, "asked");

	if (row->kind && (!report->kind || only_asked)) {
		report->kind = row->kind;
		report->title = line->text;
	}
	if (row->kind && !(row->flags & ANNOUNCES))
		draft->has_headline = true;
	if (row->flags & ENDS)
		draft->has_ended = true;
	if (row->flags & FRAMES)
		draft->is_framed = !draft->is_framed;
	if (row->flags & (TRACES | PRECEDES))
		draft->in_trace = row->flags & TRACES;
}

static void add_line(struct draft *draft, const struct klog_line *line, const struct oops_row *row)
{
	struct oops_report *report = &draft->report;
	struct oops_line *added;

	if (report->n == draft->room) {
		draft->room = 2 * draft->room + 32;
		report->lines = must(realloc(report->lines, draft->room * sizeof(*added)));
	}
	added = &report->lines[report->n++];
	*added = (struct oops_line){ .whole = line->whole, .text = klog_text(line) };
	if (!row)
		return;
	explain(draft, added, row);
	take_kind(draft, added, row);
	draft->last = row;
	draft->known = report->n;
}

static bool is_full(const struct draft *draft)
{
	size_t unknown = draft->report.n - draft->known;

	if (unknown > (draft->has_headline && !draft->has_ended ? PATIENCE : PATIENCE_LATE))
		return true;
	return draft->report.n == MOST_LINES;
}

static void take_line(struct finder *f, const struct klog *log, size_t at)
{
	const struct oops_row *row = find_oops_row(klog_text(&log->lines[at]));
	struct draft *draft = place_of(f, log, at, row);

	if (!draft)
		return;
	add_line(draft, &log->lines[at], row);
	if (!row)
		draft->last = NULL;
	if (is_full(draft))
		close_draft(f, (size_t)(draft - f->open));
}

static void tell_release(const struct oops_report *report, struct sources *sources)
{
	char release[128];

	for (size_t i = 0; i < report->n; i++) {
		if (!release_in(report->lines[i].text, release, sizeof(release)))
			continue;
		sources_release(sources, release);
		return;
	}
}

/* Of a module whose file does not fit in one place no line can be trusted. */
static bool is_trusted(const struct oops_report *report, const struct site *site,
		       struct sources *sources)
{
	for (size_t i = 0; i < report->n; i++) {
		const struct site *other = report->lines[i].site;

		if (other && !strcmp(other->module, site->module) && !source_fits(sources, other))
			return false;
	}
	return true;
}

static void find_sources(struct oops_report *report, struct sources *sources)
{
	const char *module = "";
	bool trusted = false;

	tell_release(report, sources);
	for (size_t i = 0; i < report->n; i++) {
		struct oops_line *line = &report->lines[i];

		if (!line->site || !*line->site->module)
			continue;
		if (strcmp(module, line->site->module))
			trusted = is_trusted(report, line->site, sources);
		module = line->site->module;
		if (trusted)
			line->source = source_find(sources, line->site);
	}
}

static int by_begin(const void *a, const void *b)
{
	const struct oops_report *x = a, *y = b;

	return x->begin < y->begin ? -1 : x->begin > y->begin;
}

struct oops oops_find(const struct klog *log, struct sources *sources)
{
	struct finder f = { 0 };

	for (size_t i = 0; i < log->n; i++)
		take_line(&f, log, i);
	while (f.n_open)
		close_draft(&f, 0);
	if (f.oops.n)
		qsort(f.oops.reports, f.oops.n, sizeof(*f.oops.reports), by_begin);
	for (size_t i = 0; sources && i < f.oops.n; i++)
		find_sources(&f.oops.reports[i], sources);
	return f.oops;
}

void oops_free(struct oops *oops)
{
	for (size_t i = 0; i < oops->n; i++) {
		for (size_t j = 0; j < oops->reports[i].n; j++)
			free_line(&oops->reports[i].lines[j]);
		free(oops->reports[i].lines);
	}
	free(oops->reports);
	*oops = (struct oops){ 0 };
}
