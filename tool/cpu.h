/* SPDX-License-Identifier: GPL-2.0 */
/* What a program can tell of its own privilege, by itself. */
#ifndef CPU_H
#define CPU_H

#include <stdint.h>

struct own_side {
	uint64_t code_segment;
	uint64_t ring;		/* its low two bits */
	uint64_t iopl;		/* rings up to this one may use I/O ports */
	char hypervisor[13];	/* as it calls itself; empty: none is said */
};

void look_at_own_side(struct own_side *own);

#endif
