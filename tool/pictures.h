/* SPDX-License-Identifier: GPL-2.0 */
/* Files that `trace` writes beside its lines, in formats that others open as they are. */
#ifndef PICTURES_H
#define PICTURES_H

#include "crossings.h"
#include "ringside.h"

struct pictures;

/* What @opt asks for, NULL: nothing. An exit code. */
int pictures_open(const struct options *opt, struct pictures **pictures);
/* @first: the time that is 0 in them. */
void pictures_crossing(struct pictures *pictures, const struct crossing *crossing,
		       uint64_t first);
void pictures_absence(struct pictures *pictures, const struct absence *absence,
		      uint64_t first);
/* Events that a CPU lost before @time. */
void pictures_gap(struct pictures *pictures, uint64_t lost, uint64_t time, uint64_t first);
/* Their ends; an exit code. */
int pictures_close(struct pictures *pictures);

#endif
