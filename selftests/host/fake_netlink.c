// SPDX-License-Identifier: GPL-2.0
/*
 * Plays the kernel for the program, so that its netlink side can be tried
 * without a module and with answers that a well-behaved kernel never gives:
 *	FAKE=lacking LD_PRELOAD=./fake_netlink.so ringside status
 * FAKE names the scene; see the table of scenes in netlink.sh.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/ringside.h>

#define FAMILY		29
#define MAX_ANSWERS	64
#define ANSWER_SIZE	8192
#define MS		1000000ULL
#define BEGAN		(5000 * MS)	/* the first event of a trace */
#define EVENTS_READ	6		/* at once */

struct answer {
	int error;		/* errno of recvmsg() instead of a message */
	uint32_t length;
	char bytes[ANSWER_SIZE];
};

static struct answer answers[MAX_ANSWERS];
static unsigned int first, n_answers;
static int netlink_fd = -1;
static uint32_t seq, port;
static uint32_t watched_pid;
static uint32_t generation = 1, questions;
static size_t told;		/* events of the trace */
static uint32_t settings[RINGSIDE_A_CONFIG_MAX + 1] = {
	[RINGSIDE_A_CONFIG_ERRNOS] = 1, [RINGSIDE_A_CONFIG_TIMING] = 1,
};

static int scene(const char *name)
{
	const char *fake = getenv("FAKE");

	return fake && !strcmp(fake, name);
}

/* ---- building answers ---- */

static struct answer *add(int error)
{
	struct answer *answer = &answers[n_answers++];

	if (n_answers > MAX_ANSWERS)
		abort();
	memset(answer, 0, sizeof(*answer));
	answer->error = error;
	return answer;
}

static void *append(struct answer *answer, const void *data, uint32_t length)
{
	void *to = answer->bytes + answer->length;

	if (answer->length + NLMSG_ALIGN(length) > ANSWER_SIZE)
		abort();
	memcpy(to, data, length);
	answer->length += NLMSG_ALIGN(length);
	((struct nlmsghdr *)answer->bytes)->nlmsg_len = answer->length;
	return to;
}

static struct nlattr *put(struct answer *answer, int type, const void *data, uint32_t length)
{
	struct nlattr head = { .nla_type = (uint16_t)type, .nla_len = (uint16_t)(NLA_HDRLEN + length) };
	struct nlattr *attr = append(answer, &head, sizeof(head));

	if (length)
		append(answer, data, length);
	return attr;
}

static void put_u32(struct answer *answer, int type, uint32_t value)
{
	put(answer, type, &value, sizeof(value));
}

static void put_u64(struct answer *answer, int type, uint64_t value)
{
	/* A number of the wrong size, as a module of another version may send. */
	put(answer, type, &value, scene("short") ? 4 : sizeof(value));
}

static void put_text(struct answer *answer, int type, const char *text)
{
	put(answer, type, text, (uint32_t)strlen(text) + 1);
}

static struct answer *message(uint16_t type, uint16_t flags)
{
	struct nlmsghdr hdr = { .nlmsg_type = type, .nlmsg_flags = flags,
				.nlmsg_seq = seq, .nlmsg_pid = port };
	struct answer *answer = add(0);

	append(answer, &hdr, sizeof(hdr));
	return answer;
}

static struct answer *reply(uint8_t command, uint16_t flags)
{
	struct genlmsghdr genl = { .cmd = scene("wrong-command") ? 77 : command, .version = 1 };
	struct answer *answer = message(FAMILY, flags);

	append(answer, &genl, sizeof(genl));
	return answer;
}

static struct nlattr *nest(struct answer *answer, int type)
{
	return put(answer, type | NLA_F_NESTED, NULL, 0);
}

static void nest_end(struct answer *answer, struct nlattr *attr)
{
	attr->nla_len = (uint16_t)(answer->bytes + answer->length - (char *)attr);
}

/* @error 0 is an ACK. */
static void put_error(int error, const char *sentence)
{
	struct answer *answer = message(NLMSG_ERROR, NLM_F_CAPPED | (sentence ? NLM_F_ACK_TLVS : 0));
	struct nlmsgerr body = { .error = -error };

	append(answer, &body, sizeof(body));
	if (sentence)
		put_text(answer, NLMSGERR_ATTR_MSG, sentence);
}

