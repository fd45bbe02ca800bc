// SPDX-License-Identifier: GPL-2.0
#include "view.h"
#include "clock.h"
#include "family.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STEADY_TRIES	10
#define LOOK_EVERY_MS	200

struct sample {
	char *rows;
	size_t n;
	uint64_t generation, at;
};

/* What the interval before a document was; number 0: there is none. */
struct interval {
	uint64_t number;
	double seconds;
	uint64_t reset_from;	/* generation that a reset ended, or ABSENT */
};

int downwards(uint64_t a, uint64_t b)
{
	/* ABSENT is the greatest number, but says nothing. */
	return (a + 1 < b + 1) - (a + 1 > b + 1);
}

int upwards(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

uint64_t difference(uint64_t after, uint64_t before)
{
	return after == ABSENT || before == ABSENT ? after : after - before;
}

uint64_t sum_of_known(const uint64_t *values, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (values[i] != ABSENT)
			sum += values[i];
	return sum;
}

/* Rows and generation belong together when no reset came in between. */
static int take_sample(struct session *session, const struct view *view, uint32_t watch,
		       struct sample *sample)
{
	for (int i = 0; i < STEADY_TRIES; i++) {
		uint64_t before, began;

		if (ask_generation(session, &before) != DONE)
			return session_report(session);
		began = now();
		if (view->fetch(session, watch, &sample->rows, &sample->n) != DONE)
			return session_report(session);
		/* The kernel read them somewhere in between. */
		sample->at = began + (now() - began) / 2;
		if (ask_generation(session, &sample->generation) != DONE) {
			free(sample->rows);
			return session_report(session);
		}
		if (before == sample->generation)
			return DONE;
		free(sample->rows);
	}
	return out_error(REFUSED, "the same again, once nobody resets the counters",
			 "the counters were reset during each of %d attempts to read them",
			 STEADY_TRIES);
}

static int by_identity(const void *a, const void *b, void *view)
{
	return ((const struct view *)view)->identity(a, b);
}

static void sort_by_identity(const struct view *view, struct sample *sample)
{
	qsort_r(sample->rows, sample->n, view->row_size, by_identity, (void *)view);
}

/* bsearch() would not hand the view on to identity(). */
static const void *find(const struct view *view, const struct sample *in, const void *row)
{
	size_t low = 0, high = in->n;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *candidate = in->rows + middle * view->row_size;
		int order = view->identity(row, candidate);

		if (!order)
			return candidate;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* A copy of the rows that are wanted, each less what it was in @before. */
static struct sample chosen(const struct context *ctx, const struct view *view,
			    const struct sample *all, const struct sample *before)
{
	struct sample some = *all;

	some.n = 0;
	some.rows = must(malloc(all->n * view->row_size + 1));
	for (size_t i = 0; i < all->n; i++) {
		char *row = some.rows + some.n * view->row_size;
		const void *old;

		memcpy(row, all->rows + i * view->row_size, view->row_size);
		if (!view->wants(ctx->opt, row))
			continue;
		old = before ? find(view, before, row) : NULL;
		if (!old || view->subtract(row, old))
			some.n++;
	}
	return some;
}

struct order {
	const struct view *view;
	const struct options *opt;
};

static int by_key(const void *a, const void *b, void *arg)
{
	const struct order *order = arg;
	const struct view *view = order->view;
	int result = view->aside ? view->aside(a) - view->aside(b) : 0;

	if (result)
		return result;
	result = view->compare(order->opt->sort, a, b);
	if (!result)
		result = order->view->identity(a, b);
	return order->opt->given & OPT_REVERSE ? -result : result;
}

static void put_rate(uint64_t count, double seconds)
{
	if (count == ABSENT)
		out_cell_number(ABSENT);
	else
		out_cell_real((double)count / seconds);
}

static void put_table(const struct view *view, const struct sample *sample, size_t shown,
		      double seconds)
{
	out_table(view->key, view->columns, view->n_columns - (seconds > 0 ? 0 : 1));
	for (size_t i = 0; i < shown; i++) {
		const char *row = sample->rows + i * view->row_size;

		view->put(row);
		if (seconds > 0)
			put_rate(view->count(row), seconds);
	}
	out_table_end(view->empty);
}

static void draw(const struct view *view, const struct sample *sample, size_t shown)
{
	for (size_t i = 0; i < shown; i++) {
		if (i)
			out_text("\n");
		view->draw(sample->rows + i * view->row_size);
	}
	if (!shown)
		out_text("%s\n", view->empty);
}

static void put_rows(const struct context *ctx, const struct view *view,
		     struct sample *sample, double seconds)
{
	struct order order = { view, ctx->opt };
	size_t shown, all = sample->n;

	qsort_r(sample->rows, sample->n, view->row_size, by_key, &order);
	while (view->aside && sample->n &&
	       view->aside(sample->rows + (sample->n - 1) * view->row_size))
		sample->n--;
	shown = sample->n;
	if (ctx->opt->top && shown > ctx->opt->top)
		shown = ctx->opt->top;
	out_number("matched", sample->n);
	if (view->draw && !out_json())
		draw(view, sample, shown);
	else
		put_table(view, sample, shown, seconds);
	if (shown < sample->n)
		out_text("(%zu more; -n 0 shows all)\n", sample->n - shown);
	if (view->foot)
		view->foot(sample->rows, sample->n, sample->rows + sample->n * view->row_size,
			   all - sample->n);
}

static void put_interval(const struct interval *interval, uint64_t generation)
{
	char ended[SHOWN_SIZE], began[SHOWN_SIZE];
	bool reset = interval->reset_from != ABSENT;

	out_object("interval");
	out_number("number", interval->number);
	out_real("seconds", interval->seconds);
	out_bool("reset", reset);
	out_object_end();
	out_painted(BOLD, "interval %" PRIu64 ", %.3f s\n", interval->number, interval->seconds);
	if (reset)
		out_text("The counters were reset: generation %s ended, %s began; since then:\n",
			 shown(interval->reset_from, ended), shown(generation, began));
}

static void put_watch(const struct watch *watch, double seconds)
{
	char pid[SHOWN_SIZE], alive[SHOWN_SIZE];

	out_object("watch");
	out_number("pid", watch->pid);
	out_number("tasks", watch->tasks);
	out_number("missed", watch->missed);
	out_number("unlisted", watch->unlisted);
	out_real("seconds", seconds);
	out_object_end();
	out_text("process %s and its descendants, watched for %.3f s; alive: %s tasks\n",
		 shown(watch->pid, pid), seconds, shown(watch->tasks, alive));
	if (watch->missed && watch->missed != ABSENT)
		out_warning("rmmod ringside && insmod module/ringside.ko tasks=65536",
			    "%s tasks found no room in the task table: their calls are missing",
			    shown(watch->missed, alive));
	if (watch->unlisted && watch->unlisted != ABSENT)
		out_text("%s of its tasks have no row: the roster is full\n",
			 shown(watch->unlisted, alive));
}

struct run {
	const struct context *ctx;
	const struct view *view;
	uint32_t id;		/* of the watch, 0: the whole system */
	struct watch watch;
	uint64_t began;
};

static int look_at_watch(struct run *run)
{
	if (!run->id || ask_watch(run->ctx->session, run->id, &run->watch) == DONE)
		return DONE;
	return session_report(run->ctx->session);
}

/* Why the rows have no times, or NULL: one has, or they are not shown. */
static const char *reason(struct run *run, const struct sample *sample)
{
	const struct view *view = run->view;

	if (!view->timed || !sample->n)
		return NULL;
	for (size_t i = 0; i < sample->n; i++)
		if (view->timed(sample->rows + i * view->row_size))
			return NULL;
	return why_untimed(run->ctx->session, "none of these calls has been timed yet");
}

static void put_reason(const char *why)
{
	if (!why)
		return;
	out_string("untimed_reason", why);
	out_text("Times are not available: %s.\n", why);
}

static int show(struct run *run, struct sample *sample, const struct sample *before,
		const struct interval *interval)
{
	struct sample some = chosen(run->ctx, run->view, sample, before);
	const char *why = reason(run, &some);

	if (run->view->gather)
		some.n = run->view->gather(run->ctx->opt, some.rows, some.n);
	out_begin();
	out_number("generation", sample->generation);
	if (interval->number)
		put_interval(interval, sample->generation);
	if (run->id)
		put_watch(&run->watch, (double)(sample->at - run->began) / 1e9);
	put_rows(run->ctx, run->view, &some, interval->number ? interval->seconds : 0);
	put_reason(why);
	if (interval->number)
		out_text("\n");
	free(some.rows);
	return out_end();
}

static int show_once(struct run *run)
{
	static const struct interval none;
	struct sample sample;
	int code = take_sample(run->ctx->session, run->view, run->id, &sample);

	if (code != DONE)
		return code;
	code = show(run, &sample, NULL, &none);
	free(sample.rows);
	return code;
}

static bool ended(const struct run *run)
{
	return run->id && run->watch.tasks == 0;
}

/* Until Ctrl-C, or until the watched tasks are all gone. */
static int await_end(struct run *run)
{
	struct timespec pause = { .tv_nsec = LOOK_EVERY_MS * (long)NS_PER_MS };
	sigset_t stop;
	int code;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	if (!out_json())
		fprintf(stderr, "watching process %u; Ctrl-C shows the table\n",
			run->ctx->opt->pid);
	do {
		code = look_at_watch(run);
	} while (code == DONE && !ended(run) && sigtimedwait(&stop, NULL, &pause) < 0);
	return code;
}

static int show_interval(struct run *run, struct sample *before, uint64_t number)
{
	struct interval interval = { .number = number, .reset_from = ABSENT };
	struct sample after;
	int code = take_sample(run->ctx->session, run->view, run->id, &after);

	if (code != DONE)
		return code;
	interval.seconds = (double)(after.at - before->at) / 1e9;
	/* A reset does not change a roster. */
	if (after.generation != before->generation && !(run->id && run->view->listed))
		interval.reset_from = before->generation;
	code = look_at_watch(run);
	if (code == DONE)
		code = show(run, &after, interval.reset_from == ABSENT ? before : NULL, &interval);
	sort_by_identity(run->view, &after);
	free(before->rows);
	*before = after;
	return code;
}

static int show_intervals(struct run *run)
{
	const struct options *opt = run->ctx->opt;
	struct sample sample;
	uint64_t next;
	int code = take_sample(run->ctx->session, run->view, run->id, &sample);

	if (code != DONE)
		return code;
	sort_by_identity(run->view, &sample);
	next = sample.at;
	for (uint64_t i = 1; code == DONE && (!opt->count || i <= opt->count); i++) {
		if (i > 1 && ended(run))
			break;
		/* When we are late, intervals get longer, never shorter. */
		next = next + opt->interval_ns > now() ? next + opt->interval_ns
						       : now() + opt->interval_ns;
		sleep_until(next);
		code = show_interval(run, &sample, i);
	}
	free(sample.rows);
	return code;
}

static int begin_watch(struct run *run)
{
	struct session *session = run->ctx->session;
	struct watch_keeps keeps = { .roster = run->view->listed };

	if (!(run->ctx->opt->given & OPT_PID))
		return DONE;
	if (ask_watch_add(session, run->ctx->opt->pid, keeps, &run->id) != DONE)
		return session_report(session);
	return look_at_watch(run);
}

int view_run(const struct context *ctx, const struct view *view)
{
	struct run run = { .ctx = ctx, .view = view };
	int code = begin_watch(&run);

	run.began = now();
	if (code != DONE)
		return code;
	if (ctx->opt->given & OPT_INTERVAL)
		return show_intervals(&run);
	if (run.id)
		code = await_end(&run);
	return code == DONE ? show_once(&run) : code;
}
