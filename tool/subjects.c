// SPDX-License-Identifier: GPL-2.0
#include "subjects.h"
#include "ringside.h"
#include "subjects_kernel.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sys/syscall.h>

/* Of these one is as long as it takes to read the clock. */
#define CALLS	64

struct marks marks;

static void do_nothing(size_t i)
{
	(void)i;
	mark();
	mark();
}

const struct subject nothing = { .name = "nothing", .once = do_nothing };

__attribute__((noinline)) static void callee(void)
{
	/* Or the call would be left out. */
	__asm__ volatile("");
}

static void call_function(size_t i)
{
	(void)i;
	mark();
	for (int n = 0; n < CALLS; n++)
		callee();
	mark();
}

static void ask_time(size_t i)
{
	struct timespec time;

	(void)i;
	mark();
	clock_gettime(CLOCK_MONOTONIC, &time);
	mark();
}

/* The instruction itself: no word of the C library in between. */
static inline long bare_syscall(long nr, long a, long b, long c)
{
	__asm__ volatile("syscall"
			 : "+a" (nr)
			 : "D" (a), "S" (b), "d" (c)
			 : "rcx", "r11", "memory");
	return nr;
}

static void call_getppid(size_t i)
{
	(void)i;
	mark();
	bare_syscall(SYS_getppid, 0, 0, 0);
	mark();
}

static int file = -1;
static char byte;

static const char *open_zero(size_t repetitions)
{
	(void)repetitions;
	file = open_file("/dev/zero");
	return file < 0 ? "/dev/zero cannot be opened" : NULL;
}

static const char *open_null(size_t repetitions)
{
	(void)repetitions;
	file = open_file("/dev/null");
	return file < 0 ? "/dev/null cannot be opened" : NULL;
}

static void close_file(void)
{
	close(file);
}

static void call_read(size_t i)
{
	(void)i;
	mark();
	bare_syscall(SYS_read, file, (long)&byte, 1);
	mark();
}

static void call_write(size_t i)
{
	(void)i;
	mark();
	bare_syscall(SYS_write, file, (long)&byte, 1);
	mark();
}

static void call_open(size_t i)
{
	(void)i;
	mark();
	file = open_file("/dev/null");
	mark();
	close(file);
}

const struct subject subjects[] = {
	{ "function", "a call of an empty function, and its return: no crossing",
	  .once = call_function, .batch = CALLS },
	{ "vdso", "clock_gettime(), which the vDSO answers in ring 3 if it can", .once = ask_time },
	{ "getppid", "a syscall that does next to nothing, by SYSCALL", .once = call_getppid },
	{ "int80", "the same by int $0x80, as 32-bit programs may",
	  .begin = try_int80, .once = call_int80 },
	{ "read", "read() of one byte of /dev/zero",
	  .begin = open_zero, .once = call_read, .end = close_file },
	{ "write", "write() of one byte to /dev/null",
	  .begin = open_null, .once = call_write, .end = close_file },
	{ "open", "open() of /dev/null", .once = call_open },
	{ "page-fault", "the first touch of a page of memory",
	  .begin = map_pages, .once = touch_page, .end = unmap_pages,
	  .families = { "faults" } },
	{ "exception", "an invalid instruction, whose signal is handled",
	  .begin = handle_invalid, .once = invalid_instruction, .end = unhandle_invalid,
	  .families = { "exceptions", "signals" } },
	{ "signal", "a signal to oneself, and its handler",
	  .begin = handle_signal, .once = send_signal, .end = unhandle_signal,
	  .families = { "signals" } },
	{ "context-switch", "a byte to another process on this CPU, and one back",
	  .begin = start_partner, .once = ask_partner, .end = end_partner,
	  .families = { "switches" } },
};

const size_t n_subjects = ARRAY_SIZE(subjects);

const struct subject *find_subject(const char *name)
{
	for (size_t i = 0; i < n_subjects; i++)
		if (!strcmp(name, subjects[i].name))
			return &subjects[i];
	return NULL;
}

char *subject_words(void)
{
	char *all = must(strdup("")), *more;

	for (size_t i = 0; i < n_subjects; i++) {
		more = text_format("%s%s%s", all, i ? " " : "", subjects[i].name);
		free(all);
		all = more;
	}
	return all;
}
