// SPDX-License-Identifier: GPL-2.0
/* The module's commands about stamps, and which attribute goes where. */
#include "family_stamps.h"

#include <linux/ringside.h>

#include "fields.h"

struct stamps_begin {
	uint64_t khz;
};

static const struct field begin_fields[] = {
	NUMBER(STAMP_KHZ, FIELD_U32, stamps_begin, khz),
	END
};

static const struct object begin_object = {
	begin_fields, RINGSIDE_A_STAMP_MAX, sizeof(struct stamps_begin)
};

static const struct field end_fields[] = {
	NUMBER(STAMP_TAKEN, FIELD_U32, stamps_end, taken),
	NUMBER(STAMP_LOST, FIELD_U64, stamps_end, lost),
	END
};

static const struct object end_object = {
	end_fields, RINGSIDE_A_STAMP_MAX, sizeof(struct stamps_end)
};

static const struct field stamp_fields[] = {
	NUMBER(STAMP_WHERE, FIELD_U32, stamp_row, where),
	NUMBER(STAMP_ABI, FIELD_U32, stamp_row, abi),
	NUMBER(STAMP_NR, FIELD_U32, stamp_row, nr),
	NUMBER(STAMP_FIRST, FIELD_U64, stamp_row, first),
	NUMBER(STAMP_LAST, FIELD_U64, stamp_row, last),
	END
};

static const struct object stamp_object = {
	stamp_fields, RINGSIDE_A_STAMP_MAX, sizeof(struct stamp_row)
};

int ask_stamp_start(struct session *session, uint32_t room, uint64_t *khz)
{
	struct argument argument = { RINGSIDE_A_STAMP_ROOM, room, NULL };
	struct stamps_begin begin = { 0 };
	int code = session_do(session, RINGSIDE_CMD_STAMP_START, argument, &begin_object, &begin);

	*khz = begin.khz;
	return code;
}

int ask_stamp_stop(struct session *session, struct stamps_end *end)
{
	return session_do(session, RINGSIDE_CMD_STAMP_STOP, (struct argument){ 0 }, &end_object,
			  end);
}

int ask_stamps(struct session *session, struct stamp_row **rows, size_t *n)
{
	return session_dump(session, RINGSIDE_CMD_STAMP_GET, (struct argument){ 0 },
			    &stamp_object, rows, n);
}
