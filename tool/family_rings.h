/* SPDX-License-Identifier: GPL-2.0 */
/* What the module says of rings, as family.h for the rest. */
#ifndef FAMILY_RINGS_H
#define FAMILY_RINGS_H

#include "family.h"

#define MAX_FENCES	32
#define MAX_GATES	32

struct fence {
	char name[TEXT_SIZE], stops[REASON_SIZE], note[REASON_SIZE];
	uint64_t state, cpus_on, cpus;
};

struct gate {
	uint64_t vector;
	char use[REASON_SIZE];
};

struct rings {
	uint64_t cpus, kernel, user, gates;
	char entry[TEXT_SIZE], handler[REASON_SIZE];
	struct fence fence[MAX_FENCES];
	size_t n_fences;
	struct gate gate[MAX_GATES];
	size_t n_gates;
};

struct tried {
	uint64_t ring;
};

int ask_rings(struct session *session, struct rings *rings);
/* Does in ring 0 what @kind, enum ringside_try, says. */
int ask_ring_try(struct session *session, uint32_t kind, struct tried *tried);

#endif
