/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module can be asked, as plain structs; the words are those of
 * linux/ringside.h. Numbers that the module did not send are ABSENT.
 */
#ifndef FAMILY_H
#define FAMILY_H

#include "nl.h"

#define TEXT_SIZE	64
#define REASON_SIZE	128
#define MAX_ABIS	8
#define MAX_HOOKS	32
#define MAX_FAMILIES	16
#define MAX_BUCKETS	48

struct abi_totals {
	uint64_t abi, entries, exits, never, in_flight, untracked, untracked_exits;
	uint64_t first_return, denied, earlier, still_inside, errors, restarts, lost_exits;
};

struct hook {
	char name[TEXT_SIZE];
	uint64_t attached;
	char reason[REASON_SIZE];
};

/* Hooks that are switched on and off together; @state: enum ringside_family_state */
struct hook_family {
	char name[TEXT_SIZE];
	uint64_t state;
	char reason[REASON_SIZE];
};

struct status {
	char version[TEXT_SIZE];
	uint64_t generation, age, task_slots, tasks, watch_slots, watches;
	uint64_t errno_overflow, memory, cpus, untimed, load;
	uint64_t creds_lost, refusals_lost;
	struct abi_totals abi[MAX_ABIS];
	size_t n_abis;
	struct hook hook[MAX_HOOKS];
	size_t n_hooks;
	struct hook_family family[MAX_FAMILIES];
	size_t n_families;
};

/* Calls that took 2^log2 ns up to twice that. */
struct bucket {
	uint64_t log2, calls;
};

/* Times are in nanoseconds, here and below; time includes wait. */
struct syscall_row {
	uint64_t abi, nr, entries, exits, never, denied, errors, restarts;
	uint64_t time, wait, longest;
	struct bucket bucket[MAX_BUCKETS];
	size_t n_buckets;
};

struct error_row {
	uint64_t abi, nr, number, denied, count;
};

struct task_row {
	uint64_t pid, tgid, pidns, entries, errors, in_abi, in_nr, earlier;
	uint64_t denied, faults, exceptions, interrupts, cgroup;
	uint64_t user, work, wait, since;
	char comm[TEXT_SIZE];
};

/* What a watch shall keep beside its counts. */
struct watch_keeps {
	bool roster;		/* see family_roster.h */
	uint32_t room;		/* for events, on each CPU; 0: none; see family_events.h */
};

#define KEEPS_COUNTS	((struct watch_keeps){ 0 })

struct watch {
	uint64_t id, pid, tasks, missed;
	uint64_t user, work, wait;
	uint64_t roster, unlisted, unlisted_calls;
	struct abi_totals abi[MAX_ABIS];
	size_t n_abis;
};

struct config {
	uint64_t errnos, tasks, watches, errno_slots, follow;
	uint64_t syscalls, timing, faults, exceptions, interrupts;
	uint64_t signals, switches, processes, tracking, creds;
};

int ask_status(struct session *session, struct status *status);
int ask_generation(struct session *session, uint64_t *generation);
int ask_reset(struct session *session, uint64_t *generation);
int ask_config(struct session *session, struct config *config);
/* @attr: RINGSIDE_A_CONFIG_... */
int ask_config_set(struct session *session, int attr, uint32_t value, struct config *config);
int ask_watch_add(struct session *session, uint32_t pid, struct watch_keeps keeps, uint32_t *id);
int ask_watch_del(struct session *session, uint32_t id);
int ask_watch(struct session *session, uint32_t id, struct watch *watch);

/* @watch 0: the whole system. The caller frees @rows. */
int ask_syscalls(struct session *session, uint32_t watch, struct syscall_row **rows, size_t *n);
int ask_errors(struct session *session, uint32_t watch, struct error_row **rows, size_t *n);
int ask_tasks(struct session *session, uint32_t watch, struct task_row **rows, size_t *n);

#endif
