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
