/* SPDX-License-Identifier: GPL-2.0 */
/* The ledger's rows as people read them, for each command that shows some. */
#ifndef LEDGER_ROWS_H
#define LEDGER_ROWS_H

#include "family_ledger.h"

/*
 * A row of the module about an interrupt becomes up to three here: only where
 * it hit ring 3 it is a crossing.
 */
enum ledger_group { CROSSING, UNKNOWN, INSIDE, EVENT, CHECK };

struct ledger_entry {
	enum ledger_group group;
	struct ledger_row row;
	uint64_t count;
};

/* The caller frees *@rows, an array of @n entries. @watch 0: the system's. */
int ledger_fetch(struct session *session, uint32_t watch, void *rows, size_t *n);
int ledger_identity(const void *a, const void *b);

const char *ledger_group_name(enum ledger_group group);
/* NULL: one that this program does not know. */
const char *ledger_kind(const struct ledger_row *row);
const char *ledger_meaning(const struct ledger_row *row);
/* The caller frees it. */
char *ledger_name(const struct ledger_row *row);

#endif
