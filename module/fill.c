// SPDX-License-Identifier: GPL-2.0
/*
 * Objects as netlink attributes.
 */
#include <linux/cgroup.h>
#include <linux/errno.h>
#include <linux/pid_namespace.h>
#include <linux/ringside.h>
#include <linux/sched.h>
#include <net/netlink.h>

#include "creds.h"
#include "families.h"
#include "fill.h"
#include "generation.h"
#include "ledger.h"
#include "roster.h"
#include "stamps.h"
#include "tasks.h"
#include "times.h"
#include "tracepoints.h"

/* A u64 attribute of the message that is being filled. */
struct u64_attr {
	int type;
	u64 value;
};

static int put_u64s(struct sk_buff *skb, const struct u64_attr *attr,
		    unsigned int n, int pad)
{
	unsigned int i;

	for (i = 0; i < n; i++) {
		if (nla_put_u64_64bit(skb, attr[i].type, attr[i].value, pad))
			return -EMSGSIZE;
	}
	return 0;
}

/*
 * Counters of syscalls: entries first, then what is known only of tasks that
 * are followed. What is left out is not available, which is not the same as 0.
 */
static int put_counters(struct sk_buff *skb, const struct u64_attr *attr,
			unsigned int n, int pad)
{
	if (!rs_family_on(SYSCALLS))
		return 0;
	return put_u64s(skb, attr, rs_following() ? n : 1, pad);
}

