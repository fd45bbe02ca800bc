/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way of a counted call: three instructions, which touch nothing but the
 * flags and r11, and no function may expect these of its caller. As the stack
 * stays as it was, neither unwinding nor longjmp() sees that they were there.
 *
 * The code is the same for all and is never written. What makes a trampoline
 * that of one function is its entry in the table of counters and targets,
 * which is data. `lock`, as threads and processes share a counter.
 */
#include "trampolines.h"

	.text
	.balign 64
	.globl trampolines
	.hidden trampolines
	.type trampolines, @function
trampolines:
	.cfi_startproc
	.set i, 0
	.rept N_TRAMPOLINES
	.org	trampolines + TRAMPOLINE_SIZE * i, 0xcc
	mov	bindings + BINDING_SIZE * i(%rip), %r11
	lock incq (%r11)
	jmp	*bindings + BINDING_SIZE * i + 8(%rip)
	.set i, i + 1
	.endr
	.cfi_endproc
	.size trampolines, . - trampolines

	.section .note.GNU-stack, "", @progbits
