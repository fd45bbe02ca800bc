// SPDX-License-Identifier: GPL-2.0
/*
 * Every allocation, and every copy from or to user space, fails once: the Nth
 * of an operation for N = 1, 2, 3... until none is left to fail. Each time an
 * error must come back that says so, nothing may stay behind, and the same
 * operation must work afterwards. Leaks show later, in leaks.sh.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "../kselftest.h"
#include "lib/nl.h"
#include "lib/rig.h"

/* More than any operation here needs, so that a loop without end ends */
#define MANY	5000
/* Seconds in which an answer comes, or never */
#define PATIENCE 10

struct op {
	const char *name;
	/* Both without failures; before() returns 0 when run() may follow. */
	int (*before)(void);
	void (*after)(void);
	/* 0 or -errno */
	int (*run)(void);
	unsigned int first;
	uint8_t cmd;
	uint16_t flags, attr;
	uint32_t value;
};

static const struct op *op;
static int nth_fd;

/* Defaults spare what may sleep, and so nearly everything. */
static bool set_knob(const char *knob, const char *value)
{
	char path[128];
	int fd;
	bool ok;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", knob);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	ok = fd >= 0 && write(fd, value, strlen(value)) > 0;
	close(fd);
	return ok;
}

/* Stack dumps of failures that are meant would look like splats. */
static bool set_knobs(void)
{
	set_knob("fail_usercopy/verbose", "0");
	return set_knob("failslab/ignore-gfp-wait", "N") &&
	       set_knob("failslab/verbose", "0") &&
	       set_knob("fail_page_alloc/ignore-gfp-wait", "N") &&
	       set_knob("fail_page_alloc/ignore-gfp-highmem", "N") &&
	       set_knob("fail_page_alloc/min-order", "0") &&
	       set_knob("fail_page_alloc/verbose", "0");
}

static void arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (write(nth_fd, text, len) != len)
		ksft_exit_fail_msg("fail-nth takes no number: %s\n", strerror(errno));
}

/* How many are left to the one that fails; 0: it has failed. */
static unsigned int disarm(void)
{
	char text[16] = "";
	/* The last one left fails in this very read. */
	ssize_t n = pread(nth_fd, text, sizeof(text) - 1, 0);
	unsigned int left = n < 0 ? 1 : strtoul(text, NULL, 10);

	/* Twice: the first may be what fails. */
	if (write(nth_fd, "0", 1) != 1 && write(nth_fd, "0", 1) != 1)
		ksft_exit_fail_msg("fail-nth cannot be switched off: %s\n",
				   strerror(errno));
	return left;
}

static int module_fd;

static int load(const char *params)
{
	return syscall(SYS_finit_module, module_fd, params, 0) ? -errno : 0;
}

static int before_load(void)
{
	int err = module_unload();

	return err == -ENOENT ? 0 : err;
}

static int run_load(void)
{
	return load("");
}

/* What half of it remains after a failure would be seen here. */
static void after_load(void)
{
	if (!module_unload())
		return;
	if (!access("/proc/ringside", F_OK))
		ksft_exit_fail_msg("/proc/ringside is there without the module\n");
}

static int before_ask(void)
{
	return 0;
}

static void after_ask(void)
{
}

static int run_read(void)
{
	static char text[1 << 16];
	int fd = open(op->name, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, text, sizeof(text))) > 0)
		;
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

static struct nl nl;
static uint32_t watch;

static void take_watch(const struct nl_msg *msg, void *arg)
{
	*(uint32_t *)arg = nl_u64(msg->attrs[RINGSIDE_A_WATCH_ID]);
}

static void after_call(void)
{
	nl_close(&nl);
}

/* Each on a socket of its own, which no lost answer can have confused. */
static int before_call(void)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int err = nl_open(&nl);

	if (err)
		return err;
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (op->cmd == RINGSIDE_CMD_WATCH_DEL)
		err = nl_call(&nl, RINGSIDE_CMD_WATCH_ADD, NLM_F_ACK,
			      RINGSIDE_A_WATCH_PID, getpid(), take_watch, &watch);
	return err;
}

static int run_call(void)
{
	uint32_t value = op->value;

	if (op->cmd == RINGSIDE_CMD_WATCH_ADD)
		value = getpid();
	else if (op->cmd == RINGSIDE_CMD_WATCH_DEL)
		value = watch;
	return nl_call(&nl, op->cmd, op->flags, op->attr, value, NULL, NULL);
}

