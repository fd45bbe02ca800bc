/* SPDX-License-Identifier: GPL-2.0 */
/* Several senders at a time, and company beside them. */
#ifndef FUZZ_CREW_H
#define FUZZ_CREW_H

#include "sender.h"

/*
 * Returns when all senders have ended. @orders but for what differs between
 * them; with module_comes_and_goes it is unloaded and loaded meanwhile, *@loads
 * times. *@sum: what they saw together.
 */
void crew_run(const char *name, struct orders orders, struct tally *sum,
	      unsigned int *loads);

#endif
