// SPDX-License-Identifier: GPL-2.0
#include "text.h"
#include "ringside.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_WORD	40

static bool continues(const char *text, size_t bytes)
{
	for (size_t i = 1; i < bytes; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return false;
	return true;
}

static uint32_t decode(const char *text, size_t bytes)
{
	uint32_t point = (unsigned char)text[0] & (0xff >> (bytes + 1));

	for (size_t i = 1; i < bytes; i++)
		point = point << 6 | ((unsigned char)text[i] & 0x3f);
	return point;
}

size_t utf8_length(const char *text)
{
	/* The smallest code point that needs so many bytes. */
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)text[0];
	size_t bytes = c < 0x80 ? 1 : c >> 5 == 6 ? 2 : c >> 4 == 14 ? 3 : c >> 3 == 30 ? 4 : 0;
	uint32_t point;

	if (bytes < 2)
		return bytes;
	if (!continues(text, bytes))
		return 0;
	point = decode(text, bytes);
	if (point < smallest[bytes] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
		return 0;
	return bytes;
}

/* Also U+0080 to U+009F. */
static bool is_control(const char *text)
{
	unsigned char c = (unsigned char)text[0], next = (unsigned char)text[1];

	return c < 0x20 || c == 0x7f || (c == 0xc2 && next < 0xa0);
}

/* As nearly all of it is. */
static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text < 0x7f)
		text++;
	return !*text;
}

static char *safe_copy(const char *text, const char *harmless)
{
	static const char hex[] = "0123456789abcdef";
	char *safe, *to;
	size_t length;

	if (is_plain(text))
		return must(strdup(text));
	safe = must(malloc(strlen(text) * 4 + 1));
	to = safe;
	for (; *text; text += length) {
		unsigned char c = (unsigned char)*text;

		length = utf8_length(text);
		if (length && (!is_control(text) || strchr(harmless, c))) {
			memcpy(to, text, length);
			to += length;
			continue;
		}
		length = 1;
		*to++ = '\\';
		*to++ = 'x';
		*to++ = hex[c >> 4];
		*to++ = hex[c & 15];
	}
	*to = '\0';
	return safe;
}

char *printable(const char *text)
{
	return safe_copy(text, "");
}

char *printable_lines(const char *text)
{
	return safe_copy(text, "\n\t");
}

void *must(void *memory)
{
	if (memory)
		return memory;
	fputs("ringside: out of memory\n", stderr);
	exit(USAGE);
}

char *text_vformat(const char *format, va_list args)
{
	char *text;

	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	return must(text);
}

char *text_format(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	return text;
}

static unsigned int least(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

unsigned int text_distance(const char *a, const char *b)
{
	unsigned int row[LONGEST_WORD + 1];
	size_t width = strlen(b);

	if (width > LONGEST_WORD)
		return LONGEST_WORD;
	for (unsigned int j = 0; j <= width; j++)
		row[j] = j;
	for (unsigned int i = 1; a[i - 1]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			unsigned int above = row[j], other = a[i - 1] != b[j - 1];

			row[j] = least(above + 1, row[j - 1] + 1, diagonal + other);
			diagonal = above;
		}
	}
	return row[width];
}

void nearest_offer(struct nearest *nearest, const char *word)
{
	/* With more than a third of the letters wrong it is another word. */
	unsigned int distance = text_distance(nearest->text, word);

	if (distance * 3 > strlen(word) + 2 || (nearest->best && distance >= nearest->distance))
		return;
	nearest->best = word;
	nearest->distance = distance;
}
