// SPDX-License-Identifier: GPL-2.0
#include "both_sides.h"
#include "family.h"
#include "output.h"
#include "version_check.h"

#include <unistd.h>

void kernel_side_is_missing(const struct session *session)
{
	const struct failure *failure = session_failure(session);

	out_warning(failure->hint, "the kernel side is missing: %s", failure->message);
}

struct session *open_kernel_side(void)
{
	struct session *session;

	if (session_open(&session) == DONE && compare_version(session) == DONE)
		return session;
	kernel_side_is_missing(session);
	session_close(session);
	return NULL;
}

bool kernel_side_counts(struct session *session)
{
	uint32_t watch;

	if (ask_watch_add(session, (uint32_t)getpid(), KEEPS_COUNTS, &watch) == DONE &&
	    ask_watch_del(session, watch) == DONE)
		return true;
	kernel_side_is_missing(session);
	return false;
}
