// SPDX-License-Identifier: GPL-2.0
#include "mark.h"
#include "clock.h"
#include "json.h"
#include "json_read.h"
#include "ledger_rows.h"
#include "names.h"
#include "output.h"
#include "text.h"
#include "view.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define SCHEMA		1
#define STEADY_TRIES	10

const char *const mark_part_names[MARK_PARTS] = { "ledger", "syscalls", "errors" };

const char *const mark_names[MARK_PARTS][MARK_NAMES] = {
	{ "group", "name" }, { "abi", "name" }, { "call", "errno_name", "by" },
};

const char *const mark_counts[MARK_PARTS][MARK_COUNTS] = {
	{ "count" }, { "entries", "errors" }, { "count" },
};

/* Where a mark is kept that nobody gave a file for. */
static char *default_path(void)
{
	const char *folder = getenv("XDG_RUNTIME_DIR");

	if (!folder || !*folder)
		folder = "/run";
	return text_format("%s/ringside.mark", folder);
}

char *mark_path(const struct options *opt)
{
	return opt->argc ? text_format("%s", opt->argv[0]) : default_path();
}

static struct mark_row *new_row(struct mark *mark, enum mark_part part)
{
	if (mark->n == mark->room) {
		mark->room = mark->room ? 2 * mark->room : 256;
		mark->rows = must(realloc(mark->rows, mark->room * sizeof(*mark->rows)));
	}
	mark->rows[mark->n] = (struct mark_row){ .part = part, .count = { ABSENT, ABSENT } };
	return &mark->rows[mark->n++];
}

/*
 * Names must tell rows apart, and several interrupt lines of a device may be
 * called alike: these become one row.
 */
static void add_crossings(struct mark *mark, const char *group, char *name, uint64_t count)
{
	struct mark_row *row = mark->rows;

	while (row < mark->rows + mark->n &&
	       (strcmp(row->name[0], group) || strcmp(row->name[1], name)))
		row++;
	if (row < mark->rows + mark->n) {
		row->count[0] = row->count[0] == ABSENT || count == ABSENT ?
					ABSENT : row->count[0] + count;
		free(name);
		return;
	}
	row = new_row(mark, MARK_LEDGER);
	row->name[0] = text_format("%s", group);
	row->name[1] = name;
	row->count[0] = count;
}

/* The first part that is taken. */
static int take_ledger(struct session *session, struct mark *mark)
{
	struct ledger_entry *entries;
	size_t n;
	int code = ledger_fetch(session, 0, &entries, &n);

	if (code != DONE)
		return code;
	for (size_t i = 0; i < n; i++)
		if (entries[i].group != CHECK)
			add_crossings(mark, ledger_group_name(entries[i].group),
				      ledger_name(&entries[i].row), entries[i].count);
	free(entries);
	return DONE;
}

static int take_syscalls(struct session *session, struct mark *mark)
{
	char abi[LABEL_SIZE], name[LABEL_SIZE];
	struct syscall_row *calls;
	size_t n;
	int code = ask_syscalls(session, 0, &calls, &n);

	if (code != DONE)
		return code;
	for (size_t i = 0; i < n; i++) {
		struct mark_row *row = new_row(mark, MARK_SYSCALLS);

		row->name[0] = text_format("%s", abi_label(calls[i].abi, abi));
		row->name[1] = text_format("%s", syscall_label(calls[i].abi, calls[i].nr, name));
		row->count[0] = calls[i].entries;
		row->count[1] = calls[i].errors;
	}
	free(calls);
	return DONE;
}

static int take_errors(struct session *session, struct mark *mark)
{
	char abi[LABEL_SIZE], name[LABEL_SIZE], number[LABEL_SIZE];
	struct error_row *errors;
	size_t n;
	int code = ask_errors(session, 0, &errors, &n);

	if (code != DONE)
		return code;
	for (size_t i = 0; i < n; i++) {
		struct mark_row *row = new_row(mark, MARK_ERRORS);

		row->name[0] = text_format("%s %s", abi_label(errors[i].abi, abi),
					   syscall_label(errors[i].abi, errors[i].nr, name));
		row->name[1] = text_format("%s", errno_label(errors[i].number, number));
		row->name[2] = text_format("%s", errors[i].denied == 1 ? "denied" : "kernel");
		row->count[0] = errors[i].count;
	}
	free(errors);
	return DONE;
}

static int take_once(struct session *session, struct mark *mark, bool *steady)
{
	struct status before, after;
	int code = ask_status(session, &before);

	memset(mark, 0, sizeof(*mark));
	if (code == DONE)
		code = take_ledger(session, mark);
	if (code == DONE)
		code = take_syscalls(session, mark);
	if (code == DONE)
		code = take_errors(session, mark);
	mark->at = now();
	if (code == DONE)
		code = ask_status(session, &after);
	if (code != DONE)
		return session_report(session);
	mark->load = after.load;
	mark->generation = after.generation;
	*steady = before.generation == after.generation;
	return DONE;
}

int mark_take(struct session *session, struct mark *mark)
{
	bool steady = false;
	int code;

	for (int i = 0; i < STEADY_TRIES; i++) {
		code = take_once(session, mark, &steady);
		if (code != DONE || steady)
			return code;
		mark_drop(mark);
	}
	return out_error(REFUSED, "the same again, once nobody resets the counters",
			 "the counters were reset during each of %d attempts to read them",
			 STEADY_TRIES);
}

