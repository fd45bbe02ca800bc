/* SPDX-License-Identifier: GPL-2.0 */
/* Cgroups of our own making: a folder each at the root of the cgroup2 hierarchy. */
#ifndef CGROUP_OWN_H
#define CGROUP_OWN_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * Makes one that is called after this process and @number. A descriptor through
 * which who writes "0" joins it, or -1: there is no cgroup2, or it is not ours to change.
 */
int cgroup_make(unsigned int number);
/* Without a process in it; those of programs that were killed go, too. */
void cgroup_remove_all(void);

#endif
