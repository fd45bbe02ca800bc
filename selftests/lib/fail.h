/* SPDX-License-Identifier: GPL-2.0 */
/* Failures that the kernel injects into this task, one at a time. */
#ifndef RS_TEST_FAIL_H
#define RS_TEST_FAIL_H

#include <stdbool.h>

/* What fails; copies from and to user space do with either. */
enum fail_source {
	FAIL_SLABS,	/* objects of the slab allocator */
	FAIL_PAGES,	/* pages: for large areas, and for slabs that are full */
	FAIL_SOURCES
};

/* False: this kernel cannot inject failures. */
bool fail_open(void);
void fail_choose(enum fail_source source);

/* The nth from now on fails, and no other. */
void fail_arm(unsigned int n);
/* How many were left to the one that fails; 0: it has failed. */
unsigned int fail_disarm(void);

#endif
