/* SPDX-License-Identifier: GPL-2.0 */
/* The one way from text to numbers: all of the text or nothing. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value);
/* Decimal seconds with at most nine places, as nanoseconds. */
bool parse_seconds(const char *text, uint64_t min_ns, uint64_t max_ns, uint64_t *ns);

#endif
