// SPDX-License-Identifier: GPL-2.0
/*
 * Known times: timed CALLS SLEEP_MS COMPUTE_MS makes so many quiet calls, sleeps
 * and computes, and prints what it measured itself, around each call, in
 * nanoseconds: of all calls, of the sleep, of its whole life.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS	1000000LL
#define NS_PER_SECOND	1000000000LL

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_SECOND + ts.tv_nsec;
}

static long long call(int times)
{
	long long sum = 0;

	while (times--) {
		long long before = now();

		syscall(SYS_sched_get_priority_max, 0);
		sum += now() - before;
	}
	return sum;
}

static long long sleep_for(long long ns)
{
	struct timespec ts = { ns / NS_PER_SECOND, ns % NS_PER_SECOND };
	long long before = now();

	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &ts, NULL);
	return now() - before;
}

static void compute(long long ns)
{
	long long end = now() + ns;

	while (now() < end)
		for (volatile int i = 0; i < 100000; i++)
			;
}

int main(int argc, char **argv)
{
	long long began = now(), calls, slept;

	if (argc != 4)
		return 2;
	calls = call(atoi(argv[1]));
	slept = sleep_for(atoi(argv[2]) * NS_PER_MS);
	compute(atoi(argv[3]) * NS_PER_MS);
	printf("%lld %lld %lld\n", calls, slept, now() - began);
	return 0;
}
