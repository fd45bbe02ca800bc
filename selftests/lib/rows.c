// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rows.h"

struct field {
	int attr;
	size_t offset;
};

#define A(name, member) { RINGSIDE_A_ABI_##name, offsetof(struct totals, member) }
static const struct field abi_fields[] = {
	A(ENTRIES, entries), A(EXITS, exits), A(NEVER, never),
	A(IN_FLIGHT, in_flight), A(UNTRACKED, untracked),
	A(UNTRACKED_EXITS, untracked_exits), A(FIRST_RETURN, first_return),
	A(DENIED, denied), A(EARLIER, earlier), A(STILL_INSIDE, still_inside),
	A(ERRORS, errors), A(RESTARTS, restarts), A(LOST_EXITS, lost_exits),
	{ 0 }
};

#define S(name, member) { RINGSIDE_A_STATUS_##name, offsetof(struct status, member) }
static const struct field status_fields[] = {
	S(GENERATION, generation), S(TASKS, tasks), S(TASK_SLOTS, task_slots),
	S(WATCHES, watches), S(WATCH_SLOTS, watch_slots),
	S(ERRNO_OVERFLOW, overflow), { 0 }
};

#define R(name, member) { RINGSIDE_A_SYSCALL_##name, offsetof(struct row, member) }
static const struct field row_fields[] = {
	R(ENTRIES, entries), R(EXITS, exits), R(NEVER, never),
	R(DENIED, denied), R(ERRORS, errors), R(RESTARTS, restarts), { 0 }
};

static void fill(void *out, const struct field *fields,
		 const struct nlattr *const *attrs)
{
	for (; fields->attr; fields++)
		*(uint64_t *)((char *)out + fields->offset) =
			nl_u64(attrs[fields->attr]);
}

static void fill_abis(struct totals *abis, const struct nl_msg *msg, int type)
{
	const struct nlattr *table[NL_TYPES];
	const struct nlattr *attr = NULL;
	unsigned int abi;

	while ((attr = nl_next(msg->payload, msg->len, attr))) {
		if ((attr->nla_type & NLA_TYPE_MASK) != type)
			continue;
		nl_parse(nl_data(attr), nl_size(attr), table);
		abi = nl_u64(table[RINGSIDE_A_ABI_ABI]);
		if (abi < ABIS)
			fill(&abis[abi], abi_fields, table);
	}
}

static int number(const struct nlattr *attr, int absent)
{
	return attr ? (int)nl_u64(attr) : absent;
}

static void take_status(const struct nl_msg *msg, void *arg)
{
	struct status *status = arg;

	fill(status, status_fields, msg->attrs);
	fill_abis(status->abi, msg, RINGSIDE_A_STATUS_ABI);
}

int get_status(struct nl *nl, struct status *status)
{
	memset(status, 0, sizeof(*status));
	return nl_call(nl, RINGSIDE_CMD_STATUS_GET, NLM_F_ACK, 0, 0, take_status,
		       status);
}

struct list {
	char *rows;
	size_t size;
	int n, max;
	void (*take)(const struct nl_msg *msg, void *row);
};

static void append(const struct nl_msg *msg, void *arg)
{
	struct list *list = arg;

	if (list->n < list->max)
		list->take(msg, list->rows + list->n * list->size);
	list->n++;
}

/* A reset in the middle of a dump makes it worthless: ask again. */
/* @attr 0: of the whole system */
static int dump_of(struct nl *nl, int cmd, int attr, int value, struct list *list)
{
	int err, tries = 10;

	do {
		list->n = 0;
		memset(list->rows, 0, list->max * list->size);
		err = nl_call(nl, cmd, NLM_F_DUMP, attr, value, append, list);
	} while (err == -EINTR && --tries);
	if (!err && list->n > list->max)
		err = -E2BIG;
	return err ? err : list->n;
}

static int dump(struct nl *nl, int cmd, int attr, int watch, struct list *list)
{
	return dump_of(nl, cmd, watch ? attr : 0, watch, list);
}

static void take_row(const struct nl_msg *msg, void *arg)
{
	struct row *row = arg;

	fill(row, row_fields, msg->attrs);
	row->abi = nl_u64(msg->attrs[RINGSIDE_A_SYSCALL_ABI]);
	row->nr = number(msg->attrs[RINGSIDE_A_SYSCALL_NR], OUTSIDE);
}

