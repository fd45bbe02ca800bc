// SPDX-License-Identifier: GPL-2.0
#include "names.h"
#include "output.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.inc"

#define ERRNO_TABLE	(RINGSIDE_ABI_MAX + 1)

const struct name_table name_tables[] = {
	[RINGSIDE_ABI_X86_64] = { "x86_64", x86_64_names, ARRAY_SIZE(x86_64_names) },
	[RINGSIDE_ABI_IA32] = { "ia32", ia32_names, ARRAY_SIZE(ia32_names) },
	[RINGSIDE_ABI_X32] = { "x32", x32_names, ARRAY_SIZE(x32_names) },
	[ERRNO_TABLE] = { "errno", errno_names, ARRAY_SIZE(errno_names) },
};

/* Apart: a capability is nothing that crosses, so no filter takes its name. */
static const struct name_table capability_table = {
	"capability", capability_names, ARRAY_SIZE(capability_names)
};

const size_t n_name_tables = ARRAY_SIZE(name_tables);

const struct name_table *find_name_table(const char *title)
{
	for (size_t i = 0; i < n_name_tables; i++)
		if (!strcmp(title, name_tables[i].title))
			return &name_tables[i];
	return NULL;
}

bool parse_abi(const char *text, unsigned int *abi)
{
	const struct name_table *table = find_name_table(text);

	if (!table || table == &name_tables[ERRNO_TABLE])
		return false;
	*abi = (unsigned int)(table - name_tables);
	return true;
}

static int by_number(const void *key, const void *entry)
{
	uint64_t number = *(const uint64_t *)key;
	uint64_t other = ((const struct number_name *)entry)->number;

	return (number > other) - (number < other);
}

static const char *find_name(const struct name_table *table, uint64_t number)
{
	const struct number_name *found;

	found = bsearch(&number, table->names, table->n, sizeof(*table->names), by_number);
	return found ? found->name : NULL;
}

const char *syscall_name(uint64_t abi, uint64_t nr)
{
	return abi > RINGSIDE_ABI_MAX ? NULL : find_name(&name_tables[abi], nr);
}

const char *abi_label(uint64_t abi, char label[LABEL_SIZE])
{
	if (abi <= RINGSIDE_ABI_MAX)
		return name_tables[abi].title;
	if (abi == ABSENT)
		return "-";
	snprintf(label, LABEL_SIZE, "abi_%" PRIu64, abi);
	return label;
}

const char *syscall_label(uint64_t abi, uint64_t nr, char label[LABEL_SIZE])
{
	const char *name = syscall_name(abi, nr);

	if (name)
		return name;
	if (nr == ABSENT)
		return "outside";
	snprintf(label, LABEL_SIZE, "syscall_0x%" PRIx64, nr);
	return label;
}

const char *errno_label(uint64_t number, char label[LABEL_SIZE])
{
	const char *name = find_name(&name_tables[ERRNO_TABLE], number);

	if (name)
		return name;
	if (number == ABSENT)
		return "-";
	snprintf(label, LABEL_SIZE, "errno_%" PRIu64, number);
	return label;
}

const char *capability_label(uint64_t number, char label[LABEL_SIZE])
{
	const char *name = find_name(&capability_table, number);

	if (name)
		return name;
	snprintf(label, LABEL_SIZE, "capability_%" PRIu64, number);
	return label;
}
