// SPDX-License-Identifier: GPL-2.0
#include "json.h"
#include "text.h"

#include <stdint.h>

/* Of the largest number of 64 bits */
#define MAX_DIGITS	20

/* What stands for itself. */
static bool is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
}

/*
 * Anything else, one letter of it. A terminal obeys U+0080 to U+009F, too. Return: how
 * many bytes that was.
 */
static size_t escape(FILE *to, const char *text)
{
	size_t length = utf8_length(text);
	unsigned char c = (unsigned char)*text, next = (unsigned char)text[1];

	if (!length) {
		/* JSON is UTF-8; names of tasks may be any bytes. */
		fputs_unlocked("\\ufffd", to);
		return 1;
	}
	if (c == '"' || c == '\\')
		fprintf(to, "\\%c", c);
	else if (c < 0x20 || c == 0x7f)
		fprintf(to, "\\u%04x", c);
	else if (c == 0xc2 && next < 0xa0)
		fprintf(to, "\\u%04x", next);
	else
		fwrite_unlocked(text, 1, length, to);
	return length;
}

static void escaped(FILE *to, const char *text)
{
	putc_unlocked('"', to);
	while (*text) {
		size_t plain = 0;

		while (is_plain((unsigned char)text[plain]))
			plain++;
		if (plain)
			fwrite_unlocked(text, 1, plain, to);
		else
			plain = escape(to, text);
		text += plain;
	}
	putc_unlocked('"', to);
}

static void member(struct json *json, const char *key)
{
	if (json->more[json->depth])
		putc_unlocked(',', json->to);
	json->more[json->depth] = true;
	if (!key)
		return;
	escaped(json->to, key);
	putc_unlocked(':', json->to);
}

void json_start(struct json *json, FILE *to)
{
	*json = (struct json){ .to = to };
}

void json_open(struct json *json, const char *key, char brace)
{
	member(json, key);
	putc_unlocked(brace, json->to);
	json->depth++;
	json->more[json->depth] = false;
	json->close[json->depth] = brace == '{' ? '}' : ']';
}

void json_close(struct json *json)
{
	putc_unlocked(json->close[json->depth], json->to);
	json->depth--;
}

void json_null(struct json *json, const char *key)
{
	member(json, key);
	fputs_unlocked("null", json->to);
}

void json_string(struct json *json, const char *key, const char *value)
{
	if (!value) {
		json_null(json, key);
		return;
	}
	member(json, key);
	escaped(json->to, value);
}

void json_number(struct json *json, const char *key, uint64_t value)
{
	char digits[MAX_DIGITS];
	size_t first = MAX_DIGITS;

	member(json, key);
	/* Of ten thousand tasks it is mostly numbers: printf() would take most of the time. */
	do
		digits[--first] = (char)('0' + value % 10);
	while (value /= 10);
	fwrite_unlocked(digits + first, 1, MAX_DIGITS - first, json->to);
}

void json_real(struct json *json, const char *key, double value)
{
	member(json, key);
	fprintf(json->to, "%.3f", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	member(json, key);
	fputs_unlocked(value ? "true" : "false", json->to);
}
