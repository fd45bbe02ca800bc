/* SPDX-License-Identifier: GPL-2.0 */
/* run --both: library calls beside the syscalls that they can have caused. */
#ifndef BOTH_H
#define BOTH_H

#include "calls.h"
#include "family.h"

struct user_side {
	struct calls calls;
	char *why_not;		/* NULL: it is counted */
};

/* From here on programs that we start count; says what is wrong, an exit code. */
int user_side_begin(struct user_side *side, const char *path);
void user_side_end(struct user_side *side);

/* Adds both sides to the document at hand; @rows with the greatest first. */
void put_both(const struct user_side *side, const struct syscall_row *rows, size_t n);

#endif
