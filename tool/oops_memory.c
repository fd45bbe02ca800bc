// SPDX-License-Identifier: GPL-2.0
/* Lines about what was found in memory: lists, SLUB's own checks, KASAN. */
#include "oops_figures.h"
#include "oops_lines.h"
#include "oops_site.h"
#include "ringside.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

char *explain_list(const char *text, enum oops_when when)
{
	uint64_t poison;
	char *is = NULL, *words;

	(void)when;
	if (hex_after(text, "POISON1 (", &poison) || hex_after(text, "POISON2 (", &poison))
		is = address_words(poison);
	words = text_format("A linked list is broken: %s%s%s", strstr(text, "list_add") ?
			    "an entry was added between two that are no neighbours, or twice." :
			    "an entry was taken out whose neighbours do not know it.",
			    is ? " The pointer is " : "", is ? is : "");
	if (is) {
		char *whole = text_format("%s: it was taken out before.", words);

		free(words);
		free(is);
		words = whole;
	}
	return words;
}

/* "BUG kmalloc-64 (Tainted: ...): Poison overwritten" */
char *explain_slab(const char *text, enum oops_when when)
{
	static const struct { const char *has, *means; } findings[] = {
		{ "Poison overwritten", "an object was written to after it had been freed; it was"
		  " found when the memory was used again" },
		{ "Right Redzone overwritten", "somebody wrote past the end of an object" },
		{ "Left Redzone overwritten", "somebody wrote before the beginning of an object" },
		{ "Redzone overwritten", "somebody wrote past the bounds of an object" },
		{ "Object already free", "an object was freed twice" },
		{ "Freepointer corrupt", "the pointer that chains free objects was overwritten" },
		{ "Slab disabled", "of a page that was found bad nothing is handed out any more" },
		{ "remaining", "objects were left when their cache was done away with" },
	};
	char cache[64] = "a cache";

	(void)when;
	word_after(text, "BUG ", " ", cache, sizeof(cache));
	for (size_t i = 0; i < ARRAY_SIZE(findings); i++)
		if (strstr(text, findings[i].has))
			return text_format("In the slab cache %s, %s.", cache, findings[i].means);
	return text_format("In the slab cache %s the allocator found what must not be, see behind"
			   " the colon.", cache);
}

/* "0x...-0x... @offset=1096. First byte 0xff instead of 0x6b" */
char *explain_first_byte(const char *text, enum oops_when when)
{
	static const struct { uint64_t byte; const char *is; } bytes[] = {
		{ 0x6b, "a freed object's" }, { 0xa5, "the last byte of a freed object" },
		{ 0x5a, "padding, or memory that nobody has set" },
		{ 0xbb, "the zone beside a free object" },
		{ 0xcc, "the zone beside an object in use" },
	};
	const char *is = "the allocator's mark";
	uint64_t found, wanted, offset;

	(void)when;
	if (!hex_after(text, "First byte 0x", &found) ||
	    !hex_after(text, "instead of 0x", &wanted) || !number_after(text, "offset=", &offset))
		return text_format("Where it is, and the first byte that is wrong.");
	for (size_t i = 0; i < ARRAY_SIZE(bytes); i++)
		if (bytes[i].byte == wanted)
			is = bytes[i].is;
	return text_format("%" PRIu64 " bytes into the slab is 0x%" PRIx64 ". There must be 0x%"
			   PRIx64 ", %s.", offset, found, wanted, is);
}

/* "Allocated in func+0x1/0x2 [module] age=5 cpu=0 pid=643" */
char *explain_track(const char *text, enum oops_when when)
{
	bool freed = strstr(text, "Freed");
	uint64_t age, cpu, pid;

	(void)when;
	if (!number_after(text, "age=", &age) || !number_after(text, "cpu=", &cpu) ||
	    !number_after(text, "pid=", &pid))
		return text_format("Who %s it, and below by which calls.",
				   freed ? "freed" : "allocated");
	return text_format("Who %s it last, %" PRIu64 " timer ticks before: task %" PRIu64
			   " on CPU %" PRIu64 ", by the calls below.",
			   freed ? "freed" : "allocated", age, pid, cpu);
}

/* "Object 0xffff8def83f46340 @offset=832 fp=0x0000000000000000" */
char *explain_object(const char *text, enum oops_when when)
{
	uint64_t offset;

	(void)when;
	if (!number_after(text, "@offset=", &offset))
		return text_format("The object.");
	return text_format("The object begins %" PRIu64 " bytes into the slab; fp is the pointer to"
			   " the next free one.", offset);
}

/* "BUG: KASAN: slab-use-after-free in func+0x1/0x2 [module]" */
char *explain_kasan(const char *text, enum oops_when when)
{
	static const struct { const char *has, *means; } findings[] = {
		{ "use-after-free", "memory was used that had been freed" },
		{ "slab-out-of-bounds", "memory past the bounds of an object was used" },
		{ "stack-out-of-bounds", "memory past the bounds of a local variable was used" },
		{ "global-out-of-bounds", "memory past the bounds of a global variable was used" },
		{ "double-free", "memory was freed twice" },
		{ "invalid-free", "memory was freed that was not allocated like that" },
		{ "null-ptr-deref", "a null pointer was used" },
		{ "wild-memory-access", "an address was used at which is no memory" },
		{ "out-of-bounds", "memory past the bounds of an object was used" },
	};

	(void)when;
	for (size_t i = 0; i < ARRAY_SIZE(findings); i++)
		if (strstr(text, findings[i].has))
			return text_format("KASAN, which checks each access of a kernel that was"
					   " built so: %s.", findings[i].means);
	return text_format("KASAN, which checks each access of a kernel that was built so, found a"
			   " wrong one.");
}

/* "Write of size 1 at addr ffff... by task name/12" */
char *explain_kasan_access(const char *text, enum oops_when when)
{
	uint64_t size = 0;
	char who[64] = "a task";

	(void)when;
	number_after(text, "of size ", &size);
	word_after(text, "by task ", " ", who, sizeof(who));
	return text_format("It was a %s of %" PRIu64 " byte%s, by %s (name/pid).",
			   strstr(text, "Write") ? "write" : "read", size, size == 1 ? "" : "s",
			   who);
}

/* "The buggy address is located 8 bytes inside of" */
char *explain_kasan_inside(const char *text, enum oops_when when)
{
	uint64_t bytes;

	(void)when;
	if (!number_after(text, "located ", &bytes))
		return text_format("Where in, or beside, the object the address is.");
	return text_format("The address is %" PRIu64 " bytes %s.", bytes,
			   strstr(text, "inside") ? "into the object" :
			   strstr(text, "left") ? "before the object" : "past the object");
}

/* "64-byte region [ffff888008798c80, ffff888008798cc0)" */
char *explain_region(const char *text, enum oops_when when)
{
	(void)when;
	text += strcspn(text, "0123456789");
	return text_format("The object has %.*s bytes; in brackets, from where up to where.",
			   (int)strspn(text, "0123456789"), text);
}
