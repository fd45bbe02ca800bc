/* SPDX-License-Identifier: GPL-2.0 */
#ifndef AUDIT_NAMES_H
#define AUDIT_NAMES_H

#include "area.h"

/* The slot of @function of @library, given by its path; NULL: no room. */
__attribute__((visibility("hidden")))
struct slot *find_slot(struct area *area, const char *function, const char *library);

#endif
