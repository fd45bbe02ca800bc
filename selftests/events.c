// SPDX-License-Identifier: GPL-2.0
/* Events of a watch: each crossing once and in order, or said to be lost. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "../kselftest.h"
#include "lib/events.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define MANY		1000000
#define KINDS		23
#define MANY_ROOM	131072
#define LEAST_ROOM	64
#define QUESTIONS	16
#define CALLS		211
#define MOVES		307
#define MAX_TASKS	64

static struct nl nl;
static struct trace trace;

/* What came of a watch, by what, and whether each task's came in order. */
struct sum {
	uint64_t got[WHATS], lost_told, ia32;
	int out_of_order, unpaired, tasks;
	struct {
		int pid, inside;	/* 0: in no call, else its number plus 1 */
		uint64_t last;
	} task[MAX_TASKS];
};

static void check_order(struct sum *sum, const struct event *e)
{
	int i, unknown;

	for (i = 0; i < sum->tasks && sum->task[i].pid != e->pid; i++)
		;
	if (i == MAX_TASKS)
		return;
	unknown = i == sum->tasks;
	sum->tasks += unknown;
	sum->task[i].pid = e->pid;
	sum->out_of_order += e->time < sum->task[i].last;
	sum->task[i].last = e->time;
	if (e->what == RINGSIDE_WHAT_ENTRY) {
		sum->unpaired += sum->task[i].inside != 0;
		sum->task[i].inside = e->nr + 1;
	} else if (e->what == RINGSIDE_WHAT_EXIT) {
		/* It may have entered before the watch began. */
		sum->unpaired += sum->task[i].inside != e->nr + 1 &&
				 !(unknown || e->nr == __NR_readv);
		sum->task[i].inside = 0;
	}
}

static void take(struct sum *sum)
{
	int i;

	for (i = 0; i < trace.n; i++) {
		sum->got[trace.event[i].what]++;
		sum->ia32 += trace.event[i].what == RINGSIDE_WHAT_ENTRY &&
			     trace.event[i].abi == RINGSIDE_ABI_IA32;
		sum->lost_told += trace.event[i].lost;
		check_order(sum, &trace.event[i]);
	}
}

/* Until all tasks of the watch have ended and nothing is left. */
static int read_all(int id, struct sum *sum)
{
	int n;

	do {
		n = trace_read(&nl, id, &trace);
		if (n > 0)
			take(sum);
		else if (!n && trace.tasks)
			usleep(1000);
	} while (n > 0 || (!n && trace.tasks));
	return n;
}

static int calls(long times)
{
	while (times--)
		raw0(__NR_getppid);
	return 0;
}

/* What was received, and said to be lost, is what was counted. */
static void check_sum(int id, const struct sum *sum, const char *name)
{
	uint64_t entries, exits, in = 0, out = 0;
	struct watch_row row;
	int abi;

	get_watch(&nl, id, &row);
	for (abi = 0; abi < ABIS; abi++) {
		in += row.abi[abi].entries;
		out += row.abi[abi].exits + row.abi[abi].earlier;
	}
	entries = sum->got[RINGSIDE_WHAT_ENTRY] + trace.loss[RINGSIDE_WHAT_ENTRY];
	exits = sum->got[RINGSIDE_WHAT_EXIT] + trace.loss[RINGSIDE_WHAT_EXIT];
	check(entries == in && exits == out, name,
	      "entries: %lu received, %lu lost, %lu counted; exits: %lu, %lu, %lu",
	      sum->got[RINGSIDE_WHAT_ENTRY], trace.loss[RINGSIDE_WHAT_ENTRY], in,
	      sum->got[RINGSIDE_WHAT_EXIT], trace.loss[RINGSIDE_WHAT_EXIT], out);
}

