// SPDX-License-Identifier: GPL-2.0
#include "microscope.h"
#include "both_sides.h"
#include "clock_source.h"
#include "family_stamps.h"
#include "output.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

/*
 * Reading the clock with its two fences takes some tens of ticks. So many can
 * only be a trap: somebody else answers in the CPU's place.
 */
#define TRAPPED		500	/* ticks */

/* What QEMU calls itself when no CPU runs the instructions, but it does. */
#define EMULATOR	"TCGTCGTCGTCG"

#define TICKS_PER_NS_PER_KHZ	1000000ULL

uint64_t ticks_to_ns(const struct microscope *m, uint64_t n)
{
	if (!m->khz || n == ABSENT)
		return ABSENT;
	return (uint64_t)((double)n * TICKS_PER_NS_PER_KHZ / (double)m->khz + 0.5);
}

/* Once, to learn the frequency that the module's other times are in. */
static void try_stamps(struct microscope *m)
{
	struct stamps_end end;
	uint64_t khz = 0;

	if (ask_status(m->session, &m->status) != DONE ||
	    ask_stamp_start(m->session, 1, &khz) != DONE ||
	    ask_stamp_stop(m->session, &end) != DONE) {
		kernel_side_is_missing(m->session);
		m->session = NULL;
	} else if (khz) {
		m->khz = khz;
	}
}

/* Between two marks: whatever else is there has been done before. */
static uint64_t cost_of_clock(size_t repetitions)
{
	const char *why_not;
	struct trips trips;
	struct path path;
	uint64_t cost;

	trips_make(NULL, &nothing, repetitions, &trips, &why_not);
	path_find(&trips, 0, &path);
	cost = path.measured.median;
	path_free(&path);
	trips_free(&trips);
	return cost;
}

int microscope_open(struct microscope *m, size_t repetitions)
{
	memset(m, 0, sizeof(*m));
	m->repetitions = repetitions;
	look_at_tsc(&m->tsc);
	if (!m->tsc.readable)
		return out_error(USAGE, "see PR_SET_TSC in prctl(2)",
				 "this process may not read the CPU's clock, or there is none");
	m->cpu = bind_to_cpu();
	m->khz = measured_khz();
	m->opened = open_kernel_side();
	m->session = m->opened;
	if (m->session)
		try_stamps(m);
	m->clock = cost_of_clock(repetitions);
	return DONE;
}

void microscope_close(struct microscope *m)
{
	session_close(m->opened);
}

/* A family of hooks that is off, or that the kernel does not offer, or NULL. */
static const struct hook_family *missing(const struct microscope *m, const char *name)
{
	for (size_t i = 0; name && i < m->status.n_families; i++)
		if (!strcmp(m->status.family[i].name, name) &&
		    m->status.family[i].state != RINGSIDE_FAMILY_STATE_ON)
			return &m->status.family[i];
	return NULL;
}

/* A step that is not seen would be taken for one that is not there. */
static bool sees(const struct microscope *m, const struct subject *subject)
{
	const struct hook_family *family = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(subject->families) && !family; i++)
		family = missing(m, subject->families[i]);
	if (family)
		out_warning(NULL, "%s: the module cannot see its steps (%s: %s)", subject->name,
			    family->name, family->reason);
	return !family;
}

static int look_stamped(struct microscope *m, const struct subject *subject, struct look *look)
{
	const char *why_not;
	int code = trips_make(m->session, subject, m->repetitions, &look->trips, &why_not);

	if (code != DONE)
		return why_not ? out_error(code, NULL, "%s", why_not) : session_report(m->session);
	if (look->trips.lost)
		return out_error(ASSERTION, "ask for fewer: --repeat",
				 "%s: the module lost %" PRIu64 " stamps", subject->name,
				 look->trips.lost);
	if (look->trips.unordered)
		return out_error(ASSERTION, "please report this, with 'ringside -j doctor'",
				 "%s: the stamps of %zu of %zu repetitions contradict each other",
				 subject->name, look->trips.unordered, look->trips.n);
	path_find(&look->trips, m->clock, &look->path);
	look->stamped = true;
	return DONE;
}

int look_at(struct microscope *m, const struct subject *subject, struct look *look)
{
	memset(look, 0, sizeof(*look));
	if (trips_make(NULL, subject, m->repetitions, &look->bare_trips, &look->why_not) != DONE)
		return DONE;
	path_find(&look->bare_trips, m->clock, &look->bare);
	return m->session && sees(m, subject) ? look_stamped(m, subject, look) : DONE;
}

void look_free(struct look *look)
{
	path_free(&look->bare);
	path_free(&look->path);
	trips_free(&look->bare_trips);
	trips_free(&look->trips);
}

void doubt(const struct microscope *m)
{
	if (m->cpu < 0)
		out_warning("taskset -c 0 ringside ...",
			    "not bound to one CPU: the clocks of two may differ");
	if (!strcmp(m->tsc.hypervisor, EMULATOR))
		out_warning(NULL, "QEMU emulates this CPU: times are those of the emulator, good "
			    "for the order of steps and not for their length");
	else if (!m->tsc.constant)
		out_warning(NULL, "this CPU does not promise that its clock ticks evenly "
			    "(no invariant TSC): compare within this output only");
	if (m->clock >= TRAPPED)
		out_warning(NULL, "reading the clock takes %" PRIu64 " ticks: %s%s answers in "
			    "the CPU's place, and what is shorter than that is guesswork",
			    m->clock, *m->tsc.hypervisor ? "the hypervisor " : "a hypervisor",
			    m->tsc.hypervisor);
}

void explain_vdso(size_t crossings)
{
	char *source;

	if (!crossings)
		return;
	source = clock_source();
	out_text("The vDSO asked the kernel, as it does when it cannot read the clock source "
		 "itself:\nhere that is %s.\n", source);
	free(source);
}

void put_microscope(const struct microscope *m)
{
	out_number("cpu", m->cpu < 0 ? ABSENT : (uint64_t)m->cpu);
	out_number("repetitions", m->repetitions);
	out_object("clock");
	out_number("khz", m->khz);
	out_number("own_ticks", m->clock);
	out_bool("constant", m->tsc.constant);
	out_string("hypervisor", *m->tsc.hypervisor ? m->tsc.hypervisor : NULL);
	out_object_end();
}
