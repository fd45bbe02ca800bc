/* SPDX-License-Identifier: GPL-2.0 */
/* What the module says, as plain structs. */
#ifndef RS_TEST_ROWS_H
#define RS_TEST_ROWS_H

#include <stdbool.h>

#include "nl.h"

/* number of the row of all numbers outside the table */
#define OUTSIDE	-1
#define ABIS	(RINGSIDE_ABI_MAX + 1)
#define MAX_ROWS 4096

struct totals {
	uint64_t entries, exits, never, in_flight, untracked, untracked_exits;
	uint64_t first_return, denied, earlier, still_inside;
	uint64_t errors, restarts, lost_exits;
};

struct status {
	uint64_t generation, tasks, task_slots, watches, watch_slots, overflow;
	struct totals abi[ABIS];
};

struct row {
	int abi, nr;
	uint64_t entries, exits, never, denied, errors, restarts;
};

struct error_row {
	int abi, nr, errno_, denied;
	uint64_t count;
};

struct task_row {
	int pid, tgid, in_flight, abi, nr, earlier;
	char comm[32];
	uint64_t entries, errors;
};

struct watch_row {
	int id, pid;
	uint64_t tasks, missed;
	struct totals abi[ABIS];
};

/* which: ABI, vector, interrupt, line, event or CPU, by kind; -1: none */
struct ledger_row {
	int kind, which;
	bool known;
	char name[16];
	uint64_t count, kernel, unknown, sum;
	int64_t residual;
};

/* Number of rows, or -errno; watch 0 is the whole system. */
int get_status(struct nl *nl, struct status *status);
int get_rows(struct nl *nl, int watch, struct row *rows, int max);
int get_errors(struct nl *nl, int watch, struct error_row *rows, int max);
int get_tasks(struct nl *nl, int watch, struct task_row *rows, int max);
int get_ledger(struct nl *nl, int watch, struct ledger_row *rows, int max);
int get_ledger_of_cpu(struct nl *nl, int cpu, struct ledger_row *rows, int max);
int get_watch(struct nl *nl, int watch, struct watch_row *out);
struct row get_row(struct nl *nl, int watch, int abi, int nr);
uint64_t get_error(struct nl *nl, int watch, int abi, int nr, int errno_,
		   int denied);

/* id, generation or 0 when done, -errno when refused */
int watch_add(struct nl *nl, int pid);
int watch_del(struct nl *nl, int id);
int reset(struct nl *nl);
int set_errnos(struct nl *nl, int on);

/* 0 when the balance holds */
int64_t imbalance(const struct totals *t);

#endif
