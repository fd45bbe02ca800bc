/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NL_OBJECT_H
#define NL_OBJECT_H

#include "nl.h"

struct nlattr;

/* false when the attributes are not what the object's fields say. */
bool take_object(const struct object *object, const void *head, int length, char *into);

#endif
