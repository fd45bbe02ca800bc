/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel log reports of failures: which lines belong together, what each says,
 * and which line of source it is about.
 */
#ifndef OOPS_H
#define OOPS_H

#include "klog.h"
#include "oops_site.h"
#include "oops_source.h"

struct oops_line {
	const char *whole, *text;	/* the log's, with and without its time */
	char *explanation;	/* NULL: we do not know, or the line above says it, too */
	struct site *site;	/* the code that it names, or NULL */
	struct source *source;	/* where that is in the source, or NULL */
	bool is_worth;		/* a line of a summary */
};

struct oops_report {
	size_t begin;		/* which line of the log is its first */
	const char *kind;	/* as in "oops" or "warning" */
	const char *title;	/* the line that says it, or why there is none */
	struct oops_line *lines;
	size_t n;
};

struct oops {
	struct oops_report *reports;
	size_t n;
};

/* The lines stay the log's. @sources NULL: none is looked up. For oops_free(). */
struct oops oops_find(const struct klog *log, struct sources *sources);
void oops_free(struct oops *oops);

/* oops_put.c: says so if the log is not all there is. */
void oops_warn(const struct klog *log);
/* Into the document at hand, under @key. */
void oops_put(const struct oops *oops, const char *key);
/* The same, but of the text only the lines that are worth it. */
void oops_put_summary(const struct oops *oops, const char *key);

#endif
