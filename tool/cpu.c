// SPDX-License-Identifier: GPL-2.0
#include "cpu.h"

#include <cpuid.h>
#include <string.h>

#define RING_MASK		3
#define FLAGS_IOPL_SHIFT	12
#define CPUID_1_ECX_HYPERVISOR	0x80000000U
#define CPUID_HYPERVISOR	0x40000000

/* No privilege is needed to read one's own code segment and flags. */
static void look_at_registers(struct own_side *own)
{
	uint64_t flags;
	uint16_t cs;

	__asm__ volatile("mov %%cs, %0" : "=r" (cs));
	flags = __builtin_ia32_readeflags_u64();
	own->code_segment = cs;
	own->ring = cs & RING_MASK;
	own->iopl = flags >> FLAGS_IOPL_SHIFT & RING_MASK;
}

static void look_for_hypervisor(char name[13])
{
	unsigned int a, b, c, d;

	name[0] = '\0';
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID_1_ECX_HYPERVISOR))
		return;
	__cpuid(CPUID_HYPERVISOR, a, b, c, d);
	memcpy(name, &b, 4);
	memcpy(name + 4, &c, 4);
	memcpy(name + 8, &d, 4);
	name[12] = '\0';
}

void look_at_own_side(struct own_side *own)
{
	look_at_registers(own);
	look_for_hypervisor(own->hypervisor);
}
