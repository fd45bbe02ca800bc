// SPDX-License-Identifier: GPL-2.0
/*
 * x86: what an interrupt interrupted.
 *
 * The handlers of some interrupts keep the registers of what they interrupted to
 * themselves. These lie on a stack all the same, and the kernel's unwinder knows
 * how to walk there.
 */
#include <linux/sched.h>
#include <asm/unwind.h>

#include "arch.h"

/**
 * rs_arch_interrupted() - the registers that the running interrupt found
 *
 * Context: hard interrupt.
 * Return: those, of which at least what the CPU itself saves is there; or NULL
 * when this kernel's unwinder does not find them.
 */
struct pt_regs *rs_arch_interrupted(void)
{
	struct unwind_state state;
	struct pt_regs *regs;

	for (unwind_start(&state, current, NULL, NULL); !unwind_done(&state);
	     unwind_next_frame(&state)) {
		regs = unwind_get_entry_regs(&state, NULL);
		if (regs)
			return regs;
	}
	return NULL;
}
