/* SPDX-License-Identifier: GPL-2.0 */
/* For children: fewer privileges, and surroundings of their own. */
#ifndef PRIVILEGE_H
#define PRIVILEGE_H

#include <stdbool.h>

/* Whether this process has the capability now. */
bool has_capability(int capability);
/*
 * Become a user without privileges, with this capability alone, -1: none. Who
 * is no root stays who they are.
 */
bool keep_only(int capability);
/* Flags of unshare(2). What is mounted there is seen there only. */
bool enter_namespaces(unsigned int flags);

#endif
