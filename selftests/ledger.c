// SPDX-License-Identifier: GPL-2.0
/*
 * The ledger: a program that crosses in every way it can, each way a prime
 * number of times, on a CPU that counts its crossings by itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "../kselftest.h"
#include "lib/busy.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define CHECKED_CPU	1
#define ROUNDS		10
#define PAGE		4096
#define STACK		(64 * 1024)

enum {
	CALLS = 1009, PAGES = 1013, NULLS = 101, UD2S = 103, DIVISIONS = 107,
	INT3S = 109, HALTS = 113, KILLS = 127, JUMPS = 131, SLEEPS = 11,
	SPAWNS = 13
};

/* Where the handler goes on, when it does not return */
static jmp_buf escape;
static volatile int jumping;

/* ud2, hlt: 1 or 2 bytes that do nothing but fail; int3 is over already. */
static void skip_instruction(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	greg_t *ip = &uc->uc_mcontext.gregs[REG_RIP];
	const unsigned char *code = (const unsigned char *)*ip;

	(void)info;
	if (jumping)
		longjmp(escape, 1);
	if (sig == SIGTRAP || sig == SIGUSR1)
		return;
	if (code[0] == 0xf4)			/* hlt */
		*ip += 1;
	else if (code[0] == 0x0f)		/* ud2 */
		*ip += 2;
	else if (code[0] == 0xf7)		/* div %ecx */
		*ip += 2;
	else if (code[0] == 0xc6)		/* movb $0, (%rax) */
		*ip += 3;
	else
		_exit(99);
}

