// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

const char * const abi_names[ABIS] = { "x86_64", "ia32", "x32" };

int text_read(const char *name, char *text, size_t size)
{
	size_t len = 0;
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/ringside/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	while ((n = read(fd, text + len, size - 1 - len)) > 0)
		len += n;
	n = n < 0 ? -errno : (ssize_t)len;
	text[len] = '\0';
	close(fd);
	return n;
}

static size_t line_length(const char *line)
{
	return strcspn(line, "\n");
}

/* Which word of a line */
static int column_of(const char *line, const char *column)
{
	const char *end = line + line_length(line);
	int i = 0;

	while ((line += strspn(line, " ")) < end) {
		size_t len = strcspn(line, " \n");

		if (len == strlen(column) && !strncmp(line, column, len))
			return i;
		line += len;
		i++;
	}
	return -1;
}

static int word_at(const char *line, int column, char *word, size_t size)
{
	const char *end = line + line_length(line);

	for (; (line += strspn(line, " ")) < end; column--) {
		size_t len = strcspn(line, " \n");

		if (!column) {
			snprintf(word, size, "%.*s", (int)len, line);
			return 0;
		}
		line += len;
	}
	return -ENOENT;
}

/* The words of the key are the first words of the line. */
static int has_key(const char *line, const char *key)
{
	char want[64], have[64];
	int i;

	for (i = 0; !word_at(key, i, want, sizeof(want)); i++)
		if (word_at(line, i, have, sizeof(have)) || strcmp(want, have))
			return 0;
	return 1;
}

int text_cell(const char *text, const char *header, const char *row,
	      const char *column, char *word, size_t size)
{
	const char *line, *head = NULL;
	int at = -1;

	for (line = text; *line; line += line_length(line), line += *line == '\n') {
		if (!head && has_key(line, header)) {
			head = line;
			at = column_of(line, column);
		} else if (head && has_key(line, row)) {
			return at < 0 ? -ENOENT : word_at(line, at, word, size);
		} else if (head && *line == '\n') {
			return -ENOENT;
		}
	}
	return -ENOENT;
}

static int number(const char *text, const char *header, const char *row,
		  const char *column, uint64_t *value)
{
	char word[64], *end;
	int err = text_cell(text, header, row, column, word, sizeof(word));

	if (err)
		return err;
	*value = strtoull(word, &end, 10);
	return *end ? -EINVAL : 0;
}

int text_status(struct totals *abis)
{
	static char text[TEXT_SIZE];
	int i, err = text_read("status", text, sizeof(text));

	if (err < 0)
		return err;
	memset(abis, 0, ABIS * sizeof(*abis));
	for (i = 0, err = 0; i < ABIS && !err; i++) {
		struct totals *t = &abis[i];
		const char *abi = abi_names[i], *head = "abi entries";

		err = number(text, head, abi, "entries", &t->entries) ?:
		      number(text, head, abi, "exits", &t->exits) ?:
		      number(text, head, abi, "never", &t->never) ?:
		      number(text, head, abi, "in_flight", &t->in_flight) ?:
		      number(text, head, abi, "untracked", &t->untracked);
		head = "abi first_return";
		err = err ?:
		      number(text, head, abi, "first_return", &t->first_return) ?:
		      number(text, head, abi, "denied", &t->denied) ?:
		      number(text, head, abi, "earlier", &t->earlier) ?:
		      number(text, head, abi, "still_inside", &t->still_inside) ?:
		      number(text, head, abi, "untracked_exits",
			     &t->untracked_exits) ?:
		      number(text, head, abi, "errors", &t->errors) ?:
		      number(text, head, abi, "restarts", &t->restarts) ?:
		      number(text, head, abi, "lost_exits", &t->lost_exits);
	}
	return err;
}
