/* SPDX-License-Identifier: GPL-2.0 */
/* Which syscalls the arguments ask for: names, globs, numbers and classes. */
#ifndef FILTER_H
#define FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ringside.h"

struct syscall_class {
	const char *name;	/* with its percent sign */
	const char *summary;
	const char *members;
};

extern const struct syscall_class syscall_classes[];
extern const size_t n_syscall_classes;
const struct syscall_class *find_class(const char *name);
bool class_has(const struct syscall_class *class, const char *name);

/* The same for a list, with commas between: whether it makes sense, and chooses. */
int check_syscall_list(const char *list);
bool list_wants_syscall(const char *list, uint64_t abi, uint64_t nr);

/* Says what is wrong with the arguments; an exit code. */
int check_syscall_filter(const struct options *opt);
bool wants_syscall(const struct options *opt, uint64_t abi, uint64_t nr);

#endif