static void a_million(void)
{
	struct held held = hold(calls, repeats(MANY));
	int err, id = watch_events(&nl, held.pid, MANY_ROOM);
	struct sum sum = {};

	let_go(&held);
	err = read_all(id, &sum);
	finish(&held);
	check_sum(id, &sum, "a million crossings: received + lost = counted");
	check(!err && !sum.out_of_order && (lost_in_all(&trace) || !sum.unpaired),
	      "in order, each exit after its entry",
	      "error %d, %d out of order, %d unpaired", err, sum.out_of_order,
	      sum.unpaired);
	ksft_print_msg("%lu events lost of %d calls\n", lost_in_all(&trace),
		       repeats(MANY));
	watch_del(&nl, id);
}

static bool is_gone(long id)
{
	struct watch_row row;

	return get_watch(&nl, id, &row) < 0 || !row.tasks;
}

/* Nobody reads until it is over: the first events are there, the rest is said. */
static void full_ring(void)
{
	struct held held = hold(calls, CALLS);
	int id = watch_events(&nl, held.pid, LEAST_ROOM);
	struct sum sum = {};
	uint64_t lost, told;

	let_go(&held);
	finish(&held);
	wait_until(is_gone, id);
	read_all(id, &sum);
	lost = lost_in_all(&trace);
	told = sum.lost_told;
	check_sum(id, &sum, "a full ring: received + lost = counted");
	check(lost && lost >= told && !sum.out_of_order &&
	      sum.got[RINGSIDE_WHAT_ENTRY] > 10,
	      "it has lost the latest, and says so",
	      "%lu lost, %lu of them told, %lu entries", lost, told,
	      sum.got[RINGSIDE_WHAT_ENTRY]);
	watch_del(&nl, id);
}

/* Calls; waits until the reader has made room; more calls. One CPU all the time. */
static int calls_twice(long times)
{
	calls(times);
	__atomic_store_n(&seen->value[0], 1, __ATOMIC_SEQ_CST);
	while (!__atomic_load_n(&seen->value[1], __ATOMIC_SEQ_CST))
		;
	return calls(7);
}

static bool has_called(long arg)
{
	(void)arg;
	return __atomic_load_n(&seen->value[0], __ATOMIC_SEQ_CST);
}

/* After a loss the next event that finds room says how many came before it. */
static void late_reader(void)
{
	struct held held;
	struct sum sum = {};
	int id;

	memset(seen, 0, sizeof(*seen));
	held = hold(calls_twice, CALLS);
	pin(held.pid, 0);
	id = watch_events(&nl, held.pid, LEAST_ROOM);
	let_go(&held);
	wait_until(has_called, 0);
	while (trace_read(&nl, id, &trace) > 0)
		take(&sum);
	__atomic_store_n(&seen->value[1], 1, __ATOMIC_SEQ_CST);
	read_all(id, &sum);
	finish(&held);
	check_sum(id, &sum, "a late reader: received + lost = counted");
	check(sum.lost_told && sum.lost_told == lost_in_all(&trace),
	      "the first event after a loss tells it", "%lu told of %lu",
	      sum.lost_told, lost_in_all(&trace));
	watch_del(&nl, id);
}

/* Its socket is full: what could not be sent comes with the next answer. */
static void stopped_reader(void)
{
	struct held held = hold(calls, 4 * CALLS);
	int i, n, answers = 0, small = 1, large = 1 << 20;
	int id = watch_events(&nl, held.pid, MANY_ROOM);
	struct sum sum = {};

	let_go(&held);
	finish(&held);
	wait_until(is_gone, id);
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	for (i = 0; i < QUESTIONS; i++)
		trace_ask(&nl, id);
	/* That answers found no room is an error, and told first. */
	while ((n = trace_take(&nl, &trace)) > 0 || n == -ENOBUFS) {
		if (n > 0)
			take(&sum);
		answers += n > 0;
	}
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVBUF, &large, sizeof(large));
	read_all(id, &sum);
	check_sum(id, &sum, "a stopped reader: received = counted");
	check(answers < QUESTIONS && !lost_in_all(&trace) && !sum.out_of_order &&
	      !sum.unpaired, "and nothing was lost on the way",
	      "%d of %d answers, %lu lost, %d out of order, %d unpaired", answers,
	      QUESTIONS, lost_in_all(&trace), sum.out_of_order, sum.unpaired);
	watch_del(&nl, id);
}

