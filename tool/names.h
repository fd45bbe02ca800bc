/* SPDX-License-Identifier: GPL-2.0 */
/* Names of ABIs, syscalls, errnos and capabilities; what has none gets a label, never a gap. */
#ifndef NAMES_H
#define NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/ringside.h>

/* The longest name is rt_sigtimedwait_time64 and its like. */
#define LABEL_SIZE	40

struct number_name {
	uint32_t number;
	const char *name;
};

struct name_table {
	const char *title;
	const struct number_name *names;
	size_t n;
};

/* One for each enum ringside_abi, then the errnos. */
extern const struct name_table name_tables[];
extern const size_t n_name_tables;
const struct name_table *find_name_table(const char *title);

/* false when there is no such ABI. */
bool parse_abi(const char *text, unsigned int *abi);

/* NULL when unknown. */
const char *syscall_name(uint64_t abi, uint64_t nr);

/*
 * Always something to show, in @label or constant. @nr is ABSENT in the row of
 * all numbers outside the table.
 */
const char *abi_label(uint64_t abi, char label[LABEL_SIZE]);
const char *syscall_label(uint64_t abi, uint64_t nr, char label[LABEL_SIZE]);
const char *errno_label(uint64_t number, char label[LABEL_SIZE]);
const char *capability_label(uint64_t number, char label[LABEL_SIZE]);

#endif
