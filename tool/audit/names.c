// SPDX-License-Identifier: GPL-2.0
#include "names.h"

#include <stdbool.h>
#include <stddef.h>

#define MAX_STEPS	1024

static size_t length_of(const char *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

static const char *base_of(const char *path)
{
	const char *base = path;

	for (; *path; path++)
		if (*path == '/')
			base = path + 1;
	return base;
}

static uint64_t hash_on(uint64_t hash, const char *text)
{
	do {
		hash = (hash ^ (unsigned char)*text) * 0x100000001b3ULL;
	} while (*text++);
	return hash;
}

/* Twice written, by two that came at once, costs its bytes and no more. */
static void write_name(struct area *area, struct slot *slot, const char *function,
		       const char *library)
{
	const char *const parts[] = { function, library };
	uint64_t length = length_of(function) + length_of(library) + 2;
	uint64_t at = 1 + __atomic_fetch_add(&area->names_end, length, __ATOMIC_RELAXED);
	uint64_t none = 0;
	char *to;

	if (at >= AREA_NAMES || length > AREA_NAMES - at)
		return;
	to = area->names + at;
	for (size_t i = 0; i < 2; i++) {
		const char *from = parts[i];

		do {
			*to++ = *from;
		} while (*from++);
	}
	__atomic_compare_exchange_n(&slot->name, &none, at, false, __ATOMIC_RELEASE,
				    __ATOMIC_RELAXED);
}

struct slot *find_slot(struct area *area, const char *function, const char *library)
{
	uint64_t hash;

	library = base_of(library);
	hash = hash_on(hash_on(0xcbf29ce484222325ULL, function), library);
	hash += !hash;
	for (size_t step = 0; step < MAX_STEPS; step++) {
		struct slot *slot = &area->slots[((hash >> 17) + step) % AREA_SLOTS];
		uint64_t found = 0;

		if (!__atomic_compare_exchange_n(&slot->hash, &found, hash, false,
						 __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE) &&
		    found != hash)
			continue;
		if (!__atomic_load_n(&slot->name, __ATOMIC_ACQUIRE))
			write_name(area, slot, function, library);
		return slot;
	}
	return NULL;
}
