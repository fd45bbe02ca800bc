// SPDX-License-Identifier: GPL-2.0
#include "cross_draw.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <stdlib.h>
#include <string.h>

#define WIDEST	100	/* columns of a picture that is still one */

const char *step_label(enum step_kind kind)
{
	static const char *const labels[] = {
		[STEP_IN] = "in", [STEP_INSIDE] = "in ring 0", [STEP_OUT] = "out",
		[STEP_INSIDE_AND_OUT] = "in ring 0 and out", [STEP_AWAY] = "without a CPU",
		[STEP_OUTSIDE] = "in ring 3",
	};

	return labels[kind];
}

unsigned int ring_of(const struct moment *moment)
{
	return moment->where == IN_RING_3 ? 3 : 0;
}

/* A step, or several of one kind that follow each other. */
struct stretch {
	enum step_kind kind;
	char time[TIME_SIZE];
};

static void take(const struct microscope *m, uint64_t n, enum step_kind kind,
		 struct stretch *stretch)
{
	char buffer[TIME_SIZE];

	stretch->kind = kind;
	/* Not always into the buffer that it is given. */
	strcpy(stretch->time, shown_time(ticks_to_ns(m, n), buffer));
}

static size_t stretches(const struct microscope *m, const struct path *path, unsigned int batch,
			struct stretch *into)
{
	size_t n = 0, i = 0;

	while (i < path->n_steps) {
		enum step_kind kind = path->steps[i].kind;
		uint64_t sum = 0;

		for (; i < path->n_steps && path->steps[i].kind == kind; i++)
			sum += path->steps[i].ticks.median;
		take(m, sum / batch, kind, &into[n++]);
	}
	return n;
}

/* A picture's line, and how many columns it takes so far. */
struct lane {
	char *text;
	size_t width;
};

static void append(struct lane *lane, const char *text)
{
	char *longer = text_format("%s%s", lane->text ? lane->text : "", text);

	free(lane->text);
	lane->text = longer;
	for (; *text; text++)
		lane->width += (*text & 0xc0) != 0x80;
}

static void pad(struct lane *lane, size_t width, const char *with)
{
	while (lane->width < width)
		append(lane, with);
}

/* Of ring 3, of what lies between, and of ring 0. */
enum { UPPER, MIDDLE, LOWER, LANES };

struct picture {
	struct lane lane[LANES];
	unsigned int now;	/* the lane that the task is in */
	const char *line, *wall, *corner[2][2];	/* by the lane, and before or after */
};

static void level(struct picture *p)
{
	size_t width = 0;

	for (unsigned int i = 0; i < LANES; i++)
		width = p->lane[i].width > width ? p->lane[i].width : width;
	for (unsigned int i = 0; i < LANES; i++)
		pad(&p->lane[i], width, i == p->now ? p->line : " ");
}

static void change_ring(struct picture *p, unsigned int to)
{
	append(&p->lane[p->now], p->line);
	level(p);
	append(&p->lane[UPPER], p->corner[0][to == UPPER]);
	append(&p->lane[MIDDLE], p->wall);
	append(&p->lane[LOWER], p->corner[1][to == UPPER]);
	p->now = to;
}

static void draw(struct picture *p, const struct stretch *s)
{
	char *text = text_format(" %s %s ", s->time, step_label(s->kind));
	bool on_wall = s->kind == STEP_IN || s->kind == STEP_OUT;

	if (on_wall)
		change_ring(p, s->kind == STEP_IN ? LOWER : UPPER);
	else
		append(&p->lane[p->now], p->line);
	append(&p->lane[on_wall ? MIDDLE : p->now], text);
	if (s->kind == STEP_INSIDE_AND_OUT)
		change_ring(p, UPPER);
	free(text);
}

static int without_blanks(const char *text)
{
	size_t length = strlen(text);

	while (length && text[length - 1] == ' ')
		length--;
	return (int)length;
}

static void draw_picture(const struct stretch *s, size_t n)
{
	bool fine = has_utf8();
	struct picture p = {
		.line = fine ? "─" : "-", .wall = fine ? "│" : "|",
		.corner = { { fine ? "┐" : "+", fine ? "┌" : "+" },
			    { fine ? "└" : "+", fine ? "┘" : "+" } },
	};

	append(&p.lane[UPPER], "ring 3  ");
	append(&p.lane[MIDDLE], "        ");
	append(&p.lane[LOWER], "ring 0  ");
	append(&p.lane[UPPER], p.line);
	for (size_t i = 0; i < n; i++)
		draw(&p, &s[i]);
	level(&p);
	append(&p.lane[UPPER], p.line);
	for (unsigned int i = 0; i < LANES; i++) {
		if (p.lane[UPPER].width <= WIDEST)
			out_text("%s%.*s\n", i ? "" : "\n", without_blanks(p.lane[i].text),
				 p.lane[i].text);
		free(p.lane[i].text);
	}
}

void draw_path(const struct microscope *m, const struct path *path, unsigned int batch)
{
	const char *arrow = has_utf8() ? "→" : "->";
	struct stretch *s = must(calloc(path->n_steps, sizeof(*s)));
	size_t n = stretches(m, path, batch, s);

	out_text("ring 3");
	for (size_t i = 0; i < n; i++) {
		out_text(" %s %s %s", arrow, s[i].time, step_label(s[i].kind));
		if (s[i].kind != STEP_OUT && s[i].kind != STEP_INSIDE_AND_OUT)
			continue;
		out_text(" %s ring 3", arrow);
		/* Each crossing on a line of its own. */
		if (i + 1 < n)
			out_text("\n      ");
	}
	out_text("\n");
	if (path_crossings(path))
		draw_picture(s, n);
	free(s);
}
