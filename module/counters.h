/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters: one block a CPU, a row a syscall.
 */
#ifndef _RS_COUNTERS_H
#define _RS_COUNTERS_H

#include <linux/cache.h>
#include <linux/gfp.h>
#include <linux/jump_label.h>
#include <linux/types.h>
#include <linux/ringside.h>

#include "arch/arch.h"
#include "kinds.h"

#define RS_ABIS		(RINGSIDE_ABI_MAX + 1)

/*
 * For areas of many pages. When there is no memory, whoever asked is told so in a
 * sentence; the kernel's stack dump would only bury it.
 */
#define RS_GFP_LARGE	(GFP_KERNEL | __GFP_NOWARN)

/* Where a task's time goes */
enum rs_place {
	RS_USER,	/* user mode; faults and interrupts there count as such */
	RS_WORK,	/* in calls, on a CPU */
	RS_WAIT,	/* without a CPU, wherever it was */
	RS_PLACES
};

/* (syscall, errno) pairs that one CPU can hold; a power of two */
#define RS_ERRNO_SLOTS	1024

/* A call of 2^47 ns and more, 39 hours, counts in the last bucket. */
#define RS_TIME_BUCKETS	48

/* Syscalls that one CPU can keep times of; the first two are not for one. */
#define RS_TIMES	256
#define RS_TIMES_NONE	0	/* of rows that have none yet: stays empty */
#define RS_TIMES_SHARED	1	/* of rows that came too late */

/**
 * struct rs_times - how long the calls of one syscall took, on one CPU or summed
 * @total: ns from entry to exit
 * @waited: of these, without a CPU
 * @limit: ns of the longest call, plus 1; 0 if there was none
 * @bucket: calls by the highest bit of their ns
 */
struct rs_times {
	u64 total;
	u64 waited;
	u64 limit;
	u64 bucket[RS_TIME_BUCKETS];
};

/**
 * struct rs_row - what is known of one syscall, on one CPU or summed
 * @entries: crossings into the kernel
 * @exits: returns of those
 * @never: entries whose task ended inside
 * @in_flight: entries not yet returned; negative on a CPU that saw the exit of
 *	a call that another CPU saw enter, right in the sum
 * @still_inside: tasks inside since before the counting began, signed like
 *	@in_flight
 * @denied: exits without an entry, cancelled by seccomp or ptrace
 * @errors: exits with an error
 * @restarts: exits with a restart code
 * @times: where its times are: bytes from the block's beginning; in a
 *	snapshot the index in its times, plus 1
 *
 * One cache line: an entry and its exit touch one line of one CPU, and one or
 * two more of its times.
 */
struct rs_row {
	u64 entries;
	u64 exits;
	u64 never;
	s64 in_flight;
	u64 denied;
	u64 errors;
	u64 restarts;
	s32 still_inside;
	u32 times;
};

/**
 * struct rs_odd - events of one ABI that belong to no syscall's row
 * @untracked: entries of tasks without a slot in the task table
 * @untracked_exits: exits of such tasks
 * @first_return: exits of new tasks from the call that made them
 * @earlier: exits of calls entered before the counting began
 * @lost_exits: entries whose exit the kernel never showed
 */
struct rs_odd {
	u64 untracked;
	u64 untracked_exits;
	u64 first_return;
	u64 earlier;
	u64 lost_exits;
};

/**
 * struct rs_errno - how often one syscall failed with one errno
 * @key: from rs_errno_key(), 0 for a free slot
 * @count: how often
 */
struct rs_errno {
	u32 key;
	u64 count;
};

/**
 * struct rs_block - the counters of one CPU
 * @times: some of the rows have one each, see there
 * @nr_times: how many of @times are in use
 * @row: by syscall
 * @odd: by ABI
 * @kinds: crossings that are no syscalls, and events beside them
 * @time: ticks of a watch's tasks by &enum rs_place; the system's block has 0
 * @errno_overflow: errors whose errno found no room in @errnos
 * @errnos: hash table, linear probing
 *
 * Written by this CPU alone, by probes, with preemption off. Everybody else
 * looks at it in a stopped machine only (snapshot.c), when no probe runs, so
 * no access needs a lock or a barrier.
 */
struct rs_block {
	struct rs_times times[RS_TIMES];
	struct rs_row row[RS_ROWS] ____cacheline_aligned;
	u32 nr_times;
	struct rs_odd odd[RS_ABIS];
	struct rs_kinds kinds;
	u64 time[RS_PLACES];
	u64 errno_overflow;
	struct rs_errno errnos[RS_ERRNO_SLOTS];
} ____cacheline_aligned;

/**
 * struct rs_counters - one set of counters: the system's, or a watch's
 * @block: each possible CPU has one for as long as the set lives, so that CPUs
 *	may come and go. Pointers, since a per-CPU object cannot be this large.
 */
struct rs_counters {
	struct rs_block * __percpu *block;
};

DECLARE_STATIC_KEY_TRUE(rs_errnos);

/* The row of the numbers outside the table counts as part of its ABI. */
static inline enum ringside_abi rs_row_abi(u32 row)
{
	if (row < RS_ROW_IA32)
		return RINGSIDE_ABI_X86_64;
	return row < RS_ROW_X32 ? RINGSIDE_ABI_IA32 : RINGSIDE_ABI_X32;
}

bool rs_row_nr(u32 row, u32 *nr);

#define RS_ERRNO_BITS	12

static inline u32 rs_errno_key(u32 row, bool denied, u32 err)
{
	return (row + 1) << (RS_ERRNO_BITS + 1) | denied << RS_ERRNO_BITS | err;
}

static inline u32 rs_errno_key_row(u32 key)
{
	return (key >> (RS_ERRNO_BITS + 1)) - 1;
}

static inline bool rs_errno_key_denied(u32 key)
{
	return key >> RS_ERRNO_BITS & 1;
}

static inline u32 rs_errno_key_errno(u32 key)
{
	return key & (BIT(RS_ERRNO_BITS) - 1);
}

bool rs_count_failure(struct rs_block *blk, u32 row, bool denied, long ret);
void rs_count_earlier_exit(struct rs_block *blk, u32 row);
void rs_count_ended(struct rs_block *blk, u32 row, bool earlier);

u64 rs_counters_memory(void);
int rs_counters_alloc(struct rs_counters *c);
void rs_counters_free(struct rs_counters *c);

#endif /* _RS_COUNTERS_H */
