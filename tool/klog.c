// SPDX-License-Identifier: GPL-2.0
#include "klog.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* What has no end is no log: of a line, and of all of them, so much is kept. */
#define LONGEST_LINE	4096
#define MOST_LINES	1000000
/* A date and a host's name are no longer. */
#define LONGEST_HEAD	100

/* "<4>", as syslog(2) has it. */
static size_t priority(const char *at)
{
	size_t digits;

	if (*at != '<')
		return 0;
	digits = strspn(at + 1, "0123456789");
	return digits && at[1 + digits] == '>' ? digits + 2 : 0;
}

/* "[   12.345678]", or "[Sun Nov 22 23:16:10 2026]" by dmesg -T. */
static size_t brackets(const char *at, const char *of)
{
	size_t length;

	if (*at != '[')
		return 0;
	length = 1 + strspn(at + 1, of);
	if (at[length] != ']' || !strpbrk(at, "0123456789"))
		return 0;
	return length + 1;
}

static size_t stamp(const char *at)
{
	static const char digits[] = " .0123456789";
	static const char date[] = " :0123456789ADFJMNOSTWabcdeghilnoprtuvy";
	size_t length = brackets(at, digits);

	return length ? length : brackets(at, date);
}

/* "[  T123]" or "[    C1]", which CONFIG_PRINTK_CALLER adds. */
static size_t caller(const char *at, struct klog_line *line)
{
	size_t blanks = *at == '[' ? 1 + strspn(at + 1, " ") : 0;
	size_t digits;

	if (!blanks || (at[blanks] != 'T' && at[blanks] != 'C'))
		return 0;
	digits = strspn(at + blanks + 1, "0123456789");
	if (!digits || at[blanks + 1 + digits] != ']')
		return 0;
	line->caller = (size_t)(at - line->whole) + blanks;
	line->caller_length = 1 + digits;
	return blanks + digits + 2;
}

/* "Nov 22 23:16:10 host kernel: ", or "kern  :warn  : " by dmesg -x. */
static size_t head(const char *at)
{
	static const char names[] = "kern", mark[] = " kernel: ";
	const char *end = strstr(at, mark);
	size_t length;

	if (end && end - at < LONGEST_HEAD && isalnum((unsigned char)*at))
		return (size_t)(end - at) + strlen(mark);
	if (strncmp(at, names, strlen(names)))
		return 0;
	length = strlen(names) + strspn(at + strlen(names), " ");
	if (at[length++] != ':')
		return 0;
	length += strspn(at + length, "abcdefghijklmnopqrstuvwxyz");
	length += strspn(at + length, " ");
	return at[length] == ':' ? length + 1 : 0;
}

static size_t blank(const char *at)
{
	return *at == ' ' && (at[1] == '[' || at[1] == '<') ? 1 : 0;
}

/* Where the kernel's words begin: each of what may stand before them, at most once. */
static void find_text(struct klog_line *line)
{
	const char *at = line->whole;

	at += priority(at);
	at += head(at);
	at += blank(at);
	at += stamp(at);
	at += caller(at, line);
	if (at > line->whole && *at == ' ' && at[-1] == ']')
		at++;
	line->text = (size_t)(at - line->whole);
}

static void add_line(struct klog *log, const char *from, size_t length)
{
	struct klog_line *line;

	if (log->n == MOST_LINES) {
		log->is_incomplete = true;
		return;
	}
	while (length && strchr("\r\n", from[length - 1]))
		length--;
	if (length > LONGEST_LINE)
		length = LONGEST_LINE;
	if (log->n == log->room) {
		log->room = 2 * log->room + 64;
		log->lines = must(realloc(log->lines, log->room * sizeof(*log->lines)));
	}
	line = &log->lines[log->n++];
	*line = (struct klog_line){ .whole = must(strndup(from, length)) };
	find_text(line);
}

/* "4,1201,9959393,-,caller=T179;" of /dev/kmsg, and then the words. */
static bool is_record(const char *at)
{
	size_t length = strcspn(at, ";");

	return isdigit((unsigned char)*at) && at[length] && length <= LONGEST_HEAD &&
	       strspn(at, "0123456789,") >= 6;
}

/* What is not printable is in there as \x0a. */
static void unescape(char *words)
{
	char *to = words;
	unsigned int byte;

	for (; *words; words++) {
		if (sscanf(words, "\\x%2x", &byte) == 1 && byte) {
			*to++ = (char)byte;
			words += strlen("x0a");
		} else {
			*to++ = *words;
		}
	}
	*to = '\0';
}

/* As dmesg shows it: a line each, with the time before it. */
static void add_record(struct klog *log, char *record)
{
	static const char mark[] = ",caller=";
	char *words = strchr(record, ';'), *who, *line;
	uint64_t us = 0;

	*words++ = '\0';
	if (sscanf(record, "%*u,%*u,%" SCNu64, &us) != 1)
		us = 0;
	who = strstr(record, mark);
	words[strcspn(words, "\r\n")] = '\0';
	unescape(words);
	do {
		size_t length = strcspn(words, "\n");

		line = text_format("[%5" PRIu64 ".%06" PRIu64 "]%s%s%s %.*s", us / 1000000,
				   us % 1000000, who ? "[" : "", who ? who + strlen(mark) : "",
				   who ? "]" : "", (int)length, words);
		add_line(log, line, strlen(line));
		free(line);
		words += length;
	} while (*words++);
}

void klog_add(struct klog *log, const char *from, size_t length)
{
	char *line;

	if (!is_record(from)) {
		add_line(log, from, length);
		return;
	}
	line = must(strndup(from, length));
	add_record(log, line);
	free(line);
}

/* Of what is longer than a line can be the rest is passed over, not kept in memory. */
static void skip_line(FILE *file)
{
	int c;

	do
		c = getc(file);
	while (c != EOF && c != '\n');
}

bool klog_read(struct klog *log, FILE *file)
{
	char line[LONGEST_LINE + 2];

	errno = 0;
	while (fgets(line, sizeof(line), file)) {
		size_t length = strlen(line);

		klog_add(log, line, length);
		if (length == sizeof(line) - 1 && line[length - 1] != '\n')
			skip_line(file);
	}
	return !ferror(file);
}

void klog_free(struct klog *log)
{
	for (size_t i = 0; i < log->n; i++)
		free(log->lines[i].whole);
	free(log->lines);
	*log = (struct klog){ 0 };
}

const char *klog_text(const struct klog_line *line)
{
	return line->whole + line->text;
}
