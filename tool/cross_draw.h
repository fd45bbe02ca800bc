/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CROSS_DRAW_H
#define CROSS_DRAW_H

#include "microscope.h"

/* What a step is, in words. */
const char *step_label(enum step_kind kind);
/* The ring that a step begins or ends in, 3 or 0. */
unsigned int ring_of(const struct moment *moment);
/* The path as a line of arrows, and as a step down and up again. */
void draw_path(const struct microscope *m, const struct path *path, unsigned int batch);

#endif
