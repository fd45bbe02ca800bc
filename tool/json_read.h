/* SPDX-License-Identifier: GPL-2.0 */
/* Reads JSON into a tree; numbers other than counts are not kept. */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdint.h>

enum json_kind { JSON_NONE, JSON_COUNT, JSON_TEXT, JSON_LIST, JSON_OBJECT };

struct json_value {
	enum json_kind kind;	/* JSON_NONE: null, true, false, a fraction */
	char *key;		/* of a member of an object */
	char *text;
	uint64_t count;
	struct json_value *first, *next;	/* elements; the one beside this */
};

/* NULL: it is no JSON, or nests too deep. For json_free(). */
struct json_value *json_read(const char *text);
/* The same of a file, up to 16 MiB. NULL with errno 0: it is no JSON. */
struct json_value *json_read_file(const char *path);
void json_free(struct json_value *value);

/* NULL: there is none. @object may be NULL. */
const struct json_value *json_member(const struct json_value *object, const char *key);
/* NULL: it is not there, or of another kind. */
const char *json_text(const struct json_value *object, const char *key);
/* ABSENT as well. */
uint64_t json_count(const struct json_value *object, const char *key);

#endif
