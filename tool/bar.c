// SPDX-License-Identifier: GPL-2.0
#include "bar.h"
#include "times.h"

#include <stdio.h>

#define EIGHTHS		8

const char *bar(uint64_t value, uint64_t most, char buffer[BAR_BYTES])
{
	static const char *const part[EIGHTHS] = {
		"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"
	};
	uint64_t length = most ? (uint64_t)((double)value / (double)most * BAR_WIDTH * EIGHTHS) : 0;
	uint64_t full;
	int used = 0;

	length = value && !length ? 1 : length;
	full = length / EIGHTHS;
	if (!has_utf8()) {
		full = (length + EIGHTHS - 1) / EIGHTHS;
		length = 0;
	}
	for (uint64_t i = 0; i < full; i++)
		used += sprintf(buffer + used, "%s", has_utf8() ? "█" : "#");
	sprintf(buffer + used, "%s", part[length % EIGHTHS]);
	return buffer;
}
