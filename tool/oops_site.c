// SPDX-License-Identifier: GPL-2.0
#include "oops_site.h"
#include "ringside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char name_letters[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.$";

/* "0x1a"; @after is what follows. */
static bool hexadecimal(const char *at, uint64_t *value, const char **after)
{
	char *end;

	if (strncmp(at, "0x", 2) || !strspn(at + 2, "0123456789abcdef"))
		return false;
	errno = 0;
	*value = strtoull(at, &end, 16);
	*after = end;
	return !errno;
}

/* " [module]", or " [module 0123abcd]" where builds have ids. */
static const char *take_module(const char *at, struct site *site)
{
	size_t length;

	if (strncmp(at, " [", 2))
		return at;
	length = strspn(at + 2, name_letters);
	if (!length || length >= MODULE_SIZE || !strchr("] ", at[2 + length]) ||
	    !strchr(at, ']'))
		return at;
	memcpy(site->module, at + 2, length);
	site->module[length] = '\0';
	return strchr(at, ']') + 1;
}

/* NULL: there is none at @at. Else what follows it. */
static const char *take_site(const char *at, struct site *site)
{
	size_t length = strspn(at, name_letters);
	const char *after;

	memset(site, 0, sizeof(*site));
	if (!length || length >= FUNCTION_SIZE || at[length] != '+' ||
	    !hexadecimal(at + length + 1, &site->offset, &after) || *after != '/' ||
	    !hexadecimal(after + 1, &site->size, &after))
		return NULL;
	memcpy(site->function, at, length);
	site->function[length] = '\0';
	return take_module(after, site);
}

bool parse_trace(const char *text, struct site *site)
{
	bool doubtful;

	text += strspn(text, " ");
	/* As kernels before 4.13 print it */
	if (!strncmp(text, "[<", 2) && strstr(text, ">] "))
		text = strstr(text, ">] ") + 3;
	doubtful = !strncmp(text, "? ", 2);
	text = take_site(text + 2 * doubtful, site);
	if (!text || text[strspn(text, " ")])
		return false;
	site->is_return = true;
	site->is_doubtful = doubtful;
	return true;
}

bool find_site(const char *text, struct site *site)
{
	while (*text) {
		size_t length = strspn(text, name_letters);

		if (length && take_site(text, site))
			return true;
		text += length ? length : 1;
	}
	return false;
}
