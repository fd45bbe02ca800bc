// SPDX-License-Identifier: GPL-2.0
/*
 * Makes library calls whose syscalls are foretold, for both.py: each line of
 * output is 10 bytes. With an argument it ends by that signal.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
	static void *volatile memory[5000];
	struct timespec time;

	for (int i = 0; i < 1000; i++)
		printf("%09d\n", i);
	for (int i = 0; i < 5000; i++)
		memory[i] = malloc(100);
	for (int i = 0; i < 5000; i++)
		free(memory[i]);
	for (int i = 0; i < 1000; i++)
		clock_gettime(CLOCK_MONOTONIC, &time);
	for (int i = 0; i < 23; i++)
		sched_get_priority_max(SCHED_FIFO);
	if (argc > 1)
		raise(atoi(argv[1]));
	return 7;
}
