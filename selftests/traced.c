// SPDX-License-Identifier: GPL-2.0
/* A ptracer that stands between the program and the kernel. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"

#define CALLS	7
#define SYSCALL_STOP (SIGTRAP | 0x80)

/* Attached while held, the tracer first hears of the child's own SIGSTOP. */
static int stop_and_call(long nr)
{
	int i;

	raw2(__NR_kill, raw0(__NR_getpid), SIGSTOP);
	for (i = 0; i < CALLS; i++)
		if (raw0(nr) < 0)
			seen->value[0]++;
	return 0;
}

static int stop_and_call_int80(long nr)
{
	int i;

	raw2(__NR_kill, raw0(__NR_getpid), SIGSTOP);
	for (i = 0; i < CALLS; i++)
		raw_int80(nr, 0, 0, 0);
	return 0;
}

static int stop_and_fork(long nr)
{
	raw2(__NR_kill, raw0(__NR_getpid), SIGSTOP);
	raw4(__NR_wait4, raw_spawn(nr, SIGCHLD, 0), 0, 0, 0);
	return 0;
}

static void set_nr(pid_t pid, long nr)
{
	ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), nr);
}

static bool seize(struct held *held, long options)
{
	int status;

	if (ptrace(PTRACE_SEIZE, held->pid, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | options))
		return false;
	let_go(held);
	waitpid(held->pid, &status, 0);
	return WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP;
}

/* At each entry stop of the number, act; true means that it goes on alone. */
static int trace(struct held *held, long nr, bool (*act)(pid_t pid))
{
	bool inside = false;
	int status;
	long at;

	if (!seize(held, 0))
		return -1;
	for (;;) {
		ptrace(PTRACE_SYSCALL, held->pid, 0, 0);
		if (waitpid(held->pid, &status, 0) < 0 || !WIFSTOPPED(status))
			return status;
		if (WSTOPSIG(status) != SYSCALL_STOP)
			continue;
		inside = !inside;
		at = ptrace(PTRACE_PEEKUSER, held->pid,
			    offsetof(struct user_regs_struct, orig_rax), 0);
		if (inside && at == nr && act(held->pid))
			return finish(held);
	}
}

static bool only_look(pid_t pid)
{
	(void)pid;
	return false;
}

static bool rewrite(pid_t pid)
{
	set_nr(pid, __NR_getuid);
	return false;
}

static bool rewrite_int80(pid_t pid)
{
	set_nr(pid, IA32_GETPPID);
	return false;
}

static bool cancel(pid_t pid)
{
	set_nr(pid, -1);
	return false;
}

static bool out_of_range(pid_t pid)
{
	set_nr(pid, 100000);
	return false;
}

static bool to_x32(pid_t pid)
{
	set_nr(pid, X32_BIT | __NR_getpid);
	return false;
}

static bool end(pid_t pid)
{
	kill(pid, SIGKILL);
	return true;
}

static bool leave_inside(pid_t pid)
{
	ptrace(PTRACE_DETACH, pid, 0, 0);
	return true;
}

static int look(struct held *h) { return trace(h, __NR_getppid, only_look); }
static int swap(struct held *h) { return trace(h, __NR_getppid, rewrite); }
static int deny(struct held *h) { return trace(h, __NR_getppid, cancel); }
static int wild(struct held *h) { return trace(h, __NR_getppid, out_of_range); }
static int abi(struct held *h) { return trace(h, __NR_getppid, to_x32); }
static int slay(struct held *h) { return trace(h, __NR_getppid, end); }
static int leave(struct held *h) { return trace(h, __NR_getppid, leave_inside); }
static int no_fork(struct held *h) { return trace(h, __NR_fork, cancel); }
static int swap80(struct held *h) { return trace(h, IA32_GETPID, rewrite_int80); }

/* As user mode emulators do: no call reaches the kernel, the tracer answers. */
static int emulate(struct held *held)
{
	int i, status;

	if (!seize(held, 0))
		return -1;
	for (i = 0; i < CALLS; i++) {
		ptrace(PTRACE_SYSEMU, held->pid, 0, 0);
		if (waitpid(held->pid, &status, 0) < 0 || !WIFSTOPPED(status))
			return status;
	}
	ptrace(PTRACE_DETACH, held->pid, 0, 0);
	return finish(held);
}

/* The tracer also traces the new task; that must not count as a crossing. */
static int follow(struct held *held)
{
	int status;
	pid_t pid;

	if (!seize(held, PTRACE_O_TRACEFORK))
		return -1;
	ptrace(PTRACE_SYSCALL, held->pid, 0, 0);
	for (;;) {
		pid = waitpid(-1, &status, __WALL);
		if (pid == held->pid && !WIFSTOPPED(status))
			return status;
		if (pid < 0)
			return -1;
		if (WIFSTOPPED(status))
			ptrace(PTRACE_SYSCALL, pid, 0, 0);
	}
}

#define SET_UP	X64(__NR_getpid, 1, 1), X64(__NR_kill, 1, 1)

static const struct scene scenes[] = {
	{ "a tracer that only looks", stop_and_call, look, __NR_getppid,
	  .rows = { SET_UP, X64(__NR_getppid, CALLS, CALLS) } },
	{ "rewritten to another number", stop_and_call, swap, __NR_getppid,
	  .rows = { SET_UP, X64(__NR_getuid, CALLS, CALLS) } },
	{ "rewritten to -1", stop_and_call, deny, __NR_getppid,
	  .rows = { SET_UP, X64(OUTSIDE, CALLS, CALLS, 0, 0, CALLS) } },
	{ "rewritten to 100000", stop_and_call, wild, __NR_getppid,
	  .rows = { SET_UP, X64(OUTSIDE, CALLS, CALLS, 0, 0, CALLS) } },
	{ "rewritten to x32", stop_and_call, abi, __NR_getppid,
	  .rows = { SET_UP, X32(__NR_getpid, CALLS, CALLS, 0, 0, SEEN(0)) } },
	{ "int 0x80 rewritten", stop_and_call_int80, swap80, IA32_GETPID,
	  .rows = { SET_UP, IA32(IA32_GETPPID, CALLS, CALLS) } },
	{ "a fork rewritten to -1", stop_and_fork, no_fork, __NR_fork,
	  .rows = { SET_UP, X64(OUTSIDE, 1, 1, 0, 0, 1),
		    X64(__NR_wait4, 1, 1, 0, 0, 1) } },
	{ "killed at the entry stop", stop_and_call, slay, __NR_getppid,
	  .ends = -SIGKILL,
	  .rows = { SET_UP, X64(__NR_getppid, 0, 0, 0, 1) } },
	{ "the tracer leaves at the entry stop", stop_and_call, leave, __NR_getppid,
	  .rows = { SET_UP, X64(__NR_getppid, CALLS, CALLS) } },
	{ "emulated by the tracer", stop_and_call, emulate, __NR_getppid,
	  .rows = { SET_UP, X64(__NR_getppid, 0, 0, 0, CALLS) } },
	{ "a fork under a tracer", stop_and_fork, follow, __NR_fork,
	  .first_returns = 1, .more_ends = 1,
	  .rows = { SET_UP, X64(__NR_fork, 1, 1), X64(__NR_wait4, 1, 1) } },
};

int main(void)
{
	play_all(scenes, ARRAY_SIZE(scenes));
}
