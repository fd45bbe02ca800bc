// SPDX-License-Identifier: GPL-2.0
#include "times.h"
#include "output.h"
#include "ringside.h"

#include <inttypes.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

bool has_utf8(void)
{
	static int known = -1;
	locale_t locale;

	if (known >= 0)
		return known;
	/* Only a look: what the program does must not depend on the locale. */
	locale = newlocale(LC_CTYPE_MASK, "", NULL);
	known = locale && !strcmp(nl_langinfo_l(CODESET, locale), "UTF-8");
	if (locale)
		freelocale(locale);
	return known;
}

/* In integers: of a trace, every line has three of these. */
const char *shown_time(uint64_t ns, char buffer[TIME_SIZE])
{
	const char *const units[] = { "ns", has_utf8() ? "µs" : "us", "ms", "s" };
	uint64_t one = 1, part = 1;
	size_t unit = 0;

	if (ns == ABSENT)
		return "-";
	for (; ns >= one * 1000 - one / 2 && unit < ARRAY_SIZE(units) - 1; unit++)
		one *= 1000;
	/* Three digits, of which so many are behind the point. */
	if (one > 1 && ns < one * 9995 / 1000)
		part = 100;
	else if (one > 1 && ns < one * 9995 / 100)
		part = 10;
	ns = part == 1 ? ns / one + (ns % one >= one - one / 2) : (ns * part + one / 2) / one;
	if (part == 1)
		snprintf(buffer, TIME_SIZE, "%" PRIu64 " %s", ns, units[unit]);
	else
		snprintf(buffer, TIME_SIZE, "%" PRIu64 ".%0*" PRIu64 " %s", ns / part,
			 part == 100 ? 2 : 1, ns % part, units[unit]);
	return buffer;
}

uint64_t timed_calls(const struct syscall_row *row)
{
	uint64_t sum = 0;

	if (row->time == ABSENT)
		return ABSENT;
	for (size_t i = 0; i < row->n_buckets; i++)
		sum += row->bucket[i].calls;
	return sum;
}

uint64_t work_of(const struct syscall_row *row)
{
	return row->time == ABSENT || row->wait == ABSENT ? ABSENT : row->time - row->wait;
}

uint64_t mean_of(const struct syscall_row *row)
{
	uint64_t calls = timed_calls(row);

	return calls == ABSENT || !calls ? ABSENT : row->time / calls;
}

const char *why_untimed(struct session *session, const char *otherwise)
{
	struct config config;

	if (ask_config(session, &config) != DONE)
		return session_failure(session)->message;
	if (config.follow == 0)
		return "loaded with follow=0: only entries are counted";
	if (config.syscalls == 0)
		return "syscalls are not counted; 'ringside config syscalls=on' switches that on";
	if (config.timing == 0)
		return "timing is off; 'ringside config timing=on' switches it on";
	return config.timing == 1 ? otherwise : "the module did not send them";
}
