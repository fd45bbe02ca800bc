/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One call site prints both: every call below adds to the document at hand,
 * which is text for people or, with --json, one JSON object on one line.
 * A document is kept in memory until out_end(), so that an error half way
 * never leaves half an object behind.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "ringside.h"

/* A number that the kernel did not give: "-" in text, null in JSON. */
#define ABSENT	UINT64_MAX

enum paint { PLAIN, BOLD, RED, GREEN, YELLOW };

enum column_flags {
	COL_RIGHT	= 1 << 0,
	COL_JSON	= 1 << 1,	/* not shown in text */
	COL_TEXT	= 1 << 2,	/* not shown in JSON */
};

struct column {
	const char *key;	/* in JSON */
	const char *head;	/* in text */
	unsigned int flags;
};

void out_setup(bool json, enum color_when color);
void out_command(const char *name);
void out_stream(FILE *stream);
bool out_json(void);

void out_begin(void);
/* Writes the document; an exit code. */
int out_end(void);
/* Writes none; an exit code. */
int out_drop(void);

/* A sentence of the text; JSON does not have it. */
__attribute__((format(printf, 1, 2))) void out_text(const char *format, ...);
__attribute__((format(printf, 2, 3))) void out_painted(enum paint paint, const char *format, ...);
/* JSON members; the text shows them in sentences or tables. */
void out_number(const char *key, uint64_t value);
void out_real(const char *key, double value);
void out_string(const char *key, const char *value);
void out_bool(const char *key, bool value);
void out_object(const char *key);
void out_object_end(void);
void out_list(const char *key);
void out_list_end(void);

/* A number for a sentence: in @buffer, or "-" when it is ABSENT. */
#define SHOWN_SIZE	24
const char *shown(uint64_t value, char buffer[SHOWN_SIZE]);

/*
 * After out_table(): it goes on through several documents. @widths are the least
 * that its columns have; the text has its head only if @head.
 */
void out_table_flows(const size_t *widths, bool head);
/* Cells follow row by row, one for each column; NULL is "-" or null. */
void out_table(const char *key, const struct column *columns, size_t n);
void out_cell_number(uint64_t value);
void out_cell_real(double value);
void out_cell_string(const char *value);
void out_cell_bool(bool value);
/* Nanoseconds: a number in JSON, with a unit in text. */
void out_cell_time(uint64_t ns);
/* JSON only: the cell is a list, of what is put until its end. */
void out_cell_list(void);
void out_cell_list_end(void);
/* @empty is the sentence to say when there is no row. */
void out_table_end(const char *empty);

/* Drops the document at hand and says why; returns @code. */
__attribute__((format(printf, 3, 4)))
int out_error(int code, const char *hint, const char *format, ...);
__attribute__((format(printf, 2, 3)))
void out_warning(const char *hint, const char *format, ...);

#endif
