/* SPDX-License-Identifier: GPL-2.0 */
/* A 64-bit program whose every crossing is known. */
#include <asm/unistd_64.h>
#include "lib/calls.h"

	.globl	_start
_start:
	mov	$CALLS_64, %ebx
1:	mov	$__NR_getppid, %eax
	syscall
	dec	%ebx
	jnz	1b
	xor	%edi, %edi
	mov	$__NR_exit_group, %eax
	syscall
	ud2

	.section .note.GNU-stack, "", @progbits
