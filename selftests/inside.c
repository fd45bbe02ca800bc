// SPDX-License-Identifier: GPL-2.0
/*
 * Tasks that are inside of a call when the counting begins, begins anew and
 * ends. Nobody else uses the ia32 table here, so its totals are exact.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/wait.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define TRIES 50

static struct nl nl;

static int pause_int80(long arg)
{
	(void)arg;
	return raw_int80(IA32_PAUSE, 0, 0, 0);
}

static int pause_native(long arg)
{
	(void)arg;
	return raw0(__NR_pause);
}

static struct held inside(int (*body)(long arg), long nr)
{
	struct held held = hold(body, 0);

	let_go(&held);
	if (!wait_inside(held.pid, nr))
		ksft_exit_fail_msg("child %d never got inside\n", held.pid);
	return held;
}

static void end(struct held *held)
{
	kill(held->pid, SIGKILL);
	finish(held);
}

static struct totals ia32(void)
{
	struct status status;
	int err = get_status(&nl, &status);

	if (err)
		ksft_exit_fail_msg("status: %s, %s\n", strerror(-err), nl.sentence);
	return status.abi[RINGSIDE_ABI_IA32];
}

static struct task_row task(pid_t pid)
{
	static struct task_row rows[MAX_ROWS];
	int i, n = get_tasks(&nl, 0, rows, MAX_ROWS);

	for (i = 0; i < n; i++)
		if (rows[i].pid == pid)
			return rows[i];
	return (struct task_row){ .nr = -2 };
}

static void check_ia32(const char *name, uint64_t entries, uint64_t in_flight,
		       uint64_t still_inside, uint64_t earlier)
{
	struct totals t = ia32();

	check(t.entries == entries && t.in_flight == in_flight &&
	      t.still_inside == still_inside && t.earlier == earlier &&
	      t.exits == 0 && !imbalance(&t), name,
	      "%lu entries %lu exits %lu in flight %lu still inside %lu earlier, expected %lu 0 %lu %lu %lu",
	      t.entries, t.exits, t.in_flight, t.still_inside, t.earlier, entries,
	      in_flight, still_inside, earlier);
}

static void check_task(const char *name, pid_t pid, int abi, int nr, int earlier)
{
	struct task_row row = task(pid);

	check(row.in_flight && row.abi == abi && row.nr == nr &&
	      row.earlier == earlier, name,
	      "in flight %d abi %d nr %d earlier %d, expected 1 %d %d %d",
	      row.in_flight, row.abi, row.nr, row.earlier, abi, nr, earlier);
}

/* Loaded while two children are inside */
static void at_load(void)
{
	struct held compat = inside(pause_int80, IA32_PAUSE);
	struct held native = inside(pause_native, __NR_pause);
	int err = module_load("");

	if (err)
		ksft_exit_fail_msg("cannot load %s: %s\n", module_path(),
				   strerror(-err));
	err = nl_open(&nl);
	if (err)
		ksft_exit_fail_msg("no netlink family: %s\n", strerror(-err));
	check_ia32("inside at load: still inside", 0, 0, 1, 0);
	check_task("inside at load: in its ia32 call", compat.pid,
		   RINGSIDE_ABI_IA32, IA32_PAUSE, 1);
	check_task("inside at load: in its x86_64 call", native.pid,
		   RINGSIDE_ABI_X86_64, __NR_pause, 1);
	end(&compat);
	end(&native);
	check_ia32("inside at load: its return is an earlier one", 0, 0, 0, 1);
}

static void at_reset(void)
{
	struct held held = inside(pause_int80, IA32_PAUSE);
	struct status before, after;
	int generation;

	check_ia32("before the reset: in flight", 1, 1, 0, 1);
	get_status(&nl, &before);
	generation = reset(&nl);
	get_status(&nl, &after);
	check(generation == (int)before.generation + 1 &&
	      after.generation == before.generation + 1,
	      "a reset begins a new generation", "%lu, the reply %d, then %lu",
	      before.generation, generation, after.generation);
	check_ia32("inside at reset: still inside", 0, 0, 1, 0);
	check_task("inside at reset: in the same call", held.pid,
		   RINGSIDE_ABI_IA32, IA32_PAUSE, 1);
	end(&held);
	check_ia32("inside at reset: its return is an earlier one", 0, 0, 0, 1);
}

