// SPDX-License-Identifier: GPL-2.0
#include "oops_modules.h"
#include "module_file.h"
#include "output.h"
#include "ringside.h"
#include "text.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Its name in the file may have dashes where the kernel has underscores. */
static char *pattern_of(const char *name)
{
	static const char either[] = "[-_]";
	char *pattern = must(calloc(strlen(name) + 1, strlen(either))), *to = pattern;

	for (; *name; name++) {
		if (*name == '_')
			to = stpcpy(to, either);
		else
			*to++ = *name;
	}
	return pattern;
}

static bool is_of_release(const struct ko *ko, const char *release)
{
	size_t length = strlen(release);

	return ko->vermagic && !strncmp(ko->vermagic, release, length) &&
	       (ko->vermagic[length] == ' ' || !ko->vermagic[length]);
}

static bool is_named(const struct ko *ko, const char *name)
{
	for (size_t i = 0; ko->name; i++) {
		char letter = ko->name[i] == '-' ? '_' : ko->name[i];

		if (letter != name[i])
			return false;
		if (!letter)
			return true;
	}
	return false;
}

/* Of what is loaded the kernel tells from which source it was built. */
static bool is_loaded_one(const struct ko *ko, const char *name)
{
	char *path = text_format("/sys/module/%s/srcversion", name);
	FILE *file = fopen(path, "re");
	char loaded[64] = "";
	bool differs;

	free(path);
	if (!file)
		return true;
	if (!fgets(loaded, sizeof(loaded), file))
		loaded[0] = '\0';
	fclose(file);
	loaded[strcspn(loaded, "\n")] = '\0';
	differs = *loaded && ko->srcversion && strcmp(loaded, ko->srcversion);
	return !differs;
}

/* true: it is that module's, of that kernel. */
static bool try_file(const struct module_files *files, struct module_file *file, const char *path)
{
	if (ko_read(&file->ko, path) && !file->ko.problem && is_named(&file->ko, file->name) &&
	    (!files->release || is_of_release(&file->ko, files->release)) &&
	    (!files->is_running || is_loaded_one(&file->ko, file->name))) {
		file->path = realpath(path, NULL);
		return file->path;
	}
	ko_drop(&file->ko);
	return false;
}

/* @pattern: of glob(7). */
static bool try_pattern(const struct module_files *files, struct module_file *file, char *pattern)
{
	bool found = false;
	glob_t paths;

	if (!glob(pattern, 0, NULL, &paths)) {
		for (size_t i = 0; !found && i < paths.gl_pathc; i++)
			found = try_file(files, file, paths.gl_pathv[i]);
		globfree(&paths);
	}
	free(pattern);
	return found;
}

/* As ours are built or installed. */
static bool try_places(const struct module_files *files, struct module_file *file)
{
	static const char *const folders[] = { "", "crash/" };
	bool found = false;

	for (size_t i = 0; !found && i < ARRAY_SIZE(folders); i++) {
		char *name = text_format("%s%s.ko", folders[i], file->name);
		char *path = find_module_file("", files->release ? files->release : "", name);

		found = path && try_file(files, file, path);
		free(name);
		free(path);
	}
	return found;
}

static bool try_given(const struct module_files *files, struct module_file *file)
{
	struct stat info;
	char *name;
	bool found;

	if (!stat(files->ko, &info) && !S_ISDIR(info.st_mode))
		return try_file(files, file, files->ko);
	name = pattern_of(file->name);
	found = try_pattern(files, file, text_format("%s/%s.ko", files->ko, name)) ||
		try_pattern(files, file, text_format("%s/*/%s.ko", files->ko, name));
	free(name);
	return found;
}

static void find_file(const struct module_files *files, struct module_file *file)
{
	/* Given is one module's file; there may be others in the log. */
	bool found = (files->ko && try_given(files, file)) || try_places(files, file);

	/* Of the kernel's own modules nobody expects that we know the source. */
	if (found || (!files->ko && strncmp(file->name, "ringside", strlen("ringside"))))
		return;
	file->has_complained = true;
	out_warning("ringside oops --ko FILE.ko",
		    "no file of the module %s is here that was built for what the log is of: no"
		    " source lines of it", file->name);
}

struct module_file *module_file(struct module_files *files, const char *name)
{
	struct module_file *file;

	for (size_t i = 0; i < files->n; i++)
		if (!strcmp(files->files[i]->name, name))
			return files->files[i];
	files->files = must(realloc(files->files, (files->n + 1) * sizeof(struct module_file *)));
	file = must(calloc(1, sizeof(*file)));
	strncpy(file->name, name, sizeof(file->name) - 1);
	files->files[files->n++] = file;
	find_file(files, file);
	return file;
}

static void forget(struct module_files *files)
{
	for (size_t i = 0; i < files->n; i++) {
		ko_drop(&files->files[i]->ko);
		free(files->files[i]->path);
		free(files->files[i]);
	}
	free(files->files);
	files->files = NULL;
	files->n = 0;
}

void module_files_release(struct module_files *files, const char *release)
{
	if (files->release && !strcmp(files->release, release))
		return;
	forget(files);
	free(files->release);
	files->release = must(strdup(release));
}

void module_files_free(struct module_files *files)
{
	forget(files);
	free(files->release);
}
