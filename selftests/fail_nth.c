// SPDX-License-Identifier: GPL-2.0
/*
 * Every allocation, and every copy from or to user space, fails once: the Nth
 * of an operation for N = 1, 2, 3... until none is left to fail. Each time an
 * error must come back that says so, nothing may stay behind, and the same
 * operation must work afterwards. Leaks show later, in leaks.sh.
 */
#define _GNU_SOURCE
#include <dirent.h>
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
#include "lib/fail.h"
#include "lib/nl.h"
#include "lib/rig.h"

/* More than any operation here needs, so that a loop without end ends */
#define MANY	5000
#define PROC	"/proc/ringside"
/* How often none may fail until none is left: the number varies a little. */
#define SURE	3
/* More than the loader needs to end a load that we refuse */
#define AFTERWARDS 16
/* More than it takes to stop them again */
#define STAMPS	64
/* Seconds in which an answer comes, or never */
#define PATIENCE 10
/* Tasks on a roster: few, for the same reason as in run_load() */
#define ROOM	16

struct op {
	const char *name;
	/* Both without failures; before() returns 0 when run() may follow. */
	int (*before)(void);
	void (*after)(void);
	/* 0 or -errno; counts in got what it was given: messages or lines */
	int (*run)(void);
	/* The first N, when it is not 1 */
	unsigned int (*first)(enum fail_mode mode);
	uint8_t cmd;
	uint16_t flags, attr;
	uint32_t value;
	/* Modes in which the kernel's own code around it complains */
	unsigned int never;
	/* Before it a watch of this process is added, .value is its id. */
	bool watched;
	/* That watch keeps so many events on each CPU. */
	uint32_t room;
	/* Before it this process is stamped, and for a dump no more. */
	bool stamped;
	/* That watch has a roster. */
	bool listed;
	/* How much it is given may become less without a failure. */
	bool varies;
};

static const struct op *op;
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

/* A small table has fewer pages of which each can fail. */
static int run_load(void)
{
	return load("tasks=64");
}

/* What half of it remains after a failure would be seen here. */
static void after_load(void)
{
	if (!module_unload())
		return;
	if (!access(PROC, F_OK))
		ksft_exit_fail_msg(PROC " is there without the module\n");
}

/*
 * What the kernel's own loader needs before ours begins is not ours to test,
 * and it complains with a stack dump when it gets no memory for the image. A
 * load that we refuse at once counts it, with the little that comes after.
 */
static unsigned int loader_needs(enum fail_mode mode)
{
	unsigned int left;
	int err;

	before_load();
	fail_choose(mode);
	fail_arm(MANY);
	err = load("watches=0");
	left = fail_disarm();
	if (err != -EINVAL)
		ksft_exit_fail_msg("watches=0 was not refused: %s\n",
				   strerror(-err));
	return MANY - left - AFTERWARDS;
}

static unsigned int got;

static int before_read(void)
{
	return 0;
}

static void after_read(void)
{
}

static int run_read(void)
{
	static char text[1 << 16];
	int fd = open(op->name, O_RDONLY | O_CLOEXEC);
	ssize_t n, i;

	if (fd < 0)
		return -errno;
	while ((n = read(fd, text, sizeof(text))) > 0)
		for (i = 0; i < n; i++)
			got += text[i] == '\n';
	n = n < 0 ? -errno : 0;
	close(fd);
	return n;
}

static struct nl nl;
static uint32_t watch;

static void count_message(const struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	got++;
}

static void after_call(void)
{
	nl_close(&nl);
}

static int before_stamp(void)
{
	int err = nl_call(&nl, RINGSIDE_CMD_STAMP_START, NLM_F_ACK,
			  RINGSIDE_A_STAMP_ROOM, STAMPS, count_message, NULL);

	if (!err && op->flags == NLM_F_DUMP)
		err = nl_call(&nl, RINGSIDE_CMD_STAMP_STOP, NLM_F_ACK, 0, 0,
			      count_message, NULL);
	got = 0;
	return err;
}

static void take_id(const struct nl_msg *msg, void *arg)
{
	*(uint32_t *)arg = nl_u64(msg->attrs[RINGSIDE_A_WATCH_ID]);
}

