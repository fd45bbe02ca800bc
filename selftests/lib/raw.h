/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Crossings that the compiler and the C library cannot add to, repeat or leave
 * out: one instruction each, so that a workload's count is known beforehand.
 */
#ifndef RS_TEST_RAW_H
#define RS_TEST_RAW_H

#include <asm/unistd.h>

#include "calls.h"

#define X32_BIT		0x40000000L

static inline long raw6(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret)
			 : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

#define raw0(nr)		raw6(nr, 0, 0, 0, 0, 0, 0)
#define raw1(nr, a)		raw6(nr, (long)(a), 0, 0, 0, 0, 0)
#define raw2(nr, a, b)		raw6(nr, (long)(a), (long)(b), 0, 0, 0, 0)
#define raw3(nr, a, b, c)	raw6(nr, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define raw4(nr, a, b, c, d) \
	raw6(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define raw5(nr, a, b, c, d, e) \
	raw6(nr, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)

/* r8-r11 are not preserved by int $0x80 on every kernel */
static inline long raw_int80(long nr, long a, long b, long c)
{
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret)
			 : "0"(nr), "b"(a), "c"(b), "d"(c)
			 : "r8", "r9", "r10", "r11", "memory");
	return ret;
}

static inline void raw_exit_group(int code)
{
	for (;;)
		raw1(__NR_exit_group, code);
}

/*
 * A new task that crosses only to end. The child of vfork and of CLONE_VM
 * without a stack runs on its parent's stack, so it must not return to C.
 */
static inline long raw_spawn(long nr, long a, long b)
{
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long ret;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "xor %%edi, %%edi\n\t"
			 "mov %[end], %%eax\n\t"
			 "syscall\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(ret)
			 : "0"(nr), "D"(a), "S"(b), "d"(0L), "r"(r10), "r"(r8),
			   [end] "i"(__NR_exit_group)
			 : "rcx", "r11", "memory");
	return ret;
}

/* A thread on a stack of its own; fn must not return. */
static inline long raw_thread(unsigned long flags, void *stack_end,
			      void (*fn)(void))
{
	void (**top)(void) = stack_end;
	register long r10 __asm__("r10") = 0;
	register long r8 __asm__("r8") = 0;
	long ret;

	*--top = fn;
	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "pop %%rax\n\t"
			 "call *%%rax\n\t"
			 "ud2\n"
			 "1:"
			 : "=a"(ret)
			 : "0"(__NR_clone), "D"(flags), "S"(top), "d"(0L), "r"(r10),
			   "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
}

#endif
