// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is not this program's. In assembler, so that no sanitizer comes
 * between. What is written goes where there is nothing to be changed.
 */
#include "attempt.h"
#include "ringside.h"

#include <errno.h>
#include <unistd.h>

#include <linux/capability.h>
#include <linux/ringside.h>

/* Where the kernel's text begins unless it has been moved; always its half. */
#define KERNEL_ADDRESS		0xffffffff81000000UL
/* The last two megabytes are a hole that nothing is ever mapped into. */
#define KERNEL_HOLE		0xfffffffffff00000UL
/* A page of the last century; between the three calls that it once had. */
#define VSYSCALL_ADDRESS	0xffffffffff600010UL

static int pipe_fd[2];

static int make_read(void)
{
	uint64_t value;

	__asm__ volatile("mov (%1), %0" : "=r" (value) : "r" (KERNEL_ADDRESS) : "memory");
	return 0;
}

static int make_write(void)
{
	__asm__ volatile("movb $0, (%0)" : : "r" (KERNEL_HOLE) : "memory");
	return 0;
}

static int make_execute(void)
{
	__asm__ volatile("jmp *%0" : : "r" (KERNEL_ADDRESS) : "memory");
	return 0;
}

static int make_vsyscall(void)
{
	__asm__ volatile("jmp *%0" : : "r" (VSYSCALL_ADDRESS) : "memory");
	return 0;
}

static bool prepare_pipe(void)
{
	return !pipe(pipe_fd);
}

/* Ring 0 could read it: will it, for us? */
static int make_argument(void)
{
	const void *address = (const void *)KERNEL_ADDRESS;

	__asm__ volatile("" : "+r" (address));
	return write(pipe_fd[1], address, 1) < 0 ? errno : 0;
}

#define MEMORY(name, means, prepare, make, try) \
	{ name, means, prepare, make, try, NO_CAPABILITY, NULL, 0 }

static const struct attempt attempts[] = {
	MEMORY("read kernel address", "learn the kernel's secrets", NULL, make_read,
	       RINGSIDE_TRY_READ),
	MEMORY("write kernel address", "change the kernel", NULL, make_write,
	       RINGSIDE_TRY_WRITE),
	MEMORY("execute kernel address", "enter where it suits", NULL, make_execute,
	       NOT_IN_RING_0),
	MEMORY("jump into vsyscall page", "enter by a forgotten door", NULL, make_vsyscall,
	       NOT_IN_RING_0),
	MEMORY("kernel address to write()", "have ring 0 read it for us", prepare_pipe,
	       make_argument, NOT_IN_RING_0),
};

const struct attempt_family memory_attempts = {
	"memory", attempts, ARRAY_SIZE(attempts)
};
