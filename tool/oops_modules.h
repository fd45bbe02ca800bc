/* SPDX-License-Identifier: GPL-2.0 */
/* The files of the modules that a log tells of. */
#ifndef OOPS_MODULES_H
#define OOPS_MODULES_H

#include <stdbool.h>
#include <stddef.h>

#include "ko.h"
#include "oops_site.h"

struct module_file {
	char name[MODULE_SIZE];
	char *path;		/* NULL: none was found */
	struct ko ko;
	bool has_complained;	/* each is complained of once */
};

struct module_files {
	const char *ko;		/* a file or directory to look at, NULL: the usual places */
	char *release;		/* the kernel's */
	bool is_running;	/* the kernel that runs now */
	struct module_file **files;
	size_t n;
};

/* Never NULL. */
struct module_file *module_file(struct module_files *files, const char *name);
void module_files_release(struct module_files *files, const char *release);
void module_files_free(struct module_files *files);

#endif
