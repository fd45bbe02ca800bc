// SPDX-License-Identifier: GPL-2.0
#include "oops_figures.h"
#include "ringside.h"
#include "taint.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE		4096
#define USER_END	0x0000800000000000	/* with four levels of page tables */
#define KERNEL_BEGIN	0xffff800000000000

static bool parse_after(const char *text, const char *key, int base, uint64_t *value)
{
	const char *at = strstr(text, key);
	char *end;

	if (!at)
		return false;
	at += strlen(key);
	at += strspn(at, " ");
	if (base == 16 ? !isxdigit((unsigned char)*at) : !isdigit((unsigned char)*at))
		return false;
	errno = 0;
	*value = strtoull(at, &end, base);
	return !errno && end > at;
}

bool hex_after(const char *text, const char *key, uint64_t *value)
{
	return parse_after(text, key, 16, value);
}

bool number_after(const char *text, const char *key, uint64_t *value)
{
	return parse_after(text, key, 10, value);
}

bool word_after(const char *text, const char *key, const char *ends, char *word, size_t size)
{
	const char *at = strstr(text, key);
	size_t length;

	if (!at)
		return false;
	at += strlen(key);
	length = strcspn(at, ends);
	if (!length || length >= size)
		return false;
	memcpy(word, at, length);
	word[length] = '\0';
	return true;
}

struct bit {
	unsigned int number;
	const char *set, *clear;	/* NULL: not worth a word */
};

/* The words of all bits, with @between. */
static char *bit_words(uint64_t value, const struct bit *bits, size_t n, const char *between)
{
	char *words = text_format("%s", "");

	for (size_t i = 0; i < n; i++) {
		const char *word = value >> bits[i].number & 1 ? bits[i].set : bits[i].clear;
		char *more;

		if (!word)
			continue;
		more = text_format("%s%s%s", words, *words ? between : "", word);
		free(words);
		words = more;
	}
	return words;
}

/* Intel SDM volume 3, 4.7: page-fault exceptions */
char *error_code_words(uint64_t code)
{
	static const struct bit bits[] = {
		{ 0, "the page is there, but not for this (bit 0 set)",
		  "the page is not there (bit 0 clear)" },
		{ 1, "it was a write (bit 1 set)", "it was no write (bit 1 clear)" },
		{ 2, "in ring 3 (bit 2 set)", "in ring 0 (bit 2 clear)" },
		{ 3, "a reserved bit of a page table was set (bit 3)", NULL },
		{ 4, "while an instruction was fetched (bit 4)", NULL },
		{ 5, "against a protection key (bit 5)", NULL },
		{ 6, "on a shadow stack (bit 6)", NULL },
		{ 15, "in an SGX enclave (bit 15)", NULL },
	};

	return bit_words(code, bits, ARRAY_SIZE(bits), "; ");
}

char *eflags_words(uint64_t eflags)
{
	static const struct bit bits[] = {
		{ 9, "interrupts were on (IF, bit 9)",
		  "interrupts were off (IF, bit 9, is clear)" },
		{ 8, "each instruction was stepped (TF)", NULL },
		{ 10, "strings went downwards (DF)", NULL },
		{ 18, "ring 0 was let at pages of ring 3 (AC)", NULL },
		{ 17, "virtual 8086 mode (VM)", NULL },
	};
	static const struct bit results[] = {
		{ 0, "carry", NULL }, { 2, "parity", NULL }, { 4, "adjust", NULL },
		{ 6, "zero", NULL }, { 7, "sign", NULL }, { 11, "overflow", NULL },
	};
	char *control = bit_words(eflags, bits, ARRAY_SIZE(bits), ", ");
	char *result = bit_words(eflags, results, ARRAY_SIZE(results), ", ");
	char *words = text_format("%s; of the last result: %s", control,
				  *result ? result : "no flag");

	free(control);
	free(result);
	return words;
}

