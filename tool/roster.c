// SPDX-License-Identifier: GPL-2.0
#include "roster.h"
#include "output.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

static int by_number(const void *a, const void *b)
{
	const struct member_row *one = a, *other = b;

	return upwards(one->number, other->number);
}

static int by_process(const void *a, const void *b)
{
	const struct member_row *one = a, *other = b;
	int order = upwards(one->process, other->process);

	return order ? order : by_number(a, b);
}

static const size_t counters[] = {
	offsetof(struct member_row, entries), offsetof(struct member_row, errors),
	offsetof(struct member_row, denied), offsetof(struct member_row, faults),
	offsetof(struct member_row, exceptions), offsetof(struct member_row, interrupts),
	offsetof(struct member_row, user), offsetof(struct member_row, work),
	offsetof(struct member_row, wait),
};

static void add(uint64_t *sum, uint64_t more)
{
	*sum = *sum == ABSENT || more == ABSENT ? ABSENT : *sum + more;
}

static void join(struct crew *crew, const struct member_row *task)
{
	for (size_t i = 0; i < ARRAY_SIZE(counters); i++)
		add((uint64_t *)((char *)&crew->sum + counters[i]),
		    *(const uint64_t *)((const char *)task + counters[i]));
	/* The last task that leads it: another thread may have executed a program. */
	if (task->pid == task->tgid)
		memcpy(crew->sum.comm, task->comm, sizeof(task->comm));
	crew->threads++;
	crew->alive += !task->ended;
}

/* @tasks are in order: what belongs together is together. */
static void gather(struct roster *roster, const struct member_row *tasks, size_t n,
		   bool processes)
{
	struct crew *crew = must(calloc(n + 1, sizeof(*crew)));

	roster->crews = crew;
	for (size_t i = 0; i < n; i++) {
		if (processes && i && tasks[i].process == tasks[i - 1].process) {
			join(crew - 1, &tasks[i]);
			continue;
		}
		*crew = (struct crew){ .sum = tasks[i], .threads = 1, .alive = !tasks[i].ended };
		if (processes) {
			crew->sum.number = tasks[i].process;
			crew->sum.pid = tasks[i].tgid;
		}
		crew++;
	}
	roster->n_crews = (size_t)(crew - roster->crews);
}

static int by_call(const void *a, const void *b)
{
	const struct member_call *one = a, *other = b;
	int order = upwards(one->number, other->number);

	order = order ? order : upwards(one->abi, other->abi);
	return order ? order : upwards(one->nr, other->nr);
}

/* The calls of all threads of a process become its own. */
static void gather_calls(struct roster *roster, const struct member_row *tasks, size_t n)
{
	struct member_call *call = roster->calls, *end = call + roster->n_calls, *last = call;

	for (; call < end; call++) {
		const struct member_row key = { .number = call->number };
		const struct member_row *task = bsearch(&key, tasks, n, sizeof(*tasks), by_number);

		if (task)
			call->number = task->process;
	}
	qsort(roster->calls, roster->n_calls, sizeof(*roster->calls), by_call);
	for (call = roster->calls; call < end; call++) {
		if (call == roster->calls)
			continue;
		if (by_call(last, call)) {
			*++last = *call;
			continue;
		}
		add(&last->entries, call->entries);
		add(&last->errors, call->errors);
		add(&last->denied, call->denied);
	}
	if (roster->n_calls)
		roster->n_calls = (size_t)(last - roster->calls) + 1;
}

/* While it was held the first one waited for us. */
static void forget_before(struct member_row *first, const struct watch *before)
{
	first->user = difference(first->user, before->user);
	first->work = difference(first->work, before->work);
	first->wait = difference(first->wait, before->wait);
}

int roster_read(struct session *session, const struct watch *before, bool processes,
		struct roster *roster)
{
	struct member_row *tasks = NULL;
	size_t n = 0;
	int code;

	memset(roster, 0, sizeof(*roster));
	code = ask_members(session, (uint32_t)before->id, &tasks, &n);
	if (code == DONE)
		code = ask_member_calls(session, (uint32_t)before->id, &roster->calls,
					&roster->n_calls);
	if (code == DONE) {
		qsort(tasks, n, sizeof(*tasks), by_number);
		if (n)
			forget_before(&tasks[0], before);
		if (processes) {
			gather_calls(roster, tasks, n);
			qsort(tasks, n, sizeof(*tasks), by_process);
		}
		gather(roster, tasks, n, processes);
	}
	free(tasks);
	return code;
}

void roster_drop(struct roster *roster)
{
	free(roster->crews);
	free(roster->calls);
}

uint64_t crew_crossings(const struct crew *crew)
{
	const struct member_row *task = &crew->sum;
	const uint64_t kinds[] = {
		task->entries, task->denied, task->faults, task->exceptions, task->interrupts
	};

	return sum_of_known(kinds, ARRAY_SIZE(kinds));
}

const struct crew *find_crew(const struct roster *roster, uint64_t number)
{
	/* A crew begins with its sum, by whose number they are in order. */
	const struct crew key = { .sum.number = number };

	return bsearch(&key, roster->crews, roster->n_crews, sizeof(key), by_number);
}
