/* SPDX-License-Identifier: GPL-2.0 */
/* Writes JSON: knows where commas and braces go, and how to escape. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define JSON_DEPTH	8

struct json {
	FILE *to;
	unsigned int depth;
	bool more[JSON_DEPTH];	/* the level already has a member */
	char close[JSON_DEPTH];
};

void json_start(struct json *json, FILE *to);
void json_open(struct json *json, const char *key, char brace);
void json_close(struct json *json);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, uint64_t value);
void json_real(struct json *json, const char *key, double value);
void json_bool(struct json *json, const char *key, bool value);
void json_null(struct json *json, const char *key);

#endif
