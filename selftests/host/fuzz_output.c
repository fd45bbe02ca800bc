// SPDX-License-Identifier: GPL-2.0
#include "fuzz_output.h"
#include "text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEEPEST	16

void complain(const char *command, const char *what, const char *text)
{
	fprintf(stderr, "ringside %s: %s is not as it should be:\n%s\n", command, what, text);
	abort();
}

/* ---- text: nothing that a terminal would obey ---- */

static bool is_for_terminal(const char *text, size_t length)
{
	const char *end = text + length;
	size_t bytes;

	for (; text < end; text += bytes) {
		unsigned char c = (unsigned char)*text;

		bytes = utf8_length(text);
		if (!bytes || (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
			return false;
		if (c == 0xc2 && (unsigned char)text[1] < 0xa0)
			return false;
	}
	return true;
}

/* ---- JSON, as far as the program uses it; each moves *@at on ---- */

static bool value(const char **at, int depth);

static bool string(const char **at)
{
	if (*(*at)++ != '"')
		return false;
	for (; **at != '"'; (*at)++) {
		if ((unsigned char)**at < 0x20)
			return false;
		if (**at == '\\' && !strchr("\"\\/bfnrtu", *++*at))
			return false;
	}
	(*at)++;
	return true;
}

static bool number(const char **at)
{
	const char *from = *at;

	*at += **at == '-';
	while (isdigit((unsigned char)**at) || **at == '.')
		(*at)++;
	return isdigit((unsigned char)from[0]) || isdigit((unsigned char)from[1]);
}

static bool word(const char **at, const char *expected)
{
	size_t length = strlen(expected);
	bool is = !strncmp(*at, expected, length);

	*at += is ? length : 0;
	return is;
}

static bool members(const char **at, char close, int depth)
{
	if (*++*at == close) {
		(*at)++;
		return true;
	}
	for (;;) {
		if (close == '}' && (!string(at) || *(*at)++ != ':'))
			return false;
		if (!value(at, depth - 1))
			return false;
		if (*(*at)++ != ',')
			return (*at)[-1] == close;
	}
}

static bool value(const char **at, int depth)
{
	if (!depth)
		return false;
	switch (**at) {
	case '{':
		return members(at, '}', depth);
	case '[':
		return members(at, ']', depth);
	case '"':
		return string(at);
	default:
		return word(at, "null") || word(at, "true") || word(at, "false") || number(at);
	}
}

/* One object a line; with intervals there are several */
static bool is_json(const char *text, size_t length)
{
	const char *at = text;

	while (at < text + length)
		if (*at != '{' || !value(&at, DEEPEST) || *at++ != '\n')
			return false;
	return true;
}

void judge_output(const char *command, bool json, const char *text, size_t length)
{
	if (strlen(text) != length || !is_for_terminal(text, length))
		complain(command, "its text", text);
	if (json && (!length || !is_json(text, length)))
		complain(command, "its JSON", text);
}

/* ---- files: each in its format, as far as a mistake of ours would break it ---- */

/* One document, on several lines */
static bool is_whole_json(char *text, size_t length)
{
	char *to = text;

	for (const char *from = text; *from; from++)
		if (*from != '\n')
			*to++ = *from;
	if (to == text + length)
		return false;
	*to++ = '\n';
	return is_json(text, (size_t)(to - text));
}

static size_t commas(const char *line)
{
	size_t n = 0;

	for (; *line && *line != '\n'; line++)
		n += *line == ',';
	return n;
}

/* As many columns in each row as there are heads */
static bool is_csv(const char *text)
{
	for (const char *line = text; *line; line = strchr(line, '\n') + 1)
		if (!strchr(line, '\n') || commas(line) != commas(text))
			return false;
	return *text;
}

/* Frames and, behind the last blank, a number */
static bool is_folded(const char *text)
{
	for (const char *end; *text; text = end + 1) {
		end = strchr(text, '\n');
		if (!end || end[-1] == ' ')
			return false;
		while (end > text && isdigit((unsigned char)end[-1]))
			end--;
		if (end == text || end[-1] != ' ')
			return false;
		end = strchr(end, '\n');
	}
	return true;
}

/* What printf() makes of numbers that are none */
static bool has_no_number(const char *tag, const char *end)
{
	return memmem(tag, (size_t)(end - tag), "nan", 3) ||
	       memmem(tag, (size_t)(end - tag), "inf", 3);
}

/* Tags that are closed, and no others */
static bool is_svg(const char *text)
{
	const char *end = text;
	int depth = 0;

	while ((text = strchr(end, '<'))) {
		end = strchr(text, '>');
		if (!end || has_no_number(text, end))
			return false;
		if (text[1] == '/')
			depth--;
		else if (end[-1] != '/')
			depth++;
		if (depth < 0)
			return false;
	}
	return !depth && !strcmp(end, ">\n");
}

void judge_file(const char *name, char *text, size_t length)
{
	bool is = strlen(text) == length && is_for_terminal(text, length);

	if (!strcmp(name, "perfetto"))
		is = is && is_whole_json(text, length);
	else if (!strcmp(name, "csv"))
		is = is && is_csv(text);
	else if (!strcmp(name, "folded"))
		is = is && is_folded(text);
	else if (!strcmp(name, "svg"))
		is = is && is_svg(text);
	else
		is = false;
	if (!is)
		complain(name, "the file", text);
}
