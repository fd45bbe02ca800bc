// SPDX-License-Identifier: GPL-2.0
#include "engines.h"
#include "output.h"
#include "ringside.h"
#include "text.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_BYTES	4096

/* How engines call a container's folder, and maybe the one that it is in. */
static const struct {
	const char *engine, *in, *prefix, *suffix;
} folders[] = {
	{ "docker", NULL, "docker-", ".scope" },
	{ "docker", "docker", "", "" },
	{ "podman", NULL, "libpod-", ".scope" },
	{ "podman", "libpod_parent", "libpod-", "" },
	{ "containerd", NULL, "cri-containerd-", ".scope" },
	{ "cri-o", NULL, "crio-", ".scope" },
	{ "lxc", NULL, "lxc.payload.", "" },
	{ "lxc", "lxc", "", "" },
	{ "systemd-nspawn", NULL, "machine-", ".scope" },
	{ "systemd-nspawn", NULL, "systemd-nspawn@", ".service" },
};

/* A folder's name of @length bytes without its @prefix and @suffix; NULL: it has none. */
static const char *between(const char *folder, size_t *length, const char *prefix,
			   const char *suffix)
{
	size_t before = strlen(prefix), after = strlen(suffix);

	if (*length <= before + after || strncmp(folder, prefix, before) ||
	    strncmp(folder + *length - after, suffix, after))
		return NULL;
	*length -= before + after;
	return folder + before;
}

static bool is_identifier(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isxdigit((unsigned char)name[i]))
			return false;
	return length == 64;
}

static void keep_name(struct engine_name *found, const char *name, size_t length)
{
	int n = (int)(is_identifier(name, length) ? SHORT_ID : length);

	snprintf(found->name, sizeof(found->name), "%.*s", n, name);
}

static bool try_folder(struct engine_name *found, const char *folder, size_t length,
		       const char *parent, size_t parent_length)
{
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		const char *in = folders[i].in, *name;
		size_t n = length;

		if (in && (strlen(in) != parent_length || strncmp(in, parent, parent_length)))
			continue;
		name = between(folder, &n, folders[i].prefix, folders[i].suffix);
		if (!name)
			continue;
		found->engine = folders[i].engine;
		keep_name(found, name, n);
		return true;
	}
	return false;
}

/* Engines and what runs inside may have made more folders below. */
struct engine_name name_of_cgroup(const char *path)
{
	struct engine_name found = { 0 };
	const char *parent = "";
	size_t parent_length = 0;

	for (path += strspn(path, "/"); *path; path += strspn(path, "/")) {
		size_t length = strcspn(path, "/");

		if (try_folder(&found, path, length, parent, parent_length))
			break;
		keep_name(&found, path, length);
		parent = path;
		parent_length = length;
		path += length;
	}
	return found;
}

/* The part of a line after its second colon, as /proc/PID/cgroup has them. */
static const char *third_field(const char *line)
{
	const char *colon = strchr(line, ':');

	colon = colon ? strchr(colon + 1, ':') : NULL;
	return colon ? colon + 1 : NULL;
}

/* Of cgroup2, or else of any hierarchy in which it is not at the root. */
char *cgroup_of(pid_t pid)
{
	char *path = text_format("/proc/%d/cgroup", pid), line[LINE_BYTES], *found = NULL;
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		const char *folder = third_field(line);

		line[strcspn(line, "\n")] = '\0';
		if (!folder || (found && !strcmp(folder, "/")))
			continue;
		free(found);
		found = text_format("%s", folder);
	}
	if (file)
		fclose(file);
	free(path);
	return found;
}

uint64_t pidns_of(pid_t pid)
{
	char *path = text_format("/proc/%d/ns/pid", pid);
	struct stat info;
	bool found = !stat(path, &info);

	free(path);
	return found ? info.st_ino : ABSENT;
}

/* Its pid in the innermost namespace that it is in, 0: not known. */
static pid_t innermost_pid(pid_t pid)
{
	char *path = text_format("/proc/%d/status", pid), line[LINE_BYTES];
	FILE *file = fopen(path, "re");
	long inner = 0;

	while (file && !inner && fgets(line, sizeof(line), file)) {
		char *last = strncmp(line, "NSpid:", 6) ? NULL : strrchr(line, '\t');

		if (last)
			inner = strtol(last, NULL, 10);
	}
	if (file)
		fclose(file);
	free(path);
	return (pid_t)inner;
}

static void read_command(pid_t pid, char command[64])
{
	char *path = text_format("/proc/%d/comm", pid);
	FILE *file = fopen(path, "re");

	if (file && fgets(command, 64, file))
		command[strcspn(command, "\n")] = '\0';
	if (file)
		fclose(file);
	free(path);
}

static struct found_container *of_namespace(struct found_container **found, size_t *n,
					    uint64_t pidns)
{
	for (size_t i = 0; i < *n; i++)
		if ((*found)[i].pidns == pidns)
			return &(*found)[i];
	*found = must(realloc(*found, (*n + 1) * sizeof(**found)));
	(*found)[*n] = (struct found_container){ .pidns = pidns };
	return &(*found)[(*n)++];
}

static void add_process(struct found_container **found, size_t *n, pid_t pid, uint64_t pidns)
{
	struct found_container *one = of_namespace(found, n, pidns);

	one->processes++;
	if (one->init || innermost_pid(pid) != 1)
		return;
	one->init = pid;
	one->cgroup = cgroup_of(pid);
	if (one->cgroup)
		one->by = name_of_cgroup(one->cgroup);
	read_command(pid, one->command);
}

size_t find_containers(struct found_container **found)
{
	uint64_t own = pidns_of(getpid());
	struct dirent *entry;
	size_t n = 0;
	DIR *proc = opendir("/proc");

	*found = NULL;
	while (proc && (entry = readdir(proc))) {
		pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
		uint64_t pidns = pid > 0 ? pidns_of(pid) : ABSENT;

		if (pidns != ABSENT && pidns != own)
			add_process(found, &n, pid, pidns);
	}
	if (proc)
		closedir(proc);
	return n;
}

void drop_containers(struct found_container *found, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(found[i].cgroup);
	free(found);
}
