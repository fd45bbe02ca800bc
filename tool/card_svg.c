// SPDX-License-Identifier: GPL-2.0
/*
 * A lane for each who was heard, a stroke for each beat; a line where the kernel failed
 * and one where the machine was gone, or let go. It needs nothing else to be shown.
 */
#include "card_svg.h"
#include "clock.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* All in units of the picture. */
#define LEFT	100
#define LENGTH	900
#define RIGHT	30
#define TOP	70
#define LANE	30	/* from one to the next */
#define STROKE	16	/* height of a beat */

/* Before it, only so much is of interest: the machine starts. */
#define PROLOGUE	(3 * NS_PER_SECOND)

struct scale {
	uint64_t from, to;
};

static const char head[] =
"<style>\n"
"text { font: 12px system-ui, sans-serif; fill: #1f2328; }\n"
".title { font-size: 15px; font-weight: 600; }\n"
".small { font-size: 11px; fill: #59636e; }\n"
".background { fill: #ffffff; }\n"
".lane { stroke: #d1d9e0; }\n"
".beat { stroke: #1a7f37; stroke-width: 2; }\n"
".failure { stroke: #cf222e; stroke-width: 1.5; }\n"
".end { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 4 3; }\n"
"@media (prefers-color-scheme: dark) {\n"
"text { fill: #e6edf3; }\n"
".small { fill: #9198a1; }\n"
".background { fill: #0d1117; }\n"
".lane { stroke: #3d444d; }\n"
".beat { stroke: #3fb950; }\n"
".failure { stroke: #f85149; }\n"
".end { stroke: #9198a1; }\n"
"}\n"
"</style>\n";

static double x_of(const struct scale *scale, uint64_t at)
{
	return LEFT + (double)(at - scale->from) * LENGTH / (double)(scale->to - scale->from);
}

/* From before the first beat that is of interest to what came last. */
static struct scale scale_of(const struct heard *heard)
{
	uint64_t failed = heard->failed;
	struct scale scale = { .from = failed - PROLOGUE, .to = heard->last };

	if (scale.from < heard->first || failed < PROLOGUE)
		scale.from = heard->first;
	if (heard->took != ABSENT && heard->up > scale.to)
		scale.to = heard->up;
	if (scale.to <= scale.from)
		scale.to = scale.from + 1;
	return scale;
}

/* What would be the lane of @who; of WHO: how many there are. */
static int lane_of(const struct heard *heard, enum who who)
{
	int n = 0;

	for (enum who other = HOST; other < who; other++)
		n += heard_has(heard, other);
	return n;
}

static void put_line(FILE *to, const char *style, double x, int bottom, const char *words,
		     int row)
{
	fprintf(to, "<path class=\"%s\" d=\"M%.2f %dV%d\"/>"
		"<text class=\"small\" x=\"%.2f\" y=\"%d\">%s</text>\n", style, x, TOP - 12,
		bottom, x + 4, row ? bottom + 12 : TOP - 4, words);
}

static void put_lane(FILE *to, const struct heard *heard, enum who who,
		     const struct scale *scale)
{
	const struct beats *beats = &heard->beats[who];
	int y = TOP + LANE * lane_of(heard, who) + LANE / 2;

	fprintf(to, "<g class=\"who\"><text x=\"8\" y=\"%d\">%s</text>"
		"<path class=\"lane\" d=\"M%d %dh%d\"/><path class=\"beat\" d=\"", y + 4,
		who_word(who), LEFT, y, LENGTH);
	for (size_t i = 0; i < beats->n; i++)
		if (beats->at[i] >= scale->from && beats->at[i] <= scale->to)
			fprintf(to, "M%.2f %dv%d", x_of(scale, beats->at[i]), y - STROKE / 2,
				STROKE);
	fputs("\"/></g>\n", to);
}

static void put_moments(FILE *to, const struct outside *o, const struct scale *scale)
{
	const struct heard *heard = &o->heard;
	int height = LANE * lane_of(heard, WHO);
	char time[TIME_SIZE], *words;

	words = text_format("it is over, %s later", shown_time(heard->last - heard->failed, time));

	put_line(to, "failure", x_of(scale, heard->failed), TOP + height,
		 "the kernel fails", 0);
	put_line(to, "end", x_of(scale, heard->last), TOP + height, words, 1);
	free(words);
	if (heard->took != ABSENT) {
		words = text_format("up again, %s after the reset",
				    shown_time(heard->took, time));
		fprintf(to, "<path class=\"end\" d=\"M%.2f %dv%d\"/>"
			"<text class=\"small\" x=\"%.2f\" y=\"%d\" text-anchor=\"end\">%s</text>\n",
			x_of(scale, heard->up), TOP - 12, height + 12,
			x_of(scale, heard->up) - 4, TOP - 4, words);
		free(words);
	}
}

static void draw(FILE *to, const struct outside *o, enum loss lost)
{
	struct scale scale = scale_of(&o->heard);
	int width = LEFT + LENGTH + RIGHT, height = TOP + LANE * lane_of(&o->heard, WHO) + 24;

	fprintf(to, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
		"width=\"%d\" height=\"%d\">\n%s<rect class=\"background\" width=\"100%%\" "
		"height=\"100%%\"/>\n<text class=\"title\" x=\"8\" y=\"22\">%s in ring 0, %s; "
		"lost: %s</text>\n<text class=\"small\" x=\"8\" y=\"40\">A stroke: it was heard "
		"outside of the machine.</text>\n", width, height, width, height, head, o->kind,
		o->site, loss_word(lost));
	for (enum who who = HOST; who < WHO; who++)
		if (heard_has(&o->heard, who))
			put_lane(to, &o->heard, who, &scale);
	put_moments(to, o, &scale);
	fputs("</svg>\n", to);
}

static int cannot_write(const char *path)
{
	return out_error(USAGE, "another FILE for --svg", "cannot write %s: %s", path,
			 strerror(errno));
}

int card_svg(const struct outside *o, enum loss lost, const char *path)
{
	FILE *to = fopen(path, "we");
	bool failed;

	if (!to)
		return cannot_write(path);
	draw(to, o, lost);
	failed = ferror(to);
	return fclose(to) || failed ? cannot_write(path) : DONE;
}
