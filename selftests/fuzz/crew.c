// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../../kselftest.h"
#include "../lib/nl.h"
#include "../lib/rig.h"
#include "company.h"
#include "crew.h"

/* Seconds without a message after which there will never be one */
#define PATIENCE	120
#define TELL_EVERY	100000
/* Messages with and without the module, each time */
#define HERE		160
#define GONE		40

/* In memory that all share */
static struct board *board;

/* A child that has been reaped: its number is nobody's for some time. */
static pid_t dead_pid(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	return pid;
}

static pid_t start_sender(struct orders orders, unsigned int number)
{
	pid_t pid, tester = getpid();

	orders.number = number;
	pid = fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != tester)
		_exit(1);
	prctl(PR_SET_NAME, "fuzz sender");
	orders.pids[0] = getpid();
	send_all(&orders, board);
	_exit(0);
}

static uint64_t total(void)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < SENDERS; i++)
		sum += board->tallies[i].messages;
	return sum;
}

/* After each load it has another number. */
static void find_family(void)
{
	struct nl nl;

	if (nl_open(&nl))
		ksft_exit_fail_msg("the module is loaded, but has no netlink family\n");
	__atomic_store_n(&board->family, nl.family, __ATOMIC_RELAXED);
	nl_close(&nl);
}

/* How many are left; those that are stuck are said and ended. */
static int reap(pid_t *pids, bool stuck)
{
	int left = 0, status;
	unsigned int i;

	for (i = 0; i < SENDERS; i++) {
		if (stuck && pids[i])
			kill(pids[i], SIGKILL);
		if (pids[i] && waitpid(pids[i], &status, stuck ? 0 : WNOHANG) == pids[i]) {
			if (status)
				finding(&board->tallies[i].findings, "sender %u: status 0x%x%s", i,
					status, stuck ? ", it was stuck" : "");
			pids[i] = 0;
		}
		left += !!pids[i];
	}
	return left;
}

static void allow(unsigned int messages)
{
	__atomic_add_fetch(&board->allowed, messages / SENDERS, __ATOMIC_RELAXED);
}

/*
 * The module goes while messages are sent, and comes while they are. Between
 * that senders wait, or all would be sent in the time that a load takes.
 */
struct cycle {
	bool wanted;
	uint64_t next;
	unsigned int loads;
};

static void come_and_go(struct cycle *cycle)
{
	if (!cycle->wanted || total() < cycle->next || module_unload())
		return;
	allow(GONE);
	rig_reload();
	find_family();
	allow(HERE);
	cycle->loads++;
	/* Soon enough for the last sender that is left. */
	cycle->next = total() + HERE / SENDERS / 2;
}

/* Until all have sent all */
static void wait_for(pid_t *pids, struct cycle *cycle)
{
	const struct timespec pause = { .tv_nsec = 2000000 };
	uint64_t sent, before = 0, since = now_ms(), told = 0;

	while (reap(pids, now_ms() - since > PATIENCE * 1000)) {
		sent = total();
		if (sent != before)
			since = now_ms();
		before = sent;
		if (sent - told >= TELL_EVERY) {
			ksft_print_msg("%" PRIu64 " messages\n", sent);
			told = sent;
		}
		come_and_go(cycle);
		nanosleep(&pause, NULL);
	}
}

/* Findings of all, and what they saw in one line */
static void sum_up(const char *name, uint64_t ms, struct tally *sum)
{
	unsigned int i, op;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; i < SENDERS; i++) {
		const struct tally *t = &board->tallies[i];

		sum->messages += t->messages;
		sum->requests += t->requests;
		sum->refusals += t->refusals;
		sum->rows += t->rows;
		sum->dumps += t->dumps;
		sum->interrupted += t->interrupted;
		sum->abandoned += t->abandoned;
		for (op = 0; op < n_op_specs; op++)
			sum->done[op] += t->done[op];
		if (t->findings.n)
			finding(&sum->findings, "sender %u after %" PRIu64 " messages: %s", i,
				t->messages, t->findings.first);
	}
	ksft_print_msg("%s for %" PRIu64 " s: %" PRIu64 " messages, %" PRIu64
		       " requests: %" PRIu64 " refused, %" PRIu64 " dumps of %" PRIu64
		       " rows (%" PRIu64 " interrupted); %" PRIu64
		       " sockets left half read\n", name, ms / 1000, sum->messages,
		       sum->requests, sum->refusals, sum->dumps, sum->rows,
		       sum->interrupted, sum->abandoned);
}

/* For watches; the first is the sender itself, 2 is a kernel thread. */
static void choose_targets(struct orders *orders, const struct company *company)
{
	const uint32_t pids[PIDS] = { 0, getpid(), company_breeder(company), 1, 2, dead_pid() };

	memcpy(orders->pids, pids, sizeof(pids));
}

void crew_run(const char *name, struct orders orders, struct tally *sum,
	      unsigned int *loads)
{
	struct cycle cycle = { .wanted = orders.module_comes_and_goes };
	struct company company;
	pid_t pids[SENDERS];
	uint64_t begun = now_ms();
	unsigned int i;
	int odd;

	board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (board == MAP_FAILED)
		ksft_exit_fail_msg("no memory to share: %s\n", strerror(errno));
	find_family();
	board->allowed = cycle.wanted ? HERE / SENDERS : UINT64_MAX;
	orders.messages /= SENDERS;
	company_start(&company, orders.seed, cycle.wanted);
	choose_targets(&orders, &company);
	for (i = 0; i < SENDERS; i++)
		pids[i] = start_sender(orders, i);
	wait_for(pids, &cycle);
	*loads = cycle.loads;
	odd = company_stop(&company);
	sum_up(name, now_ms() - begun, sum);
	if (odd)
		finding(&sum->findings, "%d of who read files and bear tasks met something odd",
			odd);
	munmap(board, sizeof(*board));
}
