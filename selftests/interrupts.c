// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts between CPUs leave no registers behind that show where they hit:
 * one thread makes the kernel send them to the CPU on which another one, which
 * makes no call at all, computes.
 */
#define _GNU_SOURCE
#include <linux/membarrier.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define SENT	211

static volatile unsigned long beats;
static volatile int sent;

static void *compute(void *cpu)
{
	pin(0, (long)cpu);
	while (!sent)
		beats++;
	return NULL;
}

/* Runs again, or for the first time: an emulator may run one CPU at a time. */
static void await_beat(void)
{
	unsigned long before = beats;

	while (beats == before)
		__builtin_ia32_pause();
}

/* Each barrier interrupts the CPUs on which another thread of this one runs. */
static int send(long to)
{
	pthread_t thread;
	int i;

	pin(0, !to);
	raw2(__NR_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0);
	pthread_create(&thread, NULL, compute, (void *)to);
	for (i = 0; i < SENT; i++) {
		await_beat();
		raw2(__NR_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0);
	}
	sent = 1;
	pthread_join(thread, NULL);
	return 0;
}

static struct ledger_row rows[256];

/* Of both kinds, to one CPU and to several: it is the kernel's choice. */
static struct ledger_row calls_between(struct nl *nl, int watch)
{
	int i, n = get_ledger(nl, watch, rows, ARRAY_SIZE(rows));
	struct ledger_row sum = { 0 };

	for (i = 0; i < n; i++) {
		if (rows[i].kind != RINGSIDE_KIND_INTERRUPT ||
		    (rows[i].which != RINGSIDE_INTERRUPT_CALL &&
		     rows[i].which != RINGSIDE_INTERRUPT_CALL_SINGLE))
			continue;
		sum.count += rows[i].count;
		sum.unknown += rows[i].unknown;
	}
	return sum;
}

/* Not all: whoever else wants that CPU may have it at times. */
static void to_cpu(struct nl *nl, long cpu)
{
	struct held held = hold(send, cpu);
	int watch = watch_add(nl, held.pid);
	struct ledger_row hit;
	char name[64];

	let_go(&held);
	finish(&held);
	hit = calls_between(nl, watch);
	watch_del(nl, watch);
	snprintf(name, sizeof(name), "those to CPU %ld hit ring 3", cpu);
	check(hit.count > SENT / 16 && hit.count <= 2 * SENT, name,
	      "%lu of %d", hit.count, SENT);
}

int main(void)
{
	struct ledger_row all;
	struct nl nl;

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		ksft_exit_skip("needs two CPUs\n");
	rig_begin(3);
	if (nl_open(&nl))
		ksft_exit_fail_msg("no netlink family ringside\n");
	to_cpu(&nl, 0);
	to_cpu(&nl, 1);
	all = calls_between(&nl, 0);
	check(!all.unknown, "of none is unknown where it hit", "%lu are",
	      all.unknown);
	nl_close(&nl);
	rig_end();
}
