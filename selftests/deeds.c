// SPDX-License-Identifier: GPL-2.0
/*
 * deeds PAGES NULLS KILLS SLEEPS YIELDS CHILDREN: crosses in known ways between two reads of
 * standard input, the first of 2 bytes and the second of 3, in which it can be
 * looked at while it does nothing. Yields need somebody else on its CPU.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>

#include "lib/raw.h"

#define PAGE	4096
#define STACK	(64 * 1024)

enum { PAGES = 1, NULLS, KILLS, SLEEPS, YIELDS, CHILDREN, ARGS };

static int many[ARGS];

static const struct timespec pause_1ms = { .tv_nsec = 1000000 };

/* Go on behind the movb of write_to_null(). */
static void handle(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)info;
	if (sig == SIGSEGV)
		uc->uc_mcontext.gregs[REG_RIP] += 3;
}

static void write_to_null(void)
{
	__asm__ volatile("movb $0, (%%rax)" : : "a"(0L) : "memory");
}

static char *prepare(void)
{
	struct sigaction action = { .sa_sigaction = handle, .sa_flags = SA_SIGINFO };
	volatile char stack[STACK];
	char *pages;
	size_t i;

	sigaction(SIGSEGV, &action, NULL);
	sigaction(SIGUSR1, &action, NULL);
	for (i = 0; i < sizeof(stack); i += PAGE)
		stack[i] = 0;
	mlockall(MCL_CURRENT);
	pages = mmap(NULL, many[PAGES] * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(pages, many[PAGES] * PAGE, MADV_NOHUGEPAGE);
	return pages;
}

static void act(char *pages)
{
	long pid = raw0(__NR_getpid);
	int i;

	for (i = 0; i < many[PAGES]; i++)
		*(volatile char *)(pages + i * PAGE) = 1;
	for (i = 0; i < many[NULLS]; i++)
		write_to_null();
	for (i = 0; i < many[KILLS]; i++)
		raw2(__NR_kill, pid, SIGUSR1);
	for (i = 0; i < many[SLEEPS]; i++)
		raw2(__NR_nanosleep, &pause_1ms, NULL);
	for (i = 0; i < many[YIELDS]; i++)
		raw0(__NR_sched_yield);
	for (i = 0; i < many[CHILDREN]; i++) {
		pid = raw_spawn(__NR_vfork, SIGCHLD, 0);
		raw4(__NR_wait4, pid, 0, 0, 0);
	}
}

int main(int argc, char **argv)
{
	char bytes[4], *pages;
	int i;

	if (argc != ARGS)
		return 2;
	for (i = 1; i < ARGS; i++)
		many[i] = atoi(argv[i]);
	pages = prepare();
	raw3(__NR_read, 0, bytes, 2);
	act(pages);
	raw3(__NR_read, 0, bytes, 3);
	return 0;
}
