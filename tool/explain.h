/* SPDX-License-Identifier: GPL-2.0 */
/* What explain.txt says; library.h knows who calls it. */
#ifndef EXPLAIN_H
#define EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text.h"

#define NO_NUMBER	UINT32_MAX

struct explained {
	const char *topic;	/* part, kind, exception, interrupt, event, syscall, errno */
	const char *name;
	const char *part;	/* of the kernel */
	const char *manual;	/* NULL: there is no page */
	const char *meaning;
	uint32_t number;	/* vector of an exception */
};

/* All entries in the order of the file. */
const struct explained *explain_entries(size_t *n);
const struct explained *explain_find(const char *topic, const char *name);
/* By name, however people spell it, or by number. */
bool explain_is(const struct explained *entry, const char *asked);

#endif
