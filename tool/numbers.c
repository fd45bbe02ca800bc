// SPDX-License-Identifier: GPL-2.0
#include "numbers.h"
#include "clock.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool parse_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
	unsigned long long number;
	char *end;

	/* strtoull alone would take "-1", " 1" and "+1". */
	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (errno || *end || number < min || number > max)
		return false;
	*value = number;
	return true;
}

static bool parse_fraction(const char *digits, uint64_t *ns)
{
	uint64_t unit = NS_PER_SECOND / 10;

	if (!*digits)
		return false;
	for (*ns = 0; *digits; digits++, unit /= 10) {
		if (!isdigit((unsigned char)*digits) || !unit)
			return false;
		*ns += unit * (uint64_t)(*digits - '0');
	}
	return true;
}

bool parse_seconds(const char *text, uint64_t min_ns, uint64_t max_ns, uint64_t *ns)
{
	uint64_t whole, fraction = 0;
	char seconds[24];
	size_t length = strcspn(text, ".");

	if (!length || length >= sizeof(seconds))
		return false;
	memcpy(seconds, text, length);
	seconds[length] = '\0';
	if (!parse_number(seconds, 0, max_ns / NS_PER_SECOND, &whole))
		return false;
	if (text[length] == '.' && !parse_fraction(text + length + 1, &fraction))
		return false;
	*ns = whole * NS_PER_SECOND + fraction;
	return *ns >= min_ns && *ns <= max_ns;
}