static void put_done(int error, const char *sentence)
{
	struct answer *answer = message(NLMSG_DONE, NLM_F_MULTI | (sentence ? NLM_F_ACK_TLVS : 0));
	int32_t body = -error;

	append(answer, &body, sizeof(body));
	if (sentence)
		put_text(answer, NLMSGERR_ATTR_MSG, sentence);
}

/* ---- the module ---- */

static void put_abi(struct answer *answer, int type, uint32_t abi, uint64_t entries)
{
	struct nlattr *attr = nest(answer, type);

	put_u32(answer, RINGSIDE_A_ABI_ABI, abi);
	if (scene("entries-only")) {
		put_u64(answer, RINGSIDE_A_ABI_ENTRIES, entries);
	} else if (!scene("lacking")) {
		put_u64(answer, RINGSIDE_A_ABI_ENTRIES, entries);
		for (int i = RINGSIDE_A_ABI_EXITS; i <= RINGSIDE_A_ABI_MAX; i++)
			put_u64(answer, i, 0);
		/* The last one of a kind counts. */
		put_u64(answer, RINGSIDE_A_ABI_EXITS, entries - (scene("unbalanced") ? 1 : 0));
	}
	nest_end(answer, attr);
}

static void put_hook(struct answer *answer, const char *name, const char *reason)
{
	struct nlattr *attr = nest(answer, RINGSIDE_A_STATUS_HOOK);

	put_text(answer, RINGSIDE_A_HOOK_NAME, name);
	put_u32(answer, RINGSIDE_A_HOOK_ATTACHED, !reason);
	if (reason)
		put_text(answer, RINGSIDE_A_HOOK_REASON, reason);
	nest_end(answer, attr);
}

static void put_hook_family(struct answer *answer, const char *name, uint32_t state,
			    const char *reason)
{
	struct nlattr *attr = nest(answer, RINGSIDE_A_STATUS_FAMILY);

	put_text(answer, RINGSIDE_A_FAMILY_NAME, name);
	put_u32(answer, RINGSIDE_A_FAMILY_STATE, state);
	if (reason)
		put_text(answer, RINGSIDE_A_FAMILY_REASON, reason);
	nest_end(answer, attr);
}

static void put_status(void)
{
	struct answer *answer = reply(RINGSIDE_CMD_STATUS_GET, 0);

	put_text(answer, RINGSIDE_A_STATUS_VERSION,
		 scene("other-version") ? "9.9.9" :
		 scene("escape") ? "\033[2J" : RINGSIDE_VERSION);
	put_u32(answer, RINGSIDE_A_STATUS_GENERATION, generation);
	put_abi(answer, RINGSIDE_A_STATUS_ABI, RINGSIDE_ABI_X86_64, 1000 + questions);
	put_abi(answer, RINGSIDE_A_STATUS_ABI, 7, 3);
	put_hook(answer, "sys_enter", NULL);
	if (scene("entries-only"))
		put_hook(answer, "sys_exit", "loaded with follow=0: only entries are counted");
	put_hook(answer, "sched_process_exit", "this kernel does not offer it");
	put_hook_family(answer, "syscalls", RINGSIDE_FAMILY_STATE_ON, NULL);
	put_hook_family(answer, "timing", RINGSIDE_FAMILY_STATE_OFF, "switched off");
	put_hook_family(answer, "later", 77, "of a module of another version");
	if (!scene("lacking")) {
		put_u64(answer, RINGSIDE_A_STATUS_AGE, 1500000000);
		put_u64(answer, RINGSIDE_A_STATUS_LOAD, scene("reload") ? 0xfeed : 0xbeef);
		put_u32(answer, RINGSIDE_A_STATUS_TASK_SLOTS, 64);
		put_u32(answer, RINGSIDE_A_STATUS_TASKS, 5);
		put_u64(answer, RINGSIDE_A_STATUS_MEMORY, 4096);
	}
}

static int timed(void)
{
	return !scene("untimed") && !scene("lacking") && !scene("entries-only");
}

static void put_bucket(struct answer *answer, uint32_t log2, uint64_t calls)
{
	struct nlattr *attr = nest(answer, RINGSIDE_A_SYSCALL_BUCKET);

	put_u32(answer, RINGSIDE_A_BUCKET_LOG2, log2);
	put_u64(answer, RINGSIDE_A_BUCKET_CALLS, calls);
	nest_end(answer, attr);
}

