// SPDX-License-Identifier: GPL-2.0
/* The roster of a watch, and which attribute goes where. */
#include "family_roster.h"

#include <linux/ringside.h>

#include "fields.h"

static const struct field member_fields[] = {
	NUMBER(MEMBER_NUMBER, FIELD_U32, member_row, number),
	NUMBER(MEMBER_PROCESS, FIELD_U32, member_row, process),
	NUMBER(MEMBER_PID, FIELD_U32, member_row, pid),
	NUMBER(MEMBER_TGID, FIELD_U32, member_row, tgid),
	NUMBER(MEMBER_PARENT, FIELD_U32, member_row, parent),
	NUMBER(MEMBER_ENDED, FIELD_U32, member_row, ended),
	NUMBER(MEMBER_ENTRIES, FIELD_U64, member_row, entries),
	NUMBER(MEMBER_ERRORS, FIELD_U64, member_row, errors),
	NUMBER(MEMBER_DENIED, FIELD_U64, member_row, denied),
	NUMBER(MEMBER_FAULTS, FIELD_U64, member_row, faults),
	NUMBER(MEMBER_EXCEPTIONS, FIELD_U64, member_row, exceptions),
	NUMBER(MEMBER_INTERRUPTS, FIELD_U64, member_row, interrupts),
	NUMBER(MEMBER_USER, FIELD_U64, member_row, user),
	NUMBER(MEMBER_WORK, FIELD_U64, member_row, work),
	NUMBER(MEMBER_WAIT, FIELD_U64, member_row, wait),
	TEXT(MEMBER_COMM, member_row, comm, TEXT_SIZE),
	END
};

static const struct object member_object = {
	member_fields, RINGSIDE_A_MEMBER_MAX, sizeof(struct member_row)
};

static const struct field call_fields[] = {
	NUMBER(MEMBER_CALL_NUMBER, FIELD_U32, member_call, number),
	NUMBER(MEMBER_CALL_ABI, FIELD_U32, member_call, abi),
	NUMBER(MEMBER_CALL_NR, FIELD_U32, member_call, nr),
	NUMBER(MEMBER_CALL_ENTRIES, FIELD_U64, member_call, entries),
	NUMBER(MEMBER_CALL_ERRORS, FIELD_U64, member_call, errors),
	NUMBER(MEMBER_CALL_DENIED, FIELD_U64, member_call, denied),
	END
};

static const struct object call_object = {
	call_fields, RINGSIDE_A_MEMBER_CALL_MAX, sizeof(struct member_call)
};

int ask_members(struct session *session, uint32_t watch, struct member_row **rows, size_t *n)
{
	struct argument argument = { RINGSIDE_A_MEMBER_WATCH, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_MEMBER_GET, argument, &member_object, rows, n);
}

int ask_member_calls(struct session *session, uint32_t watch, struct member_call **rows,
		     size_t *n)
{
	struct argument argument = { RINGSIDE_A_MEMBER_CALL_WATCH, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_MEMBER_CALL_GET, argument, &call_object, rows,
			    n);
}
