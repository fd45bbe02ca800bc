// SPDX-License-Identifier: GPL-2.0
#include "privilege.h"

#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/capability.h>

#define NOBODY	65534

struct capabilities {
	struct __user_cap_header_struct head;
	struct __user_cap_data_struct set[_LINUX_CAPABILITY_U32S_3];
};

static bool get(struct capabilities *caps)
{
	memset(caps, 0, sizeof(*caps));
	caps->head.version = _LINUX_CAPABILITY_VERSION_3;
	return !syscall(SYS_capget, &caps->head, caps->set);
}

bool has_capability(int capability)
{
	struct capabilities caps;

	return get(&caps) &&
	       caps.set[CAP_TO_INDEX(capability)].effective & CAP_TO_MASK(capability);
}

static bool set_only(int capability)
{
	struct capabilities caps = { .head.version = _LINUX_CAPABILITY_VERSION_3 };

	if (capability >= 0) {
		caps.set[CAP_TO_INDEX(capability)].permitted = CAP_TO_MASK(capability);
		caps.set[CAP_TO_INDEX(capability)].effective = CAP_TO_MASK(capability);
	}
	return !syscall(SYS_capset, &caps.head, caps.set);
}

bool keep_only(int capability)
{
	if (!geteuid() &&
	    (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) || setgroups(0, NULL) ||
	     setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY)))
		return false;
	return set_only(capability);
}

bool enter_namespaces(unsigned int flags)
{
	if (!flags)
		return true;
	if (unshare((int)flags))
		return false;
	return !(flags & CLONE_NEWNS) || !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}
