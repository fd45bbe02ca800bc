/* SPDX-License-Identifier: GPL-2.0 */
/* Plain numbers, for C and for assembler of both sizes. */
#ifndef RS_TEST_CALLS_H
#define RS_TEST_CALLS_H

/* int $0x80 uses the 32-bit numbers, which no 64-bit header defines. */
#define IA32_EXIT	1
#define IA32_READ	3
#define IA32_EXECVE	11
#define IA32_GETPID	20
#define IA32_PAUSE	29
#define IA32_GETPPID	64

/* What call32 and call64 do before they exit */
#define CALLS_64	29	/* getppid by SYSCALL */
#define CALLS_32	31	/* getpid by int $0x80 */

#endif
