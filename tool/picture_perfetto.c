// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON that ui.perfetto.dev and chrome://tracing open. Each task has two tracks,
 * of which one at a time has a slice: where it is. Slices of a track nest or follow.
 *
 * A slice is an event where it begins and one where it ends. One event with a duration
 * is shorter, but its end is a sum, which need not be, in a viewer's floating point,
 * where the next one begins; and then that would be inside of it.
 */
#include "crossing_words.h"
#include "json.h"
#include "names.h"
#include "output.h"
#include "picture_formats.h"
#include "text.h"

#include <search.h>
#include <stdlib.h>

#define RING_0	0
#define RING_3	3

/* What led to the next time in ring 3 of a task. */
struct flow {
	uint64_t to;		/* the task */
	uint64_t from, time;	/* the task in ring 0 that it comes from, and when */
	const char *name;
};

struct perfetto {
	FILE *to;
	struct json json;
	void *tasks;		/* of tsearch(): their tracks have names */
	struct flow *flow;
	size_t n_flows, room;
	uint64_t flows;		/* that were drawn */
	uint64_t first;
};

static void *perfetto_begin(FILE *to)
{
	struct perfetto *p = must(calloc(1, sizeof(*p)));

	p->to = to;
	json_start(&p->json, to);
	json_open(&p->json, NULL, '{');
	json_string(&p->json, "displayTimeUnit", "ns");
	json_open(&p->json, "traceEvents", '[');
	return p;
}

/* A task is a process of its own here, so that its tracks stand together. */
static void open_event(struct perfetto *p, const char *phase, const char *name, uint64_t task,
		       unsigned int ring)
{
	fputc('\n', p->to);
	json_open(&p->json, NULL, '{');
	json_string(&p->json, "ph", phase);
	json_string(&p->json, "name", name);
	json_number(&p->json, "pid", task);
	json_number(&p->json, "tid", task * 10 + ring);
}

/* In microseconds, as the format has it. */
static void put_time(struct perfetto *p, const char *key, uint64_t at)
{
	json_real(&p->json, key, (double)between(p->first, at) / 1000);
}

