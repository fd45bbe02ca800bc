// SPDX-License-Identifier: GPL-2.0
#include "crash.h"
#include "module_file.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define DIRECTORY	"/proc/ringside_crash/"
#define LINE_BYTES	256
#define NAME		"ringside_crash"

bool crash_is_loaded(void)
{
	return !access(DIRECTORY, F_OK);
}

bool crash_is_known(void)
{
	FILE *file = fopen("/proc/modules", "re");
	char line[LINE_BYTES];
	bool known = false;

	while (file && !known && fgets(line, sizeof(line), file))
		known = !strncmp(line, NAME " ", strlen(NAME " "));
	if (file)
		fclose(file);
	return known;
}

bool crash_is_ours(void)
{
	FILE *file = fopen("/sys/module/" NAME "/version", "re");
	char line[LINE_BYTES] = "";

	if (file && fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	if (file)
		fclose(file);
	return !strcmp(line, RINGSIDE_VERSION);
}

char *crash_file(void)
{
	struct utsname name;

	uname(&name);
	return find_module_file("", name.release, "crash/" NAME ".ko");
}

int crash_load(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), error;

	if (fd < 0)
		return errno;
	error = syscall(SYS_finit_module, fd, parameters, 0) ? errno : 0;
	close(fd);
	return error;
}

int crash_unload(void)
{
	return syscall(SYS_delete_module, NAME, O_NONBLOCK) ? errno : 0;
}

/* @read fills the row of a line, false: it is none. The first line is a heading. */
static int rows_of(const char *path, size_t size, bool (*read)(const char *line, void *row),
		   void **rows)
{
	FILE *file = fopen(path, "re");
	char *all, line[LINE_BYTES];
	int n = 0;

	*rows = NULL;
	if (!file)
		return -1;
	all = must(calloc(MAX_KINDS, size));
	while (n < MAX_KINDS && fgets(line, sizeof(line), file))
		if (read(line, all + (size_t)n * size))
			n++;
	fclose(file);
	*rows = all;
	return n;
}

static bool read_kind(const char *line, void *row)
{
	struct crash_kind *kind = row;

	return sscanf(line, "%31s %31s %31s %31s %31s %31s %95[^\n]", kind->name,
		      kind->in_task, kind->in_worker, kind->elsewhere, kind->stays,
		      kind->victim, kind->shows) == 7 &&
	       strcmp(kind->name, "kind");
}

int crash_kinds(struct crash_kind **kinds)
{
	void *rows;
	int n = rows_of(DIRECTORY "kinds", sizeof(**kinds), read_kind, &rows);

	*kinds = rows;
	return n;
}

static bool read_site(const char *line, void *row)
{
	struct crash_site *site = row;

	return sscanf(line, "%31s %31s %95[^\n]", site->name, site->is, site->shows) == 3 &&
	       strcmp(site->name, "site");
}

int crash_sites(struct crash_site **sites)
{
	void *rows;
	int n = rows_of(DIRECTORY "sites", sizeof(**sites), read_site, &rows);

	*sites = rows;
	return n;
}

bool crash_last(struct crash_last *last)
{
	FILE *file = fopen(DIRECTORY "last", "re");
	char line[LINE_BYTES];

	memset(last, 0, sizeof(*last));
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "task %d", &last->task) != 1 &&
		    sscanf(line, "number %u", &last->number) != 1 &&
		    sscanf(line, "state %31s", last->state) != 1)
			continue;
	}
	if (file)
		fclose(file);
	return *last->state;
}

bool crash_take_lock(void)
{
	int fd = open(DIRECTORY "lock", O_RDONLY | O_CLOEXEC);
	char bytes[16];
	bool got;

	if (fd < 0)
		return false;
	got = read(fd, bytes, sizeof(bytes)) > 0;
	close(fd);
	return got;
}

bool crash_trigger(const char *kind, const char *site, pid_t victim, const void *address)
{
	int fd = open(DIRECTORY "trigger", O_WRONLY | O_CLOEXEC);
	char *request;
	bool taken;

	if (fd < 0)
		return false;
	request = victim ? text_format("%s %s %d %" PRIxPTR, kind, site, victim,
				       (uintptr_t)address)
			 : text_format("%s %s", kind, site);
	taken = write(fd, request, strlen(request)) == (ssize_t)strlen(request);
	free(request);
	close(fd);
	return taken;
}
