/* SPDX-License-Identifier: GPL-2.0 */
/* A failure while the crash module is being loaded: who loads it is who fails. */
#ifndef FAIL_INIT_H
#define FAIL_INIT_H

#include "card.h"
#include "crash.h"

/* An exit code; DONE: the culprit of @card is told. The module is loaded before. */
int fail_at_init(const struct crash_kind *kind, struct card *card);

#endif
