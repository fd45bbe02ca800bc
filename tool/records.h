/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Records of a writer, in two files of a directory: one is flushed to the disk after
 * each record, one is left to the kernel. Each record says which it is.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SYNCED		"synced"
#define UNSYNCED	"unsynced"

/* From one to another, both among them. */
struct run {
	uint64_t first, last;
};

/* Of a file, each in its place; what follows the last that was written is not there. */
struct records {
	uint64_t right;		/* as they were written */
	uint64_t wrong;		/* bytes that are none, or not that one */
	struct run *bad;	/* where the wrong ones are */
	size_t n_bad, room;
};

/* A file in @directory for @name, emptied; -1: see errno. */
int records_open(const char *directory, const char *name);
/* The @n-th, from 1 on, and with @sync onto the disk. false: see errno. */
bool records_write(int fd, uint64_t n, bool sync);
/* What a file of that name has; false: it cannot be read, see errno. For records_free(). */
bool records_count(const char *directory, const char *name, struct records *found);
void records_free(struct records *found);

#endif
