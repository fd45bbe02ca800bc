// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel notices by itself, at the very instruction.
 */
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/string.h>

#include "fail.h"

#define FRAME_BYTES	256

/**
 * rs_fail_warn() - complain, with a trace, and go on
 * @victim: unused
 *
 * Shows that a splat alone harms nobody, and that it taints the kernel.
 *
 * Context: any.
 */
void rs_fail_warn(const struct rs_victim *victim)
{
	WARN(1, "as asked\n");
}

/**
 * rs_fail_oops() - write through a null pointer
 * @victim: unused
 *
 * Shows what a page fault is that ring 0 has no answer to. In ring 3 the same
 * costs one process.
 *
 * Context: any.
 */
void rs_fail_oops(const struct rs_victim *victim)
{
	int *nowhere = NULL;

	/* Else the compiler knows better, and makes it a trap. */
	OPTIMIZER_HIDE_VAR(nowhere);
	WRITE_ONCE(*nowhere, 1);
}

/**
 * rs_fail_bug() - find that something cannot be
 * @victim: unused
 *
 * Shows that an assertion in ring 0 ends the task in which it fails.
 *
 * Context: any.
 */
void rs_fail_bug(const struct rs_victim *victim)
{
	BUG();
}

/**
 * rs_fail_panic() - end everything
 * @victim: unused
 *
 * Context: any.
 */
void rs_fail_panic(const struct rs_victim *victim)
{
	panic("ringside_crash: as asked");
}

static noinline unsigned int deeper(unsigned int depth)
{
	u8 frame[FRAME_BYTES];

	frame[depth % FRAME_BYTES] = (u8)depth;
	barrier_data(frame);
	if (depth == UINT_MAX)
		return 0;
	/* What follows the call keeps it from becoming a loop. */
	return deeper(depth + 1) + frame[depth % FRAME_BYTES];
}

/**
 * rs_fail_stack_overflow() - call without end
 * @victim: unused
 *
 * Shows that a kernel stack cannot grow: behind it is a page that is not there,
 * and the fault there finds no stack to be handled on.
 *
 * Context: any.
 */
void rs_fail_stack_overflow(const struct rs_victim *victim)
{
	deeper(0);
}
