// SPDX-License-Identifier: GPL-2.0
/*
 * Purposes are the sections of library.txt, but a call alone does not always tell: a
 * file is opened in order to read it, memory is asked for to do anything. Such calls
 * join the step that they are in, or give way to what comes after them.
 */
#include "story_purpose.h"
#include "library.h"
#include "text.h"

#include <string.h>

static const char *const sentences[] = {
	[EXEC - EXEC] = "It becomes another program: the kernel puts it in place of the old one.",
	[LOADER - EXEC] = "The loader maps the libraries that the program needs.",
	[C_LIBRARY - EXEC] = "The C library prepares; there are no libraries to map.",
	[NEW_TASK - EXEC] = "A new task begins, where the one that made it goes on.",
	[THE_END - EXEC] = "It ends; the kernel takes back what it had.",
	[ELSE - EXEC] = "It makes calls that belong to nothing in particular.",
};

/* Calls that are made on the way to anything, beside those for memory */
static const char asides[] =
	"set_robust_list get_robust_list set_tid_address rseq arch_prctl futex fcntl umask "
	"rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack prctl prlimit64 getrlimit "
	"getpid getppid gettid getpgrp getpgid getsid getuid geteuid getgid getegid getgroups "
	"getresuid getresgid getrandom uname sysinfo clock_gettime clock_getres gettimeofday "
	"time";

bool is_any(const char *name, const char *words)
{
	return has_word(words, name, strlen(name));
}

bool has_prefix(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

const char *sentence_of(size_t theme)
{
	size_t n;

	return theme >= EXEC ? sentences[theme - EXEC] : library_sections(&n)[theme].sentence;
}

static bool is_of(size_t theme, const char *title)
{
	size_t n;

	return theme < EXEC && !strcmp(library_sections(&n)[theme].title, title);
}

enum strength strength_of(size_t theme, const char *name)
{
	if (is_any(name, asides) || is_of(theme, "memory"))
		return NOTHING;
	if (is_of(theme, "open and close"))
		return A_FILE;
	return is_of(theme, "about files") ? ABOUT_A_FILE : ALL;
}

bool joins(const struct step *step, size_t theme, enum strength is, const char *name)
{
	if (step->theme == NEW_TASK)
		return is <= A_FILE;
	if (step->theme >= EXEC || theme >= EXEC)
		return step->theme == theme;
	if (is == NOTHING || has_prefix(name, "close") || (step->theme == theme && is != A_FILE))
		return true;
	if (is == ALL)
		return step->strength == NOTHING || (step->strength < ALL && step->open_files);
	/* Its purpose may be another one than that of files that are closed again. */
	if (is == A_FILE && step->strength == A_FILE)
		return step->open_files;
	return step->strength <= is;
}
