// SPDX-License-Identifier: GPL-2.0
/* The running kernel's log, by /dev/kmsg: a record with each read. */
#include "klog.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
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

/* As dmesg shows it; what follows the record's first line is about its device. */
static void take_record(struct klog *log, char *record)
{
	static const char mark[] = ",caller=";
	char *words = strchr(record, ';'), *caller, *line;
	uint64_t us = 0;

	if (!words)
		return;
	*words++ = '\0';
	words[strcspn(words, "\n")] = '\0';
	if (sscanf(record, "%*u,%*u,%" SCNu64, &us) != 1)
		return;
	caller = strstr(record, mark);
	line = text_format("[%5" PRIu64 ".%06" PRIu64 "]%s%s%s %s", us / 1000000, us % 1000000,
			   caller ? "[" : "", caller ? caller + strlen(mark) : "",
			   caller ? "]" : "", words);
	klog_add(log, line, strlen(line));
	free(line);
}

bool kmsg_read(int fd, struct klog *log)
{
	char *record = must(malloc(RECORD_BYTES + 1));
	ssize_t got;

	for (;;) {
		got = read(fd, record, RECORD_BYTES);
		/* EPIPE: newer ones have taken the place of the next; go on with those. */
		if (got < 0 && (errno == EPIPE || errno == EINTR))
			continue;
		if (got <= 0)
			break;
		record[got] = '\0';
		take_record(log, record);
	}
	free(record);
	return got == 0 || errno == EAGAIN;
}
