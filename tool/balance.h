/* SPDX-License-Identifier: GPL-2.0 */
/* The sentence that must be true: each entry is accounted for. */
#ifndef BALANCE_H
#define BALANCE_H

#include <stdbool.h>

#include "family.h"

/*
 * Members of a JSON object, or one line of text; @why not all is counted, or
 * NULL. false: it does not hold.
 */
bool put_balance(const struct abi_totals *totals, const char *why);
/* Whether anything was counted in this ABI. */
bool abi_was_used(const struct abi_totals *totals);

#endif
