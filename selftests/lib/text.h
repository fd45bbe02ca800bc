/* SPDX-License-Identifier: GPL-2.0 */
/* What /proc/ringside says, read as a reader of the text would. */
#ifndef RS_TEST_TEXT_H
#define RS_TEST_TEXT_H

#include "rows.h"

#define TEXT_SIZE (1 << 18)

/* The whole file, ended by 0; length or -errno */
int text_read(const char *name, char *text, size_t size);

/* The word under a column's name, in the row whose first words are given */
int text_cell(const char *text, const char *header, const char *row,
	      const char *column, char *word, size_t size);

int text_status(struct totals *abis);
extern const char * const abi_names[ABIS];

#endif
