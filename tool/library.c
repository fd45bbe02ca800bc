// SPDX-License-Identifier: GPL-2.0
#include "library.h"
#include "ringside.h"

#include <string.h>

#include "library.inc"

const struct library_section *library_sections(size_t *n)
{
	*n = ARRAY_SIZE(sections);
	return sections;
}

const struct library_line *library_lines(size_t *n)
{
	*n = ARRAY_SIZE(lines);
	return lines;
}

size_t next_word(const char **list, const char **word)
{
	size_t length;

	*list += strspn(*list, " ");
	*word = *list;
	length = strcspn(*list, " ");
	*list += length;
	return length;
}

bool has_word(const char *list, const char *word, size_t length)
{
	const char *other;
	size_t other_length;

	while ((other_length = next_word(&list, &other)))
		if (other_length == length && !memcmp(other, word, length))
			return true;
	return false;
}

static const struct library_line *find_exactly(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
		if (has_word(lines[i].functions, name, length))
			return &lines[i];
	return NULL;
}

static bool cut_prefix(const char **name, size_t *length)
{
	/* In this order: the first may uncover the second. */
	static const char *const prefixes[] = { "_IO_", "__", "isoc99_", "isoc23_", "libc_" };

	for (size_t i = 0; i < ARRAY_SIZE(prefixes); i++) {
		size_t cut = strlen(prefixes[i]);

		if (*length > cut && !memcmp(*name, prefixes[i], cut)) {
			*name += cut;
			*length -= cut;
			return true;
		}
	}
	return false;
}

static bool cut_suffix(const char *name, size_t *length)
{
	static const char *const suffixes[] = { "_chk", "64", "_unlocked", "_time64", "_nocancel" };

	for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
		size_t cut = strlen(suffixes[i]);

		if (*length > cut && !memcmp(name + *length - cut, suffixes[i], cut)) {
			*length -= cut;
			return true;
		}
	}
	return false;
}

static size_t syscall_home(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++)
		if (has_word(sections[i].syscalls, name, length))
			return i;
	return NO_SECTION;
}

/* What of @name is a function that is known, or named as a syscall. */
static const struct library_line *resolve(const char *name, size_t *section)
{
	const struct library_line *line;
	size_t length = strlen(name);

	for (;;) {
		line = find_exactly(name, length);
		*section = line ? line->section : syscall_home(name, length);
		if (line || *section != NO_SECTION)
			return line;
		if (!cut_suffix(name, &length) && !cut_prefix(&name, &length))
			return NULL;
	}
}

const struct library_line *find_function(const char *name)
{
	size_t section;

	return resolve(name, &section);
}

size_t section_of_function(const char *name)
{
	size_t section;

	resolve(name, &section);
	return section;
}

size_t section_of_syscall(const char *name)
{
	return syscall_home(name, strlen(name));
}
