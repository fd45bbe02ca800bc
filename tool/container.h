/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A container: namespaces of its own for processes, mounts, network, names, IPC and
 * cgroups, as far as this kernel has them. Who is not root needs one for users, too, and
 * is nobody outside of it.
 */
#ifndef CONTAINER_H
#define CONTAINER_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * In a child: what it starts from now on is in the container, and has the pids that
 * it has for all others outside. It is inside itself, but for the namespace of
 * processes. The container ends with it. false: there is none to be had, see errno.
 */
bool enter_container(void);

/*
 * As fork(2), but the child is in a container, as its init: the container ends with it.
 * Its /proc shows what is inside. @cgroup: it joins by writing "0" there; -1: none.
 */
pid_t container_fork(int cgroup);

#endif
