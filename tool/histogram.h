/* SPDX-License-Identifier: GPL-2.0 */
/* How long the calls of one syscall took, drawn. */
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include "family.h"

/* One syscall: a heading, and a bar for each power of two. */
void draw_histogram(const struct syscall_row *row);
/* The same as a cell of a table: a list in JSON. */
void put_histogram_cell(const struct syscall_row *row);

#endif
