// SPDX-License-Identifier: GPL-2.0
#include "crossing_words.h"
#include "names.h"
#include "output.h"
#include "text.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "../module/kind_words.h"

#define ERESTARTSYS	512
#define LAST_RESTART	516

static const struct rs_words *look_up(const struct rs_words *words, size_t n, uint64_t which)
{
	static const struct rs_words unknown = { "?", NULL };

	return which < n && words[which].name ? &words[which] : &unknown;
}

#define LOOK_UP(words, which)	look_up(words, ARRAY_SIZE(words), which)

const char *crossing_kind(const struct crossing *c)
{
	return LOOK_UP(rs_kind_words, c->kind)->name;
}

bool crossing_is_call(const struct crossing *c)
{
	return c->kind == RINGSIDE_KIND_SYSCALL || c->kind == RINGSIDE_KIND_DENIED;
}

/* The C library keeps the first two of the real-time ones to itself. */
static char *signal_name(uint64_t signal)
{
	const char *name = signal < NSIG ? sigabbrev_np((int)signal) : NULL;

	if (name)
		return text_format("SIG%s", name);
	if (signal >= (uint64_t)SIGRTMIN && signal <= (uint64_t)SIGRTMAX)
		return text_format("SIGRTMIN+%" PRIu64, signal - (uint64_t)SIGRTMIN);
	return signal == ABSENT ? text_format("SIG?") : text_format("SIG%" PRIu64, signal);
}

static char *event_name(const struct event *event)
{
	char label[LABEL_SIZE];

	switch (event->what) {
	case RINGSIDE_WHAT_FIRST_RETURN:
		return text_format("%s returns", syscall_label(event->abi, event->nr, label));
	case RINGSIDE_WHAT_SIGNAL:
		return signal_name(event->signal);
	case RINGSIDE_WHAT_EXEC:
		return text_format("exec");
	case RINGSIDE_WHAT_FORK:
		return text_format("fork");
	case RINGSIDE_WHAT_END:
		return text_format("exit");
	default:
		return text_format("what_%" PRIu64, event->what);
	}
}

char *crossing_name(const struct crossing *c)
{
	char label[LABEL_SIZE];

	if (crossing_is_call(c))
		return text_format("%s", syscall_label(c->event.abi, c->event.nr, label));
	if (c->kind == RINGSIDE_KIND_EXCEPTION)
		return text_format("%s", LOOK_UP(rs_exception_words, c->event.vector)->name);
	if (c->kind == RINGSIDE_KIND_INTERRUPT)
		return text_format("%s", LOOK_UP(rs_interrupt_words, c->event.interrupt)->name);
	if (c->kind == RINGSIDE_KIND_LINE)
		return text_format("line %" PRIu64, c->event.line);
	if (c->kind == RINGSIDE_KIND_EVENT)
		return event_name(&c->event);
	return text_format("%s", crossing_kind(c));
}

static char *event_result(const struct event *event)
{
	switch (event->what) {
	case RINGSIDE_WHAT_FIRST_RETURN:
		return text_format("a new task begins");
	case RINGSIDE_WHAT_SIGNAL:
		return text_format("into its handler");
	case RINGSIDE_WHAT_EXEC:
		return event->was == ABSENT ? text_format("another program") :
		       text_format("another program, by task %" PRIu64, event->was);
	case RINGSIDE_WHAT_FORK:
		return text_format("task %" PRIu64 " was made", event->child);
	case RINGSIDE_WHAT_END:
		return text_format("the task ends");
	default:
		return NULL;
	}
}

bool crossing_restarts(const struct crossing *c)
{
	return c->event.error >= ERESTARTSYS && c->event.error <= LAST_RESTART;
}

static char *return_text(const struct crossing *c)
{
	uint64_t error = c->event.error;
	char label[LABEL_SIZE];

	if (error == ABSENT && c->event.ret == ABSENT)
		return NULL;
	if (crossing_restarts(c))
		return text_format("interrupted, will restart");
	if (error != ABSENT)
		return text_format("%s%s", errno_label(error, label),
				   c->kind == RINGSIDE_KIND_DENIED ? ", denied" : "");
	/* What is no small number is an address, more often than not. */
	if (c->event.ret >> 31)
		return text_format("%#" PRIx64, c->event.ret);
	return text_format("%" PRIu64, c->event.ret);
}

char *crossing_result(const struct crossing *c)
{
	if (c->kind == RINGSIDE_KIND_EVENT)
		return event_result(&c->event);
	if (!crossing_is_call(c))
		return NULL;
	switch (c->end) {
	case NEVER:
		return text_format("never returns");
	case UNSEEN:
		return text_format("return not seen");
	default:
		return return_text(c);
	}
}

/* As in the ledger, a kind that has names of its own comes before them. */
char *crossing_text(const struct crossing *c, const char *name)
{
	if (c->kind == RINGSIDE_KIND_EVENT || c->kind == RINGSIDE_KIND_EXCEPTION ||
	    c->kind == RINGSIDE_KIND_INTERRUPT || c->kind == RINGSIDE_KIND_LINE)
		return text_format("%s %s", crossing_kind(c), name);
	return text_format("%s", name);
}

const char *crossing_end_word(const struct crossing *c)
{
	static const char *const words[] = {
		[RETURNED] = "returned", [NEVER] = "never", [UNSEEN] = "unseen",
	};

	return c->end == UNTOLD ? NULL : words[c->end];
}

const char *crossing_errno(const struct crossing *c, char *label)
{
	return c->event.error == ABSENT ? NULL : errno_label(c->event.error, label);
}
