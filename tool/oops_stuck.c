// SPDX-License-Identifier: GPL-2.0
/* Lines about what never ended, or began where it must not. */
#include "oops_figures.h"
#include "oops_lines.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "name/184/0x00000002": a name may have slashes, too. */
char *explain_atomic(const char *text, enum oops_when when)
{
	const char *slash = strrchr(text, '/');
	uint64_t count;
	char *depth, *words;

	(void)when;
	if (!slash || !hex_after(slash, "/0x", &count))
		return text_format("A task gave its CPU away where it must not.");
	depth = preempt_words(count);
	words = text_format("A task slept or ended where its CPU must not be given away. Of the"
			    " three words behind it the last is preempt_count: %s. The scheduler"
			    " must find 1 there, its own.", depth);
	free(depth);
	return words;
}

char *explain_invalid_context(const char *text, enum oops_when when)
{
	char where[256];

	(void)when;
	if (!word_after(text, " at ", " ", where, sizeof(where)))
		strcpy(where, "a place that may sleep");
	return text_format("%s may sleep, and was called where nothing must: a lock is held, or"
			   " interrupts are off, or it is an interrupt.", where);
}

char *explain_in_atomic(const char *text, enum oops_when when)
{
	uint64_t atomic = 0, irqs = 0;

	(void)when;
	number_after(text, "in_atomic(): ", &atomic);
	number_after(text, "irqs_disabled(): ", &irqs);
	return text_format("Why nothing must sleep there: preemption was %s, and interrupts were"
			   " %s.", atomic ? "off" : "on", irqs ? "off" : "on");
}

char *explain_soft_lockup(const char *text, enum oops_when when)
{
	uint64_t cpu, seconds;
	char who[64] = "a task";

	(void)when;
	word_after(text, "! [", "]", who, sizeof(who));
	if (!number_after(text, "CPU#", &cpu))
		return text_format("A CPU ran kernel code without ever going through the"
				   " scheduler.");
	if (!number_after(text, "stuck for ", &seconds))
		return text_format("CPU %" PRIu64 " has not even taken interrupts for a while.",
				   cpu);
	return text_format("CPU %" PRIu64 " has run kernel code for %" PRIu64 " s without going"
			   " through the scheduler, in %s (name:pid). The watchdog, a timer on"
			   " each CPU, noticed.", cpu, seconds, who);
}

char *explain_stall(const char *text, enum oops_when when)
{
	(void)when;
	return text_format("RCU frees memory when each CPU has let go of what it looked at, which"
			   " is when it schedules. %s for so long that something must be stuck.",
			   strstr(text, "self-detected") ? "This CPU has not, and says so itself,"
							 : "Some have not, as another found,");
}

/* "rcu: 0-....: (5249 ticks this GP) idle=...", with a tab */
char *explain_stalled_cpu(const char *text, enum oops_when when)
{
	uint64_t cpu, ticks;

	(void)when;
	if (!number_after(text, "\t", &cpu) || !number_after(text, "(", &ticks))
		return text_format("Who is waited for, and how it stands with it.");
	return text_format("It is CPU %" PRIu64 " that is waited for; it has had %" PRIu64 " timer"
			   " ticks meanwhile, so it %s.", cpu, ticks,
			   ticks ? "runs" : "does not even take the timer's interrupt");
}

char *explain_hung(const char *text, enum oops_when when)
{
	uint64_t seconds;
	char who[64];

	(void)when;
	if (!word_after(text, "task ", " ", who, sizeof(who)) ||
	    !number_after(text, "more than ", &seconds))
		return text_format("A task waits in the kernel for what does not come.");
	return text_format("%s (name:pid) has waited for more than %" PRIu64 " s, in a state that"
			   " no signal ends, SIGKILL neither: for a lock, a device, or for what never"
			   " comes.", who, seconds);
}

/* "task:name  state:D stack:0     pid:12 ppid:2 flags:0x00004000" */
char *explain_task(const char *text, enum oops_when when)
{
	static const struct { char letter; const char *means; } states[] = {
		{ 'R', "runs, or could" }, { 'S', "sleeps until a signal or what it waits for" },
		{ 'D', "sleeps until what it waits for, and heeds no signal" },
		{ 'T', "is stopped" }, { 't', "is stopped by a tracer" },
		{ 'I', "is idle, as kernel threads are" },
		{ 'Z', "has ended, and nobody asked how" },
		{ 'X', "is dead" },
	};
	const char *is = "is in a state of its own";
	char state[8] = "";

	(void)when;
	word_after(text, "state:", " ", state, sizeof(state));
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (states[i].letter == state[0])
			is = states[i].means;
	return text_format("The task, and its state: it %s.", is);
}
