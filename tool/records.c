// SPDX-License-Identifier: GPL-2.0
#include "records.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A line; the second number follows from the first, so that a changed one is seen. */
#define FORMAT		"%010" PRIu64 " %020" PRIu64 "\n"
#define RECORD_BYTES	32
#define FACTOR		7919

static void make_record(uint64_t n, char record[RECORD_BYTES + 1])
{
	snprintf(record, RECORD_BYTES + 1, FORMAT, n % 10000000000, n * FACTOR);
}

static int open_file(const char *directory, const char *name, int flags)
{
	char *path = text_format("%s/%s", directory, name);
	int fd = open(path, flags | O_CLOEXEC, 0644);

	free(path);
	return fd;
}

int records_open(const char *directory, const char *name)
{
	return open_file(directory, name, O_WRONLY | O_CREAT | O_TRUNC);
}

bool records_write(int fd, uint64_t n, bool sync)
{
	char record[RECORD_BYTES + 1];

	make_record(n, record);
	errno = ENOSPC;
	return write(fd, record, RECORD_BYTES) == RECORD_BYTES && (!sync || !fdatasync(fd));
}

static void add_bad(struct records *found, uint64_t n)
{
	struct run *last = found->n_bad ? &found->bad[found->n_bad - 1] : NULL;

	found->wrong++;
	if (last && last->last + 1 == n) {
		last->last = n;
		return;
	}
	if (found->n_bad == found->room) {
		found->room = 2 * found->room + 16;
		found->bad = must(realloc(found->bad, found->room * sizeof(*found->bad)));
	}
	found->bad[found->n_bad++] = (struct run){ n, n };
}

void records_free(struct records *found)
{
	free(found->bad);
}

bool records_count(const char *directory, const char *name, struct records *found)
{
	char record[RECORD_BYTES + 1], wanted[RECORD_BYTES + 1];
	int fd = open_file(directory, name, O_RDONLY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");
	bool whole;
	size_t n;

	*found = (struct records){ 0 };
	if (!file)
		return false;
	while ((n = fread(record, 1, RECORD_BYTES, file))) {
		uint64_t place = found->right + found->wrong + 1;

		make_record(place, wanted);
		if (n == RECORD_BYTES && !memcmp(record, wanted, RECORD_BYTES))
			found->right++;
		else
			add_bad(found, place);
	}
	whole = !ferror(file);
	fclose(file);
	return whole;
}
