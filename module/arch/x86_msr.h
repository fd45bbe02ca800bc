/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RS_ARCH_X86_MSR_H
#define _RS_ARCH_X86_MSR_H

#include <linux/types.h>
#include <asm/asm.h>

/**
 * rs_rdmsr() - read a model-specific register of this CPU
 * @msr: which
 * @value: set when there is such a register
 *
 * The kernel's own functions for this change their names between releases.
 *
 * Context: any, on the CPU that is meant.
 * Return: true if there is.
 */
static inline bool rs_rdmsr(u32 msr, u64 *value)
{
	u32 low, high, fault = 1;

	asm volatile("1: rdmsr\n"
		     "   xorl %[fault], %[fault]\n"
		     "2:\n"
		     _ASM_EXTABLE(1b, 2b)
		     : "=&a" (low), "=&d" (high), [fault] "+&r" (fault)
		     : "c" (msr));
	if (fault)
		return false;
	*value = (u64)high << 32 | low;
	return true;
}

#endif /* _RS_ARCH_X86_MSR_H */
