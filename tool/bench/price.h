/* SPDX-License-Identifier: GPL-2.0 */
/* Who else is alive while a price is taken. */
#ifndef PRICE_H
#define PRICE_H

#include <sys/types.h>

void crowd_start(long threads);
pid_t partner_start(void);
void partner_stop(pid_t pid);

#endif
