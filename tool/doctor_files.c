// SPDX-License-Identifier: GPL-2.0
/* The doctor's eyes: files of the system, below the patient's root. */
#include "doctor.h"
#include "text.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LARGEST	(4 * 1024 * 1024)

__attribute__((format(printf, 2, 0)))
static char *rooted(const struct patient *p, const char *format, va_list args)
{
	char *path = text_vformat(format, args), *full;

	full = text_format("%s%s", p->root, path);
	free(path);
	return full;
}

bool has(const struct patient *p, const char *format, ...)
{
	va_list args;
	bool there;
	char *path;

	va_start(args, format);
	path = rooted(p, format, args);
	va_end(args);
	there = !access(path, F_OK);
	free(path);
	return there;
}

/* Files of /proc and /sys do not know their size. */
static char *read_text(FILE *file)
{
	size_t size = 0, room = 4096, got;
	char *text = must(malloc(room));

	while ((got = fread(text + size, 1, room - size - 1, file)) > 0) {
		size += got;
		if (room - size > 1)
			continue;
		if (room >= LARGEST)
			break;
		room *= 2;
		text = must(realloc(text, room));
	}
	text[size] = '\0';
	return text;
}

char *text_of(const struct patient *p, const char *format, ...)
{
	char *path, *text = NULL, *newline;
	va_list args;
	FILE *file;

	va_start(args, format);
	path = rooted(p, format, args);
	va_end(args);
	file = fopen(path, "re");
	free(path);
	if (!file)
		return NULL;
	text = read_text(file);
	fclose(file);
	newline = strchr(text, '\n');
	if (newline && !newline[1])
		*newline = '\0';
	return text;
}

char *link_of(const struct patient *p, const char *path)
{
	char *full = text_format("%s%s", p->root, path), target[4096];
	ssize_t length = readlink(full, target, sizeof(target) - 1);

	free(full);
	if (length < 0)
		return NULL;
	target[length] = '\0';
	return must(strdup(target));
}

bool says(const struct patient *p, const char *path, const char *expected)
{
	char *text = text_of(p, "%s", path);
	bool same = text && !strcmp(text, expected);

	free(text);
	return same;
}

bool any_name(const struct patient *p, const char *path,
	      bool (*see)(const char *name, const void *arg), const void *arg)
{
	char *full = text_format("%s%s", p->root, path);
	DIR *dir = opendir(full);
	struct dirent *entry;
	bool seen = false;

	free(full);
	if (!dir)
		return false;
	while (!seen && (entry = readdir(dir)))
		seen = entry->d_name[0] != '.' && see(entry->d_name, arg);
	closedir(dir);
	return seen;
}

/* An absolute link means the patient's root, not ours. */
char *build_directory(const struct patient *p)
{
	char *path = text_format("/lib/modules/%s/build", p->release);
	char *target = link_of(p, path);

	if (!target || *target != '/') {
		free(target);
		return path;
	}
	free(path);
	return target;
}

/* The boot configuration first: it is the running kernel's, headers may lag. */
static char *config_text(const struct patient *p)
{
	char *text = text_of(p, "/boot/config-%s", p->release);

	if (!text)
		text = text_of(p, "/lib/modules/%s/config", p->release);
	if (!text) {
		char *build = build_directory(p);

		text = text_of(p, "%s/include/config/auto.conf", build);
		free(build);
	}
	if (text && !strstr(text, "CONFIG_")) {
		free(text);
		text = NULL;
	}
	return text;
}

bool kernel_config_known(const struct patient *p)
{
	char *text = config_text(p);

	free(text);
	return text;
}

char *kernel_option(const struct patient *p, const char *name)
{
	char *text = config_text(p), *value = NULL;
	char *key = text_format("%s=", name);

	for (char *line = text; line && *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (strncmp(line, key, strlen(key)))
			continue;
		line += strlen(key);
		value = must(strndup(line, strcspn(line, "\n")));
		break;
	}
	free(key);
	free(text);
	return value;
}
