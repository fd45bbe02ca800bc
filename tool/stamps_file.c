// SPDX-License-Identifier: GPL-2.0
#include "stamps_file.h"
#include "ringside.h"
#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/ringside.h>

static const char *word_of(uint64_t where)
{
	static const char *const words[] = {
		[RINGSIDE_STAMP_ENTRY] = "entry", [RINGSIDE_STAMP_EXIT] = "exit",
		[RINGSIDE_STAMP_FAULT] = "fault", [RINGSIDE_STAMP_EXCEPTION] = "exception",
		[RINGSIDE_STAMP_SIGNAL] = "signal", [RINGSIDE_STAMP_OUT] = "out",
		[RINGSIDE_STAMP_IN] = "in",
	};

	if (where == IN_RING_3)
		return "mark";
	return where < ARRAY_SIZE(words) ? words[where] : "unknown";
}

static void write_trips(FILE *file, const struct trips *trips)
{
	fprintf(file, "repetition,ring,where,first_ticks,last_ticks\n");
	for (size_t i = 0; i < trips->n; i++) {
		for (size_t j = trips->begin[i]; j < trips->begin[i + 1]; j++) {
			const struct moment *m = &trips->moments[j];

			fprintf(file, "%zu,%d,%s,%" PRIu64 ",%" PRIu64 "\n", i,
				m->where == IN_RING_3 ? 3 : 0, word_of(m->where), m->first,
				m->last);
		}
	}
}

int write_stamps(const char *path, const struct trips *trips)
{
	FILE *file = fopen(path, "we");
	bool failed;

	if (file) {
		write_trips(file, trips);
		failed = ferror(file);
		if (!fclose(file) && !failed)
			return DONE;
	}
	return out_error(USAGE, "another FILE for --stamps", "cannot write %s: %s", path,
			 strerror(errno));
}
