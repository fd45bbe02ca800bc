// SPDX-License-Identifier: GPL-2.0
#include "people.h"
#include "cgroup.h"
#include "family_roster.h"
#include "names.h"
#include "output.h"
#include "text.h"
#include "view.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

/* In the order of enum by. */
const char *const people_by_keys[] = {
	[BY_THREAD] = "thread", [BY_PROCESS] = "process", [BY_COMMAND] = "command",
	[BY_PIDNS] = "pidns", [BY_CGROUP] = "cgroup", NULL
};

enum by people_by(const struct options *opt)
{
	enum by by = BY_THREAD;

	while (opt->by && people_by_keys[by] && strcmp(opt->by, people_by_keys[by]))
		by++;
	return people_by_keys[by] ? by : BY_THREAD;
}

static void take_call(struct task_row *to, const struct task_row *from)
{
	to->in_abi = from->in_abi;
	to->in_nr = from->in_nr;
	to->earlier = from->earlier;
	to->since = from->since;
}

static int by_pid(const void *a, const void *b)
{
	return upwards(((const struct task_row *)a)->pid, ((const struct task_row *)b)->pid);
}

static struct person listed(const struct member_row *member)
{
	struct person person = {
		.task = {
			.pid = member->pid, .tgid = member->tgid,
			.pidns = ABSENT, .cgroup = ABSENT,
			.entries = member->entries, .errors = member->errors,
			.denied = member->denied, .faults = member->faults,
			.exceptions = member->exceptions, .interrupts = member->interrupts,
			.user = member->user, .work = member->work, .wait = member->wait,
			.in_abi = ABSENT, .in_nr = ABSENT, .earlier = ABSENT, .since = ABSENT,
		},
		.threads = 1, .alive = member->ended != 1,
		.number = member->number, .process = member->process,
	};

	memcpy(person.task.comm, member->comm, sizeof(member->comm));
	return person;
}

/* The roster knows what somebody did; where he is now is asked apart. */
static void find_now(struct person *person, const struct task_row *tasks, size_t n)
{
	const struct task_row *task = NULL;

	if (person->alive)
		task = bsearch(&person->task, tasks, n, sizeof(*tasks), by_pid);
	if (!task)
		return;
	person->task.pidns = task->pidns;
	person->task.cgroup = task->cgroup;
	take_call(&person->task, task);
}

static int fetch_listed(struct session *session, uint32_t watch, struct person **people, size_t *n)
{
	struct member_row *members;
	struct task_row *tasks;
	size_t n_tasks;
	int code = ask_members(session, watch, &members, n);

	if (code != DONE)
		return code;
	code = ask_tasks(session, watch, &tasks, &n_tasks);
	if (code == DONE) {
		qsort(tasks, n_tasks, sizeof(*tasks), by_pid);
		*people = must(calloc(*n + 1, sizeof(**people)));
		for (size_t i = 0; i < *n; i++) {
			(*people)[i] = listed(&members[i]);
			find_now(&(*people)[i], tasks, n_tasks);
		}
	}
	free(tasks);
	free(members);
	return code;
}

int people_fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	struct person *people;
	struct task_row *tasks;
	int code;

	if (watch)
		return fetch_listed(session, watch, rows, n);
	code = ask_tasks(session, watch, &tasks, n);
	if (code != DONE)
		return code;
	people = must(calloc(*n + 1, sizeof(*people)));
	for (size_t i = 0; i < *n; i++)
		people[i] = (struct person){
			.task = tasks[i], .threads = 1, .alive = 1,
			.number = ABSENT, .process = ABSENT,
		};
	free(tasks);
	*(struct person **)rows = people;
	return DONE;
}

bool people_wants(const struct options *opt, const void *row)
{
	const struct person *person = row;

	for (int i = 0; i < opt->argc; i++)
		if (!fnmatch(opt->argv[i], person->task.comm, 0))
			return true;
	return !opt->argc;
}

