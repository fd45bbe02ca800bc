// SPDX-License-Identifier: GPL-2.0
/*
 * Counters: allocate, add. Summing is in snapshot.c.
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/topology.h>

#include "counters.h"

/* Slots that an errno may be away from its hash before it counts as overflow */
#define ERRNO_PROBES	16

DEFINE_STATIC_KEY_TRUE(rs_errnos);

/**
 * rs_row_nr() - the syscall number that a row counts
 * @row: a row of a block
 * @nr: set to the number within the row's ABI, without the x32 bit
 *
 * Context: any.
 * Return: false for a row of the numbers outside the table, @nr is not set.
 */
bool rs_row_nr(u32 row, u32 *nr)
{
	static const struct {
		u32 base, limit;
	} table[RS_ABIS] = {
		[RINGSIDE_ABI_X86_64] = { RS_ROW_X86_64, RS_NR_X86_64 },
		[RINGSIDE_ABI_IA32] = { RS_ROW_IA32, RS_NR_IA32 },
		[RINGSIDE_ABI_X32] = { RS_ROW_X32, RS_NR_X32 },
	};
	enum ringside_abi abi = rs_row_abi(row);

	if (row == table[abi].base + table[abi].limit)
		return false;
	*nr = row - table[abi].base;
	return true;
}

static void count_errno(struct rs_block *blk, u32 key)
{
	u32 i, slot = hash_32(key, ilog2(RS_ERRNO_SLOTS));

	for (i = 0; i < ERRNO_PROBES; i++) {
		struct rs_errno *e = &blk->errnos[(slot + i) % RS_ERRNO_SLOTS];

		if (!e->key)
			e->key = key;
		if (e->key == key) {
			e->count++;
			return;
		}
	}
	blk->errno_overflow++;
}

/*
 * Codes that the kernel turns into a restart or -EINTR before the program
 * sees them (include/linux/errno.h, arch_do_signal_or_restart()).
 */
static bool is_restart(long ret)
{
	switch (ret) {
	case -ERESTARTSYS:
	case -ERESTARTNOINTR:
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		return true;
	}
	return false;
}

/**
 * rs_count_failure() - count a return value that is an error or a restart
 * @blk: this CPU's block
 * @row: the syscall
 * @denied: seccomp or ptrace gave the value in the syscall's place
 * @ret: -1 to -4095
 *
 * Context: probe, preemption off.
 * Return: true for an error; a restart is between the kernel and itself.
 */
bool rs_count_failure(struct rs_block *blk, u32 row, bool denied, long ret)
{
	if (is_restart(ret)) {
		blk->row[row].restarts++;
		return false;
	}
	if (!denied)
		blk->row[row].errors++;
	if (static_branch_likely(&rs_errnos))
		count_errno(blk, rs_errno_key(row, denied, -ret));
	return true;
}

/**
 * rs_count_earlier_exit() - a task returns from a call that it was known to be in
 * @blk: this CPU's block, of counters that did not see the entry
 * @row: the syscall
 *
 * Context: probe, preemption off.
 */
void rs_count_earlier_exit(struct rs_block *blk, u32 row)
{
	blk->row[row].still_inside--;
	blk->odd[rs_row_abi(row)].earlier++;
}

/**
 * rs_count_ended() - a task ends inside a call
 * @blk: this CPU's block
 * @row: the syscall
 * @earlier: this set of counters did not see the entry
 *
 * Context: probe, preemption off.
 */
void rs_count_ended(struct rs_block *blk, u32 row, bool earlier)
{
	struct rs_row *r = &blk->row[row];

	if (earlier) {
		r->still_inside--;
		return;
	}
	r->never++;
	r->in_flight--;
}

/**
 * rs_counters_memory() - what a set of counters takes
 *
 * Context: any.
 * Return: bytes, for all possible CPUs together.
 */
u64 rs_counters_memory(void)
{
	return (u64)num_possible_cpus() *
	       (sizeof(struct rs_block) + sizeof(struct rs_block *));
}

/**
 * rs_counters_alloc() - allocate a zeroed block for each possible CPU
 * @c: the set
 *
 * Context: process context, sleeps.
 * Return: 0 or -ENOMEM, then nothing is left allocated.
 */
int rs_counters_alloc(struct rs_counters *c)
{
	int cpu;

	c->block = alloc_percpu(struct rs_block *);
	if (!c->block)
		return -ENOMEM;

	for_each_possible_cpu(cpu) {
		struct rs_block *blk = kvzalloc_node(sizeof(*blk), RS_GFP_LARGE,
						     cpu_to_node(cpu));

		if (!blk) {
			rs_counters_free(c);
			return -ENOMEM;
		}
		*per_cpu_ptr(c->block, cpu) = blk;
	}
	return 0;
}

/**
 * rs_counters_free() - free a set's blocks
 * @c: the set, that no probe can reach any more
 *
 * Context: process context.
 */
void rs_counters_free(struct rs_counters *c)
{
	int cpu;

	for_each_possible_cpu(cpu)
		kvfree(*per_cpu_ptr(c->block, cpu));
	free_percpu(c->block);
	c->block = NULL;
}
