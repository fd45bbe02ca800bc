// SPDX-License-Identifier: GPL-2.0
/* Programs replaced inside a call: counted for the call that was entered. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <string.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"

/* In the folder of this program */
static char call64[PATH_MAX], call32[PATH_MAX];

static char stack[4096] __attribute__((aligned(16)));

static int execute(const char *path, char *const argv[])
{
	char *none[] = { NULL };

	return -raw3(__NR_execve, path, argv, none);
}

static int exec_64(long arg)
{
	char *argv[] = { call64, NULL };

	(void)arg;
	return execute(call64, argv);
}

static int exec_32(long arg)
{
	char *argv[] = { call32, NULL };

	(void)arg;
	return execute(call32, argv);
}

static int exec_32_then_64(long arg)
{
	char *argv[] = { call32, call64, NULL };

	(void)arg;
	return execute(call32, argv);
}

static int exec_at(long flags)
{
	char *argv[] = { call64, NULL };
	long fd = raw4(__NR_openat, AT_FDCWD, call64, O_RDONLY, 0);

	return -raw5(__NR_execveat, fd, "", argv, argv + 1, flags);
}

static int exec_int80(long arg)
{
	(void)arg;
	/* a 64-bit pointer is cut to 32 bits, and points nowhere */
	raw_int80(IA32_EXECVE, 0, 0, 0);
	return 0;
}

static int exec_nothing(long times)
{
	char *argv[] = { "/nothing/here", NULL };
	int i;

	for (i = 0; i < times; i++)
		if (execute(argv[0], argv) != ENOENT)
			return 1;
	return 0;
}

static void exec_in_thread(void)
{
	raw_exit_group(exec_64(0));
}

/* The one that executes takes over the leader's place and number. */
static int exec_by_another_thread(long flags)
{
	raw_thread(flags, stack + sizeof(stack), exec_in_thread);
	return raw0(__NR_pause);
}

static int vfork_exec(long nr)
{
	char *argv[] = { call64, NULL };
	long pid = raw0(nr);

	if (!pid)
		raw_exit_group(execute(call64, argv));
	raw4(__NR_wait4, pid, 0, 0, 0);
	return 0;
}

#define IA32_END IA32(IA32_EXIT, 1, 0, 1)

static const struct scene scenes[] = {
	{ "64-bit executes 64-bit", exec_64,
	  .rows = { X64(__NR_execve, 1, 1), X64(__NR_getppid, CALLS_64, CALLS_64) } },
	{ "64-bit executes 32-bit", exec_32, .ends_otherwise = true,
	  .rows = { X64(__NR_execve, 1, 1), IA32(IA32_GETPID, CALLS_32, CALLS_32),
		    IA32_END } },
	{ "64-bit executes 32-bit executes 64-bit", exec_32_then_64,
	  .rows = { X64(__NR_execve, 1, 1), IA32(IA32_GETPID, CALLS_32, CALLS_32),
		    IA32(IA32_EXECVE, 1, 1),
		    X64(__NR_getppid, CALLS_64, CALLS_64) } },
	{ "execveat", exec_at, .arg = AT_EMPTY_PATH,
	  .rows = { X64(__NR_openat, 1, 1), X64(__NR_execveat, 1, 1),
		    X64(__NR_getppid, CALLS_64, CALLS_64) } },
	{ "execve that fails", exec_nothing, .arg = 5,
	  .rows = { X64(__NR_execve, 5, 5, 0, 0, 5) } },
	{ "execve by int 0x80 that fails", exec_int80,
	  .rows = { IA32(IA32_EXECVE, 1, 1, 0, 0, 1) } },
	{ "execve by a thread that is not the leader", exec_by_another_thread,
	  .arg = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD,
	  .first_returns = 1,
	  .rows = { X64(__NR_clone, 1, 1), X64(__NR_pause, 1, 1, 0, 0, 0, 1),
		    X64(__NR_execve, 1, 1),
		    X64(__NR_getppid, CALLS_64, CALLS_64) } },
	{ "fork and execve", vfork_exec, .arg = __NR_fork, .first_returns = 1,
	  .more_ends = 1,
	  .rows = { X64(__NR_fork, 1, 1), X64(__NR_execve, 1, 1),
		    X64(__NR_getppid, CALLS_64, CALLS_64),
		    X64(__NR_wait4, 1, 1) } },
};

static void find(char *path, const char *name)
{
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX - 16);

	path[n < 0 ? 0 : n] = '\0';
	dirname(path);
	strcat(strcat(path, "/"), name);
	if (access(path, X_OK))
		ksft_exit_fail_msg("%s is missing: run make here\n", path);
}

int main(void)
{
	find(call64, "call64");
	find(call32, "call32");
	play_all(scenes, ARRAY_SIZE(scenes));
}
