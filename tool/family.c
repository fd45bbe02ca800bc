// SPDX-License-Identifier: GPL-2.0
/* The module's commands, and which attribute of an answer goes where. */
#include "family.h"
#include "output.h"

#include <stdlib.h>

#include <linux/ringside.h>

#include "fields.h"

#define NO_ARGUMENT	((struct argument){ 0 })

static const struct field abi_fields[] = {
	NUMBER(ABI_ABI, FIELD_U32, abi_totals, abi),
	NUMBER(ABI_ENTRIES, FIELD_U64, abi_totals, entries),
	NUMBER(ABI_EXITS, FIELD_U64, abi_totals, exits),
	NUMBER(ABI_NEVER, FIELD_U64, abi_totals, never),
	NUMBER(ABI_IN_FLIGHT, FIELD_U64, abi_totals, in_flight),
	NUMBER(ABI_UNTRACKED, FIELD_U64, abi_totals, untracked),
	NUMBER(ABI_UNTRACKED_EXITS, FIELD_U64, abi_totals, untracked_exits),
	NUMBER(ABI_FIRST_RETURN, FIELD_U64, abi_totals, first_return),
	NUMBER(ABI_DENIED, FIELD_U64, abi_totals, denied),
	NUMBER(ABI_EARLIER, FIELD_U64, abi_totals, earlier),
	NUMBER(ABI_STILL_INSIDE, FIELD_U64, abi_totals, still_inside),
	NUMBER(ABI_ERRORS, FIELD_U64, abi_totals, errors),
	NUMBER(ABI_RESTARTS, FIELD_U64, abi_totals, restarts),
	NUMBER(ABI_LOST_EXITS, FIELD_U64, abi_totals, lost_exits),
	END
};

static const struct object abi_object = {
	abi_fields, RINGSIDE_A_ABI_MAX, sizeof(struct abi_totals)
};

static const struct field hook_fields[] = {
	TEXT(HOOK_NAME, hook, name, TEXT_SIZE),
	NUMBER(HOOK_ATTACHED, FIELD_U32, hook, attached),
	TEXT(HOOK_REASON, hook, reason, REASON_SIZE),
	END
};

static const struct object hook_object = {
	hook_fields, RINGSIDE_A_HOOK_MAX, sizeof(struct hook)
};

static const struct field hook_family_fields[] = {
	TEXT(FAMILY_NAME, hook_family, name, TEXT_SIZE),
	NUMBER(FAMILY_STATE, FIELD_U32, hook_family, state),
	TEXT(FAMILY_REASON, hook_family, reason, REASON_SIZE),
	END
};

static const struct object hook_family_object = {
	hook_family_fields, RINGSIDE_A_FAMILY_MAX, sizeof(struct hook_family)
};

static const struct field status_fields[] = {
	TEXT(STATUS_VERSION, status, version, TEXT_SIZE),
	NUMBER(STATUS_GENERATION, FIELD_U32, status, generation),
	NUMBER(STATUS_AGE, FIELD_U64, status, age),
	NUMBER(STATUS_TASK_SLOTS, FIELD_U32, status, task_slots),
	NUMBER(STATUS_TASKS, FIELD_U32, status, tasks),
	NUMBER(STATUS_WATCH_SLOTS, FIELD_U32, status, watch_slots),
	NUMBER(STATUS_WATCHES, FIELD_U32, status, watches),
	NUMBER(STATUS_ERRNO_OVERFLOW, FIELD_U64, status, errno_overflow),
	NUMBER(STATUS_MEMORY, FIELD_U64, status, memory),
	NUMBER(STATUS_CPUS, FIELD_U32, status, cpus),
	NUMBER(STATUS_UNTIMED, FIELD_U64, status, untimed),
	NUMBER(STATUS_LOAD, FIELD_U64, status, load),
	NUMBER(STATUS_CREDS_LOST, FIELD_U64, status, creds_lost),
	NUMBER(STATUS_REFUSALS_LOST, FIELD_U64, status, refusals_lost),
	NESTS(STATUS_ABI, status, abi, n_abis, MAX_ABIS, abi_object),
	NESTS(STATUS_HOOK, status, hook, n_hooks, MAX_HOOKS, hook_object),
	NESTS(STATUS_FAMILY, status, family, n_families, MAX_FAMILIES,
	      hook_family_object),
	END
};

static const struct object status_object = {
	status_fields, RINGSIDE_A_STATUS_MAX, sizeof(struct status)
};

static const struct field bucket_fields[] = {
	NUMBER(BUCKET_LOG2, FIELD_U32, bucket, log2),
	NUMBER(BUCKET_CALLS, FIELD_U64, bucket, calls),
	END
};

static const struct object bucket_object = {
	bucket_fields, RINGSIDE_A_BUCKET_MAX, sizeof(struct bucket)
};

