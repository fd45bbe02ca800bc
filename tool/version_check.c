// SPDX-License-Identifier: GPL-2.0
#include "version_check.h"
#include "family.h"
#include "output.h"

#include <string.h>

int compare_version(struct session *session)
{
	struct status status;
	int code = ask_status(session, &status);

	if (code == DONE && strcmp(status.version, RINGSIDE_VERSION))
		out_warning("rmmod ringside; make && insmod module/ringside.ko",
			    "the module is version %s, this program %s",
			    *status.version ? status.version : "unknown", RINGSIDE_VERSION);
	return code;
}

int check_version(struct session *session)
{
	return compare_version(session) == DONE ? DONE : session_report(session);
}
