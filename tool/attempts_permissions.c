// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel lets only some do. Each attempt undoes what should not have
 * worked, and ends with its process at the latest.
 */
#include "attempt.h"
#include "ringside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/capability.h>

#define PORT	80

static const char *file;
static int sock;
static pid_t stranger;

#define FOR_ALL_TO_READ	0004

/* A file of somebody else that is not for all to read. */
static bool prepare_file(void)
{
	static const char *const files[] = { "/etc/shadow", "/etc/gshadow", "/proc/kmsg" };
	struct stat st;

	for (size_t i = 0; i < ARRAY_SIZE(files) && !file; i++)
		if (!stat(files[i], &st) && st.st_uid != geteuid() &&
		    !(st.st_mode & FOR_ALL_TO_READ))
			file = files[i];
	return file;
}

static int make_open(void)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static uid_t owner_of(pid_t pid)
{
	char path[32];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", pid);
	return stat(path, &st) ? geteuid() : st.st_uid;
}

/* Our parent when that is root's and we no longer are; else the first process. */
static bool prepare_stranger(void)
{
	stranger = owner_of(getppid()) != geteuid() ? getppid() : 1;
	return owner_of(stranger) != geteuid();
}

/* Seizing does not stop it, and our end lets it go. */
static int make_ptrace(void)
{
	return ptrace(PTRACE_SEIZE, stranger, NULL, NULL) ? errno : 0;
}

static int make_kill(void)
{
	return kill(stranger, 0) ? errno : 0;
}

static int make_mount(void)
{
	if (mount("ringside", "/proc", "tmpfs", 0, NULL))
		return errno;
	umount2("/proc", MNT_DETACH);
	return 0;
}

static bool prepare_socket(void)
{
	sock = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return sock >= 0;
}

static int make_bind(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(PORT),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return bind(sock, (struct sockaddr *)&address, sizeof(address)) ? errno : 0;
}

static int make_unshare(void)
{
	return unshare(CLONE_NEWNS) ? errno : 0;
}

static int make_setuid(void)
{
	return setuid(0) ? errno : 0;
}

#define PERMISSION(name, means, prepare, make, cap, namespaces) \
	{ name, means, prepare, make, NOT_IN_RING_0, cap, #cap, namespaces }

static const struct attempt attempts[] = {
	PERMISSION("open another's file", "read what is not ours", prepare_file, make_open,
		   CAP_DAC_READ_SEARCH, 0),
	PERMISSION("ptrace another's process", "read and change its memory", prepare_stranger,
		   make_ptrace, CAP_SYS_PTRACE, 0),
	PERMISSION("kill another's process", "end what is not ours", prepare_stranger, make_kill,
		   CAP_KILL, 0),
	PERMISSION("mount", "put files where others look", NULL, make_mount, CAP_SYS_ADMIN,
		   CLONE_NEWNS),
	PERMISSION("bind port 80", "answer in a service's name", prepare_socket, make_bind,
		   CAP_NET_BIND_SERVICE, CLONE_NEWNET),
	PERMISSION("unshare", "leave the common mounts", NULL, make_unshare, CAP_SYS_ADMIN, 0),
	PERMISSION("setuid 0", "become root", NULL, make_setuid, CAP_SETUID, 0),
};

const struct attempt_family permission_attempts = {
	"permissions", attempts, ARRAY_SIZE(attempts)
};
