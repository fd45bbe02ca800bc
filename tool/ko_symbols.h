/* SPDX-License-Identifier: GPL-2.0 */
/* Functions of a kernel module's file, as the kernel would print places in them. */
#ifndef KO_SYMBOLS_H
#define KO_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ko.h"

struct ko_function {
	const char *section;	/* its name, in the file */
	uint64_t offset;	/* from the section's beginning */
	uint64_t size;		/* up to what follows it, as the kernel has it */
	bool is_last;		/* of its section: what follows only the kernel knows */
};

/* How many functions have that name and @size, and one of them. */
size_t ko_find_function(const struct ko *ko, const char *name, uint64_t size,
			struct ko_function *found);

#endif
