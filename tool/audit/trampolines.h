/* SPDX-License-Identifier: GPL-2.0 */
#ifndef TRAMPOLINES_H
#define TRAMPOLINES_H

#define N_TRAMPOLINES	16384	/* a power of two */
#define TRAMPOLINE_SIZE	24	/* 17 bytes of code */
#define BINDING_SIZE	16

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Entry i belongs to trampoline i, which calls its target. */
struct binding {
	uint64_t *counter;
	uintptr_t target;
};

_Static_assert(sizeof(struct binding) == BINDING_SIZE, "trampolines.S relies on it");

#define HIDDEN	__attribute__((visibility("hidden")))

extern struct binding bindings[N_TRAMPOLINES] HIDDEN;
extern const char trampolines[] HIDDEN;

/*
 * The address to call in place of @target, so that @counter counts it; always
 * the same one for the same two. 0 when there is no room.
 */
HIDDEN uintptr_t trampoline(uintptr_t target, uint64_t *counter);
#endif

#endif
