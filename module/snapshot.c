// SPDX-License-Identifier: GPL-2.0
/*
 * Snapshots: sums over all CPUs, taken while the machine is stopped.
 *
 * Adding up CPUs one after the other while they count would give a sum that
 * never was: a task enters on a CPU that was read already, and returns on one
 * that was not. For the microseconds that the addition takes, all CPUs stand
 * still outside of any probe, so that the balance is exact at every read.
 */
#include <linux/context_tracking_state.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "generation.h"
#include "members.h"
#include "snapshot.h"
#include "stop.h"

struct order {
	struct rs_counters *from;
	u64 watches;
	struct rs_snapshot *to;
	int cpu;
};

static void add_row(struct rs_row *to, const struct rs_row *from)
{
	to->entries += from->entries;
	to->exits += from->exits;
	to->never += from->never;
	to->in_flight += from->in_flight;
	to->still_inside += from->still_inside;
	to->denied += from->denied;
	to->errors += from->errors;
	to->restarts += from->restarts;
}

static void add_times(struct rs_times *to, const struct rs_times *from)
{
	u32 i;

	to->total += from->total;
	to->waited += from->waited;
	to->limit = max(to->limit, from->limit);
	for (i = 0; i < RS_TIME_BUCKETS; i++)
		to->bucket[i] += from->bucket[i];
}

/* Rows that share their times with others have none. */
static void add_row_times(struct rs_snapshot *to, u32 row,
			  const struct rs_block *from)
{
	u32 i = from->row[row].times / sizeof(struct rs_times);

	if (i <= RS_TIMES_SHARED)
		return;
	if (!to->row[row].times)
		to->row[row].times = ++to->nr_times;
	add_times(&to->times[to->row[row].times - 1], &from->times[i]);
}

static void add_odd(struct rs_odd *to, const struct rs_odd *from)
{
	to->untracked += from->untracked;
	to->untracked_exits += from->untracked_exits;
	to->first_return += from->first_return;
	to->earlier += from->earlier;
	to->lost_exits += from->lost_exits;
}

static void add_counts(u64 *to, const u64 *from, u32 n)
{
	while (n--)
		to[n] += from[n];
}

static void add_line(struct rs_kinds *to, const struct rs_line *from)
{
	struct rs_line *line = to->line;

	while (line->irq && line->irq != from->irq) {
		if (++line == to->line + RS_LINES) {
			add_counts(to->line_overflow, from->count, RS_ORIGINS);
			return;
		}
	}
	line->irq = from->irq;
	memcpy(line->name, from->name, sizeof(line->name));
	add_counts(line->count, from->count, RS_ORIGINS);
}

static void add_kinds(struct rs_kinds *to, const struct rs_kinds *from)
{
	const struct rs_line *line;
	u32 i;

	to->faults += from->faults;
	to->fault_signals += from->fault_signals;
	add_counts(to->exception, from->exception, RS_EXCEPTIONS);
	for (i = 0; i <= RINGSIDE_INTERRUPT_MAX; i++)
		add_counts(to->interrupt[i], from->interrupt[i], RS_ORIGINS);
	for (line = from->line; line < from->line + RS_LINES; line++) {
		if (line->irq)
			add_line(to, line);
	}
	add_counts(to->line_overflow, from->line_overflow, RS_ORIGINS);
	add_counts(to->event, from->event, RINGSIDE_EVENT_MAX + 1);
}

static void add_block(struct rs_snapshot *to, const struct rs_block *from)
{
	u32 i;

	for (i = 0; i < RS_ROWS; i++) {
		add_row(&to->row[i], &from->row[i]);
		add_row_times(to, i, from);
	}
	for (i = 0; i < RS_TIME_BUCKETS; i++)
		to->untimed += from->times[RS_TIMES_SHARED].bucket[i];
	for (i = 0; i < RS_PLACES; i++)
		to->time[i] += from->time[i];
	for (i = 0; i < RS_ABIS; i++)
		add_odd(&to->odd[i], &from->odd[i]);
	for (i = 0; i < RS_ERRNO_SLOTS; i++) {
		if (from->errnos[i].key)
			to->errnos[to->nr_errnos++] = from->errnos[i];
	}
	to->errno_overflow += from->errno_overflow;
	add_kinds(&to->kinds, &from->kinds);
}

static u64 sum_of_kinds(const struct rs_block *blk)
{
	const struct rs_kinds *k = &blk->kinds;
	u64 sum = k->faults + k->line_overflow[RS_FROM_USER];
	u32 i;

	for (i = 0; i < RS_ROWS; i++)
		sum += blk->row[i].entries + blk->row[i].denied;
	for (i = 0; i < RS_EXCEPTIONS; i++)
		sum += k->exception[i];
	for (i = 0; i <= RINGSIDE_INTERRUPT_MAX; i++)
		sum += k->interrupt[i][RS_FROM_USER];
	for (i = 0; i < RS_LINES; i++)
		sum += k->line[i].count[RS_FROM_USER];
	return sum;
}

