// SPDX-License-Identifier: GPL-2.0
/*
 * Names of syscalls and capabilities. The kernel keeps its own to itself, so they
 * are generated from the headers of the kernel that this module is built for: see
 * Kbuild.
 */
#include <linux/capability.h>
#include <linux/kernel.h>

#include "counters.h"
#include "names.h"

static const char * const names[RS_ROWS] = {
#include "names.inc"
};

static const char * const capabilities[] = {
#include "capabilities.inc"
};

/**
 * rs_syscall_name() - name of a syscall
 * @row: its row
 *
 * Context: any.
 * Return: the name; "outside" for the row of the numbers outside the table;
 * "unknown" for a number that this kernel's headers do not know.
 */
const char *rs_syscall_name(u32 row)
{
	u32 nr;

	if (!rs_row_nr(row, &nr))
		return "outside";
	return names[row] ?: "unknown";
}

/**
 * rs_capability_name() - name of a capability
 * @cap: its number
 *
 * Context: any.
 * Return: the name; "unknown" for one that this kernel's headers do not know.
 */
const char *rs_capability_name(u32 cap)
{
	BUILD_BUG_ON(ARRAY_SIZE(capabilities) != CAP_LAST_CAP + 1);
	if (cap >= ARRAY_SIZE(capabilities) || !capabilities[cap])
		return "unknown";
	return capabilities[cap];
}
