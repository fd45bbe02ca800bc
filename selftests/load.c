// SPDX-License-Identifier: GPL-2.0
/*
 * The balance at every read while all kinds of crossings happen on all CPUs,
 * right after load, right after a reset, and when it is quiet again.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../kselftest.h"
#include "lib/busy.h"
#include "lib/events.h"
#include "lib/raw.h"
#include "lib/rig.h"
#include "lib/text.h"

/* Of the totals alone, and of all there is */
#define QUICK	1000
#define READS	100
#define LOADS	10
#define RESETS	4
#define CROWD		100
#define LEAST_ROOM	64

struct tally {
	int reads, unbalanced, lost, failed;
	uint64_t entries;
	char why[200];
};

static void judge(struct tally *tally, const struct totals *t, const char *where,
		  int abi)
{
	tally->entries += t->entries;
	if (!imbalance(t) && !t->lost_exits)
		return;
	tally->unbalanced += !!imbalance(t);
	tally->lost += !!t->lost_exits;
	snprintf(tally->why, sizeof(tally->why),
		 "%s abi %d: %lu = %lu + %lu + %lu + %lu, %lu lost exits", where, abi,
		 t->entries, t->exits, t->never, t->in_flight, t->untracked,
		 t->lost_exits);
}

static void read_netlink(struct nl *nl, struct tally *tally)
{
	struct status status;
	int abi;

	tally->reads++;
	if (get_status(nl, &status)) {
		tally->failed++;
		return;
	}
	for (abi = 0; abi < ABIS; abi++)
		judge(tally, &status.abi[abi], "netlink", abi);
}

static void read_text(struct tally *tally)
{
	struct totals abis[ABIS];
	int abi;

	tally->reads++;
	if (text_status(abis)) {
		tally->failed++;
		return;
	}
	for (abi = 0; abi < ABIS; abi++)
		judge(tally, &abis[abi], "text", abi);
}

/* No row may return more often than it was entered. */
static void read_rows(struct nl *nl, struct tally *tally)
{
	static struct row rows[MAX_ROWS];
	int i, n = get_rows(nl, 0, rows, MAX_ROWS);

	tally->reads++;
	tally->failed += n < 0;
	for (i = 0; i < n; i++) {
		if (rows[i].entries >= rows[i].exits + rows[i].never)
			continue;
		tally->unbalanced++;
		snprintf(tally->why, sizeof(tally->why),
			 "abi %d nr %d: %lu entries, %lu exits, %lu never",
			 rows[i].abi, rows[i].nr, rows[i].entries, rows[i].exits,
			 rows[i].never);
	}
}

static void report(const struct tally *tally, const char *name)
{
	check(!tally->failed && !tally->unbalanced && !tally->lost &&
	      tally->entries, name,
	      "of %d reads %d failed, %d out of balance, %d with lost exits: %s",
	      tally->reads, tally->failed, tally->unbalanced, tally->lost,
	      tally->why);
}

static void under_load(struct nl *nl)
{
	struct tally plain = { 0 }, resets = { 0 };
	int i, reads = repeats(READS);

	for (i = 0; i < repeats(QUICK); i++)
		read_netlink(nl, &plain);
	for (i = 0; i < reads; i++) {
		read_text(&plain);
		read_rows(nl, &plain);
	}
	report(&plain, "balanced at every read under load");
	for (i = 0; i < reads; i++) {
		if (i % (reads / RESETS) == 0)
			reset(nl);
		read_netlink(nl, &resets);
		read_text(&resets);
	}
	report(&resets, "balanced at every read with resets");
}

static void after_loads(struct nl *nl)
{
	struct tally tally = { 0 };
	int i, failed = 0;

	for (i = 0; i < repeats(LOADS); i++) {
		nl_close(nl);
		failed += !!module_unload();
		rig_reload();
		failed += !!nl_open(nl);
		read_netlink(nl, &tally);
		read_text(&tally);
	}
	tally.failed += failed;
	report(&tally, "balanced at the first read after each load");
}

/* A watch of all the load, so that new tasks join it as fast as they can. */
static void watched(struct nl *nl, const struct busy *busy)
{
	struct tally tally = { 0 };
	struct watch_row row;
	int i, abi, id = watch_add(nl, busy_parent(busy));

	if (id < 0)
		tally.failed++;
	for (i = 0; i < repeats(READS); i++) {
		tally.reads++;
		tally.failed += !!get_watch(nl, id, &row);
		for (abi = 0; abi < ABIS; abi++)
			judge(&tally, &row.abi[abi], "watch", abi);
	}
	report(&tally, "a watch of the load is balanced at every read");
	watch_del(nl, id);
}

static int pause_forever(long arg)
{
	while (raw0(__NR_pause))
		;
	return arg;
}

/*
 * Another process of the system may have ended and left room: a watch of a task
 * that was not followed takes such a slot, until one has no slot to take.
 */
static int watch_without_room(struct nl *nl, const struct held *crowd)
{
	int i, err;

	for (i = CROWD - 1; i >= CROWD / 2; i--) {
		err = watch_events(nl, crowd[i].pid, LEAST_ROOM);
		if (err < 0)
			break;
	}
	return err;
}

/* More tasks than the table has room for: some are not followed, and said so. */
static void small_table(struct nl *nl)
{
	static struct held crowd[CROWD];
	struct tally tally = { 0 };
	struct status status;
	int i, err;

	nl_close(nl);
	tally.failed += !!module_unload() + !!module_load("tasks=64");
	tally.failed += !!nl_open(nl);
	for (i = 0; i < CROWD; i++)
		crowd[i] = hold(pause_forever, 0);
	for (i = 0; i < CROWD; i++) {
		let_go(&crowd[i]);
		read_netlink(nl, &tally);
		read_text(&tally);
	}
	get_status(nl, &status);
	err = watch_without_room(nl, crowd);
	check(status.abi[0].untracked && status.tasks <= 64 && err == -ENOSPC &&
	      nl->sentence[0], "a full task table is said",
	      "%lu untracked, %lu tasks, a watch gets %d \"%s\"",
	      status.abi[0].untracked, status.tasks, err, nl->sentence);
	for (i = 0; i < CROWD; i++) {
		kill(crowd[i].pid, SIGKILL);
		finish(&crowd[i]);
	}
	read_netlink(nl, &tally);
	report(&tally, "balanced at every read with a full task table");
}

int main(void)
{
	struct tally quiet = { 0 };
	struct busy busy;
	struct nl nl;

	rig_begin(7);
	if (module_unload())
		ksft_exit_skip("the module is in use, these tests load it anew\n");
	busy_start(&busy);
	rig_reload();
	if (nl_open(&nl))
		ksft_exit_fail_msg("no netlink family\n");
	under_load(&nl);
	watched(&nl, &busy);
	after_loads(&nl);
	busy_stop(&busy);
	read_netlink(&nl, &quiet);
	read_text(&quiet);
	report(&quiet, "balanced when the load has ended");
	small_table(&nl);
	nl_close(&nl);
	rig_end();
}
