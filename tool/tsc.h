/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The CPU's time stamp counter: the one clock that ring 3 and ring 0 both read
 * without a crossing.
 */
#ifndef TSC_H
#define TSC_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The fence before RDTSC: else the CPU may read the counter before the
 * instructions are done that are to be measured. The one after it: else it may
 * begin what comes next before the counter is read. RDTSCP does the first and
 * not the second, so it would save nothing.
 */
static inline uint64_t ticks(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a" (low), "=d" (high) : : "memory");
	return (uint64_t)high << 32 | low;
}

struct tsc {
	bool readable;		/* by this process */
	bool constant;		/* the CPU promises one rate, in all its states */
	char hypervisor[13];	/* as it calls itself; empty: none is said */
};

void look_at_tsc(struct tsc *tsc);
/* Ticks in a millisecond, by the kernel's clock: takes some milliseconds. */
uint64_t measured_khz(void);

#endif
