/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What goes on beside the senders until told to stop: /proc/ringside is read in
 * odd ways, and tasks are born and die.
 */
#ifndef FUZZ_COMPANY_H
#define FUZZ_COMPANY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define COMPANY	3

struct company {
	pid_t pid[COMPANY];
	int stop;
};

/* Files may fail only where the module @comes_and_goes. */
void company_start(struct company *company, uint64_t seed, bool comes_and_goes);
/* A process that always has new children */
pid_t company_breeder(const struct company *company);
/* How many of them met with something that cannot be */
int company_stop(struct company *company);

#endif
