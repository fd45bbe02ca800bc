// SPDX-License-Identifier: GPL-2.0
#include "histogram.h"
#include "bar.h"
#include "names.h"
#include "output.h"
#include "times.h"

#include <inttypes.h>
#include <stdio.h>

/* Powers of two as people say them: 1024 ns is 1 µs, 1024 µs is 1 ms. */
static void label(uint64_t log2, char buffer[TIME_SIZE])
{
	const char *const units[] = { "ns", has_utf8() ? "µs" : "us", "ms", "s" };
	uint64_t unit = log2 / 10 < 3 ? log2 / 10 : 3;

	snprintf(buffer, TIME_SIZE, "%" PRIu64 " %s", (uint64_t)1 << (log2 - 10 * unit),
		 units[unit]);
}

static void draw_row(uint64_t log2, uint64_t calls, uint64_t most)
{
	char name[TIME_SIZE], drawn[BAR_BYTES];

	label(log2, name);
	bar(calls, most, drawn);
	/* A letter of two bytes must not cost the label a column. */
	out_text("  %*s  %10" PRIu64 "%s%s\n", has_utf8() && log2 / 10 == 1 ? 9 : 8, name, calls,
		 *drawn ? "  " : "", drawn);
}

static uint64_t calls_of(const struct syscall_row *row, uint64_t log2)
{
	for (size_t i = 0; i < row->n_buckets; i++)
		if (row->bucket[i].log2 == log2)
			return row->bucket[i].calls;
	return 0;
}

static void draw_bars(const struct syscall_row *row)
{
	uint64_t first = MAX_BUCKETS, last = 0, most = 0;

	for (size_t i = 0; i < row->n_buckets; i++) {
		const struct bucket *bucket = &row->bucket[i];

		if (!bucket->calls || bucket->log2 >= MAX_BUCKETS)
			continue;
		first = bucket->log2 < first ? bucket->log2 : first;
		last = bucket->log2 > last ? bucket->log2 : last;
		most = bucket->calls > most ? bucket->calls : most;
	}
	for (uint64_t log2 = first; log2 <= last && most; log2++)
		draw_row(log2, calls_of(row, log2), most);
}

void draw_histogram(const struct syscall_row *row)
{
	char abi[LABEL_SIZE], name[LABEL_SIZE], calls[SHOWN_SIZE];
	char total[TIME_SIZE], mean[TIME_SIZE], longest[TIME_SIZE];
	char work[TIME_SIZE], wait[TIME_SIZE];

	out_painted(BOLD, "%s %s", abi_label(row->abi, abi),
		    syscall_label(row->abi, row->nr, name));
	if (row->time == ABSENT) {
		out_text(": not timed\n");
		return;
	}
	out_text(": %s calls took %s, mean %s, longest %s; working %s, waiting %s\n",
		 shown(timed_calls(row), calls), shown_time(row->time, total),
		 shown_time(mean_of(row), mean), shown_time(row->longest, longest),
		 shown_time(work_of(row), work), shown_time(row->wait, wait));
	draw_bars(row);
}

void put_histogram_cell(const struct syscall_row *row)
{
	if (row->time == ABSENT || !out_json()) {
		out_cell_string(NULL);
		return;
	}
	out_cell_list();
	for (size_t i = 0; i < row->n_buckets; i++) {
		const struct bucket *bucket = &row->bucket[i];

		if (!bucket->calls || bucket->log2 >= MAX_BUCKETS)
			continue;
		out_object(NULL);
		out_number("from_ns", bucket->log2 ? (uint64_t)1 << bucket->log2 : 0);
		out_number("calls", bucket->calls);
		out_object_end();
	}
	out_cell_list_end();
}
