// SPDX-License-Identifier: GPL-2.0
/* The running kernel's log, by /dev/kmsg: a record with each read. */
#include "klog.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KMSG		"/dev/kmsg"
#define RECORD_BYTES	8192	/* as long as the kernel makes them */

int kmsg_open(bool from_now)
{
	int fd = open(KMSG, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	int error;

	if (fd < 0 || lseek(fd, 0, from_now ? SEEK_END : SEEK_DATA) >= 0)
		return fd;
	/* SEEK_DATA: from the last `dmesg -c`, which has shown what was before. */
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

bool kmsg_read(int fd, struct klog *log)
{
	char *record = must(malloc(RECORD_BYTES + 1));
	ssize_t got;

	for (;;) {
		got = read(fd, record, RECORD_BYTES);
		/* EPIPE: newer ones have taken the place of the next; go on with those. */
		if (got < 0 && (errno == EPIPE || errno == EINTR)) {
			log->is_incomplete |= errno == EPIPE;
			continue;
		}
		if (got <= 0)
			break;
		record[got] = '\0';
		/* What follows the first line is about the record's device. */
		klog_add(log, record, strcspn(record, "\n"));
	}
	free(record);
	return got == 0 || errno == EAGAIN;
}
