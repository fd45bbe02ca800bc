// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that is used against its rules. Most of this is silent: nothing stops
 * ring 0 from writing where it likes.
 */
#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "fail.h"
#include "kinds.h"

#define OBJECT_BYTES	64
/* Away from the middle, where the allocator keeps its own pointer. */
#define QUIET_OFFSET	8
#define LEAK_BYTES	4096

/* May be called where it must not sleep. */
static u8 *object(void)
{
	return kmalloc(OBJECT_BYTES, GFP_ATOMIC);
}

/**
 * rs_fail_use_after_free() - write to memory that was given back
 * @victim: unused
 *
 * Shows that nobody notices, unless the kernel was told to look: KASAN, or
 * slub_debug on its command line.
 *
 * Context: any.
 */
void rs_fail_use_after_free(const struct rs_victim *victim)
{
	u8 *gone = object();

	if (!gone)
		return;
	kfree(gone);
	OPTIMIZER_HIDE_VAR(gone);
	WRITE_ONCE(gone[QUIET_OFFSET], 0xff);
}

/**
 * rs_fail_slab_overflow() - write a byte past the end of an object
 * @victim: unused
 *
 * Shows that the neighbour, whosoever it is, gets a byte that it did not write.
 *
 * Context: any.
 */
void rs_fail_slab_overflow(const struct rs_victim *victim)
{
	u8 *small = object();
	u8 *behind = small + OBJECT_BYTES;

	if (!small)
		return;
	OPTIMIZER_HIDE_VAR(behind);
	WRITE_ONCE(*behind, 0xff);
	kfree(small);
}

/**
 * rs_fail_double_free() - give the same memory back twice
 * @victim: unused
 *
 * Shows a check that stock kernels have: the allocator's list would end up
 * pointing at itself.
 *
 * Context: any.
 */
void rs_fail_double_free(const struct rs_victim *victim)
{
	u8 *twice = object();
	u8 *again = twice;

	OPTIMIZER_HIDE_VAR(again);
	kfree(twice);
	kfree(again);
}

/**
 * rs_fail_list_corruption() - take an entry from its list twice
 * @victim: unused
 *
 * Shows that pointers of what was removed are poisoned, so that their use is
 * noticed.
 *
 * Context: any.
 */
void rs_fail_list_corruption(const struct rs_victim *victim)
{
	struct list_head entry;
	LIST_HEAD(list);

	list_add(&entry, &list);
	list_del(&entry);
	list_del(&entry);
}

/**
 * rs_fail_leak() - forget memory
 * @victim: unused
 *
 * Shows that it is gone until the next boot: unlike a process's, a module's
 * memory is nobody's to clean up. kmemleak would find it.
 *
 * Context: any.
 */
void rs_fail_leak(const struct rs_victim *victim)
{
	u8 *forgotten = kmalloc(LEAK_BYTES, GFP_ATOMIC);

	OPTIMIZER_HIDE_VAR(forgotten);
}

/**
 * rs_fail_wrong_write() - change another process's data
 * @victim: whose, and where
 *
 * Shows that the fence is for ring 3 only: there is no fault, no signal and no
 * word in the log, and the bystander computes on with a wrong number.
 *
 * Context: process context, sleeps.
 */
void rs_fail_wrong_write(const struct rs_victim *victim)
{
	struct task_struct *task = get_pid_task(victim->pid, PIDTYPE_PID);
	u8 byte;

	if (!task)
		return;
	if (access_process_vm(task, victim->address, &byte, 1, 0) == 1) {
		byte = ~byte;
		access_process_vm(task, victim->address, &byte, 1, FOLL_WRITE);
	}
	put_task_struct(task);
}
