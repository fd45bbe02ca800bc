/* SPDX-License-Identifier: GPL-2.0 */
/* What library.txt says: which library functions can cause which syscalls. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stdbool.h>
#include <stddef.h>

struct library_section {
	const char *title;
	const char *sentence;	/* what a program does there */
	const char *syscalls;	/* words: those that belong here */
};

struct library_line {
	size_t section;
	const char *functions;	/* words */
	const char *syscalls;	/* words: what they can cause */
};

#define NO_SECTION	((size_t)-1)

const struct library_section *library_sections(size_t *n);
const struct library_line *library_lines(size_t *n);

/* Heeds the C library's variants, such as __printf_chk; NULL: unknown. */
const struct library_line *find_function(const char *name);
size_t section_of_function(const char *name);
size_t section_of_syscall(const char *name);

/* The next of the words at *@list, which moves on; 0: there is none left. */
size_t next_word(const char **list, const char **word);
bool has_word(const char *list, const char *word, size_t length);

#endif
