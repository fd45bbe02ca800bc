/* SPDX-License-Identifier: GPL-2.0 */
/* Names of syscalls and capabilities, for /proc. */
#ifndef _RS_NAMES_H
#define _RS_NAMES_H

#include <linux/types.h>

const char *rs_syscall_name(u32 row);
const char *rs_capability_name(u32 cap);

#endif /* _RS_NAMES_H */
