/* SPDX-License-Identifier: GPL-2.0 */
/* Places in code as the kernel prints them: function+0x1a/0x30 [module]. */
#ifndef OOPS_SITE_H
#define OOPS_SITE_H

#include <stdbool.h>
#include <stdint.h>

/* KSYM_NAME_LEN and MODULE_NAME_LEN of the kernel */
#define FUNCTION_SIZE	512
#define MODULE_SIZE	64

struct site {
	char function[FUNCTION_SIZE];
	uint64_t offset, size;
	char module[MODULE_SIZE];	/* "": the kernel itself */
	bool is_return;		/* it is where a call comes back to, as in a trace */
	bool is_doubtful;	/* with a question mark */
};

/* A line of a call trace and nothing else; false: it is none. */
bool parse_trace(const char *text, struct site *site);
/* The first that is in the text, if any. */
bool find_site(const char *text, struct site *site);

#endif
