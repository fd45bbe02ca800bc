// SPDX-License-Identifier: GPL-2.0
/* calls NUMBER TIMES [THREADS]: so many raw calls, each thread its share */
#include <pthread.h>
#include <stdlib.h>

#include "lib/raw.h"

#define MAX_THREADS 64

static long number;

static void *make(void *times)
{
	long left = (long)times;

	while (left--)
		raw0(number);
	return NULL;
}

int main(int argc, char **argv)
{
	long times = argc > 2 ? atol(argv[2]) : 0;
	int i, threads = argc > 3 ? atoi(argv[3]) : 0;
	pthread_t thread[MAX_THREADS];

	if (argc < 3 || threads > MAX_THREADS)
		return 2;
	number = atol(argv[1]);
	if (!threads)
		make((void *)times);
	for (i = 0; i < threads; i++)
		if (pthread_create(&thread[i], NULL, make,
				   (void *)(times / threads + (i < times % threads))))
			return 1;
	for (i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	return 0;
}
