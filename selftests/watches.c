// SPDX-License-Identifier: GPL-2.0
/* Watches: whom they cover, who owns them, when they are refused and end. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define SEVERAL	5

static struct nl nl;

static int calls(long times)
{
	while (times--)
		raw0(__NR_getppid);
	return 0;
}

static uint64_t entries(int id, int nr)
{
	return get_row(&nl, id, RINGSIDE_ABI_X86_64, nr).entries;
}

static void several_at_once(void)
{
	static const int primes[SEVERAL] = { 23, 101, 211, 307, 401 };
	struct held held[SEVERAL];
	int ids[SEVERAL], i, right = 0;

	for (i = 0; i < SEVERAL; i++) {
		held[i] = hold(calls, primes[i]);
		ids[i] = watch_add(&nl, held[i].pid);
	}
	for (i = 0; i < SEVERAL; i++)
		let_go(&held[i]);
	for (i = 0; i < SEVERAL; i++)
		finish(&held[i]);
	for (i = 0; i < SEVERAL; i++) {
		right += entries(ids[i], __NR_getppid) == (uint64_t)primes[i];
		watch_del(&nl, ids[i]);
	}
	check(right == SEVERAL, "several watches at once", "%d of %d are exact",
	      right, SEVERAL);
}

/* seen->value: [0] the child's pid, [1] set to let the child go on */
static int parent_of_one(long times)
{
	long pid = raw0(__NR_fork);

	if (!pid) {
		while (!__atomic_load_n(&seen->value[1], __ATOMIC_SEQ_CST))
			raw0(__NR_sched_yield);
		raw_exit_group(calls(times));
	}
	__atomic_store_n(&seen->value[0], pid, __ATOMIC_SEQ_CST);
	raw4(__NR_wait4, pid, 0, 0, 0);
	return 0;
}

static bool has_child(long arg)
{
	(void)arg;
	return __atomic_load_n(&seen->value[0], __ATOMIC_SEQ_CST);
}

static void overlapping(void)
{
	struct held held;
	int all, twice, one;

	memset(seen, 0, sizeof(*seen));
	held = hold(parent_of_one, 23);
	all = watch_add(&nl, held.pid);
	twice = watch_add(&nl, held.pid);
	let_go(&held);
	wait_until(has_child, 0);
	one = watch_add(&nl, seen->value[0]);
	seen->value[1] = 1;
	finish(&held);
	check(all > 0 && twice > 0 && one > 0 &&
	      entries(all, __NR_getppid) == 23 &&
	      entries(twice, __NR_getppid) == 23 &&
	      entries(one, __NR_getppid) == 23 &&
	      entries(all, __NR_wait4) == 1 && entries(one, __NR_wait4) == 0,
	      "overlapping watches count each call once each",
	      "ids %d %d %d: %lu, %lu and %lu of 23", all, twice, one,
	      entries(all, __NR_getppid), entries(twice, __NR_getppid),
	      entries(one, __NR_getppid));
	watch_del(&nl, all);
	watch_del(&nl, twice);
	watch_del(&nl, one);
}

static void *pause_thread(void *arg)
{
	raw0(__NR_pause);
	return arg;
}

#define THREADS		3
#define CHILDREN	2

/* A process that has long been running: threads, children, a grandchild */
static int household(long arg)
{
	pthread_t thread;
	int i;

	(void)arg;
	for (i = 0; i < THREADS; i++)
		pthread_create(&thread, NULL, pause_thread, NULL);
	for (i = 0; i < CHILDREN; i++) {
		if (fork())
			continue;
		if (!i)
			fork();
		raw0(__NR_pause);
		raw_exit_group(0);
	}
	return raw0(__NR_pause);
}

static struct task_row tasks[MAX_ROWS];

static int members(int id)
{
	return get_tasks(&nl, id, tasks, MAX_ROWS);
}

/* All of them inside pause, as the kernel itself says */
static int paused(int n)
{
	int i, inside = 0;
	long nr;

	for (i = 0; i < n; i++)
		inside += read_syscall_file(tasks[i].pid, &nr) && nr == __NR_pause;
	return inside;
}

