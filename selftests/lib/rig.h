/* SPDX-License-Identifier: GPL-2.0 */
/* What surrounds a test: the module, the kernel log, time and processes. */
#ifndef RS_TEST_RIG_H
#define RS_TEST_RIG_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "rows.h"

/*
 * How often to do what is done often to meet a rare moment: n times, or a tenth
 * of it on a kernel that checks itself, where all takes many times as long, and
 * where one of those moments is enough.
 */
int repeats(int n);

/* Seconds after which a condition that should come true never will */
#define DEADLINE 120

/*
 * Plan, module, log. The module is loaded unless it is there already;
 * rig_end() unloads what rig_begin() loaded and judges the kernel log.
 */
void rig_begin(unsigned int tests);
void rig_end(void);
/* For tests that unload the module themselves; leaves it loaded. */
void rig_reload(void);
const char *module_path(void);
int module_load(const char *params);
int module_unload(void);

/* One line of KTAP; the reason is said when it failed. */
void check(bool ok, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void skip(const char *name, const char *why);

/* Kernel messages since log_mark(): how many contain the text */
void log_mark(void);
int log_count(const char *text);
int log_splats(char *latest, size_t size);

bool wait_until(bool (*done)(long arg), long arg);
bool wait_inside(pid_t pid, long nr);
bool read_syscall_file(pid_t pid, long *nr);
uint64_t now_ms(void);
void pin(pid_t pid, int cpu);

/*
 * A child that runs the body once it is let go, and is in readv() until then,
 * a call that no body makes: it can be told from those.
 * Its last crossing is exit_group, with the body's value.
 */
struct held {
	pid_t pid;
	int go;
};

struct held hold(int (*body)(long arg), long arg);
void let_go(struct held *held);
int finish(struct held *held);

/* Shared by a test and its children: what the user side saw */
struct seen {
	long value[16];
};

extern struct seen *seen;

#endif
