/* SPDX-License-Identifier: GPL-2.0 */
/* What the module says of all kinds of crossing, as family.h for the rest. */
#ifndef FAMILY_LEDGER_H
#define FAMILY_LEDGER_H

#include "family.h"

struct ledger_row {
	uint64_t kind, abi, vector, interrupt, line, event, cpu;
	uint64_t count, kernel, unknown, sum;
	char name[TEXT_SIZE], reason[REASON_SIZE];
};

/* @watch 0: the whole system. The caller frees @rows. */
int ask_ledger(struct session *session, uint32_t watch, struct ledger_row **rows, size_t *n);

#endif
