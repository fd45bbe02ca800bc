/* SPDX-License-Identifier: GPL-2.0 */
/* What the program may print, whatever it was told. */
#ifndef FUZZ_OUTPUT_H
#define FUZZ_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* Does not return: the fuzzer keeps the input. */
void complain(const char *command, const char *what, const char *text);
void judge_output(const char *command, bool json, const char *text, size_t length);
/* @name says in which format it has to be: perfetto, csv, folded, svg. @text is spent. */
void judge_file(const char *name, char *text, size_t length);

#endif