/* A watch of this process, with what the operation wants of it */
static int add_watch(nl_row_fn fn, void *arg)
{
	struct {
		struct nlattr head;
		uint32_t value;
	} attrs[3] = { { { sizeof(*attrs), RINGSIDE_A_WATCH_PID }, getpid() } };
	int n = 1, err;

	if (op->listed) {
		attrs[n].head = (struct nlattr){ sizeof(*attrs), RINGSIDE_A_WATCH_ROSTER };
		attrs[n++].value = ROOM;
	}
	if (op->room) {
		attrs[n].head = (struct nlattr){ sizeof(*attrs), RINGSIDE_A_WATCH_ROOM };
		attrs[n++].value = op->room;
	}
	err = nl_send(&nl, RINGSIDE_CMD_WATCH_ADD, NLM_F_ACK, attrs, n * sizeof(*attrs));
	return err ? err : nl_receive(&nl, fn, arg);
}

/* Each on a socket of its own, which no lost answer can have confused. */
static int before_call(void)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int err = nl_open(&nl);

	if (err)
		return err;
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (op->watched)
		err = add_watch(take_id, &watch);
	if (!err && op->stamped)
		err = before_stamp();
	return err;
}

/* Off, so that what it takes to attach hooks is allocated again. */
static int before_switch(void)
{
	int err = before_call();

	return err ? err : nl_call(&nl, op->cmd, op->flags, op->attr, 0,
				   count_message, NULL);
}

static int run_call(void)
{
	uint32_t value = op->value;

	if (op->cmd == RINGSIDE_CMD_WATCH_ADD)
		return add_watch(count_message, NULL);
	if (op->watched)
		value = watch;
	return nl_call(&nl, op->cmd, op->flags, op->attr, value, count_message,
		       NULL);
}

/* What no memory, or no access to the caller's, is called */
static bool is_proper(int err)
{
	return err == -ENOMEM || err == -ENOBUFS || err == -EFAULT;
}

struct tally {
	unsigned int refused, absorbed, least;
	char why[128];
};

static bool begin(struct tally *tally, unsigned int n)
{
	int err = op->before();

	got = 0;
	if (err)
		snprintf(tally->why, sizeof(tally->why),
			 "cannot begin before failure %u: %s", n, strerror(-err));
	return !err;
}

/* What it is given when nothing fails: no less may pass for all there is. */
static void learn(struct tally *tally)
{
	int err;

	if (!begin(tally, 0))
		return;
	err = op->run();
	op->after();
	tally->least = op->varies ? !!got : got;
	if (err)
		snprintf(tally->why, sizeof(tally->why), "without failure: %s",
			 strerror(-err));
}

static void judge(struct tally *tally, unsigned int n, bool failed, int err)
{
	if (err && (!failed || !is_proper(err)))
		snprintf(tally->why, sizeof(tally->why), "%s %u: %s",
			 failed ? "failure" : "without failure", n, strerror(-err));
	else if (!err && got < tally->least)
		snprintf(tally->why, sizeof(tally->why),
			 "failure %u: success, but %u of %u", n, got, tally->least);
	tally->refused += failed && err;
	tally->absorbed += failed && !err;
}

/* True: the one to fail was there. */
static bool fail_once(unsigned int n, struct tally *tally)
{
	bool failed;
	int err;

	if (!begin(tally, n))
		return false;
	fail_arm(n);
	err = op->run();
	failed = !fail_disarm();
	op->after();
	judge(tally, n, failed, err);
	return failed;
}

static void sweep(struct tally *tally, enum fail_mode mode)
{
	unsigned int n = op->first ? op->first(mode) : 1, none = 0;

	fail_choose(mode);
	for (; !tally->why[0] && none < SURE && n < MANY; n++)
		none = fail_once(n, tally) ? 0 : none + 1;
	if (n == MANY)
		snprintf(tally->why, sizeof(tally->why), "%d were not enough", MANY);
}

static bool fail_each(void)
{
	struct tally tally = { 0 };
	enum fail_mode mode;

	learn(&tally);
	for (mode = 0; mode < FAIL_MODES && !tally.why[0]; mode++)
		if (!(op->never & 1 << mode))
			sweep(&tally, mode);
	if (!tally.why[0] && !tally.refused)
		snprintf(tally.why, sizeof(tally.why), "nothing was refused");
	ksft_print_msg("%s: %u refused, %u absorbed%s%s\n", op->name,
		       tally.refused, tally.absorbed, tally.why[0] ? "; " : "",
		       tally.why);
	return !tally.why[0];
}

/* Those that there are, not those that somebody remembered to write here */
static void fail_each_file(void)
{
	DIR *dir = opendir(PROC);
	struct dirent *entry;
	unsigned int files = 0, good = 0;
	char path[300];
	struct op file = { .name = path, .before = before_read,
			   .after = after_read, .run = run_read,
			   .never = 1 << FAIL_REST };

	op = &file;
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), PROC "/%s", entry->d_name);
		files++;
		good += fail_each();
	}
	closedir(dir);
	check(files && good == files, "each file below " PROC,
	      "%u of %u files", good, files);
}

