// SPDX-License-Identifier: GPL-2.0
#include "explain.h"
#include "names.h"
#include "numbers.h"
#include "ringside.h"

#include <ctype.h>
#include <string.h>

#include "explain.inc"

const struct explained *explain_entries(size_t *n)
{
	*n = ARRAY_SIZE(table);
	return table;
}

const struct explained *explain_find(const char *topic, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(table); i++)
		if (!strcmp(table[i].topic, topic) && !strcmp(table[i].name, name))
			return &table[i];
	return NULL;
}

static char folded(char letter)
{
	return letter == '-' ? '_' : (char)tolower((unsigned char)letter);
}

/* page-fault is page_fault, pf is #PF, enoent is ENOENT. */
static bool same_name(const char *name, const char *asked)
{
	if (*name == '#' && *asked != '#')
		name++;
	while (*name && folded(*name) == folded(*asked)) {
		name++;
		asked++;
	}
	return !*name && !*asked;
}

static bool named_in(const char *title, const char *name, uint64_t number)
{
	const struct name_table *names = find_name_table(title);

	for (size_t i = 0; i < names->n; i++)
		if (names->names[i].number == number && !strcmp(names->names[i].name, name))
			return true;
	return false;
}

bool explain_is(const struct explained *entry, const char *asked)
{
	uint64_t number;

	if (!parse_number(asked, 0, UINT32_MAX - 1, &number))
		return same_name(entry->name, asked);
	if (!strcmp(entry->topic, "syscall"))
		return named_in("x86_64", entry->name, number);
	if (!strcmp(entry->topic, "errno"))
		return named_in("errno", entry->name, number);
	return entry->number == number;
}
