/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two processes that have nothing to do with a failure, but run beside it: one
 * that has data, one that serves on a socket.
 */
#ifndef BYSTANDERS_H
#define BYSTANDERS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct bystanders {
	pid_t process, service;
	int talk;		/* to the process */
	uint16_t port;		/* of the service */
	const void *data;	/* its address in the process */
};

bool start_bystanders(struct bystanders *by);
void stop_bystanders(struct bystanders *by);

/* Both block; what is left of an answer that came too late is for nobody. */
/* Whether it answers; *@intact: its data is what it was. */
bool ask_process(const struct bystanders *by, bool *intact);
bool ask_service(const struct bystanders *by);

#endif
