/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CLOCK_SOURCE_H
#define CLOCK_SOURCE_H

/* What the kernel takes the time from, or "unknown"; the caller frees it. */
char *clock_source(void);

#endif
