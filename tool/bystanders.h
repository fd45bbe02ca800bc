/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Processes that have nothing to do with a failure, but run beside it: one that has
 * data, one more of these in namespaces of its own, one that serves on a socket.
 */
#ifndef BYSTANDERS_H
#define BYSTANDERS_H

#include <stdbool.h>
#include <sys/socket.h>
#include <sys/types.h>

struct process {
	pid_t pid;		/* 0: there is none */
	int talk;
	const void *data;	/* its address there */
};

struct bystanders {
	struct process process, contained;
	pid_t service;
	struct sockaddr_storage address;	/* of the service */
	socklen_t address_size;
};

/* Without a contained one where namespaces are not to be had. */
bool start_bystanders(struct bystanders *by);
void stop_bystanders(struct bystanders *by);

/* Both block; what is left of an answer that came too late is for nobody. */
/* Whether it answers; *@intact: its data is what it was. */
bool ask_process(const struct process *process, bool *intact);
bool ask_service(const struct bystanders *by);

#endif