static bool household_is_up(long id)
{
	int n = members(id);

	return n == 1 + THREADS + CHILDREN + 1 && paused(n) == n;
}

static void end_all(int n, pid_t leader)
{
	int i;

	for (i = 0; i < n; i++)
		if (tasks[i].tgid != leader)
			kill(tasks[i].pid, SIGKILL);
	kill(leader, SIGKILL);
}

static bool nobody_is_left(long id)
{
	struct watch_row row;

	return !get_watch(&nl, id, &row) && !row.tasks;
}

static void a_running_process(void)
{
	const int expected = 1 + THREADS + CHILDREN + 1;
	struct held held = hold(household, 0);
	int before = watch_add(&nl, held.pid);
	struct watch_row row = { 0 };
	bool up, empty;
	int id, n;

	let_go(&held);
	up = wait_until(household_is_up, before);
	id = watch_add(&nl, held.pid);
	n = members(id);
	get_watch(&nl, id, &row);
	check(up && n == expected && (int)row.tasks == expected && !row.missed,
	      "a watch covers running threads and descendants",
	      "up %d, %d tasks listed, %lu counted, expected %d", up, n, row.tasks,
	      expected);
	end_all(n, held.pid);
	finish(&held);
	empty = wait_until(nobody_is_left, id);
	get_watch(&nl, id, &row);
	check(empty && (int)row.abi[0].earlier == expected,
	      "their returns are earlier ones, and the watch outlives them",
	      "empty %d, %lu earlier of %d", empty, row.abi[0].earlier, expected);
	watch_del(&nl, before);
	watch_del(&nl, id);
}

static void full(void)
{
	struct held held = hold(calls, 1);
	struct status status;
	int i, err = 0, ids[64];

	get_status(&nl, &status);
	for (i = 0; i < 64; i++) {
		ids[i] = err = watch_add(&nl, held.pid);
		if (err < 0)
			break;
	}
	check(i == (int)status.watch_slots && err < 0 && nl.sentence[0],
	      "one watch too many is refused with a sentence",
	      "%d of %lu slots, then %d: \"%s\"", i, status.watch_slots, err,
	      nl.sentence);
	while (i--)
		watch_del(&nl, ids[i]);
	get_status(&nl, &status);
	check(!status.watches, "ended watches free their slots", "%lu are left",
	      status.watches);
	let_go(&held);
	finish(&held);
}

static void somebody_elses(void)
{
	struct held held = hold(calls, 1);
	int id = watch_add(&nl, held.pid);
	struct watch_row row;
	struct nl other;
	int err, again;

	nl_open(&other);
	err = watch_del(&other, id);
	check(err < 0 && other.sentence[0] && !get_watch(&nl, id, &row),
	      "nobody ends another socket's watch", "%d: \"%s\"", err,
	      other.sentence);
	nl_close(&other);
	err = watch_del(&nl, id);
	again = watch_del(&nl, id);
	check(!err && again < 0 && nl.sentence[0], "a watch ends only once",
	      "%d, then %d: \"%s\"", err, again, nl.sentence);
	let_go(&held);
	finish(&held);
}

static bool is_gone(long id)
{
	struct watch_row row;

	return get_watch(&nl, id, &row) == -ENOENT;
}

/* seen->value[0]: the watch of a socket that its owner shares with a child */
static int own_a_watch(long pid)
{
	struct nl mine;

	nl_open(&mine);
	__atomic_store_n(&seen->value[0], watch_add(&mine, pid), __ATOMIC_SEQ_CST);
	return raw0(__NR_pause);
}

static void owner_is_killed(void)
{
	struct held held = hold(calls, 1), owner;

	memset(seen, 0, sizeof(*seen));
	owner = hold(own_a_watch, held.pid);
	let_go(&owner);
	check(wait_until(has_child, 0) && !is_gone(seen->value[0]),
	      "another process owns a watch", "it got %ld", seen->value[0]);
	kill(owner.pid, SIGKILL);
	finish(&owner);
	check(wait_until(is_gone, seen->value[0]),
	      "a watch is gone with its killed owner", "still there after %d s",
	      DEADLINE);
	let_go(&held);
	finish(&held);
}