static void put_times(struct answer *answer, uint64_t nr)
{
	uint64_t time = 3 * MS * (nr % 4 + 1);

	put_u64(answer, RINGSIDE_A_SYSCALL_TIME, time);
	put_u64(answer, RINGSIDE_A_SYSCALL_WAITED, time / (nr == 257 ? 2 : 10));
	put_u64(answer, RINGSIDE_A_SYSCALL_LONGEST, 2 * MS * (5 - nr % 5));
	put_bucket(answer, 9, 1);
	put_bucket(answer, 10, 4);
	put_bucket(answer, 12, nr + 1);
	put_bucket(answer, 99, 0);	/* no such part */
}

static void put_syscall(uint16_t flags, uint32_t abi, int64_t nr, uint64_t count)
{
	struct answer *answer = reply(RINGSIDE_CMD_SYSCALL_GET, flags);

	put_u32(answer, RINGSIDE_A_SYSCALL_ABI, abi);
	if (nr >= 0)
		put_u32(answer, RINGSIDE_A_SYSCALL_NR, (uint32_t)nr);
	if (scene("lacking"))
		return;
	put_u64(answer, RINGSIDE_A_SYSCALL_ENTRIES, count);
	/* Each column has an order of its own, so that sorting can be seen. */
	for (int i = RINGSIDE_A_SYSCALL_ENTRIES + 1; i <= RINGSIDE_A_SYSCALL_RESTARTS; i++)
		put_u64(answer, i, abi == RINGSIDE_ABI_X86_64 ? (uint64_t)(nr * i % 11) : count);
	if (abi == RINGSIDE_ABI_X86_64 && timed())
		put_times(answer, (uint64_t)nr);
}

static void put_syscalls(uint16_t flags)
{
	uint64_t count = scene("reset") ? 7 : 100ULL * questions;

	put_syscall(flags, RINGSIDE_ABI_X86_64, 0, count);
	put_syscall(flags, RINGSIDE_ABI_X86_64, 257, 50);
	put_syscall(flags, RINGSIDE_ABI_X86_64, 999, 5);	/* no name */
	put_syscall(flags, RINGSIDE_ABI_IA32, -1, 4);		/* outside */
	put_syscall(flags, 7, 3, UINT64_MAX - 1);		/* no such ABI */
}