static int ended_pid(void)
{
	int pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

static void refused(void)
{
	struct nl other;
	int id = watch_events(&nl, getpid(), LEAST_ROOM);
	int plain = watch_add(&nl, getpid());

	nl_open(&other);
	check(trace_read(&other, id, &trace) == -EPERM && *other.sentence,
	      "another socket may not read them", "%s", other.sentence);
	nl_close(&other);
	check(trace_read(&nl, plain, &trace) == -ENODATA && *nl.sentence,
	      "a watch without room has none", "%s", nl.sentence);
	watch_del(&nl, plain);
	check(trace_read(&nl, plain, &trace) == -ENOENT && *nl.sentence,
	      "nor has one that is gone", "%s", nl.sentence);
	check(trace_read(&nl, id, &trace) > 0, "our own calls are events",
	      "%s", nl.sentence);
	watch_del(&nl, id);
	check(watch_events(&nl, ended_pid(), LEAST_ROOM) == -ESRCH && *nl.sentence,
	      "nor has a process that has ended", "%s", nl.sentence);
}

/* Two readers, each with a watch of its own: both get all. */
static void two_readers(void)
{
	struct held held = hold(calls, CALLS);
	int first = watch_events(&nl, held.pid, MANY_ROOM / 8);
	int second = watch_events(&nl, held.pid, MANY_ROOM / 8);
	struct sum one = {}, two = {};

	let_go(&held);
	finish(&held);
	read_all(first, &one);
	read_all(second, &two);
	check(one.got[RINGSIDE_WHAT_ENTRY] == CALLS + 1 &&
	      !memcmp(one.got, two.got, sizeof(one.got)),
	      "two watches of a task get the same",
	      "%lu and %lu entries", one.got[RINGSIDE_WHAT_ENTRY],
	      two.got[RINGSIDE_WHAT_ENTRY]);
	watch_del(&nl, first);
	watch_del(&nl, second);
}

/* Back and forth between the CPUs, with a thread of control in each step. */
static int moves(long times)
{
	unsigned long mask;

	while (times--) {
		mask = 1 << times % 2;
		raw3(__NR_sched_setaffinity, 0, sizeof(mask), &mask);
		if (times % 16 == 0 && !raw0(__NR_fork))
			raw_exit_group(calls(3));
		raw0(__NR_getppid);
	}
	return 0;
}

static void moving(void)
{
	struct held held = hold(moves, MOVES);
	int err, id = watch_events(&nl, held.pid, MANY_ROOM / 8);
	struct sum sum = {};

	let_go(&held);
	err = read_all(id, &sum);
	finish(&held);
	check_sum(id, &sum, "tasks that move, and are born: received = counted");
	check(!err && !sum.out_of_order && !sum.unpaired &&
	      sum.got[RINGSIDE_WHAT_FORK] == (MOVES + 15) / 16 &&
	      sum.got[RINGSIDE_WHAT_END] == sum.got[RINGSIDE_WHAT_FORK] + 1 &&
	      sum.got[RINGSIDE_WHAT_FIRST_RETURN] == sum.got[RINGSIDE_WHAT_FORK],
	      "each task's events in order, from its first return to its end",
	      "error %d, %d out of order, %d unpaired, %lu forks, %lu ends, %lu first returns",
	      err, sum.out_of_order, sum.unpaired, sum.got[RINGSIDE_WHAT_FORK],
	      sum.got[RINGSIDE_WHAT_END], sum.got[RINGSIDE_WHAT_FIRST_RETURN]);
	watch_del(&nl, id);
}

/* Each kind of crossing but interrupts, which come when they want. */
static void on_signal(int sig)
{
	(void)sig;
}

static int kinds(long times)
{
	const struct sigaction act = { .sa_handler = on_signal };
	char *page;
	long i;

	sigaction(SIGUSR1, &act, NULL);
	sigaction(SIGTRAP, &act, NULL);
	page = mmap(NULL, times * 4096, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (i = 0; i < times; i++) {
		page[i * 4096] = 1;
		__asm__ volatile("" : : "r"(page) : "memory");
		raw2(__NR_kill, getpid(), SIGUSR1);
		__asm__ volatile("int3");
		raw1(__NR_close, -1);
		raw_int80(IA32_GETPID, 0, 0, 0);
	}
	return 0;
}

static uint64_t ledger_count(int id, int kind, int which)
{
	static struct ledger_row rows[MAX_ROWS];
	int i, n = get_ledger(&nl, id, rows, MAX_ROWS);
	uint64_t sum = 0;

	for (i = 0; i < n; i++)
		if (rows[i].kind == kind && (which < 0 || rows[i].which == which))
			sum += rows[i].count;
	return sum;
}

static void check_kind(int id, const struct sum *sum, int what, int kind, int which,
		       const char *name)
{
	uint64_t counted = ledger_count(id, kind, which);

	check(sum->got[what] == counted && counted, name,
	      "%lu events, %lu in the ledger", sum->got[what], counted);
}

static void all_kinds(void)
{
	struct held held = hold(kinds, KINDS);
	int id = watch_events(&nl, held.pid, MANY_ROOM / 8);
	struct sum sum = {};

	let_go(&held);
	read_all(id, &sum);
	finish(&held);
	check_sum(id, &sum, "other kinds beside them: received = counted");
	check(sum.ia32 == KINDS, "calls of another ABI say so", "%lu of %d", sum.ia32,
	      KINDS);
	check_kind(id, &sum, RINGSIDE_WHAT_FAULT, RINGSIDE_KIND_FAULT, -1, "page faults");
	check_kind(id, &sum, RINGSIDE_WHAT_EXCEPTION, RINGSIDE_KIND_EXCEPTION, 3,
		   "exceptions");
	check_kind(id, &sum, RINGSIDE_WHAT_SIGNAL, RINGSIDE_KIND_EVENT,
		   RINGSIDE_EVENT_SIGNAL_DELIVERED, "signals");
	check_kind(id, &sum, RINGSIDE_WHAT_END, RINGSIDE_KIND_EVENT, RINGSIDE_EVENT_EXIT,
		   "ends");
	watch_del(&nl, id);
}

static bool no_watches(long arg)
{
	struct status status;

	(void)arg;
	return !get_status(&nl, &status) && !status.watches;
}

/* The watch goes with its reader, however that ends; the task goes on. */
static void killed_reader(void)
{
	struct held held = hold(calls_twice, CALLS), reader;

	memset(seen, 0, sizeof(*seen));
	fflush(NULL);
	reader.pid = fork();
	if (!reader.pid) {
		nl_open(&nl);
		if (watch_events(&nl, held.pid, MANY_ROOM) > 0)
			kill(getpid(), SIGKILL);
		_exit(1);
	}
	check(WIFSIGNALED(finish(&reader)) && wait_until(no_watches, 0),
	      "a killed reader leaves no watch", "see above");
	let_go(&held);
	wait_until(has_called, 0);
	seen->value[1] = 1;
	check(!finish(&held), "and its task goes on", "it did not");
}

static void unload(void)
{
	struct held held = hold(calls, CALLS);
	int err, id = watch_events(&nl, held.pid, MANY_ROOM);

	let_go(&held);
	trace_read(&nl, id, &trace);
	err = module_unload();
	check(!err, "unload with a reader", "%s", strerror(-err));
	err = trace_read(&nl, id, &trace);
	check(err == -ENOENT, "who then finds nobody to ask", "%s", strerror(-err));
	finish(&held);
	nl_close(&nl);
	rig_reload();
}

int main(void)
{
	rig_begin(26);
	if (nl_open(&nl))
		ksft_exit_fail_msg("no family\n");
	refused();
	full_ring();
	late_reader();
	two_readers();
	stopped_reader();
	moving();
	all_kinds();
	killed_reader();
	a_million();
	unload();
	rig_end();
}
