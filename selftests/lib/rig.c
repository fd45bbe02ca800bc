// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "../../kselftest.h"
#include "raw.h"
#include "rig.h"

struct seen *seen;
static bool loaded_here;

uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

/* Lockdep is in each of those kernels, and in no distribution's. */
int repeats(int n)
{
	return access("/proc/lockdep", F_OK) ? n : n / 10;
}

/* A condition that another process brings about cannot be waited for otherwise. */
bool wait_until(bool (*done)(long arg), long arg)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	uint64_t end = now_ms() + DEADLINE * 1000;

	while (!done(arg)) {
		if (now_ms() > end)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}

/* False when the task runs; the number is -1 when it sleeps outside of a call. */
bool read_syscall_file(pid_t pid, long *nr)
{
	char path[64], text[256];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return false;
	text[n] = '\0';
	return sscanf(text, "%ld", nr) == 1;
}

static pid_t inside_pid;

static bool is_inside(long nr)
{
	long in;

	return read_syscall_file(inside_pid, &in) && in == nr;
}

bool wait_inside(pid_t pid, long nr)
{
	inside_pid = pid;
	return wait_until(is_inside, nr);
}

void pin(pid_t pid, int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(pid, sizeof(set), &set))
		ksft_print_msg("cannot pin %d to CPU %d: %s\n", pid, cpu,
			       strerror(errno));
}

struct held hold(int (*body)(long arg), long arg)
{
	struct held held;
	pid_t tester = getpid();
	int pipes[2];
	char byte;
	struct iovec one = { &byte, 1 };

	if (pipe2(pipes, O_CLOEXEC))
		ksft_exit_fail_msg("pipe: %s\n", strerror(errno));
	fflush(NULL);
	held.pid = fork();
	if (held.pid < 0)
		ksft_exit_fail_msg("fork: %s\n", strerror(errno));
	if (!held.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != tester)
			raw_exit_group(1);
		raw3(__NR_readv, pipes[0], &one, 1);
		raw_exit_group(body(arg));
	}
	close(pipes[0]);
	held.go = pipes[1];
	if (!wait_inside(held.pid, __NR_readv))
		ksft_exit_fail_msg("child %d never got into readv()\n", held.pid);
	return held;
}

void let_go(struct held *held)
{
	if (write(held->go, "", 1) != 1)
		ksft_exit_fail_msg("cannot release %d: %s\n", held->pid,
				   strerror(errno));
	close(held->go);
}

int finish(struct held *held)
{
	int status = -1;

	while (waitpid(held->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

/* What failed, said once more beside the verdict on the program */
static char failed[4096];

static void remember(const char *name, const char *why)
{
	size_t used = strlen(failed);

	snprintf(failed + used, sizeof(failed) - used, "# failed: %s: %s\n",
		 name, why);
}

void check(bool ok, const char *name, const char *fmt, ...)
{
	char why[512];
	va_list args;

	if (!ok) {
		va_start(args, fmt);
		vsnprintf(why, sizeof(why), fmt, args);
		va_end(args);
		ksft_print_msg("%s: %s\n", name, why);
		remember(name, why);
	}
	ksft_test_result(ok, "%s\n", name);
}

/* The counts of kselftest.h are private to each file that includes it. */
void skip(const char *name, const char *why)
{
	ksft_test_result_skip("%s: %s\n", name, why);
}

void rig_begin(unsigned int tests)
{
	int err;

	/* Each line at once, in case that the machine does not live on. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	ksft_print_header();
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED)
		ksft_exit_fail_msg("mmap: %s\n", strerror(errno));
	if (geteuid())
		ksft_exit_skip("needs root: run the tests in the VM, make check\n");
	log_mark();
	err = module_load("");
	if (err && err != -EEXIST)
		ksft_exit_fail_msg("cannot load %s: %s; build it with make\n",
				   module_path(), strerror(-err));
	loaded_here = !err;
	ksft_set_plan(tests + 1);
}

void rig_reload(void)
{
	int err = module_load("");

	if (err)
		ksft_exit_fail_msg("cannot load %s: %s\n", module_path(),
				   strerror(-err));
}

void rig_end(void)
{
	char latest[256] = "";
	int splats, err = loaded_here ? module_unload() : 0;

	splats = log_splats(latest, sizeof(latest));
	check(!err && !splats, "the module leaves and the kernel log is clean",
	      "unload: %s; %d bad messages, the latest: %s",
	      strerror(-err), splats, latest);
	printf("%s", failed);
	ksft_finished();
}
