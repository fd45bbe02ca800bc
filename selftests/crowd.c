// SPDX-License-Identifier: GPL-2.0
/*
 * Many tasks, each of which makes one quiet call and ends:
 *	crowd tree PROCESSES		one, its children, and theirs
 *	crowd threads WAVES EACH	all of a wave there at once
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/raw.h"

#define CHILDREN	3
#define STACK		4096
#define QUIET		__NR_sched_get_priority_max

#define THREAD_FLAGS	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | \
			 CLONE_THREAD | CLONE_SYSVSEM)

/* A process and all that descends from it are so many. */
static void grow(int processes)
{
	int child, rest = processes - 1, started = 0;

	for (child = CHILDREN; child; child--) {
		int share = rest / child;
		long pid;

		rest -= share;
		if (!share)
			continue;
		pid = raw0(__NR_fork);
		if (!pid) {
			grow(share);
			raw_exit_group(0);
		}
		started++;
	}
	raw1(QUIET, 0);
	while (started--)
		raw4(__NR_wait4, -1, 0, 0, 0);
}

static int wave, alive;

static void be_one(void)
{
	raw1(QUIET, 0);
	__atomic_add_fetch(&alive, 1, __ATOMIC_SEQ_CST);
	raw3(__NR_futex, &alive, FUTEX_WAKE, 1);
	while (__atomic_load_n(&wave, __ATOMIC_SEQ_CST))
		raw4(__NR_futex, &wave, FUTEX_WAIT, 1, 0);
	__atomic_sub_fetch(&alive, 1, __ATOMIC_SEQ_CST);
	raw3(__NR_futex, &alive, FUTEX_WAKE, 1);
	for (;;)
		raw1(__NR_exit, 0);
}

static void wait_for(int wanted)
{
	int now;

	while ((now = __atomic_load_n(&alive, __ATOMIC_SEQ_CST)) != wanted)
		raw4(__NR_futex, &alive, FUTEX_WAIT, now, 0);
}

/* Stacks are used once: a thread that is counted out may still be on its own. */
static int threads(int waves, int each)
{
	char *stacks;
	int i;

	while (waves--) {
		stacks = mmap(NULL, (size_t)each * STACK, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (stacks == MAP_FAILED)
			return 1;
		__atomic_store_n(&wave, 1, __ATOMIC_SEQ_CST);
		for (i = 1; i <= each; i++)
			if (raw_thread(THREAD_FLAGS, stacks + i * STACK, be_one) < 0)
				return 1;
		wait_for(each);
		__atomic_store_n(&wave, 0, __ATOMIC_SEQ_CST);
		raw3(__NR_futex, &wave, FUTEX_WAKE, each);
		wait_for(0);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "tree"))
		grow(atoi(argv[2]));
	else if (argc == 4 && !strcmp(argv[1], "threads"))
		return threads(atoi(argv[2]), atoi(argv[3]));
	else
		return 2;
	return 0;
}
