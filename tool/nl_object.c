// SPDX-License-Identifier: GPL-2.0
/*
 * From attributes to plain structs. An object's fields are both the policy
 * that an answer is parsed by and the way from there into a struct.
 */
#include "nl_object.h"
#include "output.h"

#include <string.h>

#include <netlink/attr.h>

#define MAX_ATTR	32

static const uint16_t nla_types[] = {
	[FIELD_U16] = NLA_U16, [FIELD_U32] = NLA_U32, [FIELD_U64] = NLA_U64,
	[FIELD_TEXT] = NLA_STRING, [FIELD_NESTS] = NLA_NESTED,
};

static uint64_t number(const struct field *field, const struct nlattr *attr)
{
	if (!attr)
		return ABSENT;
	switch (field->kind) {
	case FIELD_U16:
		return nla_get_u16(attr);
	case FIELD_U32:
		return nla_get_u32(attr);
	default:
		return nla_get_u64(attr);
	}
}

static void take_field(const struct field *field, const struct nlattr *attr, char *to)
{
	uint64_t value;

	if (field->kind == FIELD_TEXT) {
		*to = '\0';
		if (attr)
			nla_strlcpy(to, attr, field->room);
		return;
	}
	value = number(field, attr);
	memcpy(to, &value, sizeof(value));
}

/* A nest of one kind may come several times in a message. */
static bool take_nests(const struct field *field, struct nlattr *head, int length, char *into)
{
	size_t n = 0;
	struct nlattr *attr;
	int left;

	nla_for_each_attr(attr, head, length, left) {
		char *to = into + field->offset + n * field->nest->size;

		if (nla_type(attr) != field->attr)
			continue;
		if (n++ == field->room ||
		    !take_object(field->nest, nla_data(attr), nla_len(attr), to))
			return false;
	}
	memcpy(into + field->count, &n, sizeof(n));
	return true;
}

/* nla_parse() takes what it understands and says nothing of the rest. */
static bool cut_off(struct nlattr *head, int length)
{
	struct nlattr *attr;
	int left;

	nla_for_each_attr(attr, head, length, left)
		;
	return left > 0;
}

bool take_object(const struct object *object, struct nlattr *head, int length, char *into)
{
	struct nla_policy policy[MAX_ATTR + 1] = { 0 };
	struct nlattr *attrs[MAX_ATTR + 1];

	if (object->max > MAX_ATTR || cut_off(head, length))
		return false;
	for (const struct field *field = object->fields; field->attr; field++)
		policy[field->attr].type = nla_types[field->kind];
	if (nla_parse(attrs, object->max, head, length, policy) < 0)
		return false;
	for (const struct field *field = object->fields; field->attr; field++) {
		if (field->kind != FIELD_NESTS)
			take_field(field, attrs[field->attr], into + field->offset);
		else if (!take_nests(field, head, length, into))
			return false;
	}
	return true;
}
