// SPDX-License-Identifier: GPL-2.0
/* Every way to name a syscall lands in the right row, once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"

/* Real calls that nothing else makes, and one that no kernel implements */
#define QUIET	__NR_sched_get_priority_max
#define UNUSED	__NR_afs_syscall

static int times_syscall(long nr, int times)
{
	int i;

	for (i = 0; i < times; i++)
		if (raw0(nr) < 0)
			seen->value[0]++;
	return 0;
}

static int once(long nr)
{
	return times_syscall(nr, 1);
}

static int times_7(long nr)
{
	return times_syscall(nr, 7);
}

static int times_23(long nr)
{
	return times_syscall(nr, 23);
}

static int nothing(long arg)
{
	(void)arg;
	return 0;
}

static int int80_11(long nr)
{
	int i;

	for (i = 0; i < 11; i++)
		if (raw_int80(nr, 0, 0, 0) < 0)
			seen->value[0]++;
	return 0;
}

static int mixed(long arg)
{
	(void)arg;
	times_syscall(__NR_getppid, 13);
	times_syscall(X32_BIT | __NR_getpid, 5);
	return int80_11(IA32_GETPID);
}

/* Inside the vsyscall page the kernel emulates; nothing crosses by SYSCALL. */
static int vsyscall(long arg)
{
	long (*time_page)(long *) = (void *)0xffffffffff600400UL;

	(void)arg;
	return time_page(NULL) <= 0;
}

static const char *no_vsyscall(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	bool found = false;
	char line[512];

	while (maps && fgets(line, sizeof(line), maps))
		found |= !!strstr(line, "[vsyscall]");
	if (maps)
		fclose(maps);
	return found ? NULL : "this kernel has no vsyscall page";
}

static int bad_pointers(long arg)
{
	int i;

	(void)arg;
	for (i = 0; i < 17; i++)
		raw3(__NR_read, -1, 0, 0);
	for (i = 0; i < 19; i++)
		raw4(__NR_openat, -100, 0, 0, 0);
	for (i = 0; i < 3; i++)
		raw1(__NR_close, 999);
	return 0;
}

static const struct scene scenes[] = {
	{ "no call but the last", nothing },
	{ "23 calls count 23", times_23, .arg = __NR_getppid,
	  .rows = { X64(__NR_getppid, 23, 23) } },
	{ "a quiet call", times_23, .arg = QUIET,
	  .rows = { X64(QUIET, 23, 23, 0, 0, SEEN(0)) } },
	{ "a number without a syscall", times_23, .arg = UNUSED,
	  .rows = { X64(UNUSED, 23, 23, 0, 0, 23) } },
	{ "number -1", times_7, .arg = -1,
	  .rows = { X64(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "number 100000", times_7, .arg = 100000,
	  .rows = { X64(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "number 511, the last of the table", times_7, .arg = 511,
	  .rows = { X64(511, 7, 7, 0, 0, 7) } },
	{ "number 512 is x32 only", times_7, .arg = 512,
	  .rows = { X64(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "the largest int", times_7, .arg = 0x3fffffff,
	  .rows = { X64(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "a negative number", times_7, .arg = (int)0x80000000,
	  .rows = { X64(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "the upper half of rax is not the number's",
	  times_7, .arg = 0x100000000L | __NR_getppid,
	  .rows = { X64(__NR_getppid, 7, 7) } },
	{ "x32 getpid", times_7, .arg = X32_BIT | __NR_getpid,
	  .rows = { X32(__NR_getpid, 7, 7, 0, 0, SEEN(0)) } },
	{ "x32 number 547, its last", times_7, .arg = X32_BIT | 547,
	  .rows = { X32(547, 7, 7, 0, 0, SEEN(0)) } },
	{ "x32 number outside", times_7, .arg = X32_BIT | 5000,
	  .rows = { X32(OUTSIDE, 7, 7, 0, 0, 7) } },
	{ "int 0x80 from 64-bit code", int80_11, .arg = IA32_GETPID,
	  .rows = { IA32(IA32_GETPID, 11, 11) } },
	{ "int 0x80 number outside", int80_11, .arg = 5000,
	  .rows = { IA32(OUTSIDE, 11, 11, 0, 0, 11) } },
	{ "int 0x80 number -1", int80_11, .arg = -1,
	  .rows = { IA32(OUTSIDE, 11, 11, 0, 0, 11) } },
	{ "int 0x80 with the x32 bit", int80_11, .arg = X32_BIT | IA32_GETPID,
	  .rows = { IA32(OUTSIDE, 11, 11, 0, 0, 11) } },
	{ "three tables in one task", mixed,
	  .rows = { X64(__NR_getppid, 13, 13), IA32(IA32_GETPID, 11, 11),
		    X32(__NR_getpid, 5, 5, 0, 0, SEEN(0)) } },
	{ "the vsyscall page does not count", vsyscall, .impossible = no_vsyscall },
	{ "errors by syscall", bad_pointers,
	  .rows = { X64(__NR_read, 17, 17, 0, 0, 17),
		    X64(__NR_openat, 19, 19, 0, 0, 19),
		    X64(__NR_close, 3, 3, 0, 0, 3) } },
	{ "exit ends one task", once, .arg = __NR_exit,
	  .ends_otherwise = true, .rows = { X64(__NR_exit, 1, 0, 1) } },
};

int main(void)
{
	play_all(scenes, ARRAY_SIZE(scenes));
}
