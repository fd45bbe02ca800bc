/* SPDX-License-Identifier: GPL-2.0 */
/* What the figures of a report mean: bits of the CPU and of the kernel, in words. */
#ifndef OOPS_FIGURES_H
#define OOPS_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The number after @key in the text, of base 16 with or without 0x; false: none. */
bool hex_after(const char *text, const char *key, uint64_t *value);
bool number_after(const char *text, const char *key, uint64_t *value);
/* The word after @key, up to a blank or one of @ends; false: none that fits. */
bool word_after(const char *text, const char *key, const char *ends, char *word, size_t size);
/* The kernel's release, in a line about taint: before the "#1" of its build. */
bool release_in(const char *text, char *word, size_t size);

/* All of these: for free(). */
char *error_code_words(uint64_t code);
char *eflags_words(uint64_t eflags);
char *cr0_words(uint64_t cr0);
char *cr4_words(uint64_t cr4);
char *preempt_words(uint64_t count);
char *address_words(uint64_t address);
/* Of taint, or of a module's flags in brackets. */
char *taint_words(const char *letters);
/* The numbers of rings are in a segment's selector. */
unsigned int selected_ring(uint64_t selector);

#endif
