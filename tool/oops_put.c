// SPDX-License-Identifier: GPL-2.0
/* Reports, for people and as JSON. */
#include "oops.h"
#include "output.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define INDENT	"    "
#define WIDTH	88

static void put_source_json(const struct source *source)
{
	out_string("file", source ? source->file : NULL);
	out_number("line", source ? source->line : ABSENT);
	out_string("source", source ? source->text : NULL);
	out_string("inlined", source ? source->inlined : NULL);
}

static void put_line_json(const struct oops_line *line)
{
	const struct site *site = line->site;

	out_object(NULL);
	out_string("text", line->whole);
	out_string("explanation", line->explanation);
	out_string("function", site ? site->function : NULL);
	out_number("offset", site ? site->offset : ABSENT);
	out_string("module", site && *site->module ? site->module : NULL);
	put_source_json(line->source);
	out_object_end();
}

/* Indented, and broken where words are. */
static void put_wrapped(const char *words)
{
	while (*words) {
		size_t length = strlen(words);

		if (length > WIDTH) {
			length = WIDTH;
			while (length && words[length] != ' ')
				length--;
			if (!length)
				length = strcspn(words, " ");
		}
		out_text(INDENT "%.*s\n", (int)length, words);
		words += length;
		words += strspn(words, " ");
	}
}

static void put_source(const struct source *source)
{
	out_painted(GREEN, INDENT "%s:%" PRIu64 ":%s%s\n", source->file, source->line,
		    source->text ? " " : "", source->text ? source->text : "");
	if (source->inlined)
		out_text(INDENT "That is in %s(), which the compiler put in there.\n",
			 source->inlined);
}

static void put_line(const struct oops_report *report, const struct oops_line *line)
{
	out_painted(line->text == report->title ? RED : BOLD, "%s\n", line->whole);
	if (line->explanation)
		put_wrapped(line->explanation);
	if (line->source)
		put_source(line->source);
}

/* Of a recursion: how many lines after this are the same but for their time. */
static size_t repetitions(const struct oops_report *report, size_t i)
{
	size_t n = 0;

	while (i + n + 1 < report->n &&
	       !strcmp(report->lines[i].text, report->lines[i + n + 1].text))
		n++;
	return n;
}

static bool always(const struct oops_line *line)
{
	return line;
}

static bool if_worth(const struct oops_line *line)
{
	return line->is_worth || (line->source && !line->site->is_doubtful);
}

static void put_report(const struct oops_report *report, bool (*wanted)(const struct oops_line *))
{
	for (size_t i = 0; i < report->n && !out_json(); i++) {
		size_t more = repetitions(report, i);

		if (wanted(&report->lines[i]))
			put_line(report, &report->lines[i]);
		if (more > 1 && wanted(&report->lines[i]))
			out_text(INDENT "[%zu more of this]\n", more);
		if (more > 1)
			i += more;
	}
	out_object(NULL);
	out_string("kind", report->kind);
	out_string("title", report->title);
	out_list("lines");
	for (size_t i = 0; i < report->n && out_json(); i++)
		put_line_json(&report->lines[i]);
	out_list_end();
	out_object_end();
}

static void put_all(const struct oops *oops, const char *key,
		    bool (*wanted)(const struct oops_line *))
{
	out_list(key);
	for (size_t i = 0; i < oops->n; i++) {
		const struct oops_report *report = &oops->reports[i];

		if (wanted == always)
			out_text("%sreport %zu of %zu: %s\n", i ? "\n" : "", i + 1, oops->n,
				 report->kind);
		put_report(report, wanted);
	}
	out_list_end();
}

void oops_warn(const struct klog *log)
{
	if (log->is_incomplete)
		out_warning("ringside oops FILE, of what was kept elsewhere: journalctl -k >FILE",
			    "some of the log is missing: it was overwritten before it was read, or"
			    " it is too long");
}

void oops_put(const struct oops *oops, const char *key)
{
	put_all(oops, key, always);
}

void oops_put_summary(const struct oops *oops, const char *key)
{
	put_all(oops, key, if_worth);
}
