/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of a report about a failure: which there are, and what each says. */
#ifndef OOPS_LINES_H
#define OOPS_LINES_H

#include <stdbool.h>
#include <stddef.h>

enum oops_flags {
	BEGINS		= 1 << 0,	/* a report, unless the one at hand is only announced */
	ANNOUNCES	= 1 << 1,	/* something of which the next line that begins tells */
	ENDS		= 1 << 2,	/* what follows is only said once more */
	JOINS		= 1 << 3,	/* begins one if there is none */
	WEAK		= 1 << 4,	/* is in other places of a log, too */
	WORTH		= 1 << 5,	/* of a line in a summary */
	EXACT		= 1 << 6,	/* its place is an instruction, no return address */
	LATE		= 1 << 7,	/* may come behind the end as well */
	TRACES		= 1 << 8,	/* what follows is a trace */
	PRECEDES	= 1 << 9,	/* what follows is none */
	FRAMES		= 1 << 10,	/* of some it is also the end */
};

/* Where in a report a line is */
enum oops_when { BEFORE, IN_TRACE, BEHIND };

struct oops_row {
	const char *starts;	/* how the line begins, but for blanks; NULL: anyhow */
	const char *has;	/* and what it has somewhere behind that, or NULL */
	bool (*is)(const char *text);	/* and what must be true of it, or NULL */
	const char *kind;	/* of the report that it begins */
	unsigned int flags;	/* enum oops_flags */
	unsigned int group;	/* not 0: such lines in a row are explained by the first */
	const char *says;	/* or */
	/* Explains the line, NULL: the one above does. For free(). */
	char *(*explain)(const char *text, enum oops_when when);
};

/* NULL: it is no line that we know. */
const struct oops_row *find_oops_row(const char *text);

/* oops_faults.c: what went wrong */
char *explain_announced(const char *text, enum oops_when when);
char *explain_null(const char *text, enum oops_when when);
char *explain_paging(const char *text, enum oops_when when);
char *explain_protection(const char *text, enum oops_when when);
char *explain_access(const char *text, enum oops_when when);
char *explain_error_code(const char *text, enum oops_when when);
char *explain_tables(const char *text, enum oops_when when);
char *explain_die(const char *text, enum oops_when when);
char *explain_guard_page(const char *text, enum oops_when when);
char *explain_warning(const char *text, enum oops_when when);
char *explain_bug(const char *text, enum oops_when when);
char *explain_panic(const char *text, enum oops_when when);
char *explain_exited(const char *text, enum oops_when when);
/* oops_stuck.c: what never ended, or began where it must not */
char *explain_atomic(const char *text, enum oops_when when);
char *explain_invalid_context(const char *text, enum oops_when when);
char *explain_in_atomic(const char *text, enum oops_when when);
char *explain_soft_lockup(const char *text, enum oops_when when);
char *explain_stall(const char *text, enum oops_when when);
char *explain_stalled_cpu(const char *text, enum oops_when when);
char *explain_hung(const char *text, enum oops_when when);
char *explain_task(const char *text, enum oops_when when);
/* oops_memory.c: what was found in memory */
char *explain_list(const char *text, enum oops_when when);
char *explain_slab(const char *text, enum oops_when when);
char *explain_first_byte(const char *text, enum oops_when when);
char *explain_track(const char *text, enum oops_when when);
char *explain_object(const char *text, enum oops_when when);
char *explain_kasan(const char *text, enum oops_when when);
char *explain_kasan_access(const char *text, enum oops_when when);
char *explain_region(const char *text, enum oops_when when);
char *explain_kasan_inside(const char *text, enum oops_when when);
/* oops_state.c: the CPU and the kernel at that moment */
char *explain_cpu(const char *text, enum oops_when when);
char *explain_hardware(const char *text, enum oops_when when);
char *explain_workqueue(const char *text, enum oops_when when);
char *explain_rip(const char *text, enum oops_when when);
char *explain_code(const char *text, enum oops_when when);
char *explain_flags(const char *text, enum oops_when when);
char *explain_general(const char *text, enum oops_when when);
char *explain_segments(const char *text, enum oops_when when);
char *explain_selectors(const char *text, enum oops_when when);
char *explain_control(const char *text, enum oops_when when);
char *explain_modules(const char *text, enum oops_when when);
char *explain_trace(const char *text, enum oops_when when);
char *explain_taint(const char *text, enum oops_when when);
char *explain_offset(const char *text, enum oops_when when);

/* oops_functions.c: what a function of the kernel's is there for; NULL: not known. */
const char *known_function(const char *name);

#endif
