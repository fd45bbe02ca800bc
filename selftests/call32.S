/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A 32-bit program whose every crossing is known; it executes its first
 * argument if it has one.
 */
#include "lib/calls.h"

	.globl	_start
_start:
	mov	$CALLS_32, %esi
1:	mov	$IA32_GETPID, %eax
	int	$0x80
	dec	%esi
	jnz	1b

	mov	8(%esp), %ebx
	test	%ebx, %ebx
	jz	2f
	lea	8(%esp), %ecx
	xor	%edx, %edx
	mov	$IA32_EXECVE, %eax
	int	$0x80

2:	xor	%ebx, %ebx
	mov	$IA32_EXIT, %eax
	int	$0x80
	ud2

	.section .note.GNU-stack, "", @progbits
