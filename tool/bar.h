/* SPDX-License-Identifier: GPL-2.0 */
#ifndef BAR_H
#define BAR_H

#include <stdint.h>

#define BAR_WIDTH	48	/* characters, for the longest */
#define BAR_BYTES	(3 * BAR_WIDTH + 4)

/* @value of @most, drawn in eighths of a character; what is not nothing is seen. */
const char *bar(uint64_t value, uint64_t most, char buffer[BAR_BYTES]);

#endif
