// SPDX-License-Identifier: GPL-2.0
/* The module under test, and what the kernel says meanwhile. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include "rig.h"

static char mark[64];

/* $RINGSIDE_KO, or build/<release>/module/ in a folder above this program */
const char *module_path(void)
{
	static char path[PATH_MAX * 2];
	char dir[PATH_MAX];
	struct utsname uts;
	ssize_t n;

	if (getenv("RINGSIDE_KO"))
		return getenv("RINGSIDE_KO");
	n = readlink("/proc/self/exe", dir, sizeof(dir) - 1);
	dir[n < 0 ? 0 : n] = '\0';
	uname(&uts);
	while (strrchr(dir, '/')) {
		*strrchr(dir, '/') = '\0';
		snprintf(path, sizeof(path), "%s/build/%s/module/ringside.ko", dir,
			 uts.release);
		if (!access(path, R_OK))
			return path;
		snprintf(path, sizeof(path), "%s/module/ringside.ko", dir);
		if (!access(path, R_OK))
			return path;
	}
	return "ringside.ko (set RINGSIDE_KO to its path)";
}

int module_load(const char *params)
{
	int fd = open(module_path(), O_RDONLY | O_CLOEXEC);
	int err;

	if (fd < 0)
		return -errno;
	err = syscall(SYS_finit_module, fd, params, 0) ? -errno : 0;
	close(fd);
	return err;
}

int module_unload(void)
{
	return syscall(SYS_delete_module, "ringside", O_NONBLOCK) ? -errno : 0;
}

/* A message of our own, so that scanning twice finds the same. */
void log_mark(void)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	static unsigned int marks;

	snprintf(mark, sizeof(mark), "selftest %d mark %u", getpid(), marks++);
	if (fd < 0 || write(fd, mark, strlen(mark)) < 0)
		perror("/dev/kmsg");
	close(fd);
}

/*
 * The messages since the mark go to fn, which answers whether one counts; all
 * of them when the mark has been overwritten.
 */
static int scan(bool (*fn)(const char *text, void *arg), void *arg)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char text[8192];
	int count = 0;
	ssize_t n;

	/* EPIPE: messages were overwritten before they were read */
	while ((n = read(fd, text, sizeof(text) - 1)) > 0 || errno == EPIPE) {
		text[n > 0 ? n : 0] = '\0';
		if (strstr(text, mark))
			count = 0;
		else
			count += fn(text, arg);
	}
	close(fd);
	return count;
}

static bool contains(const char *text, void *arg)
{
	return strstr(text, arg);
}

int log_count(const char *text)
{
	return scan(contains, (void *)text);
}

struct latest {
	char *text;
	size_t size;
};

static bool is_splat(const char *text, void *arg)
{
	static const char * const marks[] = {
		"BUG:", "WARNING:", "Oops", "Call Trace", "kernel BUG", "rcu_sched",
		"rcu_preempt", "general protection", "scheduling while atomic",
		"refcount_t", "UBSAN", "KASAN", "hung_task", "blocked for more than",
		"soft lockup", "possible circular", "kmemleak", "Kernel panic",
	};
	struct latest *latest = arg;
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		if (!strstr(text, marks[i]))
			continue;
		snprintf(latest->text, latest->size, "%s", text);
		return true;
	}
	return false;
}

int log_splats(char *latest, size_t size)
{
	return scan(is_splat, &(struct latest){ latest, size });
}
