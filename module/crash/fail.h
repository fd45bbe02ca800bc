/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The failures themselves. None hides from the compiler's or the kernel's own
 * checks more than it must: on a kernel with KASAN or lockdep these have their say.
 */
#ifndef _RS_CRASH_FAIL_H
#define _RS_CRASH_FAIL_H

struct rs_victim;

void rs_fail_warn(const struct rs_victim *victim);
void rs_fail_oops(const struct rs_victim *victim);
void rs_fail_bug(const struct rs_victim *victim);
void rs_fail_panic(const struct rs_victim *victim);
void rs_fail_stack_overflow(const struct rs_victim *victim);

void rs_fail_use_after_free(const struct rs_victim *victim);
void rs_fail_slab_overflow(const struct rs_victim *victim);
void rs_fail_double_free(const struct rs_victim *victim);
void rs_fail_list_corruption(const struct rs_victim *victim);
void rs_fail_leak(const struct rs_victim *victim);
void rs_fail_wrong_write(const struct rs_victim *victim);

void rs_fail_sleep_in_atomic(const struct rs_victim *victim);
void rs_fail_soft_lockup(const struct rs_victim *victim);
void rs_fail_hung_task(const struct rs_victim *victim);
void rs_fail_deadlock(const struct rs_victim *victim);
void rs_fail_oops_with_mutex(const struct rs_victim *victim);
int rs_take_mutex(void);

void rs_fail_stuck_reference(const struct rs_victim *victim);

#endif /* _RS_CRASH_FAIL_H */
