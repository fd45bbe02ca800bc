// SPDX-License-Identifier: GPL-2.0
#include "crossings.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BUCKETS	64

/* One task, from its first event to its last. */
struct task {
	struct task *next;
	uint64_t pid;
	struct crossing call;	/* that it is in, if @inside */
	bool inside;
	struct crossing fault;	/* that it had last, if @faulted: may become a signal */
	bool faulted;
	uint64_t back;		/* when it came back to ring 3, ABSENT: not known */
	bool at_most;		/* or later: nothing tells */
	uint64_t since;		/* the same, or when it last got a CPU */
	uint64_t away;		/* since it came back without a CPU */
	uint64_t out;		/* when it lost the CPU that it has not now, else ABSENT */
};

struct crossings {
	crossing_fn fn;
	absence_fn away;
	void *arg;
	struct task **buckets;
	size_t n_buckets, n_tasks;
};

struct crossings *crossings_new(crossing_fn fn, absence_fn away, void *arg)
{
	struct crossings *c = must(calloc(1, sizeof(*c)));

	c->fn = fn;
	c->away = away;
	c->arg = arg;
	c->n_buckets = FIRST_BUCKETS;
	c->buckets = must(calloc(c->n_buckets, sizeof(*c->buckets)));
	return c;
}

static struct task **place_of(const struct crossings *c, uint64_t pid)
{
	struct task **at = &c->buckets[pid % c->n_buckets];

	while (*at && (*at)->pid != pid)
		at = &(*at)->next;
	return at;
}

static void grow(struct crossings *c)
{
	struct crossings larger = *c;

	larger.n_buckets *= 2;
	larger.buckets = must(calloc(larger.n_buckets, sizeof(*larger.buckets)));
	for (size_t i = 0; i < c->n_buckets; i++) {
		while (c->buckets[i]) {
			struct task *task = c->buckets[i], **at;

			c->buckets[i] = task->next;
			at = place_of(&larger, task->pid);
			task->next = NULL;
			*at = task;
		}
	}
	free(c->buckets);
	*c = larger;
}

static struct task *task_of(struct crossings *c, uint64_t pid)
{
	struct task **at = place_of(c, pid), *task;

	if (*at)
		return *at;
	if (c->n_tasks == 2 * c->n_buckets) {
		grow(c);
		at = place_of(c, pid);
	}
	task = must(calloc(1, sizeof(*task)));
	task->pid = pid;
	task->back = ABSENT;
	task->since = ABSENT;
	task->out = ABSENT;
	*at = task;
	c->n_tasks++;
	return task;
}

static void forget(struct crossings *c, uint64_t pid)
{
	struct task **at = place_of(c, pid), *task = *at;

	*at = task->next;
	free(task);
	c->n_tasks--;
}

static void settle(struct crossings *c, struct task *task)
{
	if (!task->faulted)
		return;
	task->faulted = false;
	c->fn(&task->fault, c->arg);
}

uint64_t between(uint64_t from, uint64_t to)
{
	return from == ABSENT || to == ABSENT ? ABSENT : to > from ? to - from : 0;
}

/* It is in ring 3 again, since @when or, if that is all that is known, later. */
static void came_back(struct task *task, uint64_t when, bool at_most)
{
	task->back = when;
	task->since = when;
	task->at_most = at_most;
	task->away = 0;
}

static struct crossing new_crossing(const struct task *task, const struct event *event,
				    enum ringside_kind kind)
{
	struct crossing crossing = {
		.event = *event, .kind = kind, .end = UNTOLD, .began = event->time,
		.since = task->since,
		.ring_0 = ABSENT, .waited = ABSENT,
		.ring_3 = between(task->back, event->time), .at_most = task->at_most,
	};

	if (crossing.ring_3 != ABSENT)
		crossing.ring_3 -= crossing.ring_3 < task->away ? crossing.ring_3 : task->away;
	return crossing;
}

/* The call that it is in is over, however. */
static void tell_call(struct crossings *c, struct task *task, enum crossing_end end)
{
	task->call.end = end;
	if (end == UNSEEN)
		task->call.waited = ABSENT;
	task->inside = false;
	c->fn(&task->call, c->arg);
}

static void entered(struct crossings *c, struct task *task, const struct event *event)
{
	if (task->inside)
		tell_call(c, task, UNSEEN);
	task->call = new_crossing(task, event, RINGSIDE_KIND_SYSCALL);
	task->call.waited = 0;
	task->inside = true;
}

/* What was lost may have been any entry: that one is not this one's. */
static bool same_call(const struct event *a, const struct event *b)
{
	return a->abi == b->abi && a->nr == b->nr;
}

static void left(struct crossings *c, struct task *task, const struct event *event)
{
	if (task->inside && !same_call(&task->call.event, event))
		tell_call(c, task, UNSEEN);
	if (!task->inside) {
		task->call = new_crossing(task, event, RINGSIDE_KIND_SYSCALL);
		task->call.missed_entry = true;
		task->call.began = ABSENT;
		task->call.ring_3 = ABSENT;
		task->call.since = ABSENT;
	}
	task->call.ring_0 = between(task->call.began, event->time);
	task->call.event.ret = event->ret;
	task->call.event.error = event->error;
	tell_call(c, task, RETURNED);
	came_back(task, event->time, false);
}

/* A crossing of which one event tells all that can be told. */
static void point(struct crossings *c, struct task *task, const struct event *event,
		  enum ringside_kind kind)
{
	struct crossing crossing = new_crossing(task, event, kind);

