/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All kinds of crossings on all CPUs, until told to stop. The load yields to
 * everybody else: on a slow machine it would starve even the kernel's threads.
 */
#ifndef RS_TEST_BUSY_H
#define RS_TEST_BUSY_H

#include <sys/types.h>

struct busy {
	pid_t parent;
	int stop;
};

void busy_start(struct busy *busy);
pid_t busy_parent(const struct busy *busy);
void busy_stop(struct busy *busy);

#endif
