// SPDX-License-Identifier: GPL-2.0
#include "trampolines.h"

#include <stdbool.h>
#include <stddef.h>

#define MAX_STEPS	256

struct binding bindings[N_TRAMPOLINES];

/* False: another thread has taken it meanwhile, for something else. */
static bool claim(struct binding *binding, uintptr_t target, uint64_t *counter)
{
	uintptr_t no_target = 0;
	uint64_t *no_counter = NULL;

	if (!__atomic_compare_exchange_n(&binding->target, &no_target, target, false,
					 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) &&
	    no_target != target)
		return false;
	return __atomic_compare_exchange_n(&binding->counter, &no_counter, counter, false,
					   __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) ||
	       no_counter == counter;
}

/*
 * A lazy binding may come at any moment, in any thread, in a signal handler, in
 * the child of a fork(): so there is no lock that anybody could hold.
 */
uintptr_t trampoline(uintptr_t target, uint64_t *counter)
{
	uint64_t hash = (target ^ ((uintptr_t)counter << 7)) * 0x9e3779b97f4a7c15ULL;

	for (size_t step = 0; step < MAX_STEPS; step++) {
		size_t i = ((hash >> 40) + step) % N_TRAMPOLINES;

		if (claim(&bindings[i], target, counter))
			return (uintptr_t)trampolines + i * TRAMPOLINE_SIZE;
	}
	return 0;
}
