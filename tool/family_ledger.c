// SPDX-License-Identifier: GPL-2.0
/* The ledger's rows, and which attribute goes where. */
#include "family_ledger.h"

#include <linux/ringside.h>

#define NUMBER(attr, kind, member) \
	{ RINGSIDE_A_LEDGER_##attr, kind, offsetof(struct ledger_row, member), 0, NULL, 0 }
#define TEXT(attr, member, size) \
	{ RINGSIDE_A_LEDGER_##attr, FIELD_TEXT, offsetof(struct ledger_row, member), size, NULL, 0 }

static const struct field fields[] = {
	NUMBER(KIND, FIELD_U32, kind),
	NUMBER(ABI, FIELD_U32, abi),
	NUMBER(VECTOR, FIELD_U32, vector),
	NUMBER(INTERRUPT, FIELD_U32, interrupt),
	NUMBER(LINE, FIELD_U32, line),
	NUMBER(EVENT, FIELD_U32, event),
	NUMBER(CPU, FIELD_U32, cpu),
	NUMBER(COUNT, FIELD_U64, count),
	NUMBER(KERNEL, FIELD_U64, kernel),
	NUMBER(UNKNOWN, FIELD_U64, unknown),
	NUMBER(SUM, FIELD_U64, sum),
	TEXT(NAME, name, TEXT_SIZE),
	TEXT(REASON, reason, REASON_SIZE),
	{ 0, FIELD_U32, 0, 0, NULL, 0 }
};

static const struct object object = {
	fields, RINGSIDE_A_LEDGER_MAX, sizeof(struct ledger_row)
};

int ask_ledger(struct session *session, uint32_t watch, struct ledger_row **rows, size_t *n)
{
	struct argument argument = { watch ? RINGSIDE_A_LEDGER_WATCH : 0, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_LEDGER_GET, argument, &object, rows, n);
}
