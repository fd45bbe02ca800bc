// SPDX-License-Identifier: GPL-2.0
/* Which errno how often, in the system's counters and in a watch's. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"

/* Calls that nothing else makes while this test runs */
#define QUIET	__NR_sched_get_priority_max
#define NOBODYS	__NR_afs_syscall
#define MAX_ERRNO 4095

static struct nl nl;
static struct error_row rows[MAX_ROWS];

struct failure {
	int nr;
	long args[3];
	int errno_, times;
};

#define MISSING "/nothing/here"

static const struct failure failures[] = {
	{ __NR_openat, { AT_FDCWD, (long)MISSING, O_RDONLY }, ENOENT, 13 },
	{ __NR_openat, { AT_FDCWD, (long)"/", O_WRONLY }, EISDIR, 7 },
	{ __NR_openat, { AT_FDCWD, 1, O_RDONLY }, EFAULT, 5 },
	{ __NR_close, { 999 }, EBADF, 17 },
	{ __NR_lseek, { 0, 0, 77 }, EINVAL, 11 },
	{ __NR_rmdir, { (long)"/proc" }, EBUSY, 3 },
	{ __NR_chdir, { (long)"/proc/version" }, ENOTDIR, 19 },
	{ __NR_kill, { 4194304, 0 }, ESRCH, 23 },
	{ NOBODYS, { 0 }, ENOSYS, 29 },
	{ -1, { 0 }, ENOSYS, 31 },
};

static int fail_all(long arg)
{
	size_t i;
	int n;

	(void)arg;
	for (i = 0; i < ARRAY_SIZE(failures); i++) {
		const struct failure *f = &failures[i];

		for (n = 0; n < f->times; n++)
			if (raw3(f->nr, f->args[0], f->args[1], f->args[2]) !=
			    -f->errno_)
				seen->value[0]++;
	}
	return 0;
}

static void as_foretold(int id)
{
	int n = get_errors(&nl, id, rows, MAX_ROWS);
	char name[64];
	size_t i;
	int j;

	check(n == (int)ARRAY_SIZE(failures) && !seen->value[0],
	      "a row for each errno of each syscall",
	      "%d rows, %zu failures, %ld returned something else", n,
	      ARRAY_SIZE(failures), seen->value[0]);
	for (i = 0; i < ARRAY_SIZE(failures); i++) {
		const struct failure *f = &failures[i];
		uint64_t count = 0;

		for (j = 0; j < n; j++)
			if (rows[j].nr == f->nr && rows[j].errno_ == f->errno_ &&
			    !rows[j].denied)
				count = rows[j].count;
		snprintf(name, sizeof(name), "number %d, %s, %d times", f->nr,
			 strerror(f->errno_), f->times);
		check(count == (uint64_t)f->times, name, "%lu counted", count);
	}
}

/* The filter answers the quiet call with the errno that its argument says. */
static int any_errno(long arg)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, QUIET, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 offsetof(struct seccomp_data, args)),
		BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_A, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { ARRAY_SIZE(code), code };
	int i;

	(void)arg;
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (raw3(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		return 1;
	for (i = 1; i <= MAX_ERRNO; i++)
		if (raw1(QUIET, i) != -i)
			return 2;
	return 0;
}

static uint64_t denied_sum(int id, int *pairs)
{
	int i, n = get_errors(&nl, id, rows, MAX_ROWS);
	uint64_t sum = 0;

	*pairs = 0;
	for (i = 0; i < n; i++) {
		if (rows[i].nr != QUIET || !rows[i].denied)
			continue;
		sum += rows[i].count;
		*pairs += 1;
	}
	return sum;
}

/* More pairs than there are slots: what finds no room is counted as such. */
static void overflow(void)
{
	const int restarts = 4;		/* 512, 513, 514 and 516 are no errnos */
	struct status before, after;
	struct row row;
	struct held held;
	uint64_t sum, lost;
	int pairs;

	reset(&nl);
	get_status(&nl, &before);
	held = hold(any_errno, 0);
	let_go(&held);
	check(!finish(&held), "seccomp answers with any errno", "it does not");
	get_status(&nl, &after);
	sum = denied_sum(0, &pairs);
	row = get_row(&nl, 0, RINGSIDE_ABI_X86_64, QUIET);
	lost = after.overflow - before.overflow;
	check(row.denied == MAX_ERRNO && (int)row.restarts == restarts,
	      "each of them is denied", "%lu denied, %lu restarts", row.denied,
	      row.restarts);
	check(lost && pairs < MAX_ERRNO && sum == (uint64_t)pairs &&
	      sum + lost == MAX_ERRNO - restarts,
	      "what overflows is counted, nothing is lost",
	      "%d pairs, sum %lu, overflow %lu, expected together %d", pairs, sum,
	      lost, MAX_ERRNO - restarts);
	reset(&nl);
	get_status(&nl, &after);
	check(!after.overflow && !denied_sum(0, &pairs),
	      "a reset empties the table", "overflow %lu, %d pairs",
	      after.overflow, pairs);
}

static int fail_in_vain(long times)
{
	while (times--)
		raw0(NOBODYS);
	return 0;
}

static void switched(int on, uint64_t expected, const char *name)
{
	struct held held = hold(fail_in_vain, 37);
	int err = set_errnos(&nl, on), id = watch_add(&nl, held.pid);
	uint64_t errors, count, system;

	reset(&nl);
	let_go(&held);
	finish(&held);
	errors = get_row(&nl, id, RINGSIDE_ABI_X86_64, NOBODYS).errors;
	count = get_error(&nl, id, RINGSIDE_ABI_X86_64, NOBODYS, ENOSYS, 0);
	system = get_error(&nl, 0, RINGSIDE_ABI_X86_64, NOBODYS, ENOSYS, 0);
	check(!err && errors == 37 && count == expected && system == expected,
	      name, "%d \"%s\": %lu errors, %lu and %lu by errno, expected 37 and %lu",
	      err, nl.sentence, errors, count, system, expected);
	watch_del(&nl, id);
}

int main(void)
{
	struct held held;
	int err, id;

	rig_begin(ARRAY_SIZE(failures) + 8);
	err = nl_open(&nl);
	if (err)
		ksft_exit_fail_msg("no netlink family: %s\n", strerror(-err));
	held = hold(fail_all, 0);
	id = watch_add(&nl, held.pid);
	let_go(&held);
	finish(&held);
	as_foretold(id);
	watch_del(&nl, id);
	overflow();
	switched(0, 0, "errnos off: counted by syscall only");
	switched(1, 37, "errnos on again");
	check(set_errnos(&nl, 2) == -ERANGE, "errnos=2 is refused", "it is not");
	nl_close(&nl);
	rig_end();
}
