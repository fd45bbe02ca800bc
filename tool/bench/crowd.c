// SPDX-License-Identifier: GPL-2.0
/* Threads that only exist, and a process to take turns with. */
#define _GNU_SOURCE
#include "price.h"

#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define SMALL_STACK	(32 * 1024)

static atomic_long here;

static void *sleep_on(void *unused)
{
	here++;
	for (;;)
		pause();
	return unused;
}

/* They end with the process. */
void crowd_start(long threads)
{
	pthread_attr_t small;
	long started;

	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, SMALL_STACK);
	for (started = 0; started < threads; started++) {
		pthread_t thread;

		errno = pthread_create(&thread, &small, sleep_on, NULL);
		if (errno)
			err(1, "cannot start so many threads; give the VM more memory");
	}
	while (here < threads)
		sched_yield();
}

/* With real-time priority a yield is a switch to the other, always. */
static void take_turns(void)
{
	const struct sched_param first = { .sched_priority = 1 };

	if (sched_setscheduler(0, SCHED_FIFO, &first))
		err(1, "cannot get real-time priority; run this as root");
}

pid_t partner_start(void)
{
	pid_t pid;

	take_turns();
	pid = fork();
	if (pid < 0)
		err(1, "cannot start a process");
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			sched_yield();
	}
	return pid;
}

void partner_stop(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
