/* SPDX-License-Identifier: GPL-2.0 */
/*
 * In the place of what the program has beside the kernel's answers: its clocks, a
 * command to follow, signals, files that it writes. All of it is as an input says.
 */
#ifndef FUZZ_STAND_INS_H
#define FUZZ_STAND_INS_H

#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

/* Pid of the command that is started, or of the process that is there. */
#define COMMAND		7
/* A file to which the program prints. */
#define REPORT		"report"

/*
 * From now on: what goes to REPORT is in @report; after so many looks at the command
 * it has ended; and after so many at signals there is Ctrl-C, twice. 0: never.
 */
void stand_in(FILE *report, unsigned int command_ends, unsigned int ctrl_c);
/* Judges the other files that were written since, and forgets them. */
void stand_in_ends(void);
/* When the last trip of a subject began, in ticks. */
uint64_t last_trip(void);

#endif
