// SPDX-License-Identifier: GPL-2.0
/* The module's commands about rings, and which attribute goes where. */
#include "family_rings.h"
#include "output.h"

#include <linux/ringside.h>

#include "fields.h"

static const struct field fence_fields[] = {
	TEXT(FENCE_NAME, fence, name, TEXT_SIZE),
	NUMBER(FENCE_STATE, FIELD_U32, fence, state),
	TEXT(FENCE_STOPS, fence, stops, REASON_SIZE),
	NUMBER(FENCE_CPUS_ON, FIELD_U32, fence, cpus_on),
	NUMBER(FENCE_CPUS, FIELD_U32, fence, cpus),
	TEXT(FENCE_NOTE, fence, note, REASON_SIZE),
	END
};

static const struct object fence_object = {
	fence_fields, RINGSIDE_A_FENCE_MAX, sizeof(struct fence)
};

static const struct field gate_fields[] = {
	NUMBER(GATE_VECTOR, FIELD_U32, gate, vector),
	TEXT(GATE_USE, gate, use, REASON_SIZE),
	END
};

static const struct object gate_object = {
	gate_fields, RINGSIDE_A_GATE_MAX, sizeof(struct gate)
};

static const struct field ring_fields[] = {
	NUMBER(RING_CPUS, FIELD_U32, rings, cpus),
	NUMBER(RING_KERNEL, FIELD_U32, rings, kernel),
	NUMBER(RING_USER, FIELD_U32, rings, user),
	TEXT(RING_ENTRY, rings, entry, TEXT_SIZE),
	TEXT(RING_HANDLER, rings, handler, REASON_SIZE),
	NESTS(RING_FENCE, rings, fence, n_fences, MAX_FENCES, fence_object),
	NESTS(RING_GATE, rings, gate, n_gates, MAX_GATES, gate_object),
	NUMBER(RING_GATES, FIELD_U32, rings, gates),
	END
};

static const struct object ring_object = {
	ring_fields, RINGSIDE_A_RING_MAX, sizeof(struct rings)
};

static const struct field try_fields[] = {
	NUMBER(TRY_RING, FIELD_U32, tried, ring),
	END
};

static const struct object try_object = {
	try_fields, RINGSIDE_A_TRY_MAX, sizeof(struct tried)
};

int ask_rings(struct session *session, struct rings *rings)
{
	return session_do(session, RINGSIDE_CMD_RING_GET, (struct argument){ 0 }, &ring_object,
			  rings);
}

int ask_ring_try(struct session *session, uint32_t kind, struct tried *tried)
{
	struct argument argument = { RINGSIDE_A_TRY_KIND, kind, NULL };

	return session_do(session, RINGSIDE_CMD_RING_TRY, argument, &try_object, tried);
}