char *cr0_words(uint64_t cr0)
{
	static const struct bit bits[] = {
		{ 0, "protected mode (PE)", "no protected mode" },
		{ 31, "paging (PG)", "no paging" },
		{ 16, "ring 0 heeds read-only pages, too (WP)",
		  "ring 0 may write anywhere (no WP)" },
	};

	return bit_words(cr0, bits, ARRAY_SIZE(bits), ", ");
}

char *cr4_words(uint64_t cr4)
{
	static const struct bit bits[] = {
		{ 20, "ring 0 must not run code of ring 3 (SMEP)", "no SMEP" },
		{ 21, "nor touch its data (SMAP)", "no SMAP" },
	};

	return bit_words(cr4, bits, ARRAY_SIZE(bits), ", ");
}

/* include/linux/preempt.h */
char *preempt_words(uint64_t count)
{
	return text_format("%" PRIu64 " times preemption was switched off, %" PRIu64
			   " softirqs, %" PRIu64 " interrupts, %" PRIu64 " NMIs", count & 0xff,
			   count >> 8 & 0xff, count >> 16 & 0xf, count >> 20 & 0xf);
}

/* Values that the kernel leaves where nobody should look any more. */
static const struct poison {
	uint64_t from, to;
	const char *is;
} poisons[] = {
	{ 0xdead000000000100, 0xdead000000000121,
	  "LIST_POISON1: the next pointer of an entry that was taken from its list" },
	{ 0xdead000000000122, 0xdead000000000200,
	  "LIST_POISON2: the previous pointer of an entry that was taken from its list" },
	{ 0x6b6b6b6b6b6b6b00, 0x6b6b6b6b6b6b6fff,
	  "a pointer that was read from memory that had been freed (0x6b is SLUB's poison)" },
	{ 0x5a5a5a5a5a5a5a00, 0x5a5a5a5a5a5a5eff,
	  "a pointer that was read from memory that nobody had set (0x5a is SLUB's poison)" },
};

char *address_words(uint64_t address)
{
	for (size_t i = 0; i < ARRAY_SIZE(poisons); i++)
		if (address >= poisons[i].from && address <= poisons[i].to)
			return text_format("%s", poisons[i].is);
	if (!address)
		return text_format("a null pointer itself");
	if (address < PAGE)
		return text_format("%" PRIu64 " bytes behind address 0: a member of a structure"
				   " to which there was a null pointer", address);
	/* ERR_PTR(): an errno in a pointer's place */
	if (address > UINT64_MAX - PAGE)
		return text_format("%" PRIu64 " bytes before the end of all addresses: it may be"
				   " an error number, -%" PRIu64 ", that was taken for a pointer",
				   -address, -address);
	if (address < USER_END)
		return text_format("in the half of addresses that belongs to ring 3");
	if (address >= KERNEL_BEGIN)
		return text_format("in the kernel's half of addresses");
	return text_format("not canonical: no address at all, its upper bits must be equal");
}

char *taint_words(const char *letters)
{
	char *words = text_format("%s", "");

	for (; *letters; letters++) {
		const char *meaning = NULL;
		char letter, *more;

		for (unsigned int bit = 0; bit < TAINT_BITS && !meaning; bit++) {
			const char *found = taint_meaning(bit, &letter);

			if (found && letter == *letters)
				meaning = found;
		}
		if (!meaning)
			continue;
		more = text_format("%s%s%c: %s", words, *words ? "; " : "", *letters, meaning);
		free(words);
		words = more;
	}
	return words;
}

bool release_in(const char *text, char *word, size_t size)
{
	const char *end = strstr(text, " #"), *begin = end;

	if (!end || !strstr(text, "ainted"))
		return false;
	while (begin > text && begin[-1] != ' ')
		begin--;
	if (begin == end || (size_t)(end - begin) >= size)
		return false;
	memcpy(word, begin, (size_t)(end - begin));
	word[end - begin] = '\0';
	return true;
}

unsigned int selected_ring(uint64_t selector)
{
	return selector & 3;
}