int people_identity(const void *a, const void *b)
{
	uint64_t number = ((const struct person *)a)->number;
	const struct task_row *one = &((const struct person *)a)->task;
	const struct task_row *other = &((const struct person *)b)->task;
	const uint64_t left[] = { one->pid, one->tgid, one->pidns, one->cgroup };
	const uint64_t right[] = { other->pid, other->tgid, other->pidns, other->cgroup };
	/* A thread or process stays the same when it is moved to another cgroup. */
	size_t n = one->pid == ABSENT ? ARRAY_SIZE(left) : 2;

	if (number != ABSENT)
		return upwards(number, ((const struct person *)b)->number);
	for (size_t i = 0; i < n; i++)
		if (left[i] != right[i])
			return upwards(left[i], right[i]);
	/* Only those of a command have no number. */
	return one->pid == ABSENT ? strcmp(one->comm, other->comm) : 0;
}

/* All that only grows. */
static const size_t counters[] = {
	offsetof(struct task_row, entries), offsetof(struct task_row, errors),
	offsetof(struct task_row, denied), offsetof(struct task_row, faults),
	offsetof(struct task_row, exceptions), offsetof(struct task_row, interrupts),
	offsetof(struct task_row, user), offsetof(struct task_row, work),
	offsetof(struct task_row, wait),
};

static uint64_t *counter(struct task_row *task, size_t i)
{
	return (uint64_t *)((char *)task + counters[i]);
}

bool people_subtract(void *row, const void *before)
{
	struct person *person = row;
	struct task_row *task = &person->task;
	struct task_row old = ((const struct person *)before)->task;

	/* Fewer than before: another task has got the number since. */
	if (task->entries < old.entries || task->tgid != old.tgid)
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++)
		*counter(task, i) = difference(*counter(task, i), *counter(&old, i));
	/* One that only computed is worth a row, too. */
	return people_crossings(person) || (task->user && task->user != ABSENT);
}

uint64_t people_crossings(const struct person *person)
{
	const struct task_row *task = &person->task;
	const uint64_t kinds[] = {
		task->entries, task->denied, task->faults, task->exceptions, task->interrupts
	};

	return sum_of_known(kinds, ARRAY_SIZE(kinds));
}

/* On a roster a pid may be there twice, a number is not. */
static int by_process(const struct person *one, const struct person *other)
{
	if (one->process != ABSENT)
		return upwards(one->process, other->process);
	return upwards(one->task.tgid, other->task.tgid);
}

/* 0: both are of the same group. */
static int by_group(const void *a, const void *b, void *arg)
{
	const struct task_row *one = &((const struct person *)a)->task;
	const struct task_row *other = &((const struct person *)b)->task;

	switch (*(const enum by *)arg) {
	case BY_PROCESS:
		return by_process(a, b);
	case BY_COMMAND:
		return strcmp(one->comm, other->comm);
	case BY_PIDNS:
		return upwards(one->pidns, other->pidns);
	case BY_CGROUP:
		return upwards(one->cgroup, other->cgroup);
	default:
		return upwards(one->pid, other->pid);
	}
}

/* What a thread says of itself and a group cannot. */
static void become_group(struct person *person, enum by by)
{
	struct task_row *task = &person->task;

	task->pid = by == BY_PROCESS ? task->tgid : ABSENT;
	if (by == BY_PROCESS)
		return;
	task->tgid = ABSENT;
	task->pidns = by == BY_PIDNS ? task->pidns : ABSENT;
	task->cgroup = by == BY_CGROUP ? task->cgroup : ABSENT;
	if (by != BY_COMMAND)
		*task->comm = '\0';
}

static bool entered_later(const struct task_row *one, const struct task_row *other)
{
	return one->in_abi != ABSENT &&
	       (other->in_abi == ABSENT || one->since < other->since);
}

/* @leader: the one after which a process is called. */
static void join(struct person *group, const struct person *one, bool leader)
{
	struct task_row task = one->task;

	for (size_t i = 0; i < ARRAY_SIZE(counters); i++) {
		uint64_t *sum = counter(&group->task, i), more = *counter(&task, i);

		*sum = *sum == ABSENT || more == ABSENT ? ABSENT : *sum + more;
	}
	if (entered_later(&task, &group->task))
		take_call(&group->task, &task);
	if (leader)
		memcpy(group->task.comm, task.comm, sizeof(task.comm));
	group->threads += one->threads;
	group->alive += one->alive;
}

