// SPDX-License-Identifier: GPL-2.0
#include "json_read.h"
#include "output.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH	16
#define MAX_SIZE	(16 * 1024 * 1024)

static struct json_value *read_value(const char **at, unsigned int depth);

static char skip_blanks(const char **at)
{
	*at += strspn(*at, " \t\r\n");
	return **at;
}

/* Only what this program escapes itself: below U+0080. */
static int unescaped(const char **at)
{
	static const char letters[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *found = **at ? strchr(letters, **at) : NULL;
	char digits[5] = "", *end;
	long code;

	if (found) {
		++*at;
		return meant[found - letters];
	}
	if (**at != 'u' || strlen(*at) < 5)
		return -1;
	memcpy(digits, *at + 1, 4);
	code = strtol(digits, &end, 16);
	*at += 5;
	return *end || code < 1 || code > 0x7f ? -1 : (int)code;
}

/* NULL: it does not end, or has an escape that we never write. */
static char *read_string(const char **at)
{
	char *text = must(malloc(strlen(*at) + 1)), *to = text;

	++*at;
	while (**at && **at != '"') {
		int byte = (unsigned char)*(*at)++;

		if (byte == '\\')
			byte = unescaped(at);
		if (byte < 0)
			break;
		*to++ = (char)byte;
	}
	*to = '\0';
	if (**at == '"') {
		++*at;
		return text;
	}
	free(text);
	return NULL;
}

static bool read_number(const char **at, struct json_value *value)
{
	size_t length = strspn(*at, "+-.0123456789eE");
	char *end;

	errno = 0;
	value->count = strtoull(*at, &end, 10);
	if (isdigit((unsigned char)**at) && end == *at + length && !errno)
		value->kind = JSON_COUNT;
	*at += length;
	return length;
}

static bool read_word(const char **at)
{
	static const char *const words[] = { "null", "true", "false" };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strncmp(*at, words[i], strlen(words[i])))
			continue;
		*at += strlen(words[i]);
		return true;
	}
	return false;
}

static struct json_value *read_member(const char **at, bool has_key, unsigned int depth)
{
	struct json_value *value;
	char *key = NULL;

	if (has_key) {
		key = skip_blanks(at) == '"' ? read_string(at) : NULL;
		if (!key || skip_blanks(at) != ':') {
			free(key);
			return NULL;
		}
		++*at;
	}
	value = read_value(at, depth);
	if (value)
		value->key = key;
	else
		free(key);
	return value;
}

static bool read_members(const char **at, struct json_value *list, unsigned int depth)
{
	const char end = list->kind == JSON_OBJECT ? '}' : ']';
	struct json_value **next = &list->first;

	++*at;
	if (skip_blanks(at) == end) {
		++*at;
		return true;
	}
	do {
		*next = read_member(at, list->kind == JSON_OBJECT, depth);
		if (!*next)
			return false;
		next = &(*next)->next;
	} while (skip_blanks(at) == ',' && ++*at);
	return *(*at)++ == end;
}

static struct json_value *read_value(const char **at, unsigned int depth)
{
	struct json_value *value = must(calloc(1, sizeof(*value)));
	char first = skip_blanks(at);
	bool good;

	if (first == '{' || first == '[') {
		value->kind = first == '{' ? JSON_OBJECT : JSON_LIST;
		good = depth < MAX_DEPTH && read_members(at, value, depth + 1);
	} else if (first == '"') {
		value->kind = JSON_TEXT;
		value->text = read_string(at);
		good = value->text;
	} else {
		good = read_word(at) || read_number(at, value);
	}
	if (good)
		return value;
	json_free(value);
	return NULL;
}

struct json_value *json_read(const char *text)
{
	struct json_value *value = read_value(&text, 0);

	if (!value || !skip_blanks(&text))
		return value;
	json_free(value);
	return NULL;
}

struct json_value *json_read_file(const char *path)
{
	FILE *file = fopen(path, "re");
	struct json_value *root;
	char *text;

	if (!file)
		return NULL;
	text = must(malloc(MAX_SIZE + 1));
	text[fread(text, 1, MAX_SIZE, file)] = '\0';
	fclose(file);
	root = json_read(text);
	free(text);
	errno = 0;
	return root;
}

void json_free(struct json_value *value)
{
	while (value) {
		struct json_value *next = value->next;

		json_free(value->first);
		free(value->key);
		free(value->text);
		free(value);
		value = next;
	}
}

const struct json_value *json_member(const struct json_value *object, const char *key)
{
	const struct json_value *member = object ? object->first : NULL;

	while (member && (!member->key || strcmp(member->key, key)))
		member = member->next;
	return member;
}

const char *json_text(const struct json_value *object, const char *key)
{
	const struct json_value *member = json_member(object, key);

	return member ? member->text : NULL;
}

uint64_t json_count(const struct json_value *object, const char *key)
{
	const struct json_value *member = json_member(object, key);

	return member && member->kind == JSON_COUNT ? member->count : ABSENT;
}
