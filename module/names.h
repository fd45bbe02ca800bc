/* SPDX-License-Identifier: GPL-2.0 */
/* Names of syscalls, for /proc. */
#ifndef _RS_NAMES_H
#define _RS_NAMES_H

#include <linux/types.h>

const char *rs_syscall_name(u32 row);

#endif /* _RS_NAMES_H */
