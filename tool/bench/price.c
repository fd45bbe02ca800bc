// SPDX-License-Identifier: GPL-2.0
/*
 * What something costs, in ns of CLOCK_MONOTONIC, which are instructions in a
 * guest that counts them:
 *
 *	price FILE THREADS calls N REPEATS	one getppid() of N
 *	price FILE THREADS spread N REPEATS WORK  the same, each after so many
 *						instructions in ring 3
 *	price FILE THREADS failures N REPEATS	one close() that fails, of N
 *	price FILE THREADS yields N REPEATS	one sched_yield() of N, with a
 *						switch to another task in each
 *	price FILE THREADS library N REPEATS	one toascii() of N, which costs next to
 *						nothing in the library that it is in
 *	price FILE THREADS read REPEATS PATH	to read a file from start to end
 *	price FILE THREADS run REPEATS COMMAND...	from start to end of a command
 *	price FILE THREADS insmod KO PARAMETERS	finit_module()
 *	price FILE THREADS rmmod NAME		delete_module()
 *
 * The cheapest of REPEATS goes to FILE, "-" for standard output. THREADS are
 * alive meanwhile, asleep.
 */
#define _GNU_SOURCE
#include "price.h"

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static unsigned long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static long number(const char *text, long least)
{
	char *end;
	long value;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno || *end || end == text || value < least)
		errx(1, "'%s' is no whole number from %ld", text, least);
	return value;
}

/* With nothing in the loop but the call, the loop is what is left over. */
static unsigned long long calls(long n)
{
	unsigned long long began = now();

	for (long i = 0; i < n; i++)
		getppid();
	return now() - began;
}

static long work;

/* Two instructions a round, whatever the compiler thinks of it. */
static void compute(long instructions)
{
	long rounds = instructions / 2;

	if (rounds)
		__asm__ volatile("1:	dec %0\n\tjnz 1b" : "+r"(rounds) : : "cc");
}

static unsigned long long spread(long n)
{
	unsigned long long began = now();

	for (long i = 0; i < n; i++) {
		compute(work);
		getppid();
	}
	return now() - began;
}

static unsigned long long failures(long n)
{
	unsigned long long began = now();

	for (long i = 0; i < n; i++)
		close(-1);
	return now() - began;
}

static unsigned long long yields(long n)
{
	unsigned long long began = now();

	for (long i = 0; i < n; i++)
		sched_yield();
	return now() - began;
}

/* By its name, so that no compiler makes an instruction of it */
static unsigned long long library(long n)
{
	unsigned long long began = now();

	for (long i = 0; i < n; i++)
		(toascii)((int)i);
	return now() - began;
}

static unsigned long long cheapest(unsigned long long (*once)(long), long n, long repeats)
{
	unsigned long long best = once(n);

	while (--repeats > 0) {
		unsigned long long price = once(n);

		if (price < best)
			best = price;
	}
	return best;
}

static double price_of(unsigned long long (*once)(long), char **argv)
{
	long n = number(argv[0], 1);

	return (double)cheapest(once, n, number(argv[1], 1)) / n;
}

static double price_calls(char **argv)
{
	return price_of(calls, argv);
}

static double price_spread(char **argv)
{
	work = number(argv[2], 0);
	return price_of(spread, argv);
}

static double price_failures(char **argv)
{
	return price_of(failures, argv);
}

/* Each of our calls stands for one of the partner's as well. */
static double price_yields(char **argv)
{
	pid_t partner = partner_start();
	double price = price_of(yields, argv) / 2;

	partner_stop(partner);
	return price;
}

static double price_library(char **argv)
{
	return price_of(library, argv);
}

static const char *path;

static unsigned long long read_once(long unused)
{
	static char page[65536];
	unsigned long long began = now();
	int fd = open(path, O_RDONLY);
	ssize_t got;

	(void)unused;
	if (fd < 0)
		err(1, "%s", path);
	do
		got = read(fd, page, sizeof(page));
	while (got > 0);
	if (got < 0)
		err(1, "%s", path);
	close(fd);
	return now() - began;
}

static double price_read(char **argv)
{
	path = argv[1];
	return cheapest(read_once, 0, number(argv[0], 1));
}

static char **command;

static unsigned long long run_once(long unused)
{
	unsigned long long began = now();
	pid_t pid = vfork();
	int status;

	(void)unused;
	if (pid < 0)
		err(1, "cannot start a process");
	if (!pid) {
		execvp(command[0], command);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) != pid || status)
		errx(1, "%s ended with status %#x", command[0], status);
	return now() - began;
}

static double price_run(char **argv)
{
	command = argv + 1;
	return cheapest(run_once, 0, number(argv[0], 1));
}

static double price_insmod(char **argv)
{
	int fd = open(argv[0], O_RDONLY | O_CLOEXEC);
	unsigned long long began;

	if (fd < 0)
		err(1, "%s", argv[0]);
	began = now();
	if (syscall(SYS_finit_module, fd, argv[1], 0))
		err(1, "the kernel does not load %s; see dmesg", argv[0]);
	return now() - began;
}

static double price_rmmod(char **argv)
{
	unsigned long long began = now();

	if (syscall(SYS_delete_module, argv[0], O_NONBLOCK))
		err(1, "the kernel does not unload %s; see lsmod", argv[0]);
	return now() - began;
}

static const struct {
	const char *name;
	int least;	/* arguments */
	double (*price)(char **argv);
} modes[] = {
	{ "calls", 2, price_calls },
	{ "spread", 3, price_spread },
	{ "failures", 2, price_failures },
	{ "yields", 2, price_yields },
	{ "library", 2, price_library },
	{ "read", 2, price_read },
	{ "run", 2, price_run },
	{ "insmod", 2, price_insmod },
	{ "rmmod", 1, price_rmmod },
};

static void put(const char *name, double price)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "we") : stdout;

	if (!file || fprintf(file, "%.1f\n", price) < 0 || fclose(file))
		err(1, "cannot write %s", name);
}

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 4 && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(argv[3], modes[i].name) || argc < 4 + modes[i].least)
			continue;
		crowd_start(number(argv[2], 0));
		put(argv[1], modes[i].price(argv + 4));
		return 0;
	}
	errx(1, "usage: price FILE THREADS MODE ARGS; see price.c for the modes");
}
