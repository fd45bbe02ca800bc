// SPDX-License-Identifier: GPL-2.0
#include "container.h"
#include "privilege.h"
#include "ringside.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Whether this kernel was built with it; none has a container without pids of its own. */
static bool has_namespace(const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/self/ns/%s", name);
	return !access(path, F_OK);
}

/* Beside these, mounts and cgroups. */
static unsigned int own_namespaces(void)
{
	static const struct { const char *name; unsigned int flag; } others[] = {
		{ "net", CLONE_NEWNET }, { "uts", CLONE_NEWUTS }, { "ipc", CLONE_NEWIPC },
	};
	/* Without privileges these are to be had by who has all of them inside. */
	unsigned int flags = geteuid() ? CLONE_NEWPID | CLONE_NEWUSER : CLONE_NEWPID;

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (has_namespace(others[i].name))
			flags |= others[i].flag;
	return flags;
}

/* What it sees of the machine's files and of the tree of cgroups. */
static unsigned int own_places(void)
{
	return CLONE_NEWNS | (has_namespace("cgroup") ? CLONE_NEWCGROUP : 0);
}

/*
 * With its end the kernel ends all who are inside. It holds nothing open of ours, and
 * is ready when it ends with us: who is too late to be told of our end finds @ready shut.
 */
__attribute__((noreturn))
static void be_init(const int *ready)
{
	close(ready[0]);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Who is orphaned inside is its child, and must not stay a zombie. */
	signal(SIGCHLD, SIG_IGN);
	if (write(ready[1], "", 1) != 1)
		_exit(1);
	close_range(0, ~0U, 0);
	for (;;)
		pause();
}

/* The first process in a namespace of processes is its init, whatever it does. */
static bool start_init(void)
{
	int ready[2];
	bool is_ready;
	pid_t init;
	char byte;

	if (pipe(ready))
		return false;
	init = fork();
	if (!init)
		be_init(ready);
	close(ready[1]);
	is_ready = init > 0 && read(ready[0], &byte, 1) == 1;
	close(ready[0]);
	return is_ready;
}

bool enter_container(void)
{
	return enter_namespaces(own_namespaces() | own_places()) &&
	       start_init();
}

pid_t container_fork(int cgroup)
{
	unsigned int flags = own_namespaces() | SIGCHLD;
	pid_t pid = (pid_t)syscall(SYS_clone, flags, NULL, NULL, NULL, NULL);

	if (pid)
		return pid;
	/* The root of the namespace of cgroups is where one is when it begins. */
	if (cgroup >= 0 && write(cgroup, "0", 1) != 1)
		_exit(1);
	if (!enter_namespaces(own_places()))
		_exit(1);
	mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	return 0;
}
