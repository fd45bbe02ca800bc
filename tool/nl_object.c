// SPDX-License-Identifier: GPL-2.0
/*
 * From attributes to plain structs. An object's fields are both the policy
 * that an answer is parsed by and the way from there into a struct. In one go,
 * since a trace has as many events as a program has crossings.
 */
#include "nl_object.h"
#include "output.h"

#include <string.h>

#include <netlink/attr.h>

/* Bytes that a value has at least. */
static const int least[] = {
	[FIELD_U16] = sizeof(uint16_t), [FIELD_U32] = sizeof(uint32_t),
	[FIELD_U64] = sizeof(uint64_t), [FIELD_TEXT] = 1, [FIELD_NESTS] = 0,
};

static uint64_t number(const struct field *field, const struct nlattr *attr)
{
	switch (field->kind) {
	case FIELD_U16:
		return nla_get_u16(attr);
	case FIELD_U32:
		return nla_get_u32(attr);
	default:
		return nla_get_u64(attr);
	}
}

/* What is there when the kernel did not send it. */
static void clear_fields(const struct object *object, char *into)
{
	static const uint64_t absent = ABSENT;

	for (const struct field *field = object->fields; field->attr; field++) {
		if (field->kind == FIELD_TEXT)
			into[field->offset] = '\0';
		else if (field->kind == FIELD_NESTS)
			memset(into + field->count, 0, sizeof(size_t));
		else
			memcpy(into + field->offset, &absent, sizeof(absent));
	}
}

/* Mostly attributes come in the order of the fields: the next one is tried first. */
static const struct field *field_of(const struct object *object, const struct field *next,
				    int type)
{
	for (; next && next->attr; next++)
		if (next->attr == type)
			return next;
	for (next = object->fields; next->attr; next++)
		if (next->attr == type)
			return next;
	return NULL;
}

static bool take_text(const struct field *field, const struct nlattr *attr, char *to)
{
	const char *text = nla_data(attr);

	if (text[nla_len(attr) - 1])
		return false;
	nla_strlcpy(to, attr, field->room);
	return true;
}

/* A nest of one kind may come several times in a message. */
static bool take_nest(const struct field *field, const struct nlattr *attr, char *into)
{
	char *to = into + field->offset;
	size_t n;

	memcpy(&n, into + field->count, sizeof(n));
	if (n == field->room || !take_object(field->nest, nla_data(attr), nla_len(attr),
					     to + n * field->nest->size))
		return false;
	n++;
	memcpy(into + field->count, &n, sizeof(n));
	return true;
}

static bool take_field(const struct field *field, const struct nlattr *attr, char *into)
{
	uint64_t value;

	if (nla_len(attr) < least[field->kind])
		return false;
	if (field->kind == FIELD_NESTS)
		return take_nest(field, attr, into);
	if (field->kind == FIELD_TEXT)
		return take_text(field, attr, into + field->offset);
	value = number(field, attr);
	memcpy(into + field->offset, &value, sizeof(value));
	return true;
}

/* Nothing may be left over: it was cut off. */
bool take_object(const struct object *object, struct nlattr *head, int length, char *into)
{
	const struct field *field = object->fields;
	struct nlattr *attr;
	int left;

	clear_fields(object, into);
	nla_for_each_attr(attr, head, length, left) {
		int type = nla_type(attr);
		const struct field *found = type > object->max ? NULL :
					    field_of(object, field, type);

		if (!found)
			continue;
		if (!take_field(found, attr, into))
			return false;
		field = found->kind == FIELD_NESTS ? found : found + 1;
	}
	return left <= 0;
}
