/* SPDX-License-Identifier: GPL-2.0 */
/* The document at hand; only output.c and table.c know it. */
#ifndef DOCUMENT_H
#define DOCUMENT_H

#include "json.h"

struct document {
	bool json_mode;
	bool colored;
	FILE *to;		/* into buffer */
	char *buffer;
	size_t size;
	struct json json;
};

extern struct document doc;

#endif
