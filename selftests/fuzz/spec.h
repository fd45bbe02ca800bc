/* SPDX-License-Identifier: GPL-2.0 */
/* The YAML spec of the family, as table.py puts it into C. */
#ifndef FUZZ_SPEC_H
#define FUZZ_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind { KIND_PAD, KIND_U32, KIND_U64, KIND_STRING, KIND_NEST };

struct attr_spec {
	const char *name;
	uint16_t type;
	enum kind kind;
	/* may come more than once in a message */
	bool multi;
	/* what a request may carry */
	uint64_t min, max;
	/* what an answer may carry: the last one of an enum */
	uint64_t most;
	const struct set_spec *nest;
};

struct set_spec {
	const char *name;
	const struct attr_spec *attrs;
	unsigned int n;
};

/* Bit N of @request and @reply stands for the attribute of type N. */
struct op_spec {
	const char *name;
	uint8_t cmd;
	bool dump;
	const struct set_spec *set;
	uint32_t request, reply;
};

extern const struct op_spec op_specs[];
extern const unsigned int n_op_specs;

static inline const struct attr_spec *find_attr(const struct set_spec *set,
						unsigned int type)
{
	unsigned int i;

	for (i = 0; i < set->n; i++)
		if (set->attrs[i].type == type)
			return &set->attrs[i];
	return NULL;
}

static inline const struct op_spec *find_op(uint8_t cmd)
{
	unsigned int i;

	for (i = 0; i < n_op_specs; i++)
		if (op_specs[i].cmd == cmd)
			return &op_specs[i];
	return NULL;
}

#endif
