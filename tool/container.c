// SPDX-License-Identifier: GPL-2.0
#include "container.h"
#include "privilege.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Beside these, mounts and cgroups. */
#define OF_ITS_OWN	(CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC)

/* Without privileges these are to be had by who has all of them inside. */
static unsigned int own_namespaces(void)
{
	return geteuid() ? OF_ITS_OWN | CLONE_NEWUSER : OF_ITS_OWN;
}

/* With its end the kernel ends all who are inside. It holds nothing open of ours. */
__attribute__((noreturn))
static void be_init(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_range(0, ~0U, 0);
	/* Who is orphaned inside is its child, and must not stay a zombie. */
	signal(SIGCHLD, SIG_IGN);
	for (;;)
		pause();
}

/* The first process in a namespace of processes is its init, whatever it does. */
bool enter_container(void)
{
	pid_t init;

	if (!enter_namespaces(own_namespaces() | CLONE_NEWNS | CLONE_NEWCGROUP))
		return false;
	init = fork();
	if (!init)
		be_init();
	return init > 0;
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
	if (!enter_namespaces(CLONE_NEWNS | CLONE_NEWCGROUP))
		_exit(1);
	mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL);
	return 0;
}