static const struct field syscall_fields[] = {
	NUMBER(SYSCALL_ABI, FIELD_U32, syscall_row, abi),
	NUMBER(SYSCALL_NR, FIELD_U32, syscall_row, nr),
	NUMBER(SYSCALL_ENTRIES, FIELD_U64, syscall_row, entries),
	NUMBER(SYSCALL_EXITS, FIELD_U64, syscall_row, exits),
	NUMBER(SYSCALL_NEVER, FIELD_U64, syscall_row, never),
	NUMBER(SYSCALL_DENIED, FIELD_U64, syscall_row, denied),
	NUMBER(SYSCALL_ERRORS, FIELD_U64, syscall_row, errors),
	NUMBER(SYSCALL_RESTARTS, FIELD_U64, syscall_row, restarts),
	NUMBER(SYSCALL_TIME, FIELD_U64, syscall_row, time),
	NUMBER(SYSCALL_WAITED, FIELD_U64, syscall_row, wait),
	NUMBER(SYSCALL_LONGEST, FIELD_U64, syscall_row, longest),
	NESTS(SYSCALL_BUCKET, syscall_row, bucket, n_buckets, MAX_BUCKETS,
	      bucket_object),
	END
};

static const struct object syscall_object = {
	syscall_fields, RINGSIDE_A_SYSCALL_MAX, sizeof(struct syscall_row)
};

static const struct field error_fields[] = {
	NUMBER(ERROR_ABI, FIELD_U32, error_row, abi),
	NUMBER(ERROR_NR, FIELD_U32, error_row, nr),
	NUMBER(ERROR_ERRNO, FIELD_U32, error_row, number),
	NUMBER(ERROR_DENIED, FIELD_U32, error_row, denied),
	NUMBER(ERROR_COUNT, FIELD_U64, error_row, count),
	END
};

static const struct object error_object = {
	error_fields, RINGSIDE_A_ERROR_MAX, sizeof(struct error_row)
};

static const struct field task_fields[] = {
	NUMBER(TASK_PID, FIELD_U32, task_row, pid),
	NUMBER(TASK_TGID, FIELD_U32, task_row, tgid),
	TEXT(TASK_COMM, task_row, comm, TEXT_SIZE),
	NUMBER(TASK_PIDNS, FIELD_U32, task_row, pidns),
	NUMBER(TASK_ENTRIES, FIELD_U64, task_row, entries),
	NUMBER(TASK_ERRORS, FIELD_U64, task_row, errors),
	NUMBER(TASK_IN_ABI, FIELD_U32, task_row, in_abi),
	NUMBER(TASK_IN_NR, FIELD_U32, task_row, in_nr),
	NUMBER(TASK_EARLIER, FIELD_U32, task_row, earlier),
	NUMBER(TASK_USER, FIELD_U64, task_row, user),
	NUMBER(TASK_WORK, FIELD_U64, task_row, work),
	NUMBER(TASK_WAIT, FIELD_U64, task_row, wait),
	NUMBER(TASK_SINCE, FIELD_U64, task_row, since),
	NUMBER(TASK_DENIED, FIELD_U64, task_row, denied),
	NUMBER(TASK_FAULTS, FIELD_U64, task_row, faults),
	NUMBER(TASK_EXCEPTIONS, FIELD_U64, task_row, exceptions),
	NUMBER(TASK_INTERRUPTS, FIELD_U64, task_row, interrupts),
	NUMBER(TASK_CGROUP, FIELD_U64, task_row, cgroup),
	END
};

static const struct object task_object = {
	task_fields, RINGSIDE_A_TASK_MAX, sizeof(struct task_row)
};

static const struct field watch_fields[] = {
	NUMBER(WATCH_ID, FIELD_U32, watch, id),
	NUMBER(WATCH_PID, FIELD_U32, watch, pid),
	NUMBER(WATCH_TASKS, FIELD_U32, watch, tasks),
	NUMBER(WATCH_MISSED, FIELD_U32, watch, missed),
	NUMBER(WATCH_USER, FIELD_U64, watch, user),
	NUMBER(WATCH_WORK, FIELD_U64, watch, work),
	NUMBER(WATCH_WAIT, FIELD_U64, watch, wait),
	NUMBER(WATCH_ROSTER, FIELD_U32, watch, roster),
	NUMBER(WATCH_UNLISTED, FIELD_U32, watch, unlisted),
	NUMBER(WATCH_UNLISTED_CALLS, FIELD_U64, watch, unlisted_calls),
	NESTS(WATCH_ABI, watch, abi, n_abis, MAX_ABIS, abi_object),
	END
};

static const struct object watch_object = {
	watch_fields, RINGSIDE_A_WATCH_MAX, sizeof(struct watch)
};

