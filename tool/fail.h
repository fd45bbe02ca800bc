/* SPDX-License-Identifier: GPL-2.0 */
/* The two halves of `ringside fail`. */
#ifndef FAIL_H
#define FAIL_H

#include "ringside.h"

int fail_user(const struct options *opt, const char *name);
int fail_kernel(const struct options *opt, const char *name);

#endif
