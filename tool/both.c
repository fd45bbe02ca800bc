// SPDX-License-Identifier: GPL-2.0
#include "both.h"
#include "clock_source.h"
#include "library.h"
#include "names.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN_FUNCTIONS	6	/* of a section, in text */

/* What is compared; the section after the last is that of all others. */
struct sides {
	const struct call_row *calls;
	size_t *call_homes;	/* the section of each */
	size_t n_calls;
	const struct syscall_row *syscalls;
	size_t *syscall_homes;
	size_t n_syscalls;
	const struct library_section *sections;
	size_t n_sections;
};

int user_side_begin(struct user_side *side, const char *path)
{
	char *library;
	int code = DONE;

	side->why_not = calls_why_not(path);
	if (side->why_not)
		return DONE;
	library = calls_library();
	if (!library)
		return out_error(USAGE, "make -C tool",
				 "libringside-audit.so is not beside the program");
	if (!calls_begin(&side->calls, library))
		code = out_error(USAGE, "ringside run -- COMMAND   (the kernel side alone)",
				 "cannot count the user side with %s: %s", library,
				 strchr(library, ':') ? "its path has a colon" : strerror(errno));
	free(library);
	return code;
}

void user_side_end(struct user_side *side)
{
	free(side->why_not);
	if (side->calls.area)
		calls_end(&side->calls);
}

static const char *plain_name(const struct syscall_row *row, char label[LABEL_SIZE])
{
	return syscall_label(row->abi, row->nr, label);
}

static void find_homes(struct sides *s)
{
	char label[LABEL_SIZE];

	s->call_homes = must(calloc(s->n_calls + 1, sizeof(*s->call_homes)));
	s->syscall_homes = must(calloc(s->n_syscalls + 1, sizeof(*s->syscall_homes)));
	for (size_t i = 0; i < s->n_calls; i++) {
		size_t home = section_of_function(s->calls[i].function);

		s->call_homes[i] = home == NO_SECTION ? s->n_sections : home;
	}
	for (size_t i = 0; i < s->n_syscalls; i++) {
		size_t home = section_of_syscall(plain_name(&s->syscalls[i], label));

		s->syscall_homes[i] = home == NO_SECTION ? s->n_sections : home;
	}
}

static const char *title_of(const struct sides *s, size_t section)
{
	return section < s->n_sections ? s->sections[section].title : "all else";
}

static uint64_t entries_of(const struct sides *s, const char *name)
{
	char label[LABEL_SIZE];
	uint64_t sum = 0;

	for (size_t i = 0; i < s->n_syscalls; i++)
		if (!strcmp(plain_name(&s->syscalls[i], label), name))
			sum += s->syscalls[i].entries;
	return sum;
}

static uint64_t calls_of(const struct sides *s, const char *name)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->n_calls; i++)
		if (!strcmp(s->calls[i].function, name))
			sum += s->calls[i].calls;
	return sum;
}

/* The next row of a section, from @i on; the end when there is none. */
static size_t next_call(const struct sides *s, size_t section, size_t i)
{
	while (i < s->n_calls && s->call_homes[i] != section)
		i++;
	return i;
}

static size_t next_syscall(const struct sides *s, size_t section, size_t i)
{
	while (i < s->n_syscalls && (!s->syscalls[i].entries || s->syscall_homes[i] != section))
		i++;
	return i;
}

/* Cells of the user side; past what is shown, one for all the others. */
static size_t put_call_cells(const struct sides *s, size_t section, size_t i, size_t line)
{
	uint64_t sum = 0, others = 0;
	char *text;

	if (i == s->n_calls) {
		out_cell_string("");
		out_cell_string("");
		return i;
	}
	if (line < SHOWN_FUNCTIONS) {
		out_cell_string(s->calls[i].function);
		out_cell_number(s->calls[i].calls);
		return next_call(s, section, i + 1);
	}
	for (; i < s->n_calls; i = next_call(s, section, i + 1)) {
		sum += s->calls[i].calls;
		others++;
	}
	text = text_format("[%" PRIu64 " more functions]", others);
	out_cell_string(text);
	out_cell_number(sum);
	free(text);
	return i;
}

static size_t put_syscall_cells(const struct sides *s, size_t section, size_t i)
{
	char name[LABEL_SIZE], abi[LABEL_SIZE];
	const struct syscall_row *row = &s->syscalls[i];
	char *text;

	if (i == s->n_syscalls) {
		out_cell_string("");
		out_cell_string("");
		return i;
	}
	text = row->abi ? text_format("%s (%s)", plain_name(row, name), abi_label(row->abi, abi)) :
			  text_format("%s", plain_name(row, name));
	out_cell_string(text);
	out_cell_number(row->entries);
	free(text);
	return next_syscall(s, section, i + 1);
}

static void put_section(const struct sides *s, size_t section)
{
	size_t call = next_call(s, section, 0), syscall = next_syscall(s, section, 0);

	for (size_t line = 0; call < s->n_calls || syscall < s->n_syscalls; line++) {
		out_cell_string(line ? "" : title_of(s, section));
		call = put_call_cells(s, section, call, line);
		syscall = put_syscall_cells(s, section, syscall);
	}
}

static void put_text(const struct sides *s)
{
	static const struct column columns[] = {
		{ "", "to do with", 0 },
		{ "", "user side", 0 },
		{ "", "calls", COL_RIGHT },
		{ "", "kernel side", 0 },
		{ "", "syscalls", COL_RIGHT },
	};

	out_table(NULL, columns, ARRAY_SIZE(columns));
	for (size_t section = 0; section <= s->n_sections; section++)
		put_section(s, section);
	out_table_end(NULL);
	out_text("\n");
}

