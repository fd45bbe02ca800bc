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

/*
 * Attributes are walked here without libnl, whose functions take longer than all
 * that is done with one.
 */
static const char *payload(const struct nlattr *attr)
{
	return (const char *)attr + NLA_HDRLEN;
}

static int size_of(const struct nlattr *attr)
{
	return attr->nla_len - NLA_HDRLEN;
}

/* The attribute at @head, or NULL: there is none, or it is cut off. */
static const struct nlattr *whole(const char *head, int length)
{
	const struct nlattr *attr = (const struct nlattr *)(const void *)head;

	if (length < NLA_HDRLEN || attr->nla_len < NLA_HDRLEN || attr->nla_len > length)
		return NULL;
	return attr;
}

static uint64_t number(const struct field *field, const struct nlattr *attr)
{
	uint64_t wide;
	uint32_t narrow;
	uint16_t half;

	switch (field->kind) {
	case FIELD_U16:
		memcpy(&half, payload(attr), sizeof(half));
		return half;
	case FIELD_U32:
		memcpy(&narrow, payload(attr), sizeof(narrow));
		return narrow;
	default:
		memcpy(&wide, payload(attr), sizeof(wide));
		return wide;
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
	if (payload(attr)[size_of(attr) - 1])
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
	if (n == field->room || !take_object(field->nest, payload(attr), size_of(attr),
					     to + n * field->nest->size))
		return false;
	n++;
	memcpy(into + field->count, &n, sizeof(n));
	return true;
}

static bool take_field(const struct field *field, const struct nlattr *attr, char *into)
{
	uint64_t value;

	if (size_of(attr) < least[field->kind])
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
bool take_object(const struct object *object, const void *head, int length, char *into)
{
	const struct field *next = object->fields, *found;
	const struct nlattr *attr;
	const char *at = head;
	int step;

	clear_fields(object, into);
	for (; (attr = whole(at, length)); at += step, length -= step) {
		int type = attr->nla_type & NLA_TYPE_MASK;

		step = NLA_ALIGN(attr->nla_len);
		found = type > object->max ? NULL : field_of(object, next, type);
		if (!found)
			continue;
		if (!take_field(found, attr, into))
			return false;
		next = found->kind == FIELD_NESTS ? found : found + 1;
	}
	return length <= 0;
}
