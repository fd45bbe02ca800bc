// SPDX-License-Identifier: GPL-2.0
#include "json.h"
#include "text.h"

#include <inttypes.h>

static void escaped(FILE *to, const char *text)
{
	size_t length;

	putc('"', to);
	for (; *text; text += length) {
		unsigned char c = (unsigned char)*text;

		length = utf8_length(text);
		if (!length) {
			/* JSON is UTF-8; names of tasks may be any bytes. */
			fputs("\\ufffd", to);
			length = 1;
		} else if (c == '"' || c == '\\') {
			fprintf(to, "\\%c", c);
		} else if (c < 0x20 || c == 0x7f) {
			fprintf(to, "\\u%04x", c);
		} else {
			fwrite(text, 1, length, to);
		}
	}
	putc('"', to);
}

static void member(struct json *json, const char *key)
{
	if (json->more[json->depth])
		putc(',', json->to);
	json->more[json->depth] = true;
	if (!key)
		return;
	escaped(json->to, key);
	putc(':', json->to);
}

void json_start(struct json *json, FILE *to)
{
	*json = (struct json){ .to = to };
}

void json_open(struct json *json, const char *key, char brace)
{
	member(json, key);
	putc(brace, json->to);
	json->depth++;
	json->more[json->depth] = false;
	json->close[json->depth] = brace == '{' ? '}' : ']';
}

void json_close(struct json *json)
{
	putc(json->close[json->depth], json->to);
	json->depth--;
}

void json_null(struct json *json, const char *key)
{
	member(json, key);
	fputs("null", json->to);
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
	member(json, key);
	fprintf(json->to, "%" PRIu64, value);
}

void json_real(struct json *json, const char *key, double value)
{
	member(json, key);
	fprintf(json->to, "%.3f", value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	member(json, key);
	fputs(value ? "true" : "false", json->to);
}