/* What no memory, or no access to the caller's, is called */
static bool is_proper(int err)
{
	return err == -ENOMEM || err == -ENOBUFS || err == -EFAULT;
}

struct tally {
	unsigned int refused, absorbed;
	char why[128];
};

/* One failure; true: there was none left to fail. */
static bool fail_once(unsigned int n, struct tally *tally)
{
	int err = op->before();
	bool failed;

	if (err) {
		snprintf(tally->why, sizeof(tally->why),
			 "cannot begin after failure %u: %s", n, strerror(-err));
		return true;
	}
	arm(n);
	err = op->run();
	failed = !disarm();
	op->after();
	if (err && (!failed || !is_proper(err)))
		snprintf(tally->why, sizeof(tally->why), "%s %u: %s",
			 failed ? "failure" : "without failure", n, strerror(-err));
	tally->refused += failed && err;
	tally->absorbed += failed && !err;
	return !failed || tally->why[0];
}

static void fail_each(void)
{
	struct tally tally = { 0 };
	unsigned int n = op->first ? op->first : 1;

	while (n < MANY && !fail_once(n, &tally))
		n++;
	if (n == MANY)
		snprintf(tally.why, sizeof(tally.why), "%d were not enough", MANY);
	ksft_print_msg("%s: %u refused, %u absorbed\n", op->name, tally.refused,
		       tally.absorbed);
	check(!tally.why[0] && tally.refused, op->name, "%s",
	      tally.why[0] ? tally.why : "nothing was refused");
}

#define CALL(label, command, ...) \
	{ .name = label, .before = before_call, .after = after_call, \
	  .run = run_call, .cmd = RINGSIDE_CMD_##command, __VA_ARGS__ }
#define DO	.flags = NLM_F_ACK
#define DUMP	.flags = NLM_F_DUMP
#define READ(path) \
	{ .name = path, .before = before_ask, .after = after_ask, .run = run_read }

static struct op ops[] = {
	READ("/proc/ringside/status"),
	READ("/proc/ringside/syscalls"),
	READ("/proc/ringside/errors"),
	READ("/proc/ringside/self"),
	READ("/proc/ringside/crossing"),
	CALL("status-get", STATUS_GET, DO),
	CALL("syscall-get", SYSCALL_GET, DUMP),
	CALL("error-get", ERROR_GET, DUMP),
	CALL("task-get", TASK_GET, DUMP),
	CALL("watch-get", WATCH_GET, DUMP),
	CALL("watch-add", WATCH_ADD, DO, .attr = RINGSIDE_A_WATCH_PID),
	CALL("watch-del", WATCH_DEL, DO, .attr = RINGSIDE_A_WATCH_ID),
	CALL("reset", RESET, DO),
	CALL("config-get", CONFIG_GET, DO),
	CALL("config-set", CONFIG_SET, DO, .attr = RINGSIDE_A_CONFIG_ERRNOS, .value = 1),
	{ .name = "load", .before = before_load, .after = after_load, .run = run_load },
};

#define OPS	(sizeof(ops) / sizeof(*ops))

/*
 * What the kernel's own loader needs before ours begins is not ours to test,
 * and it complains with a stack dump when it gets no memory for the image. A
 * load that we refuse at the very beginning counts it, a little differently
 * each time: half of it is past the image and before ours.
 */
static unsigned int loader_needs(void)
{
	unsigned int needs;
	int err;

	before_load();
	arm(MANY);
	err = load("watches=0");
	needs = MANY - disarm();
	if (err != -EINVAL)
		ksft_exit_fail_msg("watches=0 was not refused: %s\n",
				   strerror(-err));
	rig_reload();
	return needs;
}

int main(void)
{
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0) {
		ksft_print_header();
		ksft_exit_skip("no /proc/self/fail-nth: needs a kernel with CONFIG_FAULT_INJECTION, make check-debug\n");
	}
	rig_begin(OPS);
	module_fd = open(module_path(), O_RDONLY | O_CLOEXEC);
	if (module_fd < 0 || !set_knobs())
		ksft_exit_fail_msg("cannot set up: %s; is debugfs mounted?\n",
				   strerror(errno));
	ops[OPS - 1].first = loader_needs() / 2;
	for (op = ops; op < ops + OPS; op++)
		fail_each();
	rig_reload();
	rig_end();
}
