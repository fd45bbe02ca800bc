/* SPDX-License-Identifier: GPL-2.0 */
#ifndef AUDIT_POINTERS_H
#define AUDIT_POINTERS_H

#include "area.h"

#include <link.h>

/*
 * Notes each function whose address the object at @map takes. The linker then
 * lets all calls of it go through that address too, of which the loader tells
 * no audit library; to put ours in its place would change what the program
 * sees when it compares addresses.
 */
__attribute__((visibility("hidden")))
void note_pointers(struct area *area, const struct link_map *map);

#endif
