// SPDX-License-Identifier: GPL-2.0
/* Changes of credentials, and refusals, and which attribute goes where. */
#include "family_creds.h"

#include <linux/ringside.h>

#include "fields.h"

static const struct field ids_fields[] = {
	NUMBER(IDS_UID, FIELD_U32, ids, id[0]),
	NUMBER(IDS_EUID, FIELD_U32, ids, id[1]),
	NUMBER(IDS_SUID, FIELD_U32, ids, id[2]),
	NUMBER(IDS_FSUID, FIELD_U32, ids, id[3]),
	NUMBER(IDS_GID, FIELD_U32, ids, id[4]),
	NUMBER(IDS_EGID, FIELD_U32, ids, id[5]),
	NUMBER(IDS_SGID, FIELD_U32, ids, id[6]),
	NUMBER(IDS_FSGID, FIELD_U32, ids, id[7]),
	NUMBER(IDS_GROUPS, FIELD_U32, ids, groups),
	NUMBER(IDS_USER_NS, FIELD_U32, ids, user_ns),
	NUMBER(IDS_INHERITABLE, FIELD_U64, ids, cap[0]),
	NUMBER(IDS_PERMITTED, FIELD_U64, ids, cap[1]),
	NUMBER(IDS_EFFECTIVE, FIELD_U64, ids, cap[2]),
	NUMBER(IDS_BOUNDING, FIELD_U64, ids, cap[3]),
	NUMBER(IDS_AMBIENT, FIELD_U64, ids, cap[4]),
	END
};

static const struct object ids_object = {
	ids_fields, RINGSIDE_A_IDS_MAX, sizeof(struct ids)
};

static const struct field cred_fields[] = {
	NUMBER(CRED_AT, FIELD_U64, cred_row, at),
	NUMBER(CRED_PID, FIELD_U32, cred_row, pid),
	NUMBER(CRED_TGID, FIELD_U32, cred_row, tgid),
	TEXT(CRED_COMM, cred_row, comm, TEXT_SIZE),
	NUMBER(CRED_ABI, FIELD_U32, cred_row, abi),
	NUMBER(CRED_NR, FIELD_U32, cred_row, nr),
	NESTS(CRED_BEFORE, cred_row, before, n_before, 1, ids_object),
	NESTS(CRED_AFTER, cred_row, after, n_after, 1, ids_object),
	END
};

static const struct object cred_object = {
	cred_fields, RINGSIDE_A_CRED_MAX, sizeof(struct cred_row)
};

static const struct field refusal_fields[] = {
	NUMBER(REFUSAL_TGID, FIELD_U32, refusal_row, tgid),
	TEXT(REFUSAL_COMM, refusal_row, comm, TEXT_SIZE),
	NUMBER(REFUSAL_ABI, FIELD_U32, refusal_row, abi),
	NUMBER(REFUSAL_NR, FIELD_U32, refusal_row, nr),
	NUMBER(REFUSAL_ERRNO, FIELD_U32, refusal_row, number),
	NUMBER(REFUSAL_DENIED, FIELD_U32, refusal_row, denied),
	NUMBER(REFUSAL_COUNT, FIELD_U64, refusal_row, count),
	NUMBER(REFUSAL_ASKED, FIELD_U32, refusal_row, asked),
	NUMBER(REFUSAL_CAPABILITY, FIELD_U32, refusal_row, capability),
	END
};

static const struct object refusal_object = {
	refusal_fields, RINGSIDE_A_REFUSAL_MAX, sizeof(struct refusal_row)
};

int ask_creds(struct session *session, struct cred_row **rows, size_t *n)
{
	return session_dump(session, RINGSIDE_CMD_CRED_GET, (struct argument){ 0 }, &cred_object,
			    rows, n);
}

int ask_refusals(struct session *session, struct refusal_row **rows, size_t *n)
{
	return session_dump(session, RINGSIDE_CMD_REFUSAL_GET, (struct argument){ 0 },
			    &refusal_object, rows, n);
}
