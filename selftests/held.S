/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Executes its arguments when a byte comes from standard input: two calls, one
 * read and one execve, so that an observer knows what is not the command's.
 */
#include <asm/unistd_64.h>

	.globl	_start
_start:
	mov	%rsp, %rbx
	sub	$16, %rsp
	xor	%edi, %edi
	mov	%rsp, %rsi
	mov	$1, %edx
	mov	$__NR_read, %eax
	syscall

	mov	(%rbx), %rax
	mov	16(%rbx), %rdi
	lea	16(%rbx), %rsi
	lea	16(%rbx, %rax, 8), %rdx
	mov	$__NR_execve, %eax
	syscall

	mov	$127, %edi
	mov	$__NR_exit_group, %eax
	syscall
	ud2

	.section .note.GNU-stack, "", @progbits
