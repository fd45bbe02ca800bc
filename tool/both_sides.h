/* SPDX-License-Identifier: GPL-2.0 */
/* For commands that show the user side alone when the module does not answer. */
#ifndef BOTH_SIDES_H
#define BOTH_SIDES_H

#include <stdbool.h>

struct session;

/*
 * A session to be closed, or NULL: then a line says why the kernel side is
 * missing. Also says when module and program are of different versions.
 */
struct session *open_kernel_side(void);
/* The same line, for a question that the module has refused. */
void kernel_side_is_missing(const struct session *session);
/* Whether it counts what a child does; false: that was said. */
bool kernel_side_counts(struct session *session);

#endif
