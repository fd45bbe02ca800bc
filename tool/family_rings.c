// SPDX-License-Identifier: GPL-2.0
/* The module's commands about rings, and which attribute goes where. */
#include "family_rings.h"
#include "output.h"

#include <linux/ringside.h>

#define NUMBER(attr, type, member) \
	{ attr, FIELD_U32, offsetof(struct type, member), 0, NULL, 0 }
#define TEXT(attr, type, member, size) \
	{ attr, FIELD_TEXT, offsetof(struct type, member), size, NULL, 0 }
#define NESTS(attr, type, member, count, room, object) \
	{ attr, FIELD_NESTS, offsetof(struct type, member), room, &(object), \
	  offsetof(struct type, count) }
#define END	{ 0, FIELD_U32, 0, 0, NULL, 0 }

static const struct field fence_fields[] = {
	TEXT(RINGSIDE_A_FENCE_NAME, fence, name, TEXT_SIZE),
	NUMBER(RINGSIDE_A_FENCE_STATE, fence, state),
	TEXT(RINGSIDE_A_FENCE_STOPS, fence, stops, REASON_SIZE),
	NUMBER(RINGSIDE_A_FENCE_CPUS_ON, fence, cpus_on),
	NUMBER(RINGSIDE_A_FENCE_CPUS, fence, cpus),
	TEXT(RINGSIDE_A_FENCE_NOTE, fence, note, REASON_SIZE),
	END
};

static const struct object fence_object = {
	fence_fields, RINGSIDE_A_FENCE_MAX, sizeof(struct fence)
};

static const struct field gate_fields[] = {
	NUMBER(RINGSIDE_A_GATE_VECTOR, gate, vector),
	TEXT(RINGSIDE_A_GATE_USE, gate, use, REASON_SIZE),
	END
};

static const struct object gate_object = {
	gate_fields, RINGSIDE_A_GATE_MAX, sizeof(struct gate)
};

static const struct field ring_fields[] = {
	NUMBER(RINGSIDE_A_RING_CPUS, rings, cpus),
	NUMBER(RINGSIDE_A_RING_KERNEL, rings, kernel),
	NUMBER(RINGSIDE_A_RING_USER, rings, user),
	TEXT(RINGSIDE_A_RING_ENTRY, rings, entry, TEXT_SIZE),
	TEXT(RINGSIDE_A_RING_HANDLER, rings, handler, REASON_SIZE),
	NESTS(RINGSIDE_A_RING_FENCE, rings, fence, n_fences, MAX_FENCES, fence_object),
	NESTS(RINGSIDE_A_RING_GATE, rings, gate, n_gates, MAX_GATES, gate_object),
	NUMBER(RINGSIDE_A_RING_GATES, rings, gates),
	END
};

static const struct object ring_object = {
	ring_fields, RINGSIDE_A_RING_MAX, sizeof(struct rings)
};

static const struct field try_fields[] = {
	NUMBER(RINGSIDE_A_TRY_RING, tried, ring),
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
