/* SPDX-License-Identifier: GPL-2.0 */
/* What `run` shows once the command has ended. */
#ifndef REPORT_H
#define REPORT_H

#include "both.h"
#include "family.h"

/* Who gets a row of his own, besides the command as a whole */
enum report_by { REPORT_WHOLE, REPORT_BY_PROCESS, REPORT_BY_THREAD };

struct report {
	char *const *argv;
	uint32_t watch;
	struct watch before;	/* what it had counted when the command began */
	double seconds;
	int status;		/* as wait() gave it */
	const struct user_side *user;	/* NULL: the kernel side alone */
	enum report_by by;
	uint64_t top;		/* rows of these in text; 0: all */
};

int put_report(struct session *session, const struct report *report);

#endif
