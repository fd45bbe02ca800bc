/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define NS_PER_SECOND	1000000000ULL
#define NS_PER_MS	1000000ULL

/* Monotonic, in nanoseconds. */
uint64_t now(void);
void sleep_until(uint64_t when);

#endif