static const struct field config_fields[] = {
	NUMBER(CONFIG_ERRNOS, FIELD_U32, config, errnos),
	NUMBER(CONFIG_TASKS, FIELD_U32, config, tasks),
	NUMBER(CONFIG_WATCHES, FIELD_U32, config, watches),
	NUMBER(CONFIG_ERRNO_SLOTS, FIELD_U32, config, errno_slots),
	NUMBER(CONFIG_FOLLOW, FIELD_U32, config, follow),
	NUMBER(CONFIG_SYSCALLS, FIELD_U32, config, syscalls),
	NUMBER(CONFIG_TIMING, FIELD_U32, config, timing),
	NUMBER(CONFIG_FAULTS, FIELD_U32, config, faults),
	NUMBER(CONFIG_EXCEPTIONS, FIELD_U32, config, exceptions),
	NUMBER(CONFIG_INTERRUPTS, FIELD_U32, config, interrupts),
	NUMBER(CONFIG_SIGNALS, FIELD_U32, config, signals),
	NUMBER(CONFIG_SWITCHES, FIELD_U32, config, switches),
	NUMBER(CONFIG_PROCESSES, FIELD_U32, config, processes),
	NUMBER(CONFIG_TRACKING, FIELD_U32, config, tracking),
	NUMBER(CONFIG_CREDS, FIELD_U32, config, creds),
	END
};

static const struct object config_object = {
	config_fields, RINGSIDE_A_CONFIG_MAX, sizeof(struct config)
};

int ask_status(struct session *session, struct status *status)
{
	return session_do(session, RINGSIDE_CMD_STATUS_GET, NO_ARGUMENT, &status_object, status);
}

int ask_generation(struct session *session, uint64_t *generation)
{
	struct status status;
	int code = ask_status(session, &status);

	*generation = code == DONE ? status.generation : ABSENT;
	return code;
}

int ask_reset(struct session *session, uint64_t *generation)
{
	struct status status;
	int code = session_do(session, RINGSIDE_CMD_RESET, NO_ARGUMENT, &status_object, &status);

	*generation = code == DONE ? status.generation : ABSENT;
	return code;
}

int ask_config(struct session *session, struct config *config)
{
	return session_do(session, RINGSIDE_CMD_CONFIG_GET, NO_ARGUMENT, &config_object, config);
}

int ask_config_set(struct session *session, int attr, uint32_t value, struct config *config)
{
	struct argument argument = { attr, value, NULL };

	return session_do(session, RINGSIDE_CMD_CONFIG_SET, argument, &config_object, config);
}

int ask_watch_add(struct session *session, uint32_t pid, struct watch_keeps keeps, uint32_t *id)
{
	struct argument room = { RINGSIDE_A_WATCH_ROOM, keeps.room, NULL };
	struct argument roster = {
		RINGSIDE_A_WATCH_ROSTER, RINGSIDE_ROSTER_MAX, keeps.room ? &room : NULL
	};
	struct argument argument = {
		RINGSIDE_A_WATCH_PID, pid, keeps.roster ? &roster : roster.more
	};
	struct watch watch;
	int code = session_do(session, RINGSIDE_CMD_WATCH_ADD, argument, &watch_object, &watch);

	if (code != DONE)
		return code;
	if (watch.id == ABSENT)
		return session_fail(session, REFUSED, "ringside doctor",
				    "the module gave the watch no number");
	*id = (uint32_t)watch.id;
	return DONE;
}

int ask_watch_del(struct session *session, uint32_t id)
{
	struct argument argument = { RINGSIDE_A_WATCH_ID, id, NULL };

	return session_do(session, RINGSIDE_CMD_WATCH_DEL, argument, NULL, NULL);
}

int ask_watch(struct session *session, uint32_t id, struct watch *watch)
{
	struct watch *watches;
	bool found = false;
	size_t n;
	int code;

	code = session_dump(session, RINGSIDE_CMD_WATCH_GET, NO_ARGUMENT, &watch_object,
			    &watches, &n);
	for (size_t i = 0; i < n && !found; i++) {
		found = watches[i].id == id;
		*watch = watches[i];
	}
	free(watches);
	if (code == DONE && !found)
		return session_fail(session, REFUSED, "ringside doctor", "watch %u is gone", id);
	return code;
}

int ask_syscalls(struct session *session, uint32_t watch, struct syscall_row **rows, size_t *n)
{
	struct argument argument = { watch ? RINGSIDE_A_SYSCALL_WATCH : 0, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_SYSCALL_GET, argument, &syscall_object, rows, n);
}

int ask_errors(struct session *session, uint32_t watch, struct error_row **rows, size_t *n)
{
	struct argument argument = { watch ? RINGSIDE_A_ERROR_WATCH : 0, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_ERROR_GET, argument, &error_object, rows, n);
}

int ask_tasks(struct session *session, uint32_t watch, struct task_row **rows, size_t *n)
{
	struct argument argument = { watch ? RINGSIDE_A_TASK_WATCH : 0, watch, NULL };

	return session_dump(session, RINGSIDE_CMD_TASK_GET, argument, &task_object, rows, n);
}