	if (kind == RINGSIDE_KIND_DENIED)
		crossing.end = RETURNED;
	c->fn(&crossing, c->arg);
	came_back(task, event->time, kind != RINGSIDE_KIND_DENIED);
}

static void faulted(struct task *task, const struct event *event)
{
	task->fault = new_crossing(task, event, RINGSIDE_KIND_FAULT);
	task->faulted = true;
	came_back(task, event->time, true);
}

static void became_signal(struct crossings *c, struct task *task, const struct event *event)
{
	if (task->faulted)
		task->fault.kind = RINGSIDE_KIND_FAULT_SIGNAL;
	else
		point(c, task, event, RINGSIDE_KIND_FAULT_SIGNAL);
	settle(c, task);
}

/* No crossing, but worth a line between them. */
static void told(struct crossings *c, struct task *task, const struct event *event)
{
	struct crossing crossing = new_crossing(task, event, RINGSIDE_KIND_EVENT);

	crossing.ring_3 = ABSENT;
	c->fn(&crossing, c->arg);
}

static void got_cpu(struct crossings *c, struct task *task, const struct event *event)
{
	uint64_t away = between(task->out, event->time);
	struct absence absence = {
		.pid = event->pid, .cpu = event->cpu, .from = task->out, .to = task->out + away,
		.since = task->inside ? ABSENT : task->since,
	};

	task->out = ABSENT;
	if (away == ABSENT)
		return;
	if (c->away)
		c->away(&absence, c->arg);
	if (task->inside) {
		task->call.waited += away;
		return;
	}
	task->away += away;
	task->since = event->time;
}

static void ended(struct crossings *c, struct task *task, const struct event *event)
{
	if (task->inside) {
		task->call.ring_0 = between(task->call.began, event->time);
		tell_call(c, task, NEVER);
	}
	told(c, task, event);
	forget(c, task->pid);
}

/* A thread that runs another program gets the id of the first one, and that is gone. */
static void renamed(struct crossings *c, const struct event *event)
{
	struct task **at = place_of(c, event->was), *task = *at;

	if (!task || event->was == event->pid)
		return;
	settle(c, task);
	if (*place_of(c, event->pid))
		forget(c, event->pid);
	at = place_of(c, event->was);
	*at = task->next;
	task->next = NULL;
	task->pid = event->pid;
	*place_of(c, event->pid) = task;
}

/* Whatever is known of any task may have changed meanwhile. */
static void after_loss(struct crossings *c)
{
	for (size_t i = 0; i < c->n_buckets; i++) {
		for (struct task *task = c->buckets[i]; task; task = task->next) {
			settle(c, task);
			if (task->inside)
				tell_call(c, task, UNSEEN);
			task->back = ABSENT;
			task->since = ABSENT;
			task->out = ABSENT;
		}
	}
}

void crossings_take(struct crossings *c, const struct event *event)
{
	struct task *task;

	if (event->lost != ABSENT && event->lost)
		after_loss(c);
	if (event->was != ABSENT)
		renamed(c, event);
	task = task_of(c, event->pid);
	if (event->what != RINGSIDE_WHAT_FAULT_SIGNAL)
		settle(c, task);
	switch (event->what) {
	case RINGSIDE_WHAT_ENTRY:
		entered(c, task, event);
		break;
	case RINGSIDE_WHAT_EXIT:
		left(c, task, event);
		break;
	case RINGSIDE_WHAT_DENIED:
		point(c, task, event, RINGSIDE_KIND_DENIED);
		break;
	case RINGSIDE_WHAT_FAULT:
		faulted(task, event);
		break;
	case RINGSIDE_WHAT_FAULT_SIGNAL:
		became_signal(c, task, event);
		break;
	case RINGSIDE_WHAT_EXCEPTION:
		point(c, task, event, RINGSIDE_KIND_EXCEPTION);
		break;
	case RINGSIDE_WHAT_INTERRUPT:
		point(c, task, event, RINGSIDE_KIND_INTERRUPT);
		break;
	case RINGSIDE_WHAT_LINE:
		point(c, task, event, RINGSIDE_KIND_LINE);
		break;
	case RINGSIDE_WHAT_OUT:
		task->out = event->time;
		break;
	case RINGSIDE_WHAT_IN:
		got_cpu(c, task, event);
		break;
	case RINGSIDE_WHAT_FIRST_RETURN:
	case RINGSIDE_WHAT_SIGNAL:
		told(c, task, event);
		came_back(task, event->time, false);
		break;
	case RINGSIDE_WHAT_END:
		ended(c, task, event);
		break;
	default:
		told(c, task, event);
	}
}

void crossings_settle(struct crossings *c)
{
	for (size_t i = 0; i < c->n_buckets; i++)
		for (struct task *task = c->buckets[i]; task; task = task->next)
			settle(c, task);
}

size_t crossings_inside(const struct crossings *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_buckets; i++)
		for (struct task *task = c->buckets[i]; task; task = task->next)
			n += task->inside;
	return n;
}

void crossings_free(struct crossings *c)
{
	for (size_t i = 0; i < c->n_buckets; i++) {
		while (c->buckets[i]) {
			struct task *next = c->buckets[i]->next;

			free(c->buckets[i]);
			c->buckets[i] = next;
		}
	}
	free(c->buckets);
	free(c);
}
