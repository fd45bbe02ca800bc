// SPDX-License-Identifier: GPL-2.0
/* The module's command for events, and which attribute goes where. */
#include "family_events.h"
#include "output.h"

#define NUMBER(attr, kind, type, member) \
	{ attr, kind, offsetof(struct type, member), 0, NULL, 0 }
#define NESTS(attr, type, member, count, room, object) \
	{ attr, FIELD_NESTS, offsetof(struct type, member), room, &(object), \
	  offsetof(struct type, count) }
#define END	{ 0, FIELD_U32, 0, 0, NULL, 0 }

static const struct field event_fields[] = {
	NUMBER(RINGSIDE_A_EVENT_WHAT, FIELD_U32, event, what),
	NUMBER(RINGSIDE_A_EVENT_TIME, FIELD_U64, event, time),
	NUMBER(RINGSIDE_A_EVENT_PID, FIELD_U32, event, pid),
	NUMBER(RINGSIDE_A_EVENT_CPU, FIELD_U32, event, cpu),
	NUMBER(RINGSIDE_A_EVENT_LOST, FIELD_U32, event, lost),
	NUMBER(RINGSIDE_A_EVENT_ABI, FIELD_U32, event, abi),
	NUMBER(RINGSIDE_A_EVENT_NR, FIELD_U32, event, nr),
	NUMBER(RINGSIDE_A_EVENT_RET, FIELD_U64, event, ret),
	NUMBER(RINGSIDE_A_EVENT_ERRNO, FIELD_U32, event, error),
	NUMBER(RINGSIDE_A_EVENT_VECTOR, FIELD_U32, event, vector),
	NUMBER(RINGSIDE_A_EVENT_INTERRUPT, FIELD_U32, event, interrupt),
	NUMBER(RINGSIDE_A_EVENT_LINE, FIELD_U32, event, line),
	NUMBER(RINGSIDE_A_EVENT_WAITS, FIELD_U32, event, waits),
	NUMBER(RINGSIDE_A_EVENT_SIGNAL, FIELD_U32, event, signal),
	NUMBER(RINGSIDE_A_EVENT_CHILD, FIELD_U32, event, child),
	NUMBER(RINGSIDE_A_EVENT_WAS, FIELD_U32, event, was),
	END
};

static const struct object event_object = {
	event_fields, RINGSIDE_A_EVENT_MAX, sizeof(struct event)
};

static const struct field loss_fields[] = {
	NUMBER(RINGSIDE_A_LOSS_WHAT, FIELD_U32, loss, what),
	NUMBER(RINGSIDE_A_LOSS_COUNT, FIELD_U64, loss, count),
	END
};

static const struct object loss_object = {
	loss_fields, RINGSIDE_A_LOSS_MAX, sizeof(struct loss)
};

static const struct field trace_fields[] = {
	NUMBER(RINGSIDE_A_TRACE_TASKS, FIELD_U32, trace, tasks),
	NUMBER(RINGSIDE_A_TRACE_MISSED, FIELD_U32, trace, missed),
	NESTS(RINGSIDE_A_TRACE_LOSS, trace, loss, n_losses, MAX_LOSSES, loss_object),
	NESTS(RINGSIDE_A_TRACE_EVENT, trace, event, n_events, MAX_EVENTS, event_object),
	END
};

static const struct object trace_object = {
	trace_fields, RINGSIDE_A_TRACE_MAX, sizeof(struct trace)
};

static bool is_call(const struct event *event)
{
	return event->what == RINGSIDE_WHAT_ENTRY || event->what == RINGSIDE_WHAT_EXIT ||
	       event->what == RINGSIDE_WHAT_DENIED ||
	       event->what == RINGSIDE_WHAT_FIRST_RETURN;
}

/* What the module does not say since it goes without saying. */
static void fill_in(struct trace *trace)
{
	for (size_t i = 0; i < trace->n_events; i++) {
		struct event *event = &trace->event[i];

		if (event->abi == ABSENT && is_call(event))
			event->abi = RINGSIDE_ABI_X86_64;
		if (!i)
			continue;
		if (event->pid == ABSENT)
			event->pid = event[-1].pid;
		if (event->cpu == ABSENT)
			event->cpu = event[-1].cpu;
	}
}

int ask_trace(struct session *session, uint32_t watch, struct trace *trace)
{
	struct argument argument = { .attr = RINGSIDE_A_TRACE_WATCH, .value = watch };

	int code = session_do(session, RINGSIDE_CMD_TRACE_READ, argument, &trace_object, trace);

	if (code == DONE)
		fill_in(trace);
	return code;
}

uint64_t lost_of(const struct trace *trace, enum ringside_what what)
{
	for (size_t i = 0; i < trace->n_losses; i++)
		if (trace->loss[i].what == what)
			return trace->loss[i].count;
	return 0;
}
