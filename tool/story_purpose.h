/* SPDX-License-Identifier: GPL-2.0 */
/* What a call is for, as far as it tells. */
#ifndef STORY_PURPOSE_H
#define STORY_PURPOSE_H

#include "story_step.h"

/* Themes beyond the sections of library.txt */
enum { EXEC = 1000, LOADER, C_LIBRARY, NEW_TASK, THE_END, ELSE };

const char *sentence_of(size_t theme);
/* How much the call @name, which is of that theme, tells of what it is for. */
enum strength strength_of(size_t theme, const char *name);
/* Whether a call belongs to the step, whose theme may give way to its own. */
bool joins(const struct step *step, size_t theme, enum strength is, const char *name);
/* Whether @name is one of the words. */
bool is_any(const char *name, const char *words);
bool has_prefix(const char *name, const char *prefix);

#endif
