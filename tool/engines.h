/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Containers that somebody else has made: whatever has a pid namespace of its own. By
 * the folder of its cgroup it is told which engine has made it, and what it calls it.
 */
#ifndef ENGINES_H
#define ENGINES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ENGINE_NAME_SIZE	64
#define SHORT_ID		12	/* digits of an identifier that people are shown */

struct engine_name {
	const char *engine;	/* NULL: none that we know */
	char name[ENGINE_NAME_SIZE];	/* then the last folder */
};

struct found_container {
	uint64_t pidns;
	pid_t init;		/* as we see it; 0: not found */
	char command[64];	/* of the init */
	uint64_t processes;
	char *cgroup;		/* NULL: not known */
	struct engine_name by;
};

/* The caller frees it with drop_containers(). Only those that we may look at. */
size_t find_containers(struct found_container **found);
void drop_containers(struct found_container *found, size_t n);

/* Of a path below the mount of cgroups. */
struct engine_name name_of_cgroup(const char *path);
/* The caller frees it; NULL: not known. */
char *cgroup_of(pid_t pid);
/* The number of its pid namespace, or ABSENT. */
uint64_t pidns_of(pid_t pid);

#endif
