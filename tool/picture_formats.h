/* SPDX-License-Identifier: GPL-2.0 */
/* The formats of pictures; only pictures.c knows them. */
#ifndef PICTURE_FORMATS_H
#define PICTURE_FORMATS_H

#include "crossings.h"

#include <stdio.h>

/* Members may be NULL. Times count from @first. */
struct picture_format {
	void *(*begin)(FILE *to);
	void (*crossing)(void *state, const struct crossing *crossing, uint64_t first);
	void (*absence)(void *state, const struct absence *absence, uint64_t first);
	void (*gap)(void *state, uint64_t lost, uint64_t time, uint64_t first);
	void (*end)(void *state);	/* frees it, too */
};

extern const struct picture_format perfetto_format, csv_format, folded_format,
				   svg_format;

#endif
