// SPDX-License-Identifier: GPL-2.0
#include "cgroup.h"
#include "text.h"

#include <fcntl.h>
#include <limits.h>
#include <mntent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How the kernel's folders of its own are named by number: FILEID_KERNFS */
#define NUMBERED_FOLDER	0xfe

#define REMEMBERED	256

static struct {
	uint64_t id;
	char *path;
} known[REMEMBERED];

char *cgroup_mount(void)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	char *found = NULL;

	while (mounts && !found && (mount = getmntent(mounts)))
		if (!strcmp(mount->mnt_type, "cgroup2"))
			found = text_format("%s", mount->mnt_dir);
	if (mounts)
		endmntent(mounts);
	return found;
}

static int open_numbered(int mount, uint64_t id)
{
	union {
		struct file_handle handle;
		char room[sizeof(struct file_handle) + sizeof(id)];
	} name = { .handle = { .handle_bytes = sizeof(id), .handle_type = NUMBERED_FOLDER } };

	memcpy(name.handle.f_handle, &id, sizeof(id));
	return open_by_handle_at(mount, &name.handle, O_PATH | O_CLOEXEC);
}

/* What a file descriptor stands for, below @root. */
static char *path_below(const char *root, int fd)
{
	char *link = text_format("/proc/self/fd/%d", fd), path[PATH_MAX];
	ssize_t length = readlink(link, path, sizeof(path) - 1);
	size_t skip = strlen(root);

	free(link);
	if (length < 0)
		return NULL;
	path[length] = '\0';
	if (strncmp(path, root, skip))
		return NULL;
	return text_format("%s", path[skip] ? path + skip : "/");
}

static char *look_up(uint64_t id)
{
	static bool looked;
	static char *root;
	static int mount = -1;
	char *path;
	int fd;

	if (!looked) {
		looked = true;
		root = cgroup_mount();
		mount = root ? open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	}
	if (mount < 0)
		return NULL;
	fd = open_numbered(mount, id);
	if (fd < 0)
		return NULL;
	path = path_below(root, fd);
	close(fd);
	return path;
}

const char *cgroup_path(uint64_t id)
{
	size_t slot = id % REMEMBERED;

	/* No cgroup has the number 0. */
	if (known[slot].id != id) {
		free(known[slot].path);
		known[slot].path = look_up(id);
		known[slot].id = id;
	}
	return known[slot].path;
}
