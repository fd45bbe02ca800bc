/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of a writer, in two files of a directory: one is flushed to the disk after
 * each record, one is left to the kernel. Each record says which it is.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stdint.h>

#define SYNCED		"synced"
#define UNSYNCED	"unsynced"

struct records {
	uint64_t right;		/* from the first on, one after the other */
	uint64_t wrong;		/* bytes or records that are none, or out of order */
};

/* A file in @directory for @name, emptied; -1: see errno. */
int records_open(const char *directory, const char *name);
/* The @n-th, from 1 on, and with @sync onto the disk. false: see errno. */
bool records_write(int fd, uint64_t n, bool sync);
/* What a file of that name has; false: it cannot be read, see errno. */
bool records_count(const char *directory, const char *name, struct records *found);

#endif
