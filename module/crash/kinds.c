// SPDX-License-Identifier: GPL-2.0
/*
 * The table of kinds. Who is expected to be lost is what a stock kernel does with
 * its default settings; a kernel that checks itself may be stricter.
 */
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "fail.h"
#include "kinds.h"

static const struct rs_kind kinds[] = {
	{ .name = "warn", .fail = rs_fail_warn, .loss = RS_LOSS_NOBODY,
	  .shows = "WARN(): the kernel complains and goes on" },
	{ .name = "oops", .fail = rs_fail_oops, .loss = RS_LOSS_CULPRIT,
	  .shows = "a write through a null pointer" },
	{ .name = "bug", .fail = rs_fail_bug, .loss = RS_LOSS_CULPRIT,
	  .shows = "BUG(): the kernel gives this task up" },
	{ .name = "panic", .fail = rs_fail_panic, .loss = RS_LOSS_MACHINE,
	  .shows = "panic(): the kernel gives itself up" },
	{ .name = "stack-overflow", .fail = rs_fail_stack_overflow,
	  .loss = RS_LOSS_MACHINE,
	  .shows = "recursion without end, on a stack of a few pages" },
	{ .name = "use-after-free", .fail = rs_fail_use_after_free,
	  .loss = RS_LOSS_NOBODY,
	  .shows = "a write to memory that was given back; what it hits stays wrong" },
	{ .name = "slab-overflow", .fail = rs_fail_slab_overflow,
	  .loss = RS_LOSS_NOBODY,
	  .shows = "a write past the end of an object; its neighbour stays wrong" },
	{ .name = "double-free", .fail = rs_fail_double_free,
	  .loss = RS_LOSS_CULPRIT,
	  .shows = "the same memory given back twice" },
	{ .name = "list-corruption", .fail = rs_fail_list_corruption,
	  .loss = RS_LOSS_CULPRIT,
	  .shows = "an entry taken from its list twice" },
	{ .name = "leak", .fail = rs_fail_leak, .loss = RS_LOSS_NOBODY,
	  .shows = "memory that nobody remembers, until a reboot" },
	{ .name = "stuck-reference", .fail = rs_fail_stuck_reference,
	  .loss = RS_LOSS_NOBODY,
	  .shows = "a reference to the module that nobody drops" },
	{ .name = "sleep-in-atomic", .fail = rs_fail_sleep_in_atomic,
	  .loss = RS_LOSS_NOBODY, .needs_task = true,
	  .shows = "sleeping where this CPU must not be given away" },
	{ .name = "soft-lockup", .fail = rs_fail_soft_lockup,
	  .loss = RS_LOSS_BYSTANDER, .keeps_cpu = true, .stays = true,
	  .shows = "a loop without end that keeps its CPU: of a task the last, else the first" },
	{ .name = "hung-task", .fail = rs_fail_hung_task,
	  .loss = RS_LOSS_CULPRIT, .needs_task = true, .stays = true,
	  .shows = "a wait without end that no signal interrupts" },
	{ .name = "deadlock", .fail = rs_fail_deadlock,
	  .loss = RS_LOSS_CULPRIT, .needs_task = true, .stays = true,
	  .shows = "waiting for a mutex that it holds itself" },
	{ .name = "oops-with-mutex", .fail = rs_fail_oops_with_mutex,
	  .loss = RS_LOSS_CULPRIT, .needs_task = true,
	  .shows = "an oops that leaves a mutex locked for ever" },
	{ .name = "wrong-write", .fail = rs_fail_wrong_write,
	  .loss = RS_LOSS_BYSTANDER, .needs_task = true,
	  .needs_victim = true,
	  .shows = "a write into another process, without any fault" },
};

/**
 * rs_kinds() - how many there are
 *
 * Context: any.
 * Return: the number of kinds.
 */
unsigned int rs_kinds(void)
{
	return ARRAY_SIZE(kinds);
}

/**
 * rs_kind_at() - one of them
 * @i: below rs_kinds()
 *
 * Context: any.
 * Return: the kind.
 */
const struct rs_kind *rs_kind_at(unsigned int i)
{
	return &kinds[i];
}

/**
 * rs_kind_find() - look one up
 * @name: all of it
 *
 * Context: any.
 * Return: the kind, or NULL: there is none.
 */
const struct rs_kind *rs_kind_find(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	}
	return NULL;
}

/**
 * rs_kind_loss() - who is expected to be lost
 * @kind: that is to fail
 * @context: where it does
 *
 * In an interrupt there is no culprit that could be killed alone: whatever task
 * it came upon is innocent, and the kernel gives up. One that never ends takes the
 * machine along as well, see cpu_of() in sites.c; so does a task that keeps the only
 * CPU.
 *
 * A worker that dies still counts as running in its pool, which lets no other run
 * beside it, see "Concurrency management" in kernel/workqueue.c: what anyone hands to
 * the same CPU's workers is never done. One that sleeps for ever does not count, and
 * another takes its place.
 *
 * Context: any.
 * Return: who.
 */
enum rs_loss rs_kind_loss(const struct rs_kind *kind, enum rs_context context)
{
	if (kind->loss == RS_LOSS_NOBODY)
		return kind->loss;
	if (context == RS_ELSEWHERE || (kind->keeps_cpu && num_online_cpus() == 1))
		return RS_LOSS_MACHINE;
	if (context == RS_IN_WORKER && kind->loss == RS_LOSS_CULPRIT && !kind->stays)
		return RS_LOSS_BYSTANDER;
	return kind->loss;
}
