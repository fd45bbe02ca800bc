/* SPDX-License-Identifier: GPL-2.0 */
/* Failures that the kernel injects into this task, one at a time. */
#ifndef RS_TEST_FAIL_H
#define RS_TEST_FAIL_H

#include <stdbool.h>

/* What fails. Copies from and to user space are counted with all of them. */
enum fail_mode {
	FAIL_SLAB,	/* one object of the slab allocator */
	FAIL_PAGE,	/* one page: for a large area, or a slab that is full */
	FAIL_REST,	/* one of either, and all after it */
	FAIL_MODES
};

/* False: this kernel cannot inject failures. */
bool fail_open(void);
void fail_choose(enum fail_mode mode);

/* The nth from now on fails. */
void fail_arm(unsigned int n);
/* How many were left to the one that fails; 0: it has failed. */
unsigned int fail_disarm(void);

#endif
