/* SPDX-License-Identifier: GPL-2.0 */
/* Control groups: the kernel numbers them, people know them by folder. */
#ifndef CGROUP_H
#define CGROUP_H

#include <stdint.h>

/*
 * The folder of a cgroup below the mount of the cgroup2 hierarchy, "/" for its
 * root; NULL when it is gone, or where that is not mounted. Lives on.
 */
const char *cgroup_path(uint64_t id);

/* Where the cgroup2 hierarchy is mounted; NULL: nowhere. The caller frees it. */
char *cgroup_mount(void);

#endif