#define CALL(label, command, ...) \
	{ .name = label, .before = before_call, .after = after_call, \
	  .run = run_call, .cmd = RINGSIDE_CMD_##command, __VA_ARGS__ }
#define SWITCH(label, family) \
	{ .name = label, .before = before_switch, .after = after_call, \
	  .run = run_call, .cmd = RINGSIDE_CMD_CONFIG_SET, .flags = NLM_F_ACK, \
	  .attr = RINGSIDE_A_CONFIG_##family, .value = 1 }
#define DO	.flags = NLM_F_ACK
#define DUMP	.flags = NLM_F_DUMP

static struct op ops[] = {
	CALL("status-get", STATUS_GET, DO),
	CALL("syscall-get", SYSCALL_GET, DUMP),
	CALL("syscall-get of a watch", SYSCALL_GET, DUMP, .watched = true,
	     .attr = RINGSIDE_A_SYSCALL_WATCH),
	CALL("error-get", ERROR_GET, DUMP),
	CALL("task-get", TASK_GET, DUMP, .varies = true),
	CALL("task-get of a watch", TASK_GET, DUMP, .watched = true,
	     .attr = RINGSIDE_A_TASK_WATCH),
	CALL("watch-get", WATCH_GET, DUMP, .watched = true),
	CALL("watch-add", WATCH_ADD, DO),
	CALL("watch-add with a roster", WATCH_ADD, DO, .listed = true),
	CALL("watch-add with room", WATCH_ADD, DO, .room = STAMPS),
	CALL("member-get", MEMBER_GET, DUMP, .watched = true, .listed = true,
	     .attr = RINGSIDE_A_MEMBER_WATCH),
	CALL("member-call-get", MEMBER_CALL_GET, DUMP, .watched = true,
	     .listed = true, .attr = RINGSIDE_A_MEMBER_CALL_WATCH),
	CALL("watch-del", WATCH_DEL, DO, .watched = true,
	     .attr = RINGSIDE_A_WATCH_ID),
	CALL("reset", RESET, DO),
	CALL("config-get", CONFIG_GET, DO),
	CALL("config-set errnos", CONFIG_SET, DO, .value = 1,
	     .attr = RINGSIDE_A_CONFIG_ERRNOS),
	CALL("config-set timing", CONFIG_SET, DO, .value = 1,
	     .attr = RINGSIDE_A_CONFIG_TIMING),
	SWITCH("switch syscalls on", SYSCALLS),
	SWITCH("switch faults on", FAULTS),
	SWITCH("switch tracking on", TRACKING),
	CALL("ring-get", RING_GET, DO),
	CALL("ring-try", RING_TRY, DO, .attr = RINGSIDE_A_TRY_KIND),
	CALL("ledger-get", LEDGER_GET, DUMP),
	CALL("cred-get", CRED_GET, DUMP, .varies = true),
	CALL("refusal-get", REFUSAL_GET, DUMP, .varies = true),
	CALL("stamp-start", STAMP_START, DO, .value = STAMPS,
	     .attr = RINGSIDE_A_STAMP_ROOM),
	CALL("stamp-stop", STAMP_STOP, DO, .stamped = true),
	CALL("stamp-get", STAMP_GET, DUMP, .stamped = true, .varies = true),
	CALL("trace-read", TRACE_READ, DO, .watched = true, .room = STAMPS,
	     .attr = RINGSIDE_A_TRACE_WATCH),
	{ .name = "load", .before = before_load, .after = after_load, .run = run_load,
	  .first = loader_needs, .never = 1 << FAIL_PAGE },
};

#define OPS	(sizeof(ops) / sizeof(*ops))

static void check_commands(void)
{
	unsigned int cmd, i, missing = 0;

	for (cmd = RINGSIDE_CMD_UNSPEC + 1; cmd <= RINGSIDE_CMD_MAX; cmd++) {
		for (i = 0; i < OPS && ops[i].cmd != cmd; i++)
			;
		if (i == OPS)
			missing = cmd;
	}
	check(!missing, "each command of the family is tried here",
	      "command %u is not", missing);
}

int main(void)
{
	if (!fail_open()) {
		ksft_print_header();
		ksft_exit_skip("no /proc/self/fail-nth: needs a kernel with CONFIG_FAULT_INJECTION, make check-debug\n");
	}
	rig_begin(OPS + 2);
	module_fd = open(module_path(), O_RDONLY | O_CLOEXEC);
	check_commands();
	fail_each_file();
	for (op = ops; op < ops + OPS; op++)
		check(fail_each(), op->name, "see above");
	rig_reload();
	rig_end();
}