void mark_drop(struct mark *mark)
{
	while (mark->n)
		for (size_t i = (mark->n--, 0); i < MARK_NAMES; i++)
			free(mark->rows[mark->n].name[i]);
	free(mark->rows);
	mark->rows = NULL;
	mark->room = 0;
}

static void write_row(struct json *json, const struct mark_row *row)
{
	json_open(json, NULL, '{');
	for (size_t i = 0; i < MARK_NAMES && mark_names[row->part][i]; i++)
		json_string(json, mark_names[row->part][i], row->name[i]);
	for (size_t i = 0; i < MARK_COUNTS && mark_counts[row->part][i]; i++) {
		if (row->count[i] == ABSENT)
			json_null(json, mark_counts[row->part][i]);
		else
			json_number(json, mark_counts[row->part][i], row->count[i]);
	}
	json_close(json);
}

static void write_all(const struct mark *mark, FILE *file)
{
	struct json json;
	char load[24];

	json_start(&json, file);
	json_open(&json, NULL, '{');
	json_open(&json, "mark", '{');
	json_number(&json, "schema", SCHEMA);
	/* A string: many readers of JSON lose digits of a number so large. */
	snprintf(load, sizeof(load), "%016" PRIx64, mark->load);
	json_string(&json, "load", load);
	json_number(&json, "generation", mark->generation);
	json_number(&json, "at_ns", mark->at);
	json_close(&json);
	for (int part = 0; part < MARK_PARTS; part++) {
		json_open(&json, mark_part_names[part], '[');
		for (size_t i = 0; i < mark->n; i++)
			if (mark->rows[i].part == (enum mark_part)part)
				write_row(&json, &mark->rows[i]);
		json_close(&json);
	}
	json_close(&json);
	putc('\n', file);
}

int mark_write(const struct mark *mark, const char *path)
{
	FILE *file = fopen(path, "we");
	bool failed = !file;

	if (file) {
		write_all(mark, file);
		failed = ferror(file);
		failed |= fclose(file) != 0;
	}
	if (failed)
		return out_error(USAGE, "another file: ringside mark FILE", "cannot write %s: %s",
				 path, strerror(errno));
	return DONE;
}

static bool read_row(struct mark *mark, enum mark_part part, const struct json_value *object)
{
	struct mark_row *row = new_row(mark, part);

	for (size_t i = 0; i < MARK_NAMES && mark_names[part][i]; i++) {
		const char *name = json_text(object, mark_names[part][i]);

		if (!name)
			return false;
		row->name[i] = text_format("%s", name);
	}
	for (size_t i = 0; i < MARK_COUNTS && mark_counts[part][i]; i++)
		row->count[i] = json_count(object, mark_counts[part][i]);
	return true;
}

static bool understand(struct mark *mark, const struct json_value *root)
{
	const struct json_value *head = json_member(root, "mark");
	const char *load = json_text(head, "load");

	mark->generation = json_count(head, "generation");
	mark->at = json_count(head, "at_ns");
	if (json_count(head, "schema") != SCHEMA || !load || mark->generation == ABSENT ||
	    mark->at == ABSENT)
		return false;
	mark->load = strtoull(load, NULL, 16);
	for (int part = 0; part < MARK_PARTS; part++) {
		const struct json_value *list = json_member(root, mark_part_names[part]);

		if (!list || list->kind != JSON_LIST)
			return false;
		for (list = list->first; list; list = list->next)
			if (!read_row(mark, (enum mark_part)part, list))
				return false;
	}
	return true;
}

int mark_read(struct mark *mark, const char *path)
{
	struct json_value *root = json_read_file(path);
	bool good;

	memset(mark, 0, sizeof(*mark));
	if (!root && errno)
		return out_error(USAGE, "ringside mark", "cannot read the mark %s: %s", path,
				 strerror(errno));
	good = root && understand(mark, root);
	json_free(root);
	return good ? DONE : out_error(USAGE, "ringside mark", "%s is no mark of ringside", path);
}

static int by_name(const void *a, const void *b)
{
	const struct mark_row *one = a, *other = b;
	int order = (int)one->part - (int)other->part;

	for (size_t i = 0; !order && i < MARK_NAMES && one->name[i] && other->name[i]; i++)
		order = strcmp(one->name[i], other->name[i]);
	return order;
}

/* Whether what has been counted in both can be told apart. */
static int check_pair(const struct mark *after, const struct mark *before)
{
	if (after->load != before->load)
		return out_error(REFUSED, "ringside mark",
				 "the module was loaded anew in between: it has counted from 0");
	if (after->generation != before->generation)
		return out_error(REFUSED, "ringside mark",
				 "the counters were reset in between: generation %" PRIu64
				 " of the mark has ended, %" PRIu64 " has begun",
				 before->generation, after->generation);
	if (after->at < before->at)
		return out_error(USAGE, "the same with the files exchanged",
				 "the first mark is later than the second");
	return DONE;
}

int mark_subtract(struct mark *after, const struct mark *before)
{
	int code = check_pair(after, before);

	if (code != DONE)
		return code;
	/* Both were written in the module's order; a search wants one of ours. */
	qsort(before->rows, before->n, sizeof(*before->rows), by_name);
	for (size_t i = 0; i < after->n; i++) {
		struct mark_row *row = &after->rows[i];
		const struct mark_row *old = before->n ?
			bsearch(row, before->rows, before->n, sizeof(*row), by_name) : NULL;

		for (size_t j = 0; old && j < MARK_COUNTS; j++)
			row->count[j] = difference(row->count[j], old->count[j]);
	}
	return DONE;
}
