/* SPDX-License-Identifier: GPL-2.0 */
/* What is said of a crossing, whoever tells of it. */
#ifndef CROSSING_WORDS_H
#define CROSSING_WORDS_H

#include "crossings.h"

bool crossing_is_call(const struct crossing *c);
/* A signal came first: the program sees another end of the call, or none. */
bool crossing_restarts(const struct crossing *c);
/* As the ledger has it */
const char *crossing_kind(const struct crossing *c);
/* The caller frees what these return. */
char *crossing_name(const struct crossing *c);
/* Of the kind @name, which crossing_name() returned */
char *crossing_text(const struct crossing *c, const char *name);
/* NULL when there is nothing to say */
char *crossing_result(const struct crossing *c);
/* How it ended, NULL: nobody knows. */
const char *crossing_end_word(const struct crossing *c);
/* A name for its errno in @label, NULL without one. */
const char *crossing_errno(const struct crossing *c, char *label);

#endif
