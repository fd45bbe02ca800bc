/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RS_CRASH_SITES_H
#define _RS_CRASH_SITES_H

#include <linux/types.h>

#include "kinds.h"

struct pid;
struct rs_site;

/**
 * struct rs_failure - the last failure that was asked for
 * @kind: what; NULL: none was
 * @site: where
 * @victim: of a wrong write; the reference to its pid is ours
 * @task: that runs it, with a reference; NULL: it has not begun, or is none
 * @begun: it has
 * @ended: it came back
 */
struct rs_failure {
	const struct rs_kind *kind;
	const struct rs_site *site;
	struct rs_victim victim;
	struct pid *task;
	bool begun;
	bool ended;
};

/**
 * struct rs_site - where in the kernel a failure runs
 * @name: what it is asked for by
 * @shows: what it is, for people
 * @context: who runs there
 * @loading: only while the module is being loaded
 * @start: runs @failure there, soon or at once
 * @cancel: takes it back if nobody has come to it; NULL: somebody surely will
 * @stop: afterwards; when it returns, nothing of ours runs there any more
 */
struct rs_site {
	const char *name;
	const char *shows;
	enum rs_context context;
	bool loading;
	int (*start)(struct rs_failure *failure);
	bool (*cancel)(void);
	void (*stop)(struct rs_failure *failure);
};

/**
 * enum rs_state - how far a failure has come
 * @RS_STATE_STARTS: its site has not come to it yet
 * @RS_STATE_INSIDE: it has begun: it is about to die, or stuck
 * @RS_STATE_CAME_BACK: it is over, and its task lives on
 * @RS_STATE_DIED: its task is dead
 */
enum rs_state {
	RS_STATE_STARTS,
	RS_STATE_INSIDE,
	RS_STATE_CAME_BACK,
	RS_STATE_DIED,
};

unsigned int rs_sites(void);
const struct rs_site *rs_site_at(unsigned int i);
const struct rs_site *rs_site_find(const char *name);
int rs_failure_start(struct rs_failure *failure);
void rs_failure_finish(struct rs_failure *failure);
enum rs_state rs_failure_state(const struct rs_failure *failure);

#endif /* _RS_CRASH_SITES_H */