/* Nobody runs: whoever crossed and waits for its hook has lost the CPU. */
static void check_cpu(struct rs_check *to, u32 cpu, const struct rs_block *blk)
{
	const struct rs_tracked *t = &blk->kinds.tracked;

	to->cpu = cpu;
	to->tracked = context_tracking_enabled_cpu(cpu);
	to->own = t->user_exit + t->resumed + t->arrived - t->suspended;
	to->sum = sum_of_kinds(blk);
}

static int take_stopped(void *data)
{
	struct order *order = data;
	int cpu;

	rs_members_until_now(order->watches);
	order->to->generation = rs_generation();
	order->to->age = rs_generation_age();
	for_each_possible_cpu(cpu) {
		const struct rs_block *blk =
			*per_cpu_ptr(order->from->block, cpu);
		struct rs_snapshot *to = order->to;

		if (to->checks)
			check_cpu(&to->checks[to->nr_checks++], cpu, blk);
		if (order->cpu == RS_ALL_CPUS || order->cpu == cpu)
			add_block(to, blk);
	}
	return 0;
}

static int by_key(const void *a, const void *b)
{
	const struct rs_errno *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* Several CPUs saw the same errno of the same syscall. */
static void merge_errnos(struct rs_snapshot *snap)
{
	struct rs_errno *e = snap->errnos;
	u32 i, merged = 0;

	sort(e, snap->nr_errnos, sizeof(*e), by_key, NULL);
	for (i = 0; i < snap->nr_errnos; i++) {
		if (merged && e[merged - 1].key == e[i].key)
			e[merged - 1].count += e[i].count;
		else
			e[merged++] = e[i];
	}
	snap->nr_errnos = merged;
}

/**
 * rs_snapshot_take() - add up a set of counters
 * @c: the set; the caller keeps it alive
 * @watches: bit N set: where the time of watch N's tasks went is wanted, too
 * @cpu: the only CPU whose counters are wanted, or RS_ALL_CPUS
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a snapshot for rs_snapshot_free(), or an ERR_PTR().
 */
struct rs_snapshot *rs_snapshot_take(struct rs_counters *c, u64 watches,
				     int cpu)
{
	struct rs_snapshot *snap = kvzalloc(sizeof(*snap), RS_GFP_LARGE);
	struct order order = {
		.from = c, .watches = watches, .to = snap, .cpu = cpu
	};
	int err = -ENOMEM;

	if (!snap)
		return ERR_PTR(-ENOMEM);
	snap->errnos = kvmalloc_array(num_possible_cpus(),
				      RS_ERRNO_SLOTS * sizeof(*snap->errnos),
				      RS_GFP_LARGE);
	/* No more rows than there are, each at most once from each CPU. */
	snap->times = kvcalloc(min(RS_ROWS, num_possible_cpus() * RS_TIMES),
			       sizeof(*snap->times), RS_GFP_LARGE);
	if (!snap->errnos || !snap->times)
		goto err_free;
	if (c == &rs_system && cpu == RS_ALL_CPUS) {
		snap->checks = kcalloc(num_possible_cpus(),
				       sizeof(*snap->checks), GFP_KERNEL);
		if (!snap->checks)
			goto err_free;
	}
	err = rs_stop(take_stopped, &order);
	if (err)
		goto err_free;
	merge_errnos(snap);
	return snap;

err_free:
	rs_snapshot_free(snap);
	return ERR_PTR(err);
}

/**
 * rs_snapshot_free() - free a snapshot
 * @snap: from rs_snapshot_take()
 *
 * Context: process context.
 */
void rs_snapshot_free(struct rs_snapshot *snap)
{
	kfree(snap->checks);
	kvfree(snap->times);
	kvfree(snap->errnos);
	kvfree(snap);
}

/**
 * rs_snapshot_totals() - add up one ABI
 * @snap: a snapshot
 * @abi: which ABI
 * @sum: set to the totals
 *
 * Context: any.
 */
void rs_snapshot_totals(const struct rs_snapshot *snap, enum ringside_abi abi,
			struct rs_totals *sum)
{
	u32 i;

	memset(sum, 0, sizeof(*sum));
	for (i = 0; i < RS_ROWS; i++) {
		if (rs_row_abi(i) == abi)
			add_row(&sum->row, &snap->row[i]);
	}
	sum->odd = snap->odd[abi];
}

/**
 * rs_row_is_empty() - whether a row never counted anything
 * @row: the row
 *
 * Context: any.
 * Return: true when all its counters are 0.
 */
bool rs_row_is_empty(const struct rs_row *row)
{
	return !memchr_inv(row, 0, sizeof(*row));
}

/**
 * rs_row_times() - the times of one syscall
 * @snap: a snapshot
 * @row: the syscall
 *
 * Context: any.
 * Return: them, or NULL if it has none.
 */
const struct rs_times *rs_row_times(const struct rs_snapshot *snap, u32 row)
{
	u32 i = snap->row[row].times;

	return i ? &snap->times[i - 1] : NULL;
}