static void put_errors(uint16_t flags)
{
	static const struct {
		uint32_t abi, nr, error, denied, count;
	} rows[] = {
		{ RINGSIDE_ABI_X86_64, 257, ENOENT, 0, 3 },
		{ RINGSIDE_ABI_X86_64, 257, 4000, 1, 3 },
		{ RINGSIDE_ABI_IA32, 3, EINTR, 0, 8 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answer *answer = reply(RINGSIDE_CMD_ERROR_GET, flags);

		put_u32(answer, RINGSIDE_A_ERROR_ABI, rows[i].abi);
		put_u32(answer, RINGSIDE_A_ERROR_NR, rows[i].nr);
		put_u32(answer, RINGSIDE_A_ERROR_ERRNO, rows[i].error);
		put_u32(answer, RINGSIDE_A_ERROR_DENIED, rows[i].denied);
		put_u64(answer, RINGSIDE_A_ERROR_COUNT, rows[i].count);
	}
}

static void put_kinds(struct answer *answer, uint32_t pid)
{
	put_u64(answer, RINGSIDE_A_TASK_DENIED, pid == 3 ? 5 : 0);
	put_u64(answer, RINGSIDE_A_TASK_FAULTS, 40 + pid % 3);
	put_u64(answer, RINGSIDE_A_TASK_EXCEPTIONS, 50 - pid);
	put_u64(answer, RINGSIDE_A_TASK_INTERRUPTS, 60 + pid);
	put_u64(answer, RINGSIDE_A_TASK_CGROUP, UINT64_MAX - 3 - pid % 2);
}

static void put_task(uint16_t flags, uint32_t pid, const char *comm)
{
	struct answer *answer = reply(RINGSIDE_CMD_TASK_GET, flags);

	put_u32(answer, RINGSIDE_A_TASK_PID, pid);
	put_u32(answer, RINGSIDE_A_TASK_TGID, pid);
	put_u32(answer, RINGSIDE_A_TASK_PIDNS, 4026531836 - pid);
	put_text(answer, RINGSIDE_A_TASK_COMM, comm);
	put_u64(answer, RINGSIDE_A_TASK_ENTRIES, pid);
	put_u64(answer, RINGSIDE_A_TASK_ERRORS, pid % 3);
	if (!scene("lacking"))
		put_kinds(answer, pid);
	if (timed()) {
		put_u64(answer, RINGSIDE_A_TASK_USER, pid == 2 ? 999 : 9994);
		put_u64(answer, RINGSIDE_A_TASK_WORK, pid == 2 ? 999499 : 9995);
		put_u64(answer, RINGSIDE_A_TASK_WAIT, pid == 2 ? 999500 : 1ULL << 63);
		if (pid != 3)
			put_u64(answer, RINGSIDE_A_TASK_SINCE, 61000 * MS);
	}
	if (pid != 3) {
		put_u32(answer, RINGSIDE_A_TASK_IN_ABI, 0);
		put_u32(answer, RINGSIDE_A_TASK_IN_NR, 0);
		put_u32(answer, RINGSIDE_A_TASK_EARLIER, 1);
	}
}

/* Threads of one process, the second one its first; all in one cgroup. */
static void put_crowd(uint16_t flags)
{
	static const uint64_t since[] = { 9000, 7000, 8000 };
	static const uint32_t pids[] = { 101, 100, 102 };

	for (size_t i = 0; i < 3; i++) {
		struct answer *answer = reply(RINGSIDE_CMD_TASK_GET, flags);

		put_u32(answer, RINGSIDE_A_TASK_PID, pids[i]);
		put_u32(answer, RINGSIDE_A_TASK_TGID, 100);
		put_u32(answer, RINGSIDE_A_TASK_PIDNS, 4026531000);
		put_text(answer, RINGSIDE_A_TASK_COMM, pids[i] == 100 ? "leader" : "worker");
		put_u64(answer, RINGSIDE_A_TASK_ENTRIES, 1000ULL * questions + pids[i]);
		put_u64(answer, RINGSIDE_A_TASK_ERRORS, 1);
		put_kinds(answer, 4);
		put_u64(answer, RINGSIDE_A_TASK_USER, 10 * MS * questions);
		put_u64(answer, RINGSIDE_A_TASK_WORK, 20 * MS * questions);
		put_u64(answer, RINGSIDE_A_TASK_WAIT, 70 * MS * questions);
		put_u32(answer, RINGSIDE_A_TASK_IN_ABI, i == 1 ? RINGSIDE_ABI_IA32 : 0);
		put_u32(answer, RINGSIDE_A_TASK_IN_NR, 4);
		put_u32(answer, RINGSIDE_A_TASK_EARLIER, 0);
		put_u64(answer, RINGSIDE_A_TASK_SINCE, since[i]);
	}
}

static void put_tasks(uint16_t flags)
{
	if (watched_pid) {
		put_task(flags, watched_pid, "held");
		return;
	}
	put_task(flags, 2, "a \"b\\ \033[31m");
	put_task(flags, 3, "\xff\xc3(\xc3\xa4");
	if (scene("crowd"))
		put_crowd(flags);
}

/* Each look finds as much more as the one before. */
static void put_watch(uint16_t flags)
{
	static uint64_t looks;
	struct answer *answer = reply(RINGSIDE_CMD_WATCH_GET, flags);

	put_u32(answer, RINGSIDE_A_WATCH_ID, 1);
	put_u32(answer, RINGSIDE_A_WATCH_PID, watched_pid);
	put_u32(answer, RINGSIDE_A_WATCH_TASKS, scene("alive") ? 2 : 0);
	put_u32(answer, RINGSIDE_A_WATCH_MISSED, scene("missed"));
	if (timed()) {
		looks++;
		put_u64(answer, RINGSIDE_A_WATCH_USER, 1000 * MS * looks);
		put_u64(answer, RINGSIDE_A_WATCH_WORK, 250 * MS * looks);
		put_u64(answer, RINGSIDE_A_WATCH_WAIT, 750 * MS * looks);
	}
	put_u32(answer, RINGSIDE_A_WATCH_ROSTER, 3);
	put_u32(answer, RINGSIDE_A_WATCH_UNLISTED, scene("unlisted") ? 5 : 0);
	put_u64(answer, RINGSIDE_A_WATCH_UNLISTED_CALLS, scene("unlisted") ? 7 : 0);
	/* One of them in a trace is lost. */
	put_abi(answer, RINGSIDE_A_WATCH_ABI, RINGSIDE_ABI_X86_64, told ? 6 : 0);
}

struct told_event {
	uint32_t what;
	int64_t at;		/* ns since it began */
	uint32_t cpu;
	uint32_t other;		/* added to the pid that is watched */
	uint32_t nr, lost, error;
	int64_t ret;
	int attr;		/* one more, unless 0, with that number */
	uint32_t number;
};

/* A call that waits, one that fails, a fault, a child; then one of a task on another CPU. */
static const struct told_event events[] = {
	{ RINGSIDE_WHAT_ENTRY, .at = 0, .nr = 0 },
	{ RINGSIDE_WHAT_OUT, .at = 1000, .attr = RINGSIDE_A_EVENT_WAITS, .number = 1 },
	{ RINGSIDE_WHAT_IN, .at = 2001000 },
	{ RINGSIDE_WHAT_EXIT, .at = 2002000, .nr = 0, .ret = 5 },
	{ RINGSIDE_WHAT_FAULT, .at = 2003000 },
	{ RINGSIDE_WHAT_ENTRY, .at = 2004000, .nr = 257 },
	{ RINGSIDE_WHAT_EXIT, .at = 2005000, .nr = 257, .error = ENOENT },
	{ RINGSIDE_WHAT_FORK, .at = 2006000, .attr = RINGSIDE_A_EVENT_CHILD, .number = 999 },
	/* What another CPU tells late is earlier than the first one. */
	{ RINGSIDE_WHAT_ENTRY, .at = -300, .cpu = 1, .other = 1, .nr = 39 },
	{ RINGSIDE_WHAT_EXIT, .at = -100, .cpu = 1, .other = 1, .nr = 39, .ret = 7 },
	{ RINGSIDE_WHAT_INTERRUPT, .at = 2007000, .attr = RINGSIDE_A_EVENT_INTERRUPT,
	  .number = RINGSIDE_INTERRUPT_TIMER },
	{ RINGSIDE_WHAT_ENTRY, .at = 2008000, .nr = 999, .lost = 3 },
	{ RINGSIDE_WHAT_EXIT, .at = 2009000, .nr = 999, .ret = 1LL << 40 },
	{ 77, .at = 2010000 },	/* of a module of another version */
	{ RINGSIDE_WHAT_ENTRY, .at = 2011000, .nr = 1 },
	{ RINGSIDE_WHAT_EXIT, .at = 2011500, .nr = 1, .ret = 5 },
	{ RINGSIDE_WHAT_END, .at = 2012000 },
};

static int is_call(const struct told_event *event)
{
	return event->what == RINGSIDE_WHAT_ENTRY || event->what == RINGSIDE_WHAT_EXIT;
}

/* As the module does: who and where is not said again. */
static void put_event(struct answer *answer, const struct told_event *event, int again)
{
	struct nlattr *attr = nest(answer, RINGSIDE_A_TRACE_EVENT);

	put_u32(answer, RINGSIDE_A_EVENT_WHAT, event->what);
	if (!scene("lacking"))
		put_u64(answer, RINGSIDE_A_EVENT_TIME, BEGAN + (uint64_t)event->at);
	if (!again) {
		put_u32(answer, RINGSIDE_A_EVENT_PID, watched_pid + event->other);
		put_u32(answer, RINGSIDE_A_EVENT_CPU, event->cpu);
	}
	if (event->lost)
		put_u32(answer, RINGSIDE_A_EVENT_LOST, event->lost);
	if (is_call(event) && !scene("lacking"))
		put_u32(answer, RINGSIDE_A_EVENT_NR, event->nr);
	if (event->error)
		put_u32(answer, RINGSIDE_A_EVENT_ERRNO, event->error);
	else if (event->what == RINGSIDE_WHAT_EXIT)
		put_u64(answer, RINGSIDE_A_EVENT_RET, (uint64_t)event->ret);
	if (event->attr)
		put_u32(answer, event->attr, event->number);
	nest_end(answer, attr);
}

static void put_loss(struct answer *answer, uint32_t what, uint64_t count)
{
	struct nlattr *attr = nest(answer, RINGSIDE_A_TRACE_LOSS);

	put_u32(answer, RINGSIDE_A_LOSS_WHAT, what);
	put_u64(answer, RINGSIDE_A_LOSS_COUNT, count);
	nest_end(answer, attr);
}

static void put_trace(void)
{
	struct answer *answer = reply(RINGSIDE_CMD_TRACE_READ, 0);
	const size_t all = sizeof(events) / sizeof(events[0]);

	put_u32(answer, RINGSIDE_A_TRACE_TASKS, 0);
	put_u32(answer, RINGSIDE_A_TRACE_MISSED, scene("missed"));
	put_loss(answer, RINGSIDE_WHAT_ENTRY, 1);
	put_loss(answer, RINGSIDE_WHAT_EXIT, 1);
	put_loss(answer, RINGSIDE_WHAT_FAULT, 1);
	for (size_t i = 0; i < EVENTS_READ && told < all; i++, told++)
		put_event(answer, &events[told], i && events[told - 1].cpu == events[told].cpu);
}

/* A process of two threads, then one whose number was used before it. */
static void put_members(uint16_t flags)
{
	static const struct {
		uint32_t process, pid, tgid, ended;
		const char *comm;
		uint64_t count;
	} rows[] = {
		{ 0, 201, 200, 0, "worker", 100 },
		{ 0, 200, 200, 1, "leader", 10 },
		{ 2, 200, 200, 1, "again", 1000 },
	};

	for (uint32_t i = 0; i < 3; i++) {
		struct answer *answer = reply(RINGSIDE_CMD_MEMBER_GET, flags);

		put_u32(answer, RINGSIDE_A_MEMBER_NUMBER, i);
		put_u32(answer, RINGSIDE_A_MEMBER_PROCESS, rows[i].process);
		put_u32(answer, RINGSIDE_A_MEMBER_PID, rows[i].pid);
		put_u32(answer, RINGSIDE_A_MEMBER_TGID, rows[i].tgid);
		put_u32(answer, RINGSIDE_A_MEMBER_PARENT, 199);
		put_u32(answer, RINGSIDE_A_MEMBER_ENDED, rows[i].ended);
		put_text(answer, RINGSIDE_A_MEMBER_COMM, rows[i].comm);
		if (scene("lacking"))
			continue;
		put_u64(answer, RINGSIDE_A_MEMBER_ENTRIES, rows[i].count);
		put_u64(answer, RINGSIDE_A_MEMBER_ERRORS, rows[i].count / 2);
		put_u64(answer, RINGSIDE_A_MEMBER_DENIED, scene("unlisted") ? 2 : 0);
		put_u64(answer, RINGSIDE_A_MEMBER_FAULTS, i + 1);
		put_u64(answer, RINGSIDE_A_MEMBER_EXCEPTIONS, scene("crowd"));
		put_u64(answer, RINGSIDE_A_MEMBER_INTERRUPTS, 0);
		if (!timed())
			continue;
		put_u64(answer, RINGSIDE_A_MEMBER_USER, 1500 * MS);
		put_u64(answer, RINGSIDE_A_MEMBER_WORK, 250 * MS);
		put_u64(answer, RINGSIDE_A_MEMBER_WAIT, 750 * MS);
	}
}

static void put_member_calls(uint16_t flags)
{
	static const struct {
		uint32_t number, nr;
		uint64_t entries, errors;
	} rows[] = {
		{ 1, 257, 6, 5 }, { 0, 0, 96, 0 }, { 2, 257, 1000, 500 }, { 0, 257, 4, 2 },
		{ 77, 1, 1, 0 },	/* of nobody */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct answer *answer = reply(RINGSIDE_CMD_MEMBER_CALL_GET, flags);

		put_u32(answer, RINGSIDE_A_MEMBER_CALL_NUMBER, rows[i].number);
		put_u32(answer, RINGSIDE_A_MEMBER_CALL_ABI, RINGSIDE_ABI_X86_64);
		put_u32(answer, RINGSIDE_A_MEMBER_CALL_NR, rows[i].nr);
		put_u64(answer, RINGSIDE_A_MEMBER_CALL_ENTRIES, rows[i].entries);
		put_u64(answer, RINGSIDE_A_MEMBER_CALL_ERRORS, rows[i].errors);
		put_u64(answer, RINGSIDE_A_MEMBER_CALL_DENIED, 0);
	}
}

static struct answer *kind(uint16_t flags, uint32_t kind_of, uint64_t count)
{
	struct answer *answer = reply(RINGSIDE_CMD_LEDGER_GET, flags);

	put_u32(answer, RINGSIDE_A_LEDGER_KIND, kind_of);
	if (count != UINT64_MAX)
		put_u64(answer, RINGSIDE_A_LEDGER_COUNT, count);
	return answer;
}

static void put_ledger(uint16_t flags)
{
	struct answer *answer;

	put_u32(kind(flags, RINGSIDE_KIND_SYSCALL, 100ULL * questions), RINGSIDE_A_LEDGER_ABI, 0);
	kind(flags, RINGSIDE_KIND_FAULT, 17);
	kind(flags, RINGSIDE_KIND_FAULT_SIGNAL, 0);
	put_u32(kind(flags, RINGSIDE_KIND_EXCEPTION, 5), RINGSIDE_A_LEDGER_VECTOR, 6);
	answer = kind(flags, RINGSIDE_KIND_INTERRUPT, 3);
	put_u32(answer, RINGSIDE_A_LEDGER_INTERRUPT, RINGSIDE_INTERRUPT_TIMER);
	put_u64(answer, RINGSIDE_A_LEDGER_KERNEL, 9);
	put_u64(answer, RINGSIDE_A_LEDGER_UNKNOWN, 1);
	put_text(kind(flags, RINGSIDE_KIND_NMI, UINT64_MAX), RINGSIDE_A_LEDGER_REASON,
		 "nobody tells");
	put_u32(kind(flags, RINGSIDE_KIND_EVENT, 2), RINGSIDE_A_LEDGER_EVENT,
		RINGSIDE_EVENT_FORK);
	put_u32(kind(flags, RINGSIDE_KIND_EVENT, 0), RINGSIDE_A_LEDGER_EVENT,
		RINGSIDE_EVENT_EXEC);
	if (!watched_pid) {
		answer = kind(flags, RINGSIDE_KIND_CHECK, 126);
		put_u32(answer, RINGSIDE_A_LEDGER_CPU, 1);
		put_u64(answer, RINGSIDE_A_LEDGER_SUM, 125);
	}
}

static uint32_t argument(const struct nlmsghdr *hdr)
{
	const struct nlattr *attr = (const void *)((const char *)hdr + NLMSG_HDRLEN + GENL_HDRLEN);
	uint32_t value = 0;

	if (hdr->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN + NLA_HDRLEN + sizeof(value))
		memcpy(&value, attr + 1, sizeof(value));
	return value;
}

static void put_config(uint8_t command)
{
	struct answer *answer = reply(command, 0);

	put_u32(answer, RINGSIDE_A_CONFIG_ERRNOS, settings[RINGSIDE_A_CONFIG_ERRNOS]);
	put_u32(answer, RINGSIDE_A_CONFIG_TASKS, 64);
	if (scene("lacking"))
		return;
	put_u32(answer, RINGSIDE_A_CONFIG_FAULTS, settings[RINGSIDE_A_CONFIG_FAULTS]);
	put_u32(answer, RINGSIDE_A_CONFIG_FOLLOW, !scene("entries-only"));
	put_u32(answer, RINGSIDE_A_CONFIG_TIMING,
		timed() && settings[RINGSIDE_A_CONFIG_TIMING]);
}

static void set_config(const struct nlmsghdr *hdr)
{
	const struct nlattr *attr = (const void *)((const char *)hdr + NLMSG_HDRLEN + GENL_HDRLEN);

	if (attr->nla_type > RINGSIDE_A_CONFIG_MAX)
		abort();
	settings[attr->nla_type] = argument(hdr);
}

static void put_family(void)
{
	struct answer *answer = message(GENL_ID_CTRL, 0);
	struct genlmsghdr genl = { .cmd = CTRL_CMD_NEWFAMILY, .version = 2 };
	uint16_t id = FAMILY;

	append(answer, &genl, sizeof(genl));
	put(answer, CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
}

static void put_dump(int command, uint16_t flags)
{
	if (command == RINGSIDE_CMD_SYSCALL_GET)
		put_syscalls(flags);
	else if (command == RINGSIDE_CMD_ERROR_GET)
		put_errors(flags);
	else if (command == RINGSIDE_CMD_TASK_GET)
		put_tasks(flags);
	else if (command == RINGSIDE_CMD_LEDGER_GET)
		put_ledger(flags);
	else if (command == RINGSIDE_CMD_MEMBER_GET)
		put_members(flags);
	else if (command == RINGSIDE_CMD_MEMBER_CALL_GET)
		put_member_calls(flags);
	else
		put_watch(flags);
	put_done(0, NULL);
}

static void put_reply(int command, const struct nlmsghdr *hdr)
{
	struct answer *answer;

	switch (command) {
	case RINGSIDE_CMD_STATUS_GET:
		put_status();
		break;
	case RINGSIDE_CMD_WATCH_ADD:
		watched_pid = argument(hdr);
		answer = reply(RINGSIDE_CMD_WATCH_ADD, 0);
		put_u32(answer, RINGSIDE_A_WATCH_ID, 1);
		break;
	case RINGSIDE_CMD_TRACE_READ:
		put_trace();
		break;
	case RINGSIDE_CMD_RESET:
		answer = reply(RINGSIDE_CMD_RESET, 0);
		put_u32(answer, RINGSIDE_A_STATUS_GENERATION, ++generation);
		break;
	case RINGSIDE_CMD_CONFIG_GET:
		put_config(RINGSIDE_CMD_CONFIG_GET);
		break;
	case RINGSIDE_CMD_CONFIG_SET:
		set_config(hdr);
		put_config(RINGSIDE_CMD_CONFIG_SET);
		break;
	}
	put_error(0, NULL);
}

/* ---- scenes ---- */

static int is_refused_when_busy(int command)
{
	return command == RINGSIDE_CMD_WATCH_ADD || command == RINGSIDE_CMD_CONFIG_SET ||
	       command == RINGSIDE_CMD_STAMP_START || command == RINGSIDE_CMD_RING_TRY;
}

/* What goes wrong before an answer; nonzero: there is no other answer. */
static int misbehave(int command, int dump, uint16_t *flags)
{
	static const char sentence[] = "the module has its reasons";

	if (scene("interrupted") || (scene("interrupted-once") && questions < 4))
		*flags |= dump ? NLM_F_DUMP_INTR : 0;
	if (scene("eintr"))
		add(EINTR);
	if (scene("no-buffer"))
		add(ENOBUFS);
	else if (scene("silent"))
		add(EAGAIN);
	else if (scene("refused"))
		put_error(EPERM, sentence);
	else if (scene("refused-busy") && is_refused_when_busy(command))
		put_error(EBUSY, sentence);
	else if (scene("unloaded") && command == RINGSIDE_CMD_TRACE_READ)
		put_error(ENOENT, NULL);
	else if (scene("refused-gone"))
		put_error(ESRCH, sentence);
	else if (scene("refused-entries-only"))
		put_error(EOPNOTSUPP, sentence);
	else if (scene("refused-wordless"))
		put_error(EPERM, NULL);
	else if (scene("refused-late") && dump)
		put_done(EINVAL, sentence);
	else if (scene("only-ack"))
		dump ? put_done(0, NULL) : put_error(0, NULL);
	else
		return 0;
	return 1;
}

static void cut_off(void)
{
	if (scene("cut-off"))
		answers[first].length = 18;
	if (scene("cut-attribute") && answers[first].length > 30)
		((struct nlattr *)(answers[first].bytes + 20))->nla_len = 4000;
}

static void answer_to(const struct nlmsghdr *hdr)
{
	const struct genlmsghdr *genl = (const void *)((const char *)hdr + NLMSG_HDRLEN);
	int dump = (hdr->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	uint16_t flags = NLM_F_MULTI;

	first = n_answers = 0;
	seq = hdr->nlmsg_seq;
	port = hdr->nlmsg_pid;
	if (hdr->nlmsg_type == GENL_ID_CTRL) {
		if (scene("absent"))
			put_error(ENOENT, NULL);
		else
			put_family(), put_error(0, NULL);
		return;
	}
	questions++;
	if (scene("reset") && questions > 4)
		generation = 2;
	if (misbehave(genl->cmd, dump, &flags))
		return;
	if (dump)
		put_dump(genl->cmd, flags);
	else
		put_reply(genl->cmd, hdr);
	cut_off();
}

/* ---- in libc's place ---- */

int socket(int domain, int type, int protocol)
{
	int (*real)(int, int, int) = (int (*)(int, int, int))dlsym(RTLD_NEXT, "socket");
	int fd = real(domain, type, protocol);

	if (domain == AF_NETLINK && protocol == NETLINK_GENERIC)
		netlink_fd = fd;
	return fd;
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	(void)flags;
	if (fd != netlink_fd)
		abort();
	answer_to(msg->msg_iov[0].iov_base);
	return (ssize_t)msg->msg_iov[0].iov_len;
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct answer *answer = &answers[first];
	size_t length;

	if (fd != netlink_fd || first >= n_answers) {
		errno = EAGAIN;
		return -1;
	}
	if (!(flags & MSG_PEEK))
		first++;
	if (answer->error) {
		errno = answer->error;
		return -1;
	}
	length = answer->length < msg->msg_iov[0].iov_len ? answer->length
							  : msg->msg_iov[0].iov_len;
	memcpy(msg->msg_iov[0].iov_base, answer->bytes, length);
	memcpy(msg->msg_name, &kernel, sizeof(kernel));
	msg->msg_namelen = sizeof(kernel);
	msg->msg_controllen = 0;
	msg->msg_flags = 0;
	return (ssize_t)length;
}
