// SPDX-License-Identifier: GPL-2.0
/*
 * x86: what ring 3 may not do, done in ring 0.
 *
 * Nothing here changes anything, and nothing that is read goes out: that it
 * worked is all that is said.
 */
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <asm/msr-index.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#include "../rings.h"
#include "x86_msr.h"

/* The POST code port: nothing listens there but a diagnostic card. */
#define POST_PORT	0x80

static unsigned long word;

static bool try_cli(void)
{
	unsigned long flags;
	bool off;

	local_irq_save(flags);
	off = irqs_disabled();
	local_irq_restore(flags);
	return off;
}

static bool try_write(void)
{
	WRITE_ONCE(word, 1);
	return READ_ONCE(word);
}

/**
 * rs_arch_try() - do what ring 3 may not
 * @kind: what
 * @ring: set to the ring that it was done in
 *
 * Context: process context.
 * Return: 0, -EOPNOTSUPP where the kernel does not run in ring 0, or -EIO when
 * it was done and did nothing.
 */
int rs_arch_try(enum ringside_try kind, u32 *ring)
{
	bool done = true;
	u64 value;
	u32 cs;

	savesegment(cs, cs);
	*ring = cs & SEGMENT_RPL_MASK;
	if (*ring)
		return -EOPNOTSUPP;
	switch (kind) {
	case RINGSIDE_TRY_CLI:
		done = try_cli();
		break;
	case RINGSIDE_TRY_RDMSR:
		done = rs_rdmsr(MSR_EFER, &value);
		break;
	case RINGSIDE_TRY_CR3:
		done = __read_cr3();
		break;
	case RINGSIDE_TRY_PORT:
		inb(POST_PORT);
		break;
	case RINGSIDE_TRY_READ:
		(void)READ_ONCE(word);
		break;
	case RINGSIDE_TRY_WRITE:
		done = try_write();
		break;
	default:
		return -EOPNOTSUPP;
	}
	return done ? 0 : -EIO;
}
