/* SPDX-License-Identifier: GPL-2.0 */
/* Which line of source a place in a module is: by the debug information of its file. */
#ifndef OOPS_SOURCE_H
#define OOPS_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "oops_site.h"

struct source {
	char *file;		/* below the repository, when it is there */
	uint64_t line;
	char *text;		/* of that line, or NULL: not at hand, or changed since */
	char *inlined;		/* the function whose line it is, when it is not the site's */
};

struct sources;

/*
 * @ko: a module's file, or a directory with some, NULL: the usual places. @is_running:
 * the log is this kernel's. For sources_free().
 */
struct sources *sources_new(const char *ko, bool is_running);
void sources_free(struct sources *sources);
/* Modules may be files of that kernel. */
void sources_release(struct sources *sources, const char *release);
/* Whether the module's file is what the site is of; if not, that is said once. */
bool source_fits(struct sources *sources, const struct site *site);
/* NULL: there is none. For source_free(). */
struct source *source_find(struct sources *sources, const struct site *site);
void source_free(struct source *source);

#endif