static void handle_all(void)
{
	static const int signals[] = { SIGSEGV, SIGILL, SIGFPE, SIGTRAP, SIGUSR1 };
	struct sigaction action = {
		.sa_sigaction = skip_instruction,
		.sa_flags = SA_SIGINFO | SA_NODEFER
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

static void touch(char *pages)
{
	int i;

	for (i = 0; i < PAGES; i++)
		*(volatile char *)(pages + i * PAGE) = 1;
}

static void fault(void)
{
	int i;

	for (i = 0; i < NULLS; i++)
		__asm__ volatile("movb $0, (%%rax)" : : "a"(0L) : "memory");
	for (i = 0; i < UD2S; i++)
		__asm__ volatile("ud2");
	for (i = 0; i < DIVISIONS; i++)
		__asm__ volatile("div %%ecx" : : "a"(1), "c"(0), "d"(0));
	for (i = 0; i < INT3S; i++)
		__asm__ volatile("int3");
	for (i = 0; i < HALTS; i++)
		__asm__ volatile("hlt");
}

/* Without the signal mask, which would take calls to keep and to restore. */
static void jump_out_once(void)
{
	if (!_setjmp(escape)) {
		jumping = 1;
		__asm__ volatile("ud2");
	}
	jumping = 0;
}

static void call(void)
{
	struct timespec pause = { .tv_nsec = 1000000 };
	long pid = raw0(__NR_getpid);
	int i;

	for (i = 0; i < CALLS; i++)
		raw0(__NR_getppid);
	for (i = 0; i < KILLS; i++)
		raw2(__NR_kill, pid, SIGUSR1);
	for (i = 0; i < SLEEPS; i++)
		raw2(__NR_nanosleep, &pause, NULL);
	for (i = 0; i < JUMPS; i++)
		jump_out_once();
	for (i = 0; i < SPAWNS; i++) {
		pid = raw_spawn(__NR_vfork, 0, 0);
		raw4(__NR_wait4, pid, 0, __WALL, 0);
	}
}

/* All that it will use is in memory before, but the fresh pages. */
static void perform(int ready, int go, bool pinned)
{
	volatile char stack[STACK];
	char *pages;
	size_t i;

	if (pinned)
		pin(0, CHECKED_CPU);
	handle_all();
	for (i = 0; i < sizeof(stack); i += PAGE)
		stack[i] = 0;
	mlockall(MCL_CURRENT);
	pages = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	madvise(pages, PAGES * PAGE, MADV_NOHUGEPAGE);
	write(ready, "r", 1);
	raw3(__NR_read, go, (void *)stack, 1);
	touch(pages);
	fault();
	call();
	raw_exit_group(0);
}

struct actor {
	pid_t pid;
	int ready[2], go[2];
	int watch;
};

static void begin(struct actor *actor, struct nl *nl, bool pinned)
{
	char byte;

	if (pipe(actor->ready) || pipe(actor->go))
		ksft_exit_fail_msg("pipe: %s\n", strerror(errno));
	actor->pid = fork();
	if (!actor->pid)
		perform(actor->ready[1], actor->go[0], pinned);
	read(actor->ready[0], &byte, 1);
	if (!wait_inside(actor->pid, __NR_read))
		ksft_exit_fail_msg("the actor does not wait\n");
	actor->watch = watch_add(nl, actor->pid);
}

static void let_act(struct actor *actor)
{
	write(actor->go[1], "g", 1);
}

/* The watch stays until watch_del(): its counters are read after the end. */
static int end(struct actor *actor)
{
	int status = -1;

	waitpid(actor->pid, &status, 0);
	close(actor->ready[0]);
	close(actor->ready[1]);
	close(actor->go[0]);
	close(actor->go[1]);
	return status;
}

static struct ledger_row rows[256];

static int ledger(struct nl *nl, int watch)
{
	int n = get_ledger(nl, watch, rows, ARRAY_SIZE(rows));

	if (n < 0)
		ksft_exit_fail_msg("no ledger: %s\n", nl->sentence);
	return n;
}

static uint64_t of(int n, int kind, int which)
{
	int i;

	for (i = 0; i < n; i++) {
		if (rows[i].kind == kind && rows[i].which == which)
			return rows[i].count;
	}
	return 0;
}

/* SYSCALLS: what call() makes, getpid and exit_group, and those of the spawned */
#define SIGRETURNS (NULLS + UD2S + DIVISIONS + INT3S + HALTS + KILLS)
#define SYSCALLS (1 + CALLS + KILLS + SLEEPS + 2 * SPAWNS + SIGRETURNS + 1 + SPAWNS)

static const struct {
	const char *name;
	int kind, which;
	uint64_t count;
} expected[] = {
	{ "syscalls", RINGSIDE_KIND_SYSCALL, RINGSIDE_ABI_X86_64, SYSCALLS },
	{ "served page faults", RINGSIDE_KIND_FAULT, -1, PAGES },
	{ "NULL writes", RINGSIDE_KIND_FAULT_SIGNAL, -1, NULLS },
	{ "#UD", RINGSIDE_KIND_EXCEPTION, 6, UD2S + JUMPS },
	{ "#DE", RINGSIDE_KIND_EXCEPTION, 0, DIVISIONS },
	{ "#BP", RINGSIDE_KIND_EXCEPTION, 3, INT3S },
	{ "#GP", RINGSIDE_KIND_EXCEPTION, 13, HALTS },
	{ "#DB", RINGSIDE_KIND_EXCEPTION, 1, 0 },
	{ "signals delivered", RINGSIDE_KIND_EVENT,
	  RINGSIDE_EVENT_SIGNAL_DELIVERED, SIGRETURNS + JUMPS },
	{ "signals returned", RINGSIDE_KIND_EVENT,
	  RINGSIDE_EVENT_SIGNAL_RETURNED, SIGRETURNS },
	{ "signals abandoned", RINGSIDE_KIND_EVENT,
	  RINGSIDE_EVENT_SIGNAL_ABANDONED, JUMPS },
	{ "forks", RINGSIDE_KIND_EVENT, RINGSIDE_EVENT_FORK, SPAWNS },
	{ "ends", RINGSIDE_KIND_EVENT, RINGSIDE_EVENT_EXIT, SPAWNS + 1 },
	{ "execs", RINGSIDE_KIND_EVENT, RINGSIDE_EVENT_EXEC, 0 },
};

static void judge_rows(int n, const char *when)
{
	char name[128];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(expected); i++) {
		uint64_t got = of(n, expected[i].kind, expected[i].which);

		snprintf(name, sizeof(name), "%s, %s", expected[i].name, when);
		check(got == expected[i].count, name, "%lu, expected %lu", got,
		      expected[i].count);
	}
}

static const char *why_unchecked(struct nl *nl)
{
	int i, n = ledger(nl, 0);

	for (i = 0; i < n; i++) {
		if (rows[i].kind == RINGSIDE_KIND_CHECK &&
		    rows[i].which == CHECKED_CPU)
			return rows[i].known ? NULL : "CPU 1 does not track its crossings";
	}
	return "there is no CPU 1";
}

static bool residual_is_0(struct nl *nl, char *why, size_t size)
{
	int i, n = ledger(nl, 0);

	for (i = 0; i < n; i++) {
		if (rows[i].kind != RINGSIDE_KIND_CHECK ||
		    rows[i].which != CHECKED_CPU)
			continue;
		snprintf(why, size, "sum %lu, own count %lu, residual %ld",
			 rows[i].sum, rows[i].count, rows[i].residual);
		return rows[i].known && !rows[i].residual;
	}
	snprintf(why, size, "no row of CPU %d", CHECKED_CPU);
	return false;
}

static void judge_residual(struct nl *nl, const char *name)
{
	const char *unchecked = why_unchecked(nl);
	char why[128];
	bool ok;

	if (unchecked) {
		skip(name, unchecked);
		return;
	}
	ok = residual_is_0(nl, why, sizeof(why));
	check(ok, name, "%s", why);
}

static void alone(struct nl *nl)
{
	struct actor actor;

	begin(&actor, nl, true);
	let_act(&actor);
	check(!end(&actor), "it acts to its end", "status not 0");
	judge_rows(ledger(nl, actor.watch), "alone");
	watch_del(nl, actor.watch);
	judge_residual(nl, "the residual of CPU 1 is 0");
}

static void again_and_again(struct nl *nl)
{
	int round;
	struct actor actor;

	for (round = 0; round < ROUNDS; round++) {
		begin(&actor, nl, true);
		let_act(&actor);
		end(&actor);
		watch_del(nl, actor.watch);
		judge_residual(nl, "the residual is 0, once more");
	}
}

static void two(struct nl *nl)
{
	struct actor one, other;

	begin(&one, nl, true);
	begin(&other, nl, true);
	let_act(&one);
	let_act(&other);
	end(&one);
	end(&other);
	judge_rows(ledger(nl, one.watch), "one of two at once");
	judge_rows(ledger(nl, other.watch), "the other of two at once");
	watch_del(nl, one.watch);
	watch_del(nl, other.watch);
	judge_residual(nl, "the residual is 0 after two at once");
}

/* They move between the CPUs, so that some cross here and call there. */
static void with_neighbours(struct nl *nl)
{
	struct actor actor;
	struct busy busy;

	busy_start(&busy);
	begin(&actor, nl, false);
	let_act(&actor);
	end(&actor);
	judge_rows(ledger(nl, actor.watch), "with busy neighbours, not pinned");
	judge_residual(nl, "the residual is 0 while neighbours are busy");
	watch_del(nl, actor.watch);
	busy_stop(&busy);
	judge_residual(nl, "the residual is 0 after that");
}

static uint64_t count_of(const struct ledger_row *rows, int n, const struct ledger_row *like)
{
	int i;

	for (i = 0; i < n; i++)
		if (rows[i].kind == like->kind && rows[i].which == like->which)
			return rows[i].count;
	return 0;
}

/* Rows of one CPU after the other: their sum was reached while they were read. */
static void each_cpu(struct nl *nl)
{
	static struct ledger_row before[MAX_ROWS], after[MAX_ROWS], one[MAX_ROWS];
	static uint64_t sum[MAX_ROWS];
	int cpu, i, n_after, n_one, wrong = 0, cpus = sysconf(_SC_NPROCESSORS_CONF);
	int n = get_ledger(nl, 0, before, MAX_ROWS);

	for (cpu = 0; cpu < cpus; cpu++) {
		n_one = get_ledger_of_cpu(nl, cpu, one, MAX_ROWS);
		wrong += n_one <= 0;
		for (i = 0; i < n; i++)
			sum[i] += count_of(one, n_one, &before[i]);
	}
	n_after = get_ledger(nl, 0, after, MAX_ROWS);
	for (i = 0; i < n; i++) {
		if (before[i].kind == RINGSIDE_KIND_CHECK || !before[i].known ||
		    (sum[i] >= before[i].count &&
		     sum[i] <= count_of(after, n_after, &before[i])))
			continue;
		ksft_print_msg("kind %d, %d: %lu before, %lu on all CPUs, %lu after\n",
			       before[i].kind, before[i].which, before[i].count, sum[i],
			       count_of(after, n_after, &before[i]));
		wrong++;
	}
	check(n > 0 && !wrong, "the rows of all CPUs add up to those of the system",
	      "%d of %d do not", wrong, n);
}

int main(void)
{
	struct nl nl;

	rig_begin(ARRAY_SIZE(expected) * 4 + 2 + ROUNDS + 4);
	if (nl_open(&nl))
		ksft_exit_fail_msg("no netlink family ringside\n");
	alone(&nl);
	again_and_again(&nl);
	two(&nl);
	with_neighbours(&nl);
	each_cpu(&nl);
	nl_close(&nl);
	rig_end();
}