static void put_name(struct perfetto *p, const char *what, uint64_t task, unsigned int ring,
		     const char *name)
{
	open_event(p, "M", what, task, ring);
	json_open(&p->json, "args", '{');
	json_string(&p->json, "name", name);
	json_close(&p->json);
	json_close(&p->json);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void name_tracks(struct perfetto *p, uint64_t task)
{
	uint64_t *key = must(malloc(sizeof(*key)));
	char *name;

	*key = task;
	if (*(uint64_t **)must(tsearch(key, &p->tasks, compare)) != key) {
		free(key);
		return;
	}
	name = text_format("task %lu", (unsigned long)task);
	put_name(p, "process_name", task, RING_3, name);
	put_name(p, "thread_name", task, RING_3, "ring 3");
	put_name(p, "thread_name", task, RING_0, "ring 0");
	free(name);
}

/* A slice; its arguments may follow, and then its end must. */
static void open_slice(struct perfetto *p, const char *name, uint64_t task, unsigned int ring,
		       uint64_t from)
{
	open_event(p, "B", name, task, ring);
	put_time(p, "ts", from);
	json_open(&p->json, "args", '{');
}

/* What has no length that anybody knows; its arguments may follow. */
static void open_instant(struct perfetto *p, const char *name, uint64_t task, uint64_t at,
			 const char *scope)
{
	open_event(p, "i", name, task, RING_0);
	json_string(&p->json, "s", scope);
	put_time(p, "ts", at);
	json_open(&p->json, "args", '{');
}

static void close_event(struct perfetto *p)
{
	json_close(&p->json);
	json_close(&p->json);
}

static void end_slice(struct perfetto *p, const char *name, uint64_t task, unsigned int ring,
		      uint64_t to)
{
	open_event(p, "E", name, task, ring);
	put_time(p, "ts", to);
	json_close(&p->json);
}

static void put_args(struct perfetto *p, const struct crossing *c)
{
	char label[LABEL_SIZE];

	json_string(&p->json, "kind", crossing_kind(c));
	json_number(&p->json, "cpu", c->event.cpu);
	if (crossing_is_call(c))
		json_string(&p->json, "end", crossing_end_word(c));
	if (c->event.ret != ABSENT)
		json_number(&p->json, "value", c->event.ret);
	if (c->event.error != ABSENT)
		json_string(&p->json, "errno", crossing_errno(c, label));
	if (c->waited != ABSENT)
		json_number(&p->json, "waited_ns", c->waited);
}

static void put_arrow(struct perfetto *p, const struct flow *flow, uint64_t at)
{
	const char *const phases[] = { "s", "f" };

	p->flows++;
	for (unsigned int i = 0; i < ARRAY_SIZE(phases); i++) {
		open_event(p, phases[i], flow->name, i ? flow->to : flow->from,
			   i ? RING_3 : RING_0);
		json_string(&p->json, "cat", "flow");
		json_number(&p->json, "id", p->flows);
		put_time(p, "ts", i ? at : flow->time);
		if (i)
			json_string(&p->json, "bp", "e");
		json_close(&p->json);
	}
}

/* Its arrows end where its time in ring 3 begins; @at ABSENT: there is none. */
static void end_arrows(struct perfetto *p, uint64_t task, uint64_t at)
{
	size_t left = 0;

	for (size_t i = 0; i < p->n_flows; i++) {
		struct flow flow = p->flow[i];

		if (flow.to != task)
			p->flow[left++] = flow;
		else if (at != ABSENT)
			put_arrow(p, &flow, at);
	}
	p->n_flows = left;
}

static void begin_arrow(struct perfetto *p, const char *name, uint64_t from, uint64_t time,
			uint64_t to)
{
	if (p->n_flows == p->room) {
		p->room = 2 * p->room + 16;
		p->flow = must(realloc(p->flow, p->room * sizeof(*p->flow)));
	}
	p->flow[p->n_flows++] = (struct flow){ to, from, time, name };
}

static void put_ring_3(struct perfetto *p, const struct crossing *c)
{
	if (c->since == ABSENT || c->since >= c->event.time)
		return;
	open_slice(p, "ring 3", c->event.pid, RING_3, c->since);
	/* Nothing told when it came back: some of this was in ring 0. */
	json_bool(&p->json, "at_most", c->at_most);
	close_event(p);
	end_slice(p, "ring 3", c->event.pid, RING_3, c->event.time);
	end_arrows(p, c->event.pid, c->since);
}

/* The way into a handler begins where the crossing before it was done. */
static void put_signal(struct perfetto *p, const struct crossing *c, const char *name)
{
	if (c->since == ABSENT || c->since >= c->event.time)
		return;
	open_slice(p, name, c->event.pid, RING_0, c->since);
	put_args(p, c);
	close_event(p);
	end_slice(p, name, c->event.pid, RING_0, c->event.time);
	begin_arrow(p, "signal", c->event.pid, c->since, c->event.pid);
}

static void put_event(struct perfetto *p, const struct crossing *c, const char *name)
{
	if (c->event.what == RINGSIDE_WHAT_SIGNAL) {
		put_signal(p, c, name);
		return;
	}
	if (c->event.what == RINGSIDE_WHAT_FORK)
		begin_arrow(p, "fork", c->event.pid, c->event.time, c->event.child);
	else if (c->event.what == RINGSIDE_WHAT_END)
		end_arrows(p, c->event.pid, ABSENT);
	open_instant(p, name, c->event.pid, c->event.time, "t");
	close_event(p);
}

static void put_ring_0(struct perfetto *p, const struct crossing *c, const char *name)
{
	bool has_length = c->ring_0 != ABSENT && c->began != ABSENT;

	if (has_length)
		open_slice(p, name, c->event.pid, RING_0, c->began);
	else
		open_instant(p, name, c->event.pid, c->event.time, "t");
	put_args(p, c);
	close_event(p);
	if (has_length)
		end_slice(p, name, c->event.pid, RING_0, c->began + c->ring_0);
}

static void perfetto_crossing(void *state, const struct crossing *c, uint64_t first)
{
	struct perfetto *p = state;
	char *name;

	if (c->event.time == ABSENT)
		return;
	p->first = first;
	name = crossing_name(c);
	name_tracks(p, c->event.pid);
	if (c->kind == RINGSIDE_KIND_EVENT) {
		put_event(p, c, name);
	} else {
		put_ring_3(p, c);
		put_ring_0(p, c, name);
	}
	free(name);
}

/* Nobody loses the CPU in ring 3: what came before it goes on until then. */
static void perfetto_absence(void *state, const struct absence *a, uint64_t first)
{
	struct perfetto *p = state;

	p->first = first;
	name_tracks(p, a->pid);
	if (a->since != ABSENT) {
		open_slice(p, "switched away", a->pid, RING_0, a->since);
		close_event(p);
	}
	open_slice(p, "without a CPU", a->pid, RING_0, a->from);
	json_number(&p->json, "cpu", a->cpu);
	close_event(p);
	end_slice(p, "without a CPU", a->pid, RING_0, a->to);
	if (a->since != ABSENT)
		end_slice(p, "switched away", a->pid, RING_0, a->to);
}

static void perfetto_gap(void *state, uint64_t lost, uint64_t time, uint64_t first)
{
	struct perfetto *p = state;

	if (time == ABSENT)
		return;
	p->first = first;
	open_instant(p, "events were lost", 0, time, "g");
	json_number(&p->json, "lost", lost);
	close_event(p);
}

static void perfetto_end(void *state)
{
	struct perfetto *p = state;

	json_close(&p->json);
	json_close(&p->json);
	fputc('\n', p->to);
	tdestroy(p->tasks, free);
	free(p->flow);
	free(p);
}

const struct picture_format perfetto_format = {
	.begin = perfetto_begin, .crossing = perfetto_crossing, .absence = perfetto_absence,
	.gap = perfetto_gap, .end = perfetto_end,
};
