/* SPDX-License-Identifier: GPL-2.0 */
/* What a kernel module's file says of itself. */
#ifndef KO_H
#define KO_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>

struct ko {
	char *bytes;		/* the whole file */
	size_t size;
	const char *name, *version, *srcversion, *vermagic;	/* NULL: not said */
	bool is_signed;
	const char *problem;	/* why it is no module for this machine, or NULL */
};

/* false: the file cannot be read, see errno. */
bool ko_read(struct ko *ko, const char *path);
void ko_drop(struct ko *ko);
/*
 * Of one that has no problem: a section whose bytes are all there; false: there is
 * none, or they are not.
 */
bool ko_section(const struct ko *ko, size_t i, Elf64_Shdr *shdr);

#endif
