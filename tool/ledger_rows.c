// SPDX-License-Identifier: GPL-2.0
#include "ledger_rows.h"
#include "names.h"
#include "text.h"
#include "view.h"

#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

#include "../module/kind_words.h"

const char *ledger_group_name(enum ledger_group group)
{
	static const char *const names[] = {
		[CROSSING] = "crossing", [UNKNOWN] = "origin unknown",
		[INSIDE] = "in ring 0", [EVENT] = "no crossing", [CHECK] = "check",
	};

	return names[group];
}

static const struct rs_words *look_up(const struct rs_words *words, size_t n, uint64_t which)
{
	static const struct rs_words unknown = { NULL, NULL };

	return which < n ? &words[which] : &unknown;
}

#define LOOK_UP(words, which)	look_up(words, ARRAY_SIZE(words), which)

static const struct rs_words *words_of(const struct ledger_row *row)
{
	if (row->kind == RINGSIDE_KIND_EXCEPTION)
		return LOOK_UP(rs_exception_words, row->vector);
	if (row->kind == RINGSIDE_KIND_INTERRUPT)
		return LOOK_UP(rs_interrupt_words, row->interrupt);
	if (row->kind == RINGSIDE_KIND_EVENT)
		return LOOK_UP(rs_event_words, row->event);
	return LOOK_UP(rs_kind_words, row->kind);
}

char *ledger_name(const struct ledger_row *row)
{
	const char *kind = LOOK_UP(rs_kind_words, row->kind)->name;
	const char *name = words_of(row)->name;
	char abi[LABEL_SIZE];

	if (row->abi != ABSENT)
		return text_format("%s %s", kind, abi_label(row->abi, abi));
	if (*row->reason && row->kind != RINGSIDE_KIND_EVENT)
		return text_format("%s", kind ? kind : "?");
	if (row->kind == RINGSIDE_KIND_LINE)
		return text_format("%s %s", kind, *row->name ? row->name : "others");
	if (row->kind == RINGSIDE_KIND_EVENT || name == kind)
		return text_format("%s", name ? name : "?");
	return text_format("%s %s", kind ? kind : "?", name ? name : "?");
}

const char *ledger_kind(const struct ledger_row *row)
{
	return LOOK_UP(rs_kind_words, row->kind)->name;
}

const char *ledger_meaning(const struct ledger_row *row)
{
	return words_of(row)->meaning;
}

static bool is_interrupt(const struct ledger_row *row)
{
	return row->kind == RINGSIDE_KIND_INTERRUPT || row->kind == RINGSIDE_KIND_LINE;
}

static void add(struct ledger_entry **next, enum ledger_group group,
		const struct ledger_row *row, uint64_t count)
{
	*(*next)++ = (struct ledger_entry){ group, *row, count };
}

static void add_row(struct ledger_entry **next, const struct ledger_row *row)
{
	if (row->kind == RINGSIDE_KIND_CHECK) {
		add(next, CHECK, row, row->count);
	} else if (row->kind == RINGSIDE_KIND_EVENT || row->kind == RINGSIDE_KIND_VDSO) {
		add(next, EVENT, row, row->count);
	} else if (is_interrupt(row)) {
		if (row->count)
			add(next, CROSSING, row, row->count);
		if (row->unknown && row->unknown != ABSENT)
			add(next, UNKNOWN, row, row->unknown);
		if (row->kernel && row->kernel != ABSENT)
			add(next, INSIDE, row, row->kernel);
	} else {
		add(next, CROSSING, row, row->count);
	}
}

int ledger_fetch(struct session *session, uint32_t watch, void *rows, size_t *n)
{
	struct ledger_row *ledger = NULL;
	struct ledger_entry *entries, *next;
	size_t n_ledger = 0;
	int code = ask_ledger(session, watch, &ledger, &n_ledger);

	if (code != DONE) {
		free(ledger);
		return code;
	}
	entries = must(malloc((3 * n_ledger + 1) * sizeof(*entries)));
	next = entries;
	for (size_t i = 0; i < n_ledger; i++)
		add_row(&next, &ledger[i]);
	free(ledger);
	*(struct ledger_entry **)rows = entries;
	*n = (size_t)(next - entries);
	return DONE;
}

int ledger_identity(const void *a, const void *b)
{
	const struct ledger_entry *one = a, *other = b;
	const uint64_t left[] = {
		one->group, one->row.kind, one->row.abi, one->row.vector, one->row.interrupt,
		one->row.line, one->row.event, one->row.cpu
	};
	const uint64_t right[] = {
		other->group, other->row.kind, other->row.abi, other->row.vector,
		other->row.interrupt, other->row.line, other->row.event, other->row.cpu
	};

	for (size_t i = 0; i < ARRAY_SIZE(left); i++)
		if (left[i] != right[i])
			return upwards(left[i], right[i]);
	return 0;
}
