// SPDX-License-Identifier: GPL-2.0
#include "cgroup_own.h"
#include "cgroup.h"
#include "text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX	"ringside-"

int cgroup_make(unsigned int number)
{
	char *root = cgroup_mount(), *path;
	int fd = -1;

	if (!root)
		return -1;
	path = text_format("%s/" PREFIX "%d-%u", root, getpid(), number);
	if (!mkdir(path, 0755) || errno == EEXIST) {
		char *procs = text_format("%s/cgroup.procs", path);

		fd = open(procs, O_WRONLY | O_CLOEXEC);
		free(procs);
	}
	free(path);
	free(root);
	return fd;
}

/* Ours, or of a program that did not live to remove it. */
static bool is_left(const char *name)
{
	char *end;
	long pid = strtol(name + strlen(PREFIX), &end, 10);

	return *end == '-' && pid > 0 && (pid == getpid() || kill((pid_t)pid, 0));
}

void cgroup_remove_all(void)
{
	char *root = cgroup_mount();
	DIR *folder = root ? opendir(root) : NULL;
	struct dirent *entry;

	while (folder && (entry = readdir(folder)))
		if (!strncmp(entry->d_name, PREFIX, strlen(PREFIX)) && is_left(entry->d_name))
			unlinkat(dirfd(folder), entry->d_name, AT_REMOVEDIR);
	if (folder)
		closedir(folder);
	free(root);
}