/* A watch is its owner's: a reset by somebody else leaves it alone. */
static void watch_goes_on(void)
{
	struct held held = hold(pause_int80, 0);
	struct watch_row watch;
	int id = watch_add(&nl, held.pid);

	let_go(&held);
	wait_inside(held.pid, IA32_PAUSE);
	reset(&nl);
	end(&held);
	get_watch(&nl, id, &watch);
	check(watch.abi[RINGSIDE_ABI_IA32].entries == 1 &&
	      watch.abi[RINGSIDE_ABI_IA32].exits == 1,
	      "a reset leaves watches alone", "%lu entries %lu exits",
	      watch.abi[RINGSIDE_ABI_IA32].entries,
	      watch.abi[RINGSIDE_ABI_IA32].exits);
	watch_del(&nl, id);
}

static void count_tasks(uint64_t *in_flight, uint64_t *earlier)
{
	static struct task_row rows[MAX_ROWS];
	int i, n = get_tasks(&nl, 0, rows, MAX_ROWS);

	memset(in_flight, 0, ABIS * sizeof(*in_flight));
	memset(earlier, 0, ABIS * sizeof(*earlier));
	for (i = 0; i < n; i++) {
		if (!rows[i].in_flight)
			continue;
		if (rows[i].earlier)
			earlier[rows[i].abi]++;
		else
			in_flight[rows[i].abi]++;
	}
}

/* Two requests are two instants: equal at some try when nothing else moves. */
static void totals_equal_tasks(void)
{
	struct held held = inside(pause_int80, IA32_PAUSE);
	uint64_t in_flight[ABIS], earlier[ABIS];
	struct status status;
	int abi, try, equal = 0;

	for (try = 0; try < TRIES && equal < ABIS; try++) {
		get_status(&nl, &status);
		count_tasks(in_flight, earlier);
		for (abi = equal = 0; abi < ABIS; abi++)
			equal += status.abi[abi].in_flight == in_flight[abi] &&
				 status.abi[abi].still_inside == earlier[abi];
	}
	check(equal == ABIS && in_flight[RINGSIDE_ABI_IA32] == 1 &&
	      in_flight[RINGSIDE_ABI_X86_64] > 0,
	      "calls in flight equal the tasks that have one",
	      "x86_64 %lu and %lu, by task %lu and %lu",
	      status.abi[0].in_flight, status.abi[0].still_inside, in_flight[0],
	      earlier[0]);
	end(&held);
}

/* Whether a task crossed between two dumps */
static int unchanged(const struct task_row *before, const struct task_row *after,
		     int n)
{
	int i;

	for (i = 0; i < n; i++) {
		if (after[i].pid == before->pid)
			return after[i].entries == before->entries &&
			       after[i].in_flight == before->in_flight;
	}
	return 0;
}

/*
 * What the kernel itself says about each sleeping task, without the module.
 * Those that go on meanwhile, as the runner of the tests does, say nothing.
 */
static void tasks_equal_kernel(void)
{
	static struct task_row before[MAX_ROWS], after[MAX_ROWS];
	static long says[MAX_ROWS];
	static int known[MAX_ROWS];
	int i, compared = 0, wrong = 0, n = get_tasks(&nl, 0, before, MAX_ROWS);
	int again;

	for (i = 0; i < n; i++)
		known[i] = before[i].pid != getpid() &&
			   read_syscall_file(before[i].pid, &says[i]);
	again = get_tasks(&nl, 0, after, MAX_ROWS);
	for (i = 0; i < n; i++) {
		if (!known[i] || !unchanged(&before[i], after, again))
			continue;
		compared++;
		if (before[i].in_flight ? before[i].nr == says[i] : says[i] == -1)
			continue;
		ksft_print_msg("%d %s: in flight %d nr %d, /proc says %ld\n",
			       before[i].pid, before[i].comm,
			       before[i].in_flight, before[i].nr, says[i]);
		wrong++;
	}
	check(compared && !wrong, "the tasks agree with /proc/PID/syscall",
	      "%d of %d do not", wrong, compared);
}

static void at_unload(void)
{
	struct held held = inside(pause_int80, IA32_PAUSE);
	uint64_t entries = ia32().entries;
	char line[128];
	int err;

	snprintf(line, sizeof(line), "ia32: entries %lu = exits %lu + never returned 0 + in flight 1",
		 entries, entries - 1);
	nl_close(&nl);
	log_mark();
	err = module_unload();
	check(!err, "unload with a task inside", "%s", strerror(-err));
	check(log_count(line) == 1, "the log says who is still inside",
	      "no line \"%s\"", line);
	end(&held);
}

int main(void)
{
	rig_begin(14);
	if (module_unload())
		ksft_exit_skip("the module is in use, these tests load it anew\n");
	at_load();
	at_reset();
	watch_goes_on();
	totals_equal_tasks();
	tasks_equal_kernel();
	at_unload();
	rig_reload();
	rig_end();
}
