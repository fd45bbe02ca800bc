/* SPDX-License-Identifier: GPL-2.0 */
/* What it takes to have again what a failure took: done, and timed. */
#ifndef RECOVERY_H
#define RECOVERY_H

#include <stdbool.h>
#include <stdint.h>

#include "probes.h"

/*
 * Nobody was lost; a process of the same program is started; the module is loaded
 * again; only a new boot gets rid of it; the machine is gone, and reset from outside.
 */
enum recovery_by { BY_NOTHING, BY_RESTART, BY_RELOAD, BY_REBOOT, BY_RESET };

struct recovery {
	enum recovery_by by;
	uint64_t ns;		/* ABSENT: it was not done, or did not help */
	const char *unload;	/* answer_word() of the module that failed, or NULL */
	bool elsewhere;		/* on another machine, where nothing can be tried from here */
};

/* @contained: in a container, as it was before. */
struct recovery recover_process(bool contained);
/* @unload: what came of unloading it; @helps: that is all that was lost. */
struct recovery recover_module(const struct finding *unload, bool helps);

/* In the words of put_recovery(); false: it is none. */
bool parse_recovery(const char *word, enum recovery_by *by);
/* Into the document at hand. */
void put_recovery(const struct recovery *recovery);

#endif
