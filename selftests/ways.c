// SPDX-License-Identifier: GPL-2.0
/*
 * ways DESCRIPTOR...: as many threads, named way-1, way-2, ... Each crosses in
 * several ways, a known number of times each, writes a byte, waits for one from
 * its descriptor, and does so again.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <ucontext.h>
#include <unistd.h>

#include "lib/raw.h"

#define MAX_THREADS	64
#define PAGE		4096
#define ROUNDS		4

/* people.py knows these numbers too. */
enum { CALLS = 1009, PAGES = 211, UD2S = 31, DENIED = 17 };

static char *pages;
static int descriptor[MAX_THREADS + 1];

static void skip_ud2(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

/* getpgid() is denied from here on, to all threads. */
static int deny(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

static void cross(long me, char *fresh)
{
	int i;

	for (i = 0; i < CALLS + me; i++)
		raw0(__NR_getppid);
	for (i = 0; i < PAGES; i++)
		*(volatile char *)(fresh + i * PAGE) = 1;
	for (i = 0; i < UD2S; i++)
		__asm__ volatile("ud2");
	for (i = 0; i < DENIED; i++)
		raw1(__NR_getpgid, 0);
}

static void *work(void *arg)
{
	long me = (long)arg;
	char name[16], byte;
	int round;

	snprintf(name, sizeof(name), "way-%ld", me);
	prctl(PR_SET_NAME, name);
	for (round = 0; round < ROUNDS; round++) {
		cross(me, pages + ((me * ROUNDS + round) * PAGES) * PAGE);
		raw3(__NR_write, 1, ".", 1);
		if (raw3(__NR_read, descriptor[me], &byte, 1) != 1)
			break;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_sigaction = skip_ud2, .sa_flags = SA_SIGINFO };
	long threads = argc - 1;
	size_t room = (threads + 1) * ROUNDS * (size_t)PAGES * PAGE;
	pthread_t thread[MAX_THREADS];
	long i;

	if (threads < 1 || threads > MAX_THREADS)
		return 2;
	pages = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	/* Refused where there are no huge pages: PREEMPT_RT, for one. */
	madvise(pages, room, MADV_NOHUGEPAGE);
	if (pages == MAP_FAILED || sigaction(SIGILL, &action, NULL) || deny())
		return 1;
	for (i = 1; i <= threads; i++)
		descriptor[i] = atoi(argv[i]);
	for (i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, work, (void *)(i + 1)))
			return 1;
	for (i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	return 0;
}
