/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who crosses: tasks as the module tells of them, each a row of its own or
 * added up by process, command, pid namespace or cgroup.
 */
#ifndef PEOPLE_H
#define PEOPLE_H

#include "family.h"
#include "ringside.h"

enum by { BY_THREAD, BY_PROCESS, BY_COMMAND, BY_PIDNS, BY_CGROUP };

struct person {
	struct task_row task;	/* sums; of a group, the call that was entered last */
	uint64_t threads, alive;
	/* On the roster of a watch: its number and its process's; else ABSENT. */
	uint64_t number, process;
};

enum by people_by(const struct options *opt);

/*
 * The module's tasks, each by itself: those that are alive, or, of a watch, those
 * on its roster. The caller frees @rows.
 */
int people_fetch(struct session *session, uint32_t watch, void *rows, size_t *n);
/* Whether one's command is among the arguments, or there are none. */
bool people_wants(const struct options *opt, const void *row);
int people_identity(const void *a, const void *b);
/* Leaves in @row what came on top of @before; false: nothing did. */
bool people_subtract(void *row, const void *before);
/* Adds them up as --by says, in place; how many there are then. */
size_t people_gather(const struct options *opt, void *rows, size_t n);

/* The order of a sort key; numbers downwards. */
int people_compare(const char *key, const void *a, const void *b);
bool people_key_is_time(const char *key);

uint64_t people_crossings(const struct person *person);
/* For a table: the name of the call with its ABI unless that is the usual one. */
char *people_call(const struct person *person);
/* What names it, apart from its command: a folder, or a number in words. */
char *people_cgroup(const struct person *person);

#endif
