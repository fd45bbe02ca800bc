// SPDX-License-Identifier: GPL-2.0
/* New tasks: counted from their first crossing, whoever makes them and how. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <linux/sched.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"

#define CHILDREN	11
#define SHORT_LIVED	500
#define THREADS		4
#define MANY		1000003
#define MOVES		1009

/* What is done often, on this kernel; asked before, since asking is a call. */
static int short_lived, many, moves;

static void reap(long pid)
{
	raw4(__NR_wait4, pid, 0, 0, 0);
}

static int forks(long nr)
{
	int i;

	for (i = 0; i < CHILDREN; i++)
		reap(raw_spawn(nr, SIGCHLD, 0));
	return 0;
}

static int clones(long flags)
{
	int i;

	for (i = 0; i < CHILDREN; i++)
		reap(raw_spawn(__NR_clone, flags | SIGCHLD, 0));
	return 0;
}

static int clone3s(long flags)
{
	struct clone_args args = { .flags = flags, .exit_signal = SIGCHLD };
	int i;

	for (i = 0; i < CHILDREN; i++)
		reap(raw_spawn(__NR_clone3, (long)&args, sizeof(args)));
	return 0;
}

/* A child whose very first crossing is neither its first return nor its last */
static int first_call(long arg)
{
	int i;

	(void)arg;
	seen->value[0] = short_lived;
	for (i = 0; i < short_lived; i++) {
		long pid = raw0(__NR_fork);

		if (!pid) {
			raw0(__NR_getppid);
			raw_exit_group(0);
		}
		reap(pid);
	}
	return 0;
}

/* Each generation makes one more; all of them make one quiet call. */
static int descend(long depth)
{
	while (depth-- > 0) {
		long pid = raw0(__NR_fork);

		if (pid) {
			reap(pid);
			break;
		}
		raw0(__NR_getppid);
	}
	return 0;
}

static int failing_clone(long arg)
{
	int i;

	(void)arg;
	/* CLONE_SIGHAND without CLONE_VM */
	for (i = 0; i < CHILDREN; i++)
		raw2(__NR_clone, CLONE_SIGHAND, 0);
	return 0;
}

struct share {
	pthread_t thread;
	int cpu;
	int calls;
};

static void *take_share(void *arg)
{
	struct share *share = arg;
	int i;

	pin(0, share->cpu);
	for (i = 0; i < share->calls; i++)
		raw0(__NR_getppid);
	return NULL;
}

static int threads(long arg)
{
	struct share shares[THREADS];
	int i;

	(void)arg;
	seen->value[0] = many;
	for (i = 0; i < THREADS; i++) {
		shares[i].cpu = i % 2;
		shares[i].calls = many / THREADS + (i < many % THREADS);
		pthread_create(&shares[i].thread, NULL, take_share, &shares[i]);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(shares[i].thread, NULL);
	return 0;
}

/* The kernel moves the task between an entry and the next, as often as it can. */
static int migrate(long arg)
{
	cpu_set_t set;
	int i;

	(void)arg;
	seen->value[0] = moves;
	for (i = 0; i < moves; i++) {
		CPU_ZERO(&set);
		CPU_SET(i % 2, &set);
		raw3(__NR_sched_setaffinity, 0, sizeof(set), &set);
		raw0(__NR_getppid);
	}
	return 0;
}

#define ROW(nr, n)	X64(nr, n, n)
#define OFTEN		SEEN(0)

static const struct scene scenes[] = {
	{ "fork", forks, .arg = __NR_fork, .first_returns = CHILDREN,
	  .more_ends = CHILDREN,
	  .rows = { ROW(__NR_fork, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "vfork", forks, .arg = __NR_vfork, .first_returns = CHILDREN,
	  .more_ends = CHILDREN,
	  .rows = { ROW(__NR_vfork, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "clone", clones, .first_returns = CHILDREN, .more_ends = CHILDREN,
	  .rows = { ROW(__NR_clone, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "clone with CLONE_VM and CLONE_VFORK", clones,
	  .arg = CLONE_VM | CLONE_VFORK, .first_returns = CHILDREN,
	  .more_ends = CHILDREN,
	  .rows = { ROW(__NR_clone, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "clone into a new pid namespace", clones, .arg = CLONE_NEWPID,
	  .first_returns = CHILDREN, .more_ends = CHILDREN,
	  .rows = { ROW(__NR_clone, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "clone3", clone3s, .first_returns = CHILDREN, .more_ends = CHILDREN,
	  .rows = { ROW(__NR_clone3, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "clone3 with CLONE_VFORK", clone3s, .arg = CLONE_VFORK,
	  .first_returns = CHILDREN, .more_ends = CHILDREN,
	  .rows = { ROW(__NR_clone3, CHILDREN), ROW(__NR_wait4, CHILDREN) } },
	{ "a clone that fails makes no task", failing_clone,
	  .rows = { X64(__NR_clone, CHILDREN, CHILDREN, 0, 0, CHILDREN) } },
	{ "many short processes, each from its very first call", first_call,
	  .first_returns = OFTEN, .more_ends = OFTEN,
	  .rows = { ROW(__NR_fork, OFTEN), ROW(__NR_wait4, OFTEN),
		    ROW(__NR_getppid, OFTEN) } },
	{ "17 generations", descend, .arg = 17, .first_returns = 17,
	  .more_ends = 17,
	  .rows = { ROW(__NR_fork, 17), ROW(__NR_wait4, 17),
		    ROW(__NR_getppid, 17) } },
	{ "four threads on two CPUs, many calls", threads,
	  .first_returns = THREADS, .others_allowed = true,
	  .rows = { ROW(__NR_getppid, OFTEN), X64(__NR_exit, THREADS, 0, THREADS) } },
	{ "many calls, a CPU change before each", migrate,
	  .rows = { ROW(__NR_sched_setaffinity, OFTEN), ROW(__NR_getppid, OFTEN) } },
};

int main(void)
{
	short_lived = repeats(SHORT_LIVED);
	many = repeats(MANY);
	moves = repeats(MOVES);
	play_all(scenes, ARRAY_SIZE(scenes));
}
