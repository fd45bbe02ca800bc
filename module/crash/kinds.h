/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RS_CRASH_KINDS_H
#define _RS_CRASH_KINDS_H

#include <linux/types.h>

struct pid;

/**
 * struct rs_victim - whose data a wrong write changes
 * @pid: the process, or NULL: none was named
 * @address: in that process
 */
struct rs_victim {
	struct pid *pid;
	unsigned long address;
};

/**
 * enum rs_loss - who is expected to be lost
 * @RS_LOSS_NOBODY: all go on, the kernel's own data may be wrong
 * @RS_LOSS_CULPRIT: the task that failed, dead or stuck
 * @RS_LOSS_BYSTANDER: somebody who has nothing to do with it
 * @RS_LOSS_MACHINE: everybody
 */
enum rs_loss {
	RS_LOSS_NOBODY,
	RS_LOSS_CULPRIT,
	RS_LOSS_BYSTANDER,
	RS_LOSS_MACHINE,
};

/**
 * enum rs_context - who runs at a site
 * @RS_IN_TASK: a task that nobody else depends on
 * @RS_IN_WORKER: a task that works for others, too
 * @RS_ELSEWHERE: none: an interrupt, on top of whichever was there
 */
enum rs_context {
	RS_IN_TASK,
	RS_IN_WORKER,
	RS_ELSEWHERE,
};

/**
 * struct rs_kind - one way to fail
 * @name: what it is asked for by
 * @shows: what it is, for people
 * @fail: does it
 * @loss: in a task that nobody else depends on
 * @needs_task: it sleeps, and so cannot be in an interrupt
 * @needs_victim: it must be told whose data to change
 * @keeps_cpu: the CPU that it runs on does nothing else any more
 * @stays: it never comes back, nor does it die: the module stays in use
 */
struct rs_kind {
	const char *name;
	const char *shows;
	void (*fail)(const struct rs_victim *victim);
	enum rs_loss loss;
	bool needs_task;
	bool needs_victim;
	bool keeps_cpu;
	bool stays;
};

unsigned int rs_kinds(void);
const struct rs_kind *rs_kind_at(unsigned int i);
const struct rs_kind *rs_kind_find(const char *name);
enum rs_loss rs_kind_loss(const struct rs_kind *kind, enum rs_context context);

#endif /* _RS_CRASH_KINDS_H */
