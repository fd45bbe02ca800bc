// SPDX-License-Identifier: GPL-2.0
/*
 * Calls that a signal ends: the kernel's private codes are restarts, not
 * errors, and what sigreturn leaves in the register is neither.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/scene.h"
#include "lib/signals.h"

static int pipes[2];

static int read_one(long flags)
{
	char byte;

	if (flags >= 0)
		on_signal(SIGUSR1, flags);
	return raw3(__NR_read, pipes[0], &byte, 1) == (flags ? 1 : -EINTR) ? 0 : 1;
}

static int sleep_long(long flags)
{
	struct timespec time = { .tv_sec = 1000 };

	on_signal(SIGUSR1, flags);
	return raw2(__NR_nanosleep, &time, 0) != -EINTR;
}

static int pause_once(long flags)
{
	on_signal(SIGUSR1, flags);
	return raw0(__NR_pause) != -EINTR;
}

static int pause_int80(long flags)
{
	on_signal(SIGUSR1, flags);
	return raw_int80(IA32_PAUSE, 0, 0, 0) != -EINTR;
}

static int poll_one(long timeout)
{
	struct pollfd fd = { .fd = pipes[0], .events = POLLIN };
	char byte;

	if (raw3(__NR_poll, &fd, 1, timeout) != 1)
		return 1;
	return raw3(__NR_read, pipes[0], &byte, 1) != 1;
}

static int signal_itself(long times)
{
	int i;

	on_signal(SIGUSR1, 0);
	for (i = 0; i < times; i++)
		raw2(__NR_kill, raw0(__NR_getpid), SIGUSR1);
	return signals_seen() != times;
}

static void *pause_thread(void *arg)
{
	seen->value[0] = raw0(__NR_gettid);
	raw0(__NR_pause);
	return arg;
}

static bool thread_is_known(long arg)
{
	(void)arg;
	return seen->value[0];
}

static int end_with_a_thread_inside(long arg)
{
	pthread_t thread;

	pthread_create(&thread, NULL, pause_thread, NULL);
	if (!wait_until(thread_is_known, 0) ||
	    !wait_inside(seen->value[0], __NR_pause))
		return 1;
	return arg;
}

static bool handled(long arg)
{
	(void)arg;
	return seen->value[HANDLED];
}

static bool stopped(long pid)
{
	int status;

	return waitpid(pid, &status, WUNTRACED | WNOHANG) == pid &&
	       WIFSTOPPED(status);
}

static int feed(struct held *held)
{
	if (write(pipes[1], "", 1) != 1)
		return -1;
	return finish(held);
}

/* Let it go, and hit it when it is inside; whether it can be resumed */
static bool strike(struct held *held, long nr, int sig)
{
	let_go(held);
	return wait_inside(held->pid, nr) && !kill(held->pid, sig);
}

static int hit_read(struct held *held)
{
	return strike(held, __NR_read, SIGUSR1) ? finish(held) : -1;
}

static int hit_sleep(struct held *held)
{
	return strike(held, __NR_nanosleep, SIGUSR1) ? finish(held) : -1;
}

static int hit_pause(struct held *held)
{
	return strike(held, __NR_pause, SIGUSR1) ? finish(held) : -1;
}

static int hit_pause_int80(struct held *held)
{
	return strike(held, IA32_PAUSE, SIGUSR1) ? finish(held) : -1;
}

static int slay_in_read(struct held *held)
{
	return strike(held, __NR_read, SIGKILL) ? finish(held) : -1;
}

static int hit_and_feed(struct held *held)
{
	if (!strike(held, __NR_read, SIGUSR1) || !wait_until(handled, 0))
		return -1;
	return feed(held);
}

static int stop_and_feed(struct held *held, long nr, long again)
{
	if (!strike(held, nr, SIGSTOP) || !wait_until(stopped, held->pid))
		return -1;
	kill(held->pid, SIGCONT);
	if (!wait_inside(held->pid, again))
		return -1;
	return feed(held);
}

static int stop_read(struct held *held)
{
	return stop_and_feed(held, __NR_read, __NR_read);
}

static int stop_poll(struct held *held)
{
	return stop_and_feed(held, __NR_poll, __NR_restart_syscall);
}

#define HANDLER	X64(__NR_rt_sigaction, 1, 1), X64(__NR_rt_sigreturn, 1, 1)
/* entered so often; the last but one time ended in a restart code */
#define RESTARTED(n) n, n, 0, 0, 0, 1

static const struct scene scenes[] = {
	{ "read, a handler without SA_RESTART", read_one, hit_read, 0,
	  .rows = { HANDLER, X64(__NR_read, RESTARTED(1)) } },
	{ "read, a handler with SA_RESTART", read_one, hit_and_feed, SA_RESTART,
	  .rows = { HANDLER, X64(__NR_read, RESTARTED(2)) } },
	{ "read, stopped and continued", read_one, stop_read, -1,
	  .rows = { X64(__NR_read, RESTARTED(2)) } },
	{ "read, killed inside", read_one, slay_in_read, -1, .ends = -SIGKILL,
	  .rows = { X64(__NR_read, RESTARTED(1)) } },
	{ "nanosleep, interrupted", sleep_long, hit_sleep, 0,
	  .rows = { HANDLER, X64(__NR_nanosleep, RESTARTED(1)) } },
	{ "pause; sigreturn restores an EINTR", pause_once, hit_pause, 0,
	  .rows = { HANDLER, X64(__NR_pause, RESTARTED(1)) } },
	{ "pause by int 0x80", pause_int80, hit_pause_int80, 0,
	  .rows = { HANDLER, IA32(IA32_PAUSE, RESTARTED(1)) } },
	{ "poll goes on as restart_syscall", poll_one, stop_poll, 1000 * 1000,
	  .rows = { X64(__NR_poll, RESTARTED(1)),
		    X64(__NR_restart_syscall, 1, 1), X64(__NR_read, 1, 1) } },
	{ "31 signals to itself", signal_itself, .arg = 31,
	  .rows = { X64(__NR_rt_sigaction, 1, 1), X64(__NR_getpid, 31, 31),
		    X64(__NR_kill, 31, 31), X64(__NR_rt_sigreturn, 31, 31) } },
	{ "exit_group with a thread inside pause", end_with_a_thread_inside,
	  .first_returns = 1, .others_allowed = true,
	  .rows = { X64(__NR_pause, RESTARTED(1)) } },
};

int main(void)
{
	if (pipe(pipes))
		ksft_exit_fail_msg("pipe: %s\n", strerror(errno));
	play_all(scenes, ARRAY_SIZE(scenes));
}