static void put_calls(const struct sides *s)
{
	static const struct column columns[] = {
		{ "function", NULL, COL_JSON },
		{ "library", NULL, COL_JSON },
		{ "section", NULL, COL_JSON },
		{ "calls", NULL, COL_JSON },
		{ "by_program", NULL, COL_JSON },
		{ "by_libraries", NULL, COL_JSON },
	};

	out_table("calls", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < s->n_calls; i++) {
		const struct call_row *row = &s->calls[i];

		out_cell_string(row->function);
		out_cell_string(row->library);
		out_cell_string(title_of(s, s->call_homes[i]));
		out_cell_number(row->calls);
		out_cell_number(row->by[CALLED_BY_PROGRAM]);
		out_cell_number(row->by[CALLED_BY_LIBRARY]);
	}
	out_table_end(NULL);
}

/* The sums, also of sections of which nothing was used. */
static void put_sections(const struct sides *s)
{
	static const struct column columns[] = {
		{ "title", NULL, COL_JSON },
		{ "calls", NULL, COL_JSON },
		{ "syscalls", NULL, COL_JSON },
	};

	out_table("sections", columns, ARRAY_SIZE(columns));
	for (size_t section = 0; section <= s->n_sections; section++) {
		uint64_t calls = 0, syscalls = 0;
		size_t i;

		for (i = next_call(s, section, 0); i < s->n_calls; i = next_call(s, section, i + 1))
			calls += s->calls[i].calls;
		for (i = next_syscall(s, section, 0); i < s->n_syscalls;
		     i = next_syscall(s, section, i + 1))
			syscalls += s->syscalls[i].entries;
		out_cell_string(title_of(s, section));
		out_cell_number(calls);
		out_cell_number(syscalls);
	}
	out_table_end(NULL);
}

/* Calls that the vDSO answers in ring 3, unless it has to fall back. */
static void put_clocks(const struct sides *s)
{
	static const char *const names[] = { "clock_gettime", "gettimeofday", "time", "getcpu" };
	char *source = clock_source();

	out_string("clock_source", source);
	out_list("vdso");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		uint64_t calls = calls_of(s, names[i]), syscalls = entries_of(s, names[i]);

		if (!calls)
			continue;
		out_object(NULL);
		out_string("name", names[i]);
		out_number("calls", calls);
		out_number("syscalls", syscalls);
		out_object_end();
		if (!syscalls)
			out_text("%s: the vDSO answered all %" PRIu64 " calls in ring 3.\n",
				 names[i], calls);
		else
			out_text("%s: %" PRIu64 " calls, %" PRIu64 " syscalls: those the vDSO"
				 " could not answer (clock source %s).\n",
				 names[i], calls, syscalls, source);
	}
	out_list_end();
	free(source);
}

/* Programs that began: the calls of execve() that did not fail. */
static uint64_t programs_begun(const struct sides *s)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < s->n_syscalls; i++) {
		const struct syscall_row *row = &s->syscalls[i];
		char label[LABEL_SIZE];

		if (strncmp(plain_name(row, label), "execve", strlen("execve")))
			continue;
		if (row->exits != ABSENT && row->errors != ABSENT)
			sum += row->exits - row->errors;
	}
	return sum;
}

static void put_pointers(const struct user_side *side)
{
	size_t n;
	const char **names = calls_pointers(&side->calls, &n);

	out_list("pointers");
	for (size_t i = 0; i < n; i++) {
		out_string(NULL, names[i]);
		out_text("%s%s", i ? ", " : "Not counted where a program calls by address: ",
			 names[i]);
	}
	out_list_end();
	if (n)
		out_text("\n");
	free(names);
}

/* What the user side lacks, so that nobody takes it for all. */
static void put_gaps(const struct user_side *side, const struct sides *s)
{
	const struct area *area = side->calls.area;
	uint64_t begun = programs_begun(s);

	out_number("programs", begun);
	out_number("programs_counted", area->images);
	out_number("objects", area->objects);
	out_number("unbound", area->unbound);
	if (begun > area->images)
		out_text("User side of %" PRIu64 " of %" PRIu64 " programs only: the others are"
			 " static, privileged, 32-bit, or\nwere given another environment.\n",
			 area->images, begun);
	if (area->unbound)
		out_text("%" PRIu64 " functions found no room for a counter.\n", area->unbound);
	put_pointers(side);
	out_text("To count takes some 20 syscalls a program, by its loader; with it, glibc takes\n"
		 "memory by mmap, not brk. Both are on the kernel side here.\n\n");
}

void put_both(const struct user_side *side, const struct syscall_row *rows, size_t n)
{
	struct sides s = { .syscalls = rows, .n_syscalls = n };
	struct call_row *calls = calls_read(&side->calls, &s.n_calls);

	s.calls = calls;
	s.sections = library_sections(&s.n_sections);
	find_homes(&s);
	out_object("user");
	out_string("reason", side->why_not);
	if (side->why_not)
		out_text("The user side cannot be counted: %s.\n\n", side->why_not);
	if (!side->why_not) {
		if (out_json()) {
			put_calls(&s);
			put_sections(&s);
		} else {
			put_text(&s);
		}
		put_clocks(&s);
		put_gaps(side, &s);
	}
	out_object_end();
	free(s.call_homes);
	free(s.syscall_homes);
	free(calls);
}