size_t people_gather(const struct options *opt, void *rows, size_t n)
{
	enum by by = people_by(opt);
	struct person *all = rows, *group = all;

	if (by == BY_THREAD || !n)
		return n;
	qsort_r(all, n, sizeof(*all), by_group, &by);
	become_group(group, by);
	for (struct person *one = all + 1; one < all + n; one++) {
		bool leader = by == BY_PROCESS && one->task.pid == one->task.tgid;

		if (!by_group(group, one, &by)) {
			join(group, one, leader);
			continue;
		}
		*++group = *one;
		become_group(group, by);
	}
	return (size_t)(group - all) + 1;
}

static const char *call_name(const struct task_row *task, char label[LABEL_SIZE])
{
	return task->in_abi == ABSENT ? NULL : syscall_label(task->in_abi, task->in_nr, label);
}

/* Those that are in a call first, by its name. */
static int by_call(const struct task_row *a, const struct task_row *b)
{
	char one[LABEL_SIZE], other[LABEL_SIZE];
	const char *call_a = call_name(a, one), *call_b = call_name(b, other);

	if (!call_a || !call_b)
		return !call_a - !call_b;
	return strcmp(call_a, call_b);
}

static const struct {
	const char *key;
	size_t offset;
	bool up;
} number_keys[] = {
	{ "pid", offsetof(struct task_row, pid), true },
	{ "tgid", offsetof(struct task_row, tgid), true },
	{ "pidns", offsetof(struct task_row, pidns), true },
	{ "cgroup", offsetof(struct task_row, cgroup), true },
	{ "entries", offsetof(struct task_row, entries), false },
	{ "errors", offsetof(struct task_row, errors), false },
	{ "faults", offsetof(struct task_row, faults), false },
	{ "exceptions", offsetof(struct task_row, exceptions), false },
	{ "interrupts", offsetof(struct task_row, interrupts), false },
	{ "user", offsetof(struct task_row, user), false },
	{ "work", offsetof(struct task_row, work), false },
	{ "wait", offsetof(struct task_row, wait), false },
	{ "since", offsetof(struct task_row, since), false },
};

static uint64_t number_at(const struct task_row *task, size_t offset)
{
	uint64_t value;

	memcpy(&value, (const char *)task + offset, sizeof(value));
	return value;
}

int people_compare(const char *key, const void *a, const void *b)
{
	const struct person *one = a, *other = b;

	if (!strcmp(key, "command"))
		return strcmp(one->task.comm, other->task.comm);
	if (!strcmp(key, "in-flight"))
		return by_call(&one->task, &other->task);
	for (size_t i = 0; i < ARRAY_SIZE(number_keys); i++) {
		uint64_t left = number_at(&one->task, number_keys[i].offset);
		uint64_t right = number_at(&other->task, number_keys[i].offset);

		if (!strcmp(key, number_keys[i].key))
			return number_keys[i].up ? upwards(left, right) : downwards(left, right);
	}
	return downwards(people_crossings(one), people_crossings(other));
}

bool people_key_is_time(const char *key)
{
	static const char *const keys[] = { "user", "work", "wait", "since" };

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(key, keys[i]))
			return true;
	return false;
}

char *people_call(const struct person *person)
{
	const struct task_row *task = &person->task;
	char abi[LABEL_SIZE], label[LABEL_SIZE];
	const char *name = call_name(task, label);

	if (!name)
		return text_format("-");
	if (task->in_abi == RINGSIDE_ABI_X86_64)
		return text_format("%s", name);
	return text_format("%s %s", abi_label(task->in_abi, abi), name);
}

char *people_cgroup(const struct person *person)
{
	uint64_t id = person->task.cgroup;
	const char *path = id == ABSENT ? "-" : cgroup_path(id);

	return path ? text_format("%s", path) : text_format("number %" PRIu64, id);
}
