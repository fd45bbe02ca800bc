// SPDX-License-Identifier: GPL-2.0
/*
 * Failures that the CPU or the program itself notices at once. In assembler where
 * a compiler or a sanitizer would know better.
 */
#include "failure.h"
#include "ringside.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define STACK_BYTES	(1024 * 1024)
#define FRAME_BYTES	1024

static char *beyond_the_end;

static void null_write(struct last_words *words)
{
	(void)words;
	__asm__ volatile("movl $1, (%0)" : : "r" (0UL) : "memory");
}

static void give_up(struct last_words *words)
{
	(void)words;
	abort();
}

static void illegal_instruction(struct last_words *words)
{
	(void)words;
	__asm__ volatile("ud2");
}

static void divide_by_zero(struct last_words *words)
{
	unsigned int quotient = 1, rest = 0;

	(void)words;
	__asm__ volatile("divl %2" : "+a" (quotient), "+d" (rest) : "r" (0));
}

/* Two pages of a file that has but one. */
static bool prepare_bus_error(void)
{
	size_t page = (size_t)getpagesize();
	int fd = memfd_create("ringside", MFD_CLOEXEC);
	char *map;

	if (fd < 0 || ftruncate(fd, (off_t)page))
		return false;
	map = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	beyond_the_end = map + page;
	return map != MAP_FAILED;
}

static void bus_error(struct last_words *words)
{
	(void)words;
	__asm__ volatile("movb $1, (%0)" : : "r" (beyond_the_end) : "memory");
}

static bool prepare_stack(void)
{
	const struct rlimit limit = { STACK_BYTES, STACK_BYTES };

	return !setrlimit(RLIMIT_STACK, &limit);
}

/* Down the stack, a frame at a time, as calls without end would go. */
static void stack_overflow(struct last_words *words)
{
	__asm__ volatile("1:\tadd %1, (%0)\n\tsub %1, %%rsp\n\tmovl $1, (%%rsp)\n\tjmp 1b"
			 : : "r" (&words->reached), "r" ((uint64_t)FRAME_BYTES)
			 : "memory", "cc");
	__builtin_unreachable();
}

const struct user_kind user_kinds_faults[] = {
	{ .name = "null-write", .shows = "a write through a null pointer",
	  .fail = null_write, .signal = SIGSEGV },
	{ .name = "abort", .shows = "the program finds that something cannot be",
	  .fail = give_up, .signal = SIGABRT },
	{ .name = "illegal-instruction", .shows = "an instruction that the CPU does not have",
	  .fail = illegal_instruction, .signal = SIGILL },
	{ .name = "divide-by-zero", .shows = "a quotient that there is not",
	  .fail = divide_by_zero, .signal = SIGFPE },
	{ .name = "bus-error", .shows = "a write behind the end of a mapped file",
	  .fail = bus_error, .prepare = prepare_bus_error, .signal = SIGBUS },
	{ .name = "stack-overflow", .shows = "calls without end, up to the limit of the stack",
	  .fail = stack_overflow, .prepare = prepare_stack, .unit = "bytes", .signal = SIGSEGV },
};

const size_t n_user_kinds_faults = ARRAY_SIZE(user_kinds_faults);
