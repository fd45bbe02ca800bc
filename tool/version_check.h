/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VERSION_CHECK_H
#define VERSION_CHECK_H

struct session;

/* Warns when module and program are not of one version; an exit code. */
int check_version(struct session *session);
/* The same, without a word of why the module did not answer. */
int compare_version(struct session *session);

#endif