int get_rows(struct nl *nl, int watch, struct row *rows, int max)
{
	struct list list = { (char *)rows, sizeof(*rows), 0, max, take_row };

	return dump(nl, RINGSIDE_CMD_SYSCALL_GET, RINGSIDE_A_SYSCALL_WATCH, watch,
		    &list);
}

static void take_ledger_row(const struct nl_msg *msg, void *arg)
{
	static const int which[] = {
		RINGSIDE_A_LEDGER_ABI, RINGSIDE_A_LEDGER_VECTOR,
		RINGSIDE_A_LEDGER_INTERRUPT, RINGSIDE_A_LEDGER_LINE,
		RINGSIDE_A_LEDGER_EVENT, RINGSIDE_A_LEDGER_CPU
	};
	const struct nlattr *name = msg->attrs[RINGSIDE_A_LEDGER_NAME];
	struct ledger_row *row = arg;
	size_t i;

	row->kind = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_KIND]);
	row->which = -1;
	for (i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		if (msg->attrs[which[i]])
			row->which = nl_u64(msg->attrs[which[i]]);
	}
	if (name)
		snprintf(row->name, sizeof(row->name), "%s", (const char *)nl_data(name));
	row->known = msg->attrs[RINGSIDE_A_LEDGER_COUNT];
	row->count = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_COUNT]);
	row->kernel = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_KERNEL]);
	row->unknown = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_UNKNOWN]);
	row->sum = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_SUM]);
	row->residual = nl_u64(msg->attrs[RINGSIDE_A_LEDGER_RESIDUAL]);
}

int get_ledger(struct nl *nl, int watch, struct ledger_row *rows, int max)
{
	struct list list = { (char *)rows, sizeof(*rows), 0, max,
			     take_ledger_row };

	return dump(nl, RINGSIDE_CMD_LEDGER_GET, RINGSIDE_A_LEDGER_WATCH, watch,
		    &list);
}

int get_ledger_of_cpu(struct nl *nl, int cpu, struct ledger_row *rows, int max)
{
	struct list list = { (char *)rows, sizeof(*rows), 0, max,
			     take_ledger_row };

	return dump_of(nl, RINGSIDE_CMD_LEDGER_GET, RINGSIDE_A_LEDGER_CPU, cpu, &list);
}

static void take_error(const struct nl_msg *msg, void *arg)
{
	struct error_row *row = arg;

	row->abi = nl_u64(msg->attrs[RINGSIDE_A_ERROR_ABI]);
	row->nr = number(msg->attrs[RINGSIDE_A_ERROR_NR], OUTSIDE);
	row->errno_ = nl_u64(msg->attrs[RINGSIDE_A_ERROR_ERRNO]);
	row->denied = nl_u64(msg->attrs[RINGSIDE_A_ERROR_DENIED]);
	row->count = nl_u64(msg->attrs[RINGSIDE_A_ERROR_COUNT]);
}

int get_errors(struct nl *nl, int watch, struct error_row *rows, int max)
{
	struct list list = { (char *)rows, sizeof(*rows), 0, max, take_error };

	return dump(nl, RINGSIDE_CMD_ERROR_GET, RINGSIDE_A_ERROR_WATCH, watch,
		    &list);
}

static void take_task(const struct nl_msg *msg, void *arg)
{
	const struct nlattr *comm = msg->attrs[RINGSIDE_A_TASK_COMM];
	struct task_row *row = arg;

	row->pid = nl_u64(msg->attrs[RINGSIDE_A_TASK_PID]);
	row->tgid = nl_u64(msg->attrs[RINGSIDE_A_TASK_TGID]);
	row->entries = nl_u64(msg->attrs[RINGSIDE_A_TASK_ENTRIES]);
	row->errors = nl_u64(msg->attrs[RINGSIDE_A_TASK_ERRORS]);
	row->in_flight = !!msg->attrs[RINGSIDE_A_TASK_IN_ABI];
	row->abi = number(msg->attrs[RINGSIDE_A_TASK_IN_ABI], -1);
	row->nr = number(msg->attrs[RINGSIDE_A_TASK_IN_NR], OUTSIDE);
	row->earlier = nl_u64(msg->attrs[RINGSIDE_A_TASK_EARLIER]);
	if (comm)
		snprintf(row->comm, sizeof(row->comm), "%.*s",
			 (int)nl_size(comm), (const char *)nl_data(comm));
}

