/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Snapshots: the sum of a set of counters over all CPUs, at one instant.
 */
#ifndef _RS_SNAPSHOT_H
#define _RS_SNAPSHOT_H

#include <linux/types.h>

#include "counters.h"

/**
 * struct rs_check - one CPU's crossings, counted twice
 * @cpu: which
 * @tracked: whether it counts by itself
 * @own: that count, less the crossings of which no hook has told yet
 * @sum: crossings of all kinds
 */
struct rs_check {
	u32 cpu;
	bool tracked;
	u64 own;
	u64 sum;
};

/* For rs_snapshot_take() */
#define RS_ALL_CPUS	-1

/**
 * struct rs_snapshot - a set of counters as it was at one instant
 * @generation: the system's generation then
 * @age: nanoseconds since that began
 * @errno_overflow: errors whose errno is not in @errnos
 * @odd: by ABI
 * @nr_errnos: entries of @errnos
 * @errnos: sorted by key, each key once
 * @row: by syscall; @times of a row is an index here, plus 1, or 0
 * @nr_times: entries of @times
 * @times: of the rows that have any
 * @kinds: crossings that are no syscalls, and events beside them
 * @nr_checks: entries of @checks; 0 in the snapshot of a watch or of one CPU
 * @checks: the sums of each CPU, to hold against its own count
 * @untimed: calls whose row found no room for times on their CPU
 * @gaps: of a watch: families that were off for a part of its life, RS_F()
 * @time: ticks of a watch's tasks, by &enum rs_place
 */
struct rs_snapshot {
	u32 generation;
	u64 age;
	u64 errno_overflow;
	struct rs_odd odd[RS_ABIS];
	u32 nr_errnos;
	struct rs_errno *errnos;
	struct rs_row row[RS_ROWS];
	u32 nr_times;
	struct rs_times *times;
	u64 untimed;
	u32 gaps;
	u64 time[RS_PLACES];
	struct rs_kinds kinds;
	u32 nr_checks;
	struct rs_check *checks;
};

/**
 * struct rs_totals - one ABI of a snapshot
 * @row: sum of its rows
 * @odd: what belongs to no row
 */
struct rs_totals {
	struct rs_row row;
	struct rs_odd odd;
};

struct rs_snapshot *rs_snapshot_take(struct rs_counters *c, u64 watches,
				     int cpu);
void rs_snapshot_free(struct rs_snapshot *snap);
void rs_snapshot_totals(const struct rs_snapshot *snap, enum ringside_abi abi,
			struct rs_totals *sum);
bool rs_row_is_empty(const struct rs_row *row);
const struct rs_times *rs_row_times(const struct rs_snapshot *snap, u32 row);

#endif /* _RS_SNAPSHOT_H */