static void socket_is_shared(void)
{
	struct held held = hold(calls, 1);
	struct nl mine;
	int copy, id;

	nl_open(&mine);
	id = watch_add(&mine, held.pid);
	copy = dup(mine.fd);
	nl_close(&mine);
	check(id > 0 && !is_gone(id), "a watch lives as long as a copy of its socket",
	      "watch %d is gone", id);
	close(copy);
	check(wait_until(is_gone, id), "a watch is gone with its socket",
	      "still there after %d s", DEADLINE);
	let_go(&held);
	finish(&held);
}

static pid_t zombie(void)
{
	pid_t pid = fork();

	if (!pid)
		raw_exit_group(0);
	waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
	return pid;
}

static pid_t reaped(void)
{
	pid_t pid = zombie();

	waitpid(pid, NULL, 0);
	return pid;
}

static void *report_and_pause(void *arg)
{
	seen->value[0] = raw0(__NR_gettid);
	pause();
	return arg;
}

static pid_t a_thread(void)
{
	pthread_t thread;

	seen->value[0] = 0;
	pthread_create(&thread, NULL, report_and_pause, NULL);
	wait_until(has_child, 0);
	return seen->value[0];
}

static void refuse(const char *name, pid_t pid)
{
	int id = watch_add(&nl, pid);

	check(id < 0 && nl.sentence[0], name, "pid %d got %d: \"%s\"", pid, id,
	      nl.sentence);
	if (id > 0)
		watch_del(&nl, id);
}

static void refusals(void)
{
	pid_t dead = zombie();

	refuse("a zombie is refused", dead);
	waitpid(dead, NULL, 0);
	refuse("a dead process is refused", reaped());
	refuse("a number that no process has is refused", 4194304);
	refuse("pid 0 is refused", 0);
	refuse("a kernel thread is refused", 2);
	refuse("a thread that is not its process is refused", a_thread());
}

/* seen->value: [0] the watch, [1] its pid as this process sees it */
static int watch_init(long arg)
{
	struct watch_row row = { 0 };
	struct nl mine;
	int id;

	(void)arg;
	nl_open(&mine);
	id = watch_add(&mine, 1);
	get_watch(&mine, id, &row);
	seen->value[1] = row.pid;
	__atomic_store_n(&seen->value[0], id, __ATOMIC_SEQ_CST);
	return raw0(__NR_pause);
}

static int in_a_pid_namespace(long arg)
{
	pid_t pid;

	unshare(CLONE_NEWPID);
	pid = fork();
	if (!pid)
		raw_exit_group(watch_init(arg));
	seen->value[2] = pid;
	waitpid(pid, NULL, 0);
	return 0;
}

static void pid_namespace(void)
{
	struct watch_row row = { 0 };
	struct held held;

	memset(seen, 0, sizeof(*seen));
	held = hold(in_a_pid_namespace, 0);
	let_go(&held);
	wait_until(has_child, 0);
	get_watch(&nl, seen->value[0], &row);
	check(seen->value[0] > 0 && seen->value[1] == 1 &&
	      row.pid == seen->value[2] && row.tasks == 1,
	      "pids are those of the asker's pid namespace",
	      "watch %ld: inside %ld, outside %d of %ld, %lu tasks",
	      seen->value[0], seen->value[1], row.pid, seen->value[2], row.tasks);
	kill(seen->value[2], SIGKILL);
	finish(&held);
	wait_until(is_gone, seen->value[0]);
}

int main(void)
{
	int err;

	rig_begin(19);
	err = nl_open(&nl);
	if (err)
		ksft_exit_fail_msg("no netlink family: %s\n", strerror(-err));
	several_at_once();
	overlapping();
	a_running_process();
	full();
	somebody_elses();
	owner_is_killed();
	socket_is_shared();
	refusals();
	pid_namespace();
	nl_close(&nl);
	rig_end();
}
