// SPDX-License-Identifier: GPL-2.0
/* cross: one crossing under the microscope. */
#include "cross_draw.h"
#include "names.h"
#include "options.h"
#include "output.h"
#include "stamps_file.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

static const struct column columns[] = {
	{ "from_ring", "from", COL_RIGHT },
	{ "to_ring", "to", COL_RIGHT },
	{ "step", "step", 0 },
	{ "until", "until", 0 },
	{ "ticks", "ticks", COL_RIGHT },
	{ "ns", "median", COL_RIGHT },
	{ "low_ns", "10 %", COL_RIGHT },
	{ "high_ns", "90 %", COL_RIGHT },
};

static char *moment_text(const struct moment *moment)
{
	static const char *const at[] = {
		[RINGSIDE_STAMP_EXIT] = "its end", [RINGSIDE_STAMP_FAULT] = "page fault",
		[RINGSIDE_STAMP_EXCEPTION] = "exception", [RINGSIDE_STAMP_SIGNAL] = "signal",
		[RINGSIDE_STAMP_OUT] = "the CPU is taken", [RINGSIDE_STAMP_IN] = "it is back",
	};
	char name[LABEL_SIZE];

	if (moment->where == IN_RING_3)
		return text_format("ring 3");
	if (moment->where == RINGSIDE_STAMP_ENTRY)
		return text_format("%s", syscall_label(moment->abi, moment->nr, name));
	return text_format("%s", moment->where < ARRAY_SIZE(at) && at[moment->where] ?
			   at[moment->where] : "a stamp that this program does not know");
}

static void put_step(const struct microscope *m, const struct step *step, unsigned int batch)
{
	char *until = moment_text(step->to);

	out_cell_number(ring_of(step->from));
	out_cell_number(ring_of(step->to));
	out_cell_string(step_label(step->kind));
	out_cell_string(until);
	out_cell_number(step->ticks.median / batch);
	out_cell_time(ticks_to_ns(m, step->ticks.median / batch));
	out_cell_time(ticks_to_ns(m, step->ticks.low / batch));
	out_cell_time(ticks_to_ns(m, step->ticks.high / batch));
	free(until);
}

static void put_span(const struct microscope *m, const char *key, const struct span *span,
		     unsigned int batch)
{
	out_object(key);
	out_number("ticks", span->median / batch);
	out_number("ns", ticks_to_ns(m, span->median / batch));
	out_number("low_ns", ticks_to_ns(m, span->low / batch));
	out_number("high_ns", ticks_to_ns(m, span->high / batch));
	out_object_end();
}

static const char *time_of(const struct microscope *m, uint64_t n, char buffer[TIME_SIZE])
{
	return shown_time(ticks_to_ns(m, n), buffer);
}

/* What it is without us, whatever we measure it with. */
static void put_bare(const struct microscope *m, const struct path *bare, unsigned int batch)
{
	char net[TIME_SIZE], low[TIME_SIZE], high[TIME_SIZE];

	put_span(m, "without_stamps", &bare->net, batch);
	out_text("Without stamps the way there and back takes %s, mostly %s to %s.\n",
		 time_of(m, bare->net.median / batch, net),
		 time_of(m, bare->net.low / batch, low),
		 time_of(m, bare->net.high / batch, high));
}

/* Where all that was measured has gone: the sum, and what is taken off it. */
static void put_sum(const struct microscope *m, const struct path *path, unsigned int batch)
{
	char net[TIME_SIZE], all[TIME_SIZE], own[TIME_SIZE], clock[TIME_SIZE];
	char *cpu = m->cpu < 0 ? text_format("any CPU") : text_format("CPU %d", m->cpu);

	out_object("own");
	out_number("module_ticks", path->own.median);
	out_number("clock_ticks", path->n_steps * m->clock);
	out_object_end();
	out_text("There and back: %s of %s that were measured; taken off are %s of the module,\n"
		 "stamping and counting, and %s of reading the clock. %zu of %zu repetitions\n"
		 "took this way, on %s.\n",
		 time_of(m, path->net.median / batch, net),
		 time_of(m, path->measured.median / batch, all),
		 time_of(m, path->own.median / batch, own),
		 time_of(m, path->n_steps * m->clock / batch, clock),
		 path->trips, m->repetitions, cpu);
	free(cpu);
}

static void put_path(const struct microscope *m, const struct path *path, unsigned int batch)
{
	draw_path(m, path, batch);
	out_text("\n");
	out_number("on_this_path", path->trips);
	put_span(m, "measured", &path->measured, batch);
	put_span(m, "round_trip", &path->net, batch);
	out_table("steps", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < path->n_steps; i++)
		put_step(m, &path->steps[i], batch);
	out_table_end(NULL);
	out_text("\n");
	put_sum(m, path, batch);
}

static int show(const struct microscope *m, const struct subject *subject,
		const struct look *look, const char *file)
{
	unsigned int batch = subject->batch ? subject->batch : 1;
	int code = DONE;

	if (file)
		code = write_stamps(file, look->stamped ? &look->trips : &look->bare_trips);
	if (code != DONE)
		return code;
	out_begin();
	out_string("name", subject->name);
	out_string("means", subject->means);
	out_number("batch", batch);
	put_microscope(m);
	out_painted(BOLD, "%s", subject->name);
	out_text(": %s\n\n", subject->means);
	if (look->stamped)
		put_path(m, &look->path, batch);
	put_bare(m, &look->bare, batch);
	if (look->stamped && !strcmp(subject->name, "vdso"))
		explain_vdso(path_crossings(&look->path));
	doubt(m);
	return out_end();
}

int check_subject(const struct options *opt)
{
	struct nearest nearest = { .text = opt->argv[0] };
	char *words, *hint;

	if (find_subject(opt->argv[0]))
		return DONE;
	for (size_t i = 0; i < n_subjects; i++)
		nearest_offer(&nearest, subjects[i].name);
	words = subject_words();
	hint = nearest.best ? text_format("ringside cross %s", nearest.best) : NULL;
	out_error(USAGE, hint, "'%s' is none of: %s", opt->argv[0], words);
	free(words);
	free(hint);
	return USAGE;
}

int cmd_cross(const struct context *ctx)
{
	const struct subject *subject = find_subject(ctx->opt->argv[0]);
	struct microscope m;
	struct look look;
	int code = microscope_open(&m, ctx->opt->repeat);

	if (code != DONE)
		return code;
	code = look_at(&m, subject, &look);
	if (code == DONE && look.why_not)
		code = out_error(USAGE, "ringside cost", "%s cannot be measured here: %s",
				 subject->name, look.why_not);
	if (code == DONE)
		code = show(&m, subject, &look, ctx->opt->stamps);
	look_free(&look);
	microscope_close(&m);
	return code;
}
