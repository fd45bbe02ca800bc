// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "busy.h"
#include "raw.h"
#include "rig.h"
#include "signals.h"

static char program[PATH_MAX];

/* As fast as it goes, for a reader to fall into the middle of a crossing */
static void call_many(void)
{
	int i;

	for (i = 0; i < 3000; i++)
		raw0(__NR_getppid);
}

static void fork_one(void)
{
	long pid = raw0(__NR_fork);

	if (!pid)
		raw_exit_group(0);
	raw4(__NR_wait4, pid, 0, 0, 0);
}

static void vfork_one(void)
{
	raw4(__NR_wait4, raw_spawn(__NR_vfork, SIGCHLD, 0), 0, 0, 0);
}

static void *thread_body(void *arg)
{
	raw0(__NR_getppid);
	return arg;
}

static void thread_one(void)
{
	pthread_t threads[3];
	int i;

	for (i = 0; i < 3; i++)
		pthread_create(&threads[i], NULL, thread_body, NULL);
	for (i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
}

static void exec_one(void)
{
	char *argv[] = { program, NULL };
	long pid = raw0(__NR_vfork);

	if (!pid) {
		raw3(__NR_execve, program, argv, argv + 1);
		raw_exit_group(1);
	}
	raw4(__NR_wait4, pid, 0, 0, 0);
}

/* Signals, a blocked child that is killed, ia32 and x32 and failing calls */
static void signal_one(void)
{
	long pid = raw0(__NR_fork);

	if (!pid)
		for (;;)
			raw0(__NR_pause);
	raw2(__NR_kill, raw0(__NR_getpid), SIGUSR1);
	raw_int80(IA32_GETPID, 0, 0, 0);
	raw0(X32_BIT | __NR_getpid);
	raw0(-1);
	raw1(__NR_close, -1);
	raw2(__NR_kill, pid, SIGKILL);
	raw4(__NR_wait4, pid, 0, 0, 0);
}

static void (* const kinds[])(void) = {
	call_many, fork_one, vfork_one, thread_one, exec_one, signal_one,
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static void work(int cpu, pid_t parent)
{
	unsigned int kind;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	on_signal(SIGUSR1, 0);
	pin(0, cpu);
	/* CPUs are never at the same kind for long. */
	for (kind = cpu; ; kind++)
		kinds[kind % KINDS]();
}

/* Workers end with their parent, which ends when nobody holds its pipe. */
static void spread(int stop, pid_t tester)
{
	int cpu, cpus = sysconf(_SC_NPROCESSORS_ONLN);
	pid_t parent = getpid();
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != tester)
		_exit(1);
	setpriority(PRIO_PROCESS, 0, 19);
	for (cpu = 0; cpu < cpus; cpu++)
		if (!fork())
			work(cpu, parent);
	read(stop, &byte, 1);
	signal(SIGTERM, SIG_IGN);
	kill(0, SIGTERM);
	while (wait(NULL) > 0)
		;
	_exit(0);
}

void busy_start(struct busy *busy)
{
	pid_t tester = getpid();
	ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 16);
	int pipes[2];

	program[n < 0 ? 0 : n] = '\0';
	strcat(dirname(program), "/call32");
	pipe2(pipes, O_CLOEXEC);
	busy->parent = fork();
	if (!busy->parent) {
		setpgid(0, 0);
		close(pipes[1]);
		spread(pipes[0], tester);
	}
	close(pipes[0]);
	busy->stop = pipes[1];
}

pid_t busy_parent(const struct busy *busy)
{
	return busy->parent;
}

void busy_stop(struct busy *busy)
{
	close(busy->stop);
	waitpid(busy->parent, NULL, 0);
}