int get_tasks(struct nl *nl, int watch, struct task_row *rows, int max)
{
	struct list list = { (char *)rows, sizeof(*rows), 0, max, take_task };

	return dump(nl, RINGSIDE_CMD_TASK_GET, RINGSIDE_A_TASK_WATCH, watch, &list);
}

static void take_watch(const struct nl_msg *msg, void *arg)
{
	struct watch_row *row = arg;

	row->id = nl_u64(msg->attrs[RINGSIDE_A_WATCH_ID]);
	row->pid = nl_u64(msg->attrs[RINGSIDE_A_WATCH_PID]);
	row->tasks = nl_u64(msg->attrs[RINGSIDE_A_WATCH_TASKS]);
	row->missed = nl_u64(msg->attrs[RINGSIDE_A_WATCH_MISSED]);
	fill_abis(row->abi, msg, RINGSIDE_A_WATCH_ABI);
}

/* -ENOENT when there is no such watch */
int get_watch(struct nl *nl, int watch, struct watch_row *out)
{
	struct watch_row rows[64];
	struct list list = { (char *)rows, sizeof(*rows), 0, 64, take_watch };
	int n = dump(nl, RINGSIDE_CMD_WATCH_GET, 0, 0, &list);
	int i;

	for (i = 0; i < n; i++) {
		if (rows[i].id != watch)
			continue;
		*out = rows[i];
		return 0;
	}
	return n < 0 ? n : -ENOENT;
}

/* All zeros when nothing was counted, as a row is left out then. */
struct row get_row(struct nl *nl, int watch, int abi, int nr)
{
	static struct row rows[MAX_ROWS];
	int i, n = get_rows(nl, watch, rows, MAX_ROWS);

	for (i = 0; i < n; i++)
		if (rows[i].abi == abi && rows[i].nr == nr)
			return rows[i];
	return (struct row){ .abi = abi, .nr = nr };
}

uint64_t get_error(struct nl *nl, int watch, int abi, int nr, int errno_,
		   int denied)
{
	static struct error_row rows[MAX_ROWS];
	int i, n = get_errors(nl, watch, rows, MAX_ROWS);
	uint64_t sum = 0;

	for (i = 0; i < n; i++)
		if (rows[i].abi == abi && rows[i].nr == nr &&
		    rows[i].errno_ == errno_ && rows[i].denied == denied)
			sum += rows[i].count;
	return sum;
}

static void take_id(const struct nl_msg *msg, void *arg)
{
	*(int *)arg = nl_u64(msg->attrs[RINGSIDE_A_WATCH_ID]);
}

int watch_add(struct nl *nl, int pid)
{
	int id = 0;
	int err = nl_call(nl, RINGSIDE_CMD_WATCH_ADD, NLM_F_ACK,
			  RINGSIDE_A_WATCH_PID, pid, take_id, &id);

	return err ? err : id;
}

int watch_del(struct nl *nl, int id)
{
	return nl_call(nl, RINGSIDE_CMD_WATCH_DEL, NLM_F_ACK,
		       RINGSIDE_A_WATCH_ID, id, NULL, NULL);
}

static void take_generation(const struct nl_msg *msg, void *arg)
{
	*(int *)arg = nl_u64(msg->attrs[RINGSIDE_A_STATUS_GENERATION]);
}

int reset(struct nl *nl)
{
	int generation = 0;
	int err = nl_call(nl, RINGSIDE_CMD_RESET, NLM_F_ACK, 0, 0,
			  take_generation, &generation);

	return err ? err : generation;
}

int set_errnos(struct nl *nl, int on)
{
	return nl_call(nl, RINGSIDE_CMD_CONFIG_SET, NLM_F_ACK,
		       RINGSIDE_A_CONFIG_ERRNOS, on, NULL, NULL);
}

int64_t imbalance(const struct totals *t)
{
	return t->entries - t->exits - t->never - t->in_flight - t->untracked;
}
