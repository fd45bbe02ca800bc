/* SPDX-License-Identifier: GPL-2.0 */
/* A kernel log: its lines, from wherever it was kept. */
#ifndef KLOG_H
#define KLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct klog_line {
	char *whole;		/* without what ended the line */
	size_t text;		/* where the kernel's own words begin */
	size_t caller, caller_length;	/* T12 or C1, when it is said; else length 0 */
};

struct klog {
	struct klog_line *lines;
	size_t n, room;
	bool is_incomplete;	/* some were overwritten before they were read, or are too many */
};

/* Takes a line as dmesg, a console, a syslog or /dev/kmsg has it. */
void klog_add(struct klog *log, const char *line, size_t length);
/* All of a file, up to what may be kept of it; false: see errno. */
bool klog_read(struct klog *log, FILE *file);
void klog_free(struct klog *log);

const char *klog_text(const struct klog_line *line);

/* The running kernel's own: from its first record, or from now on; -1: see errno. */
int kmsg_open(bool from_now);
/* All that is there, without waiting for more; false: see errno. */
bool kmsg_read(int fd, struct klog *log);

#endif
