/* SPDX-License-Identifier: GPL-2.0 */
/* Bytes from elsewhere (names of tasks, arguments) made safe to show. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes of the UTF-8 sequence at @text, 0 when it is not one. */
size_t utf8_length(const char *text);
/* A copy in which no control byte can reach the terminal; never NULL. */
char *printable(const char *text);
/* The same, but for tabs and the ends of lines. */
char *printable_lines(const char *text);
/* As vasprintf() and strdup(), but ends the program when memory is out. */
__attribute__((format(printf, 1, 0))) char *text_vformat(const char *format, va_list args);
__attribute__((format(printf, 1, 2))) char *text_format(const char *format, ...);
void *must(void *memory);
/* How many letters apart two words are, for "did you mean". */
unsigned int text_distance(const char *a, const char *b);
/* Keeps in @best the word nearest to @text so far; NULL: none near enough. */
struct nearest { const char *text, *best; unsigned int distance; };
void nearest_offer(struct nearest *nearest, const char *word);

#endif
