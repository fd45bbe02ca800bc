/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CARD_SVG_H
#define CARD_SVG_H

#include "outside.h"

/* Who was heard, before and after the moment of failure. An exit code. */
int card_svg(const struct outside *outside, enum loss lost, const char *path);

#endif
