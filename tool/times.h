/* SPDX-License-Identifier: GPL-2.0 */
/* Times for people, and why there are none. */
#ifndef TIMES_H
#define TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "family.h"

#define TIME_SIZE	24

/* Three digits and a unit, as in "1.25 ms"; "-" when it is ABSENT. */
const char *shown_time(uint64_t ns, char buffer[TIME_SIZE]);
/* Whether the terminal's locale has more than ASCII. */
bool has_utf8(void);

/* Calls whose time is known, and of these the time on a CPU and the mean. */
uint64_t timed_calls(const struct syscall_row *row);
uint64_t work_of(const struct syscall_row *row);
uint64_t mean_of(const struct syscall_row *row);

/* Why nothing is timed, for a sentence; @otherwise when timing is on. */
const char *why_untimed(struct session *session, const char *otherwise);

#endif