static int put_abi(struct sk_buff *skb, int type,
		   const struct rs_snapshot *snap, enum ringside_abi abi)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	struct rs_totals sum;

	if (!nest)
		return -EMSGSIZE;
	rs_snapshot_totals(snap, abi, &sum);
	{
		const struct u64_attr attr[] = {
			{ RINGSIDE_A_ABI_ENTRIES, sum.row.entries },
			{ RINGSIDE_A_ABI_EXITS, sum.row.exits },
			{ RINGSIDE_A_ABI_NEVER, sum.row.never },
			{ RINGSIDE_A_ABI_IN_FLIGHT, sum.row.in_flight },
			{ RINGSIDE_A_ABI_UNTRACKED, sum.odd.untracked },
			{ RINGSIDE_A_ABI_UNTRACKED_EXITS,
			  sum.odd.untracked_exits },
			{ RINGSIDE_A_ABI_FIRST_RETURN, sum.odd.first_return },
			{ RINGSIDE_A_ABI_DENIED, sum.row.denied },
			{ RINGSIDE_A_ABI_EARLIER, sum.odd.earlier },
			{ RINGSIDE_A_ABI_STILL_INSIDE, sum.row.still_inside },
			{ RINGSIDE_A_ABI_ERRORS, sum.row.errors },
			{ RINGSIDE_A_ABI_RESTARTS, sum.row.restarts },
			{ RINGSIDE_A_ABI_LOST_EXITS, sum.odd.lost_exits },
		};

		if (nla_put_u32(skb, RINGSIDE_A_ABI_ABI, abi) ||
		    put_counters(skb, attr, ARRAY_SIZE(attr),
				 RINGSIDE_A_ABI_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_abis(struct sk_buff *skb, int type,
		    const struct rs_snapshot *snap)
{
	u32 abi;

	for (abi = 0; abi < RS_ABIS; abi++) {
		if (put_abi(skb, type, snap, abi))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_hook(struct sk_buff *skb, const struct rs_hook *hook)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_STATUS_HOOK);

	if (!nest ||
	    nla_put_string(skb, RINGSIDE_A_HOOK_NAME, hook->name) ||
	    nla_put_u32(skb, RINGSIDE_A_HOOK_ATTACHED, hook->attached))
		return -EMSGSIZE;
	if (!hook->attached &&
	    nla_put_string(skb, RINGSIDE_A_HOOK_REASON, hook->reason))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_hooks(struct sk_buff *skb)
{
	struct rs_hook hook;
	unsigned int i;

	for (i = 0; i < rs_hooks(); i++) {
		rs_hook_get(i, &hook);
		if (put_hook(skb, &hook))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_family(struct sk_buff *skb, const struct rs_family_info *info)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_STATUS_FAMILY);

	if (!nest ||
	    nla_put_string(skb, RINGSIDE_A_FAMILY_NAME, info->name) ||
	    nla_put_u32(skb, RINGSIDE_A_FAMILY_STATE, info->state) ||
	    (info->reason &&
	     nla_put_string(skb, RINGSIDE_A_FAMILY_REASON, info->reason)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_families(struct sk_buff *skb)
{
	struct rs_family_info info;
	u32 which;

	for (which = 0; which < RS_FAMILIES; which++) {
		rs_family_get(which, &info);
		if (put_family(skb, &info))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_losses(struct sk_buff *skb)
{
	struct u64_attr attr[] = {
		{ RINGSIDE_A_STATUS_CREDS_LOST },
		{ RINGSIDE_A_STATUS_REFUSALS_LOST },
	};

	if (!rs_family_on(CREDS))
		return 0;
	rs_creds_losses(&attr[0].value, &attr[1].value);
	return put_u64s(skb, attr, ARRAY_SIZE(attr), RINGSIDE_A_STATUS_PAD);
}

static u64 memory(void)
{
	return rs_tasks_memory() + sizeof(struct rs_cred_log) +
	       rs_counters_memory() + rs_watches_memory() +
	       rs_rosters_memory() + rs_stamps_memory();
}

/**
 * rs_fill_status() - the module as a whole
 * @skb: where to
 * @snap: the system's counters
 *
 * Context: process context.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_status(struct sk_buff *skb, const struct rs_snapshot *snap)
{
	const struct u64_attr attr[] = {
		{ RINGSIDE_A_STATUS_AGE, snap->age },
		{ RINGSIDE_A_STATUS_ERRNO_OVERFLOW, snap->errno_overflow },
		{ RINGSIDE_A_STATUS_MEMORY, memory() },
		{ RINGSIDE_A_STATUS_LOAD, rs_generation_load() },
		{ RINGSIDE_A_STATUS_UNTIMED, snap->untimed },
	};
	/* The last one is known of calls that are timed. */
	unsigned int known = ARRAY_SIZE(attr) - !rs_timed();

	if (nla_put_string(skb, RINGSIDE_A_STATUS_VERSION, RINGSIDE_VERSION) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_GENERATION, snap->generation) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_TASK_SLOTS, rs_tasks_slots()) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_TASKS, rs_tasks_used()) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_WATCH_SLOTS,
			rs_watches_max()) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_WATCHES, rs_watches_used()) ||
	    nla_put_u32(skb, RINGSIDE_A_STATUS_CPUS, num_possible_cpus()) ||
	    put_u64s(skb, attr, known, RINGSIDE_A_STATUS_PAD) ||
	    put_abis(skb, RINGSIDE_A_STATUS_ABI, snap) ||
	    put_hooks(skb) || put_families(skb) || put_losses(skb))
		return -EMSGSIZE;
	return 0;
}

/**
 * rs_put_row_name() - ABI and number, which is left out where the row has none
 * @skb: where to
 * @row: the syscall
 * @abi_type: attribute of the ABI
 * @nr_type: attribute of the number
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_put_row_name(struct sk_buff *skb, u32 row, int abi_type, int nr_type)
{
	u32 nr;

	if (nla_put_u32(skb, abi_type, rs_row_abi(row)))
		return -EMSGSIZE;
	return rs_row_nr(row, &nr) ? nla_put_u32(skb, nr_type, nr) : 0;
}

static int put_bucket(struct sk_buff *skb, u32 log2, u64 calls)
{
	struct nlattr *nest = nla_nest_start(skb, RINGSIDE_A_SYSCALL_BUCKET);

	if (!nest || nla_put_u32(skb, RINGSIDE_A_BUCKET_LOG2, log2) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_BUCKET_CALLS, calls,
			      RINGSIDE_A_BUCKET_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_times(struct sk_buff *skb, const struct rs_times *tm)
{
	const struct u64_attr attr[] = {
		{ RINGSIDE_A_SYSCALL_TIME, tm->total },
		{ RINGSIDE_A_SYSCALL_WAITED, tm->waited },
		{ RINGSIDE_A_SYSCALL_LONGEST, tm->limit - 1 },
	};
	u32 i;

	if (put_u64s(skb, attr, ARRAY_SIZE(attr), RINGSIDE_A_SYSCALL_PAD))
		return -EMSGSIZE;
	for (i = 0; i < RS_TIME_BUCKETS; i++) {
		if (tm->bucket[i] && put_bucket(skb, i, tm->bucket[i]))
			return -EMSGSIZE;
	}
	return 0;
}

/**
 * rs_fill_syscall() - one row
 * @skb: where to
 * @row: the syscall
 * @snap: its counters
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_syscall(struct sk_buff *skb, u32 row,
		    const struct rs_snapshot *snap)
{
	const struct rs_times *tm = rs_row_times(snap, row);
	const struct rs_row *r = &snap->row[row];
	const struct u64_attr attr[] = {
		{ RINGSIDE_A_SYSCALL_ENTRIES, r->entries },
		{ RINGSIDE_A_SYSCALL_EXITS, r->exits },
		{ RINGSIDE_A_SYSCALL_NEVER, r->never },
		{ RINGSIDE_A_SYSCALL_DENIED, r->denied },
		{ RINGSIDE_A_SYSCALL_ERRORS, r->errors },
		{ RINGSIDE_A_SYSCALL_RESTARTS, r->restarts },
	};

	if (rs_put_row_name(skb, row, RINGSIDE_A_SYSCALL_ABI,
			    RINGSIDE_A_SYSCALL_NR) ||
	    put_counters(skb, attr, ARRAY_SIZE(attr), RINGSIDE_A_SYSCALL_PAD))
		return -EMSGSIZE;
	return tm ? put_times(skb, tm) : 0;
}

/**
 * rs_fill_error() - one errno of one syscall
 * @skb: where to
 * @e: which, and how often
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_error(struct sk_buff *skb, const struct rs_errno *e)
{
	if (rs_put_row_name(skb, rs_errno_key_row(e->key), RINGSIDE_A_ERROR_ABI,
			    RINGSIDE_A_ERROR_NR) ||
	    nla_put_u32(skb, RINGSIDE_A_ERROR_ERRNO,
			rs_errno_key_errno(e->key)) ||
	    nla_put_u32(skb, RINGSIDE_A_ERROR_DENIED,
			rs_errno_key_denied(e->key)) ||
	    nla_put_u64_64bit(skb, RINGSIDE_A_ERROR_COUNT, e->count,
			      RINGSIDE_A_ERROR_PAD))
		return -EMSGSIZE;
	return 0;
}

/**
 * struct call - the call that a task is in
 * @row: which, RS_ROWS or more if it is in none
 * @earlier: it was entered before the counting began
 * @timed: @ns is known
 * @ns: for how long it is inside
 */
struct call {
	u32 row;
	bool earlier;
	bool timed;
	u64 ns;
};

static void read_call(const struct rs_task *t, struct call *call)
{
	call->row = rs_task_row(t);
	call->earlier = READ_ONCE(t->earlier) & RS_SYSTEM_BIT;
	call->timed = rs_timed() && rs_times_inside(t, &call->ns);
}

static int put_call_in_flight(struct sk_buff *skb, const struct call *call)
{
	if (call->row >= RS_ROWS)
		return 0;
	if (rs_put_row_name(skb, call->row, RINGSIDE_A_TASK_IN_ABI,
			    RINGSIDE_A_TASK_IN_NR) ||
	    nla_put_u32(skb, RINGSIDE_A_TASK_EARLIER, call->earlier))
		return -EMSGSIZE;
	if (!call->timed)
		return 0;
	return nla_put_u64_64bit(skb, RINGSIDE_A_TASK_SINCE, call->ns,
				 RINGSIDE_A_TASK_PAD);
}

/* Three attributes, of which @first is the first, by enum rs_place. */
static int put_places(struct sk_buff *skb, int first, const u64 *ticks, int pad)
{
	const struct u64_attr attr[] = {
		{ first + RS_USER, rs_clock_ns(ticks[RS_USER]) },
		{ first + RS_WORK, rs_clock_ns(ticks[RS_WORK]) },
		{ first + RS_WAIT, rs_clock_ns(ticks[RS_WAIT]) },
	};

	return put_u64s(skb, attr, ARRAY_SIZE(attr), pad);
}

/* Its cgroup2, 0 when the kernel has none; the caller keeps the task alive. */
static u64 cgroup_of(struct task_struct *p)
{
#ifdef CONFIG_CGROUPS
	return cgroup_id(task_dfl_cgroup(p));
#else
	return 0;
#endif
}

/**
 * rs_fill_task() - one task
 * @skb: where to
 * @t: its slot
 * @p: the task
 *
 * Context: process context of the reader, inside rcu_read_lock().
 * Return: 0, -EMSGSIZE, or -ESRCH when the reader's pid namespace does not
 * have the task or the task has ended.
 */
int rs_fill_task(struct sk_buff *skb, const struct rs_task *t,
		 struct task_struct *p)
{
	struct pid_namespace *of_reader = task_active_pid_ns(current);
	struct pid_namespace *of_task = task_active_pid_ns(p);
	const struct u64_attr calls[] = {
		{ RINGSIDE_A_TASK_ENTRIES, READ_ONCE(t->entries) },
		{ RINGSIDE_A_TASK_ERRORS, READ_ONCE(t->errors) },
		{ RINGSIDE_A_TASK_DENIED, READ_ONCE(t->denied) },
	};
	const struct u64_attr faults = {
		RINGSIDE_A_TASK_FAULTS, READ_ONCE(t->faults)
	};
	const struct u64_attr exceptions = {
		RINGSIDE_A_TASK_EXCEPTIONS, READ_ONCE(t->exceptions)
	};
	const struct u64_attr interrupts = {
		RINGSIDE_A_TASK_INTERRUPTS, READ_ONCE(t->interrupts)
	};
	const struct u64_attr cgroup = {
		RINGSIDE_A_TASK_CGROUP, cgroup_of(p)
	};
	const int pad = RINGSIDE_A_TASK_PAD;
	pid_t pid = task_pid_nr_ns(p, of_reader);
	char comm[TASK_COMM_LEN];
	u64 ticks[RS_PLACES];
	struct call call;

	if (!pid || !of_task)
		return -ESRCH;
	get_task_comm(comm, p);
	rs_times_read(t, p, ticks);
	read_call(t, &call);
	/* All that was read of it is this task's, unless it has ended. */
	smp_rmb();
	if (READ_ONCE(t->task) != p)
		return -ESRCH;
	if (nla_put_u32(skb, RINGSIDE_A_TASK_PID, pid) ||
	    nla_put_u32(skb, RINGSIDE_A_TASK_TGID,
			task_tgid_nr_ns(p, of_reader)) ||
	    nla_put_string(skb, RINGSIDE_A_TASK_COMM, comm) ||
	    nla_put_u32(skb, RINGSIDE_A_TASK_PIDNS, of_task->ns.inum) ||
	    put_counters(skb, calls, ARRAY_SIZE(calls), pad) ||
	    (rs_family_on(FAULTS) && put_u64s(skb, &faults, 1, pad)) ||
	    (rs_family_on(EXCEPTIONS) && put_u64s(skb, &exceptions, 1, pad)) ||
	    (rs_family_on(INTERRUPTS) && put_u64s(skb, &interrupts, 1, pad)) ||
	    (cgroup.value && put_u64s(skb, &cgroup, 1, pad)) ||
	    (rs_timed() && put_places(skb, RINGSIDE_A_TASK_USER, ticks,
				      RINGSIDE_A_TASK_PAD)))
		return -EMSGSIZE;
	return put_call_in_flight(skb, &call);
}

static int put_roster(struct sk_buff *skb, const struct rs_watch_info *info)
{
	if (!info->room)
		return 0;
	if (nla_put_u32(skb, RINGSIDE_A_WATCH_ROSTER, info->room) ||
	    nla_put_u32(skb, RINGSIDE_A_WATCH_UNLISTED, info->unlisted))
		return -EMSGSIZE;
	return nla_put_u64_64bit(skb, RINGSIDE_A_WATCH_UNLISTED_CALLS,
				 info->unlisted_calls, RINGSIDE_A_WATCH_PAD);
}

/**
 * rs_fill_watch() - one watch
 * @skb: where to
 * @info: what is known of it
 * @snap: its counters
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_watch(struct sk_buff *skb, const struct rs_watch_info *info,
		  const struct rs_snapshot *snap)
{
	if (nla_put_u32(skb, RINGSIDE_A_WATCH_ID, info->id) ||
	    nla_put_u32(skb, RINGSIDE_A_WATCH_PID, info->pid) ||
	    nla_put_u32(skb, RINGSIDE_A_WATCH_TASKS, info->tasks) ||
	    nla_put_u32(skb, RINGSIDE_A_WATCH_MISSED, info->missed) ||
	    (info->timed && put_places(skb, RINGSIDE_A_WATCH_USER, snap->time,
				       RINGSIDE_A_WATCH_PAD)) ||
	    put_roster(skb, info))
		return -EMSGSIZE;
	return put_abis(skb, RINGSIDE_A_WATCH_ABI, snap);
}

/* Which attribute says of which part of a kind the row is; 0: it has no parts. */
static int which_attr(enum ringside_kind kind)
{
	static const int attr[] = {
		[RINGSIDE_KIND_SYSCALL] = RINGSIDE_A_LEDGER_ABI,
		[RINGSIDE_KIND_DENIED] = RINGSIDE_A_LEDGER_ABI,
		[RINGSIDE_KIND_EXCEPTION] = RINGSIDE_A_LEDGER_VECTOR,
		[RINGSIDE_KIND_INTERRUPT] = RINGSIDE_A_LEDGER_INTERRUPT,
		[RINGSIDE_KIND_LINE] = RINGSIDE_A_LEDGER_LINE,
		[RINGSIDE_KIND_EVENT] = RINGSIDE_A_LEDGER_EVENT,
		[RINGSIDE_KIND_CHECK] = RINGSIDE_A_LEDGER_CPU,
		[RINGSIDE_KIND_VDSO] = 0,
	};

	return attr[kind];
}

static int put_ledger_counts(struct sk_buff *skb,
			     const struct rs_ledger_row *row)
{
	const struct u64_attr interrupt[] = {
		{ RINGSIDE_A_LEDGER_COUNT, row->count },
		{ RINGSIDE_A_LEDGER_KERNEL, row->kernel },
		{ RINGSIDE_A_LEDGER_UNKNOWN, row->unknown },
	};
	const struct u64_attr check[] = {
		{ RINGSIDE_A_LEDGER_COUNT, row->count },
		{ RINGSIDE_A_LEDGER_SUM, row->sum },
		{ RINGSIDE_A_LEDGER_RESIDUAL, row->count - row->sum },
	};
	const struct u64_attr *attr = interrupt;
	unsigned int n = 1;

	if (row->kind == RINGSIDE_KIND_INTERRUPT ||
	    row->kind == RINGSIDE_KIND_LINE)
		n = ARRAY_SIZE(interrupt);
	if (row->kind == RINGSIDE_KIND_CHECK) {
		attr = check;
		n = ARRAY_SIZE(check);
	}
	return put_u64s(skb, attr, n, RINGSIDE_A_LEDGER_PAD);
}

/**
 * rs_fill_ledger() - one row of the ledger
 * @skb: where to
 * @row: the row
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_ledger(struct sk_buff *skb, const struct rs_ledger_row *row)
{
	int attr = which_attr(row->kind);

	if (nla_put_u32(skb, RINGSIDE_A_LEDGER_KIND, row->kind) ||
	    (attr && !row->any && nla_put_u32(skb, attr, row->which)) ||
	    (row->name &&
	     nla_put_string(skb, RINGSIDE_A_LEDGER_NAME, row->name)))
		return -EMSGSIZE;
	if (!row->reason)
		return put_ledger_counts(skb, row);
	if (row->kind == RINGSIDE_KIND_CHECK &&
	    nla_put_u64_64bit(skb, RINGSIDE_A_LEDGER_SUM, row->sum,
			      RINGSIDE_A_LEDGER_PAD))
		return -EMSGSIZE;
	return nla_put_string(skb, RINGSIDE_A_LEDGER_REASON, row->reason);
}

/**
 * rs_config_attr() - which setting switches a family of hooks
 * @which: the family
 *
 * Context: any.
 * Return: %RINGSIDE_A_CONFIG_*.
 */
int rs_config_attr(enum ringside_family which)
{
	static const int attr[] = {
		[RINGSIDE_FAMILY_SYSCALLS] = RINGSIDE_A_CONFIG_SYSCALLS,
		[RINGSIDE_FAMILY_TIMING] = RINGSIDE_A_CONFIG_TIMING,
		[RINGSIDE_FAMILY_FAULTS] = RINGSIDE_A_CONFIG_FAULTS,
		[RINGSIDE_FAMILY_EXCEPTIONS] = RINGSIDE_A_CONFIG_EXCEPTIONS,
		[RINGSIDE_FAMILY_INTERRUPTS] = RINGSIDE_A_CONFIG_INTERRUPTS,
		[RINGSIDE_FAMILY_SIGNALS] = RINGSIDE_A_CONFIG_SIGNALS,
		[RINGSIDE_FAMILY_SWITCHES] = RINGSIDE_A_CONFIG_SWITCHES,
		[RINGSIDE_FAMILY_PROCESSES] = RINGSIDE_A_CONFIG_PROCESSES,
		[RINGSIDE_FAMILY_TRACKING] = RINGSIDE_A_CONFIG_TRACKING,
		[RINGSIDE_FAMILY_CREDS] = RINGSIDE_A_CONFIG_CREDS,
	};

	BUILD_BUG_ON(ARRAY_SIZE(attr) != RS_FAMILIES);
	return attr[which];
}

/**
 * rs_fill_config() - the settings
 * @skb: where to
 *
 * Context: any.
 * Return: 0 or -EMSGSIZE.
 */
int rs_fill_config(struct sk_buff *skb)
{
	bool on = static_key_enabled(&rs_errnos);
	u32 which;

	if (nla_put_u32(skb, RINGSIDE_A_CONFIG_ERRNOS, on) ||
	    nla_put_u32(skb, RINGSIDE_A_CONFIG_TASKS, rs_tasks_slots()) ||
	    nla_put_u32(skb, RINGSIDE_A_CONFIG_WATCHES, rs_watches_max()) ||
	    nla_put_u32(skb, RINGSIDE_A_CONFIG_ERRNO_SLOTS, RS_ERRNO_SLOTS) ||
	    nla_put_u32(skb, RINGSIDE_A_CONFIG_FOLLOW, rs_following()))
		return -EMSGSIZE;
	for (which = 0; which < RS_FAMILIES; which++) {
		if (nla_put_u32(skb, rs_config_attr(which),
				!!(rs_families_on() & BIT(which))))
			return -EMSGSIZE;
	}
	return 0;
}
