// SPDX-License-Identifier: GPL-2.0
#include "container.h"
#include "privilege.h"

#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

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
	unsigned int user = geteuid() ? CLONE_NEWUSER : 0;
	pid_t init;

	if (!enter_namespaces(user | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWUTS |
			      CLONE_NEWIPC | CLONE_NEWCGROUP))
		return false;
	init = fork();
	if (!init)
		be_init();
	return init > 0;
}
