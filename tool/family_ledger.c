// SPDX-License-Identifier: GPL-2.0
/* The ledger's rows, and which attribute goes where. */
#include "family_ledger.h"

#include <linux/ringside.h>

#include "fields.h"

static const struct field fields[] = {
	NUMBER(LEDGER_KIND, FIELD_U32, ledger_row, kind),
	NUMBER(LEDGER_ABI, FIELD_U32, ledger_row, abi),
	NUMBER(LEDGER_VECTOR, FIELD_U32, ledger_row, vector),
	NUMBER(LEDGER_INTERRUPT, FIELD_U32, ledger_row, interrupt),
	NUMBER(LEDGER_LINE, FIELD_U32, ledger_row, line),
	NUMBER(LEDGER_EVENT, FIELD_U32, ledger_row, event),
	NUMBER(LEDGER_CPU, FIELD_U32, ledger_row, cpu),
	NUMBER(LEDGER_COUNT, FIELD_U64, ledger_row, count),
	NUMBER(LEDGER_KERNEL, FIELD_U64, ledger_row, kernel),
	NUMBER(LEDGER_UNKNOWN, FIELD_U64, ledger_row, unknown),
	NUMBER(LEDGER_SUM, FIELD_U64, ledger_row, sum),
	TEXT(LEDGER_NAME, ledger_row, name, TEXT_SIZE),
	TEXT(LEDGER_REASON, ledger_row, reason, REASON_SIZE),
	END
};

static const struct object object = {
	fields, RINGSIDE_A_LEDGER_MAX, sizeof(struct ledger_row)
};

int ask_ledger(struct session *session, uint32_t watch, struct ledger_row **rows, size_t *n)
{
	struct argument argument = { watch ? RINGSIDE_A_LEDGER_WATCH : 0, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_LEDGER_GET, argument, &object, rows, n);
}
