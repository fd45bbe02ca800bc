// SPDX-License-Identifier: GPL-2.0
/* A fence that a program puts round itself. */
#include "attempt.h"
#include "ringside.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/filter.h>
#include <linux/seccomp.h>

#include <stddef.h>

/* An errno that this call never has by itself. */
#define ANSWER	ENOTUNIQ

static bool prepare_filter(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ANSWER),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { .len = ARRAY_SIZE(code), .filter = code };

	return !prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) &&
	       !prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

static int make_getppid(void)
{
	return syscall(SYS_getppid) < 0 ? errno : 0;
}

static const struct attempt attempts[] = {
	{ "getppid under seccomp", "make a call that we swore not to", prepare_filter,
	  make_getppid, NOT_IN_RING_0, NO_CAPABILITY, NULL, 0 },
};

const struct attempt_family seccomp_attempts = {
	"seccomp", attempts, ARRAY_SIZE(attempts)
};
