// SPDX-License-Identifier: GPL-2.0
/*
 * Names of syscalls. The kernel keeps its own to itself, so they are generated
 * from the headers of the kernel that this module is built for: see Kbuild.
 */
#include "counters.h"
#include "names.h"

static const char * const names[RS_ROWS] = {
#include "names.inc"
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
