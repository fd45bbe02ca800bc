/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Lines of a table that says which attribute goes where. NAME is that of the
 * attribute without RINGSIDE_A_; <linux/ringside.h> comes first.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "nl.h"

#define NUMBER(name, kind, type, member) \
	{ RINGSIDE_A_##name, kind, offsetof(struct type, member), 0, NULL, 0 }
#define TEXT(name, type, member, size) \
	{ RINGSIDE_A_##name, FIELD_TEXT, offsetof(struct type, member), size, NULL, 0 }
/* @many: the member that has their number; @room: how many there may be */
#define NESTS(name, type, member, many, room, object) \
	{ RINGSIDE_A_##name, FIELD_NESTS, offsetof(struct type, member), room, &(object), \
	  offsetof(struct type, many) }
#define END	{ 0, FIELD_U32, 0, 0, NULL, 0 }

#endif
