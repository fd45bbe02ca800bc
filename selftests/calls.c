// SPDX-License-Identifier: GPL-2.0
/*
 * calls NUMBER TIMES [THREADS]: so many raw calls, each thread its share
 * calls NUMBER until [THREADS]: until SIGTERM, and then how many there were
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/raw.h"

#define MAX_THREADS	64
#define NO_LIMIT	-1

static long number, made;
static volatile sig_atomic_t stopped;

static void stop(int number_of_signal)
{
	(void)number_of_signal;
	stopped = true;
}

static void *make(void *times)
{
	long wanted = (long)times, n = 0;

	while (wanted == NO_LIMIT ? !stopped : n < wanted) {
		raw0(number);
		n++;
	}
	__atomic_add_fetch(&made, n, __ATOMIC_RELAXED);
	return NULL;
}

static long share(long times, int threads, int i)
{
	return times == NO_LIMIT ? times : times / threads + (i < times % threads);
}

int main(int argc, char **argv)
{
	bool until = argc > 2 && !strcmp(argv[2], "until");
	long times = until ? NO_LIMIT : argc > 2 ? atol(argv[2]) : 0;
	int i, threads = argc > 3 ? atoi(argv[3]) : 0;
	pthread_t thread[MAX_THREADS];

	if (argc < 3 || threads > MAX_THREADS)
		return 2;
	number = atol(argv[1]);
	if (until)
		signal(SIGTERM, stop);
	if (!threads)
		make((void *)times);
	for (i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, make, (void *)share(times, threads, i)))
			return 1;
	for (i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	if (until)
		printf("%ld\n", made);
	return 0;
}
