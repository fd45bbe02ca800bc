// SPDX-License-Identifier: GPL-2.0
/* Calls that seccomp answers in the kernel's place. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"
#include "lib/signals.h"

#define CALLS 7

/* What the filter answers for one number of one ABI; the rest is allowed. */
static int filter(unsigned int arch, unsigned int nr, unsigned int answer,
		  int flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, arch, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, answer),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { ARRAY_SIZE(code), code };

	raw5(__NR_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return raw3(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &prog);
}

static void call(long nr)
{
	int i;

	for (i = 0; i < CALLS; i++)
		raw0(nr);
}

static int native(long answer)
{
	filter(AUDIT_ARCH_X86_64, __NR_getppid, answer, 0);
	call(__NR_getppid);
	call(__NR_getuid);
	return 0;
}

static int compat(long answer)
{
	int i;

	filter(AUDIT_ARCH_I386, IA32_GETPID, answer, 0);
	for (i = 0; i < CALLS; i++)
		raw_int80(IA32_GETPID, 0, 0, 0);
	return 0;
}

static int x32(long answer)
{
	filter(AUDIT_ARCH_X86_64, X32_BIT | __NR_getpid, answer, 0);
	call(X32_BIT | __NR_getpid);
	return 0;
}

/* To the program it looks like the child's return; no child is there. */
static int fork_answered_0(long answer)
{
	filter(AUDIT_ARCH_X86_64, __NR_fork, answer, 0);
	call(__NR_fork);
	return 0;
}

static int trap(long answer)
{
	int i;

	on_signal(SIGSYS, 0);
	filter(AUDIT_ARCH_X86_64, __NR_getppid, answer, 0);
	for (i = 0; i < CALLS; i++)
		raw0(__NR_getppid);
	return signals_seen() != CALLS;
}

/* Children inherit the filter. */
static int in_a_child(long answer)
{
	long pid;

	filter(AUDIT_ARCH_X86_64, __NR_getppid, answer, 0);
	pid = raw0(__NR_fork);
	call(__NR_getppid);
	if (pid)
		raw4(__NR_wait4, pid, 0, 0, 0);
	return 0;
}

static int outside(long answer)
{
	filter(AUDIT_ARCH_X86_64, 100000, answer, 0);
	call(100000);
	return 0;
}

/* Only read, write, exit and sigreturn are left. */
static int strict(long arg)
{
	(void)arg;
	raw3(__NR_seccomp, SECCOMP_SET_MODE_STRICT, 0, 0);
	raw0(__NR_getppid);
	return 0;
}

#define SET_UP	X64(__NR_prctl, 1, 1), X64(__NR_seccomp, 1, 1)
#define DENIED(n) 0, 0, 0, n

static const struct scene scenes[] = {
	{ "errno EPERM", native, .arg = SECCOMP_RET_ERRNO | EPERM,
	  .rows = { SET_UP, X64(__NR_getppid, DENIED(CALLS)),
		    X64(__NR_getuid, CALLS, CALLS) } },
	{ "errno 0", native, .arg = SECCOMP_RET_ERRNO,
	  .rows = { SET_UP, X64(__NR_getppid, DENIED(CALLS)),
		    X64(__NR_getuid, CALLS, CALLS) } },
	{ "fork answered with 0 makes no task", fork_answered_0,
	  .arg = SECCOMP_RET_ERRNO,
	  .rows = { SET_UP, X64(__NR_fork, DENIED(CALLS)) } },
	{ "allowed and logged calls enter", native, .arg = SECCOMP_RET_LOG,
	  .rows = { SET_UP, X64(__NR_getppid, CALLS, CALLS),
		    X64(__NR_getuid, CALLS, CALLS) } },
	{ "trace without a tracer", native, .arg = SECCOMP_RET_TRACE,
	  .rows = { SET_UP, X64(__NR_getppid, DENIED(CALLS)),
		    X64(__NR_getuid, CALLS, CALLS) } },
	{ "trap", trap, .arg = SECCOMP_RET_TRAP,
	  .rows = { SET_UP, X64(__NR_rt_sigaction, 1, 1),
		    X64(__NR_getppid, DENIED(CALLS)),
		    X64(__NR_rt_sigreturn, CALLS, CALLS) } },
	{ "kill the thread", native, .arg = SECCOMP_RET_KILL_THREAD,
	  .ends = -SIGSYS,
	  .rows = { SET_UP, X64(__NR_getppid, DENIED(1)) } },
	{ "kill the process", native, .arg = SECCOMP_RET_KILL_PROCESS,
	  .ends = -SIGSYS,
	  .rows = { SET_UP, X64(__NR_getppid, DENIED(1)) } },
	{ "int 0x80", compat, .arg = SECCOMP_RET_ERRNO | EPERM,
	  .rows = { SET_UP, IA32(IA32_GETPID, DENIED(CALLS)) } },
	{ "x32", x32, .arg = SECCOMP_RET_ERRNO | EPERM,
	  .rows = { SET_UP, X32(__NR_getpid, DENIED(CALLS)) } },
	{ "number 100000", outside, .arg = SECCOMP_RET_ERRNO | EPERM,
	  .rows = { SET_UP, X64(OUTSIDE, DENIED(CALLS)) } },
	{ "in a child", in_a_child, .arg = SECCOMP_RET_ERRNO | EPERM,
	  .first_returns = 1, .more_ends = 1,
	  .rows = { SET_UP, X64(__NR_fork, 1, 1), X64(__NR_wait4, 1, 1),
		    X64(__NR_getppid, DENIED(2 * CALLS)) } },
	/* Strict mode ends the task before the entry hook, without an exit. */
	{ "strict mode kills with SIGKILL", strict, .ends = -SIGKILL,
	  .rows = { X64(__NR_seccomp, 1, 1) } },
};

int main(void)
{
	play_all(scenes, ARRAY_SIZE(scenes));
}
