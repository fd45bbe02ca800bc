/* SPDX-License-Identifier: GPL-2.0 */
/* The crash module: its files below /proc/ringside_crash, and how to load it. */
#ifndef CRASH_H
#define CRASH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WORD_BYTES	32
#define SHOWS_BYTES	96
#define MAX_KINDS	64

/* Where make leaves it, for hints; ringside_crash.ko of this kernel is crash_file(). */
#define CRASH_FILE	"module/crash/ringside_crash.ko"

/*
 * Who is lost, by what the site is: a word of loss_word(), "-" where the kind
 * cannot be.
 */
struct crash_kind {
	char name[WORD_BYTES];
	char in_task[WORD_BYTES], in_worker[WORD_BYTES], elsewhere[WORD_BYTES];
	char stays[WORD_BYTES], victim[WORD_BYTES];	/* yes or no */
	char shows[SHOWS_BYTES];
};

struct crash_site {
	char name[WORD_BYTES];
	char is[WORD_BYTES];	/* in_task, in_worker, elsewhere or loading */
	char shows[SHOWS_BYTES];
};

/* How far the last failure has come. */
struct crash_last {
	char state[WORD_BYTES];	/* none, starts, inside, came_back or died */
	unsigned int number;	/* of those that there were */
	int task;		/* 0: none */
};

bool crash_is_loaded(void);
/* Whether the kernel has it, be it loaded or stuck on the way there. */
bool crash_is_known(void);
/* Whether module and program are of one version: its files may have another form. */
bool crash_is_ours(void);
#define CRASH_RELOAD	"rmmod ringside_crash; make && insmod " CRASH_FILE " i_know=1"
#define CRASH_IS_OTHER	"the crash module is not of version %s, as this program is"
/* The caller frees it; NULL: it was not found. */
char *crash_file(void);
/* As insmod(8) and rmmod(8). 0, or an errno. */
int crash_load(const char *path, const char *parameters);
int crash_unload(void);
/* How many there are; the caller frees them. -1: they cannot be read, see errno. */
int crash_kinds(struct crash_kind **kinds);
int crash_sites(struct crash_site **sites);
bool crash_last(struct crash_last *last);
/* Waits until the lock that failures leave behind can be had. */
bool crash_take_lock(void);
/* @victim 0: none. false: refused, see errno. */
bool crash_trigger(const char *kind, const char *site, pid_t victim, const void *address);

#endif
