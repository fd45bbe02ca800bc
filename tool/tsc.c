// SPDX-License-Identifier: GPL-2.0
#include "tsc.h"
#include "clock.h"
#include "cpu.h"

#include <cpuid.h>
#include <string.h>
#include <sys/prctl.h>

#define CPUID_1_EDX_TSC			0x10U
#define CPUID_POWER			0x80000007
#define CPUID_POWER_EDX_INVARIANT_TSC	0x100U

/* Long enough that reading both clocks one after the other does not matter. */
#define CALIBRATION	(20 * NS_PER_MS)

static bool is_readable(void)
{
	unsigned int a, b, c, d;
	int mode = PR_TSC_ENABLE;

	if (!__get_cpuid(1, &a, &b, &c, &d) || !(d & CPUID_1_EDX_TSC))
		return false;
	/* A process can be forbidden to: then RDTSC is a SIGSEGV. */
	return prctl(PR_GET_TSC, &mode) || mode == PR_TSC_ENABLE;
}

void look_at_tsc(struct tsc *tsc)
{
	unsigned int a, b, c, d;
	struct own_side own;

	look_at_own_side(&own);
	memcpy(tsc->hypervisor, own.hypervisor, sizeof(tsc->hypervisor));
	tsc->readable = is_readable();
	tsc->constant = __get_cpuid(CPUID_POWER, &a, &b, &c, &d) &&
			d & CPUID_POWER_EDX_INVARIANT_TSC;
}

uint64_t measured_khz(void)
{
	uint64_t begin = now(), first = ticks(), end, last;

	do {
		end = now();
		last = ticks();
	} while (end - begin < CALIBRATION);
	return (last - first) * NS_PER_MS / (end - begin);
}
