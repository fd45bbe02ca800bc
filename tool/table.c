// SPDX-License-Identifier: GPL-2.0
/* Tables: a list of objects in JSON, aligned columns in text. */
#include "document.h"
#include "output.h"
#include "text.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define GAP	2

static struct {
	const struct column *columns;
	size_t n_columns;
	char **cells;		/* text only: row after row */
	size_t n_cells, room;
	size_t column;		/* where the next cell goes */
	bool any;
	const size_t *least;	/* widths of the columns, or NULL */
	bool headless;
} table;

void out_table(const char *key, const struct column *columns, size_t n)
{
	table.columns = columns;
	table.n_columns = n;
	table.n_cells = 0;
	table.column = 0;
	table.any = false;
	table.least = NULL;
	table.headless = false;
	if (doc.json_mode)
		json_open(&doc.json, key, '[');
}

void out_table_flows(const size_t *widths, bool head)
{
	table.least = widths;
	table.headless = !head;
}

/* The JSON key of the next cell, or NULL when JSON does not show it. */
static const char *next_key(void)
{
	const struct column *column = &table.columns[table.column];

	if (table.column == 0)
		json_open(&doc.json, NULL, '{');
	return column->flags & COL_TEXT ? NULL : column->key;
}

static void advance(void)
{
	table.any = true;
	if (++table.column < table.n_columns)
		return;
	table.column = 0;
	if (doc.json_mode)
		json_close(&doc.json);
}

static void text_cell(char *text)
{
	if (table.n_cells == table.room) {
		table.room = table.room ? table.room * 2 : 256;
		table.cells = must(realloc(table.cells, table.room * sizeof(*table.cells)));
	}
	table.cells[table.n_cells++] = text;
	advance();
}

/* Only JSON shows the next cell: nothing must be made ready for it. */
static bool skip(void)
{
	if (doc.json_mode || !(table.columns[table.column].flags & COL_JSON))
		return false;
	text_cell(NULL);
	return true;
}

static char *decimal(uint64_t value)
{
	char digits[21], *at = &digits[sizeof(digits) - 1];

	*at = '\0';
	do {
		*--at = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	return must(strdup(at));
}

void out_cell_number(uint64_t value)
{
	if (skip())
		return;
	if (!doc.json_mode) {
		text_cell(value == ABSENT ? printable("-") : decimal(value));
		return;
	}
	const char *key = next_key();

	if (key && value == ABSENT)
		json_null(&doc.json, key);
	else if (key)
		json_number(&doc.json, key, value);
	advance();
}

void out_cell_real(double value)
{
	if (skip())
		return;
	if (!doc.json_mode) {
		text_cell(text_format("%.1f", value));
		return;
	}
	const char *key = next_key();

	if (key)
		json_real(&doc.json, key, value);
	advance();
}

void out_cell_string(const char *value)
{
	if (skip())
		return;
	if (!doc.json_mode) {
		text_cell(printable(value ? value : "-"));
		return;
	}
	const char *key = next_key();

	if (key)
		json_string(&doc.json, key, value);
	advance();
}

void out_cell_bool(bool value)
{
	if (skip())
		return;
	if (!doc.json_mode) {
		text_cell(printable(value ? "yes" : "no"));
		return;
	}
	const char *key = next_key();

	if (key)
		json_bool(&doc.json, key, value);
	advance();
}

void out_cell_time(uint64_t ns)
{
	char text[TIME_SIZE];

	if (doc.json_mode)
		out_cell_number(ns);
	else if (!skip())
		text_cell(printable(shown_time(ns, text)));
}

void out_cell_list(void)
{
	json_open(&doc.json, next_key(), '[');
}

void out_cell_list_end(void)
{
	json_close(&doc.json);
	advance();
}

/* Characters, not bytes. */
static size_t width_of(const char *text)
{
	size_t width = 0;

	for (; *text; text++)
		width += ((unsigned char)*text & 0xc0) != 0x80;
	return width;
}

static size_t column_width(size_t column)
{
	size_t widest = width_of(table.columns[column].head);

	if (table.least && table.least[column] > widest)
		widest = table.least[column];
	for (size_t i = column; i < table.n_cells; i += table.n_columns)
		if (width_of(table.cells[i]) > widest)
			widest = width_of(table.cells[i]);
	return widest;
}

static void put_spaces(size_t n)
{
	while (n--)
		putc_unlocked(' ', doc.to);
}

static void put_cell(const char *text, bool head)
{
	if (head)
		out_painted(BOLD, "%s", text);
	else
		fputs_unlocked(text, doc.to);
}

/* @pending spaces are only written when something follows them. */
static void put_row(char *const *cells, const size_t *widths)
{
	size_t pending = 0;

	for (size_t i = 0; i < table.n_columns; i++) {
		const char *text = cells ? cells[i] : table.columns[i].head;
		size_t padding;

		if (table.columns[i].flags & COL_JSON)
			continue;
		padding = widths[i] - width_of(text);
		if (table.columns[i].flags & COL_RIGHT) {
			pending += padding;
			padding = 0;
		}
		put_spaces(pending);
		put_cell(text, !cells);
		pending = padding + GAP;
	}
	putc_unlocked('\n', doc.to);
}

static void put_text(void)
{
	size_t *widths = must(calloc(table.n_columns, sizeof(*widths)));

	for (size_t i = 0; i < table.n_columns; i++)
		if (!(table.columns[i].flags & COL_JSON))
			widths[i] = column_width(i);
	if (!table.headless)
		put_row(NULL, widths);
	for (size_t i = 0; i < table.n_cells; i += table.n_columns)
		put_row(table.cells + i, widths);
	free(widths);
}

void out_table_end(const char *empty)
{
	if (doc.json_mode)
		json_close(&doc.json);
	else if (table.any || !empty)
		put_text();
	else
		out_text("%s\n", empty);
	while (table.n_cells)
		free(table.cells[--table.n_cells]);
	free(table.cells);
	table.cells = NULL;
	table.room = 0;
}
