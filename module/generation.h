/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Generations: when the system's counting begins, begins anew, and ends.
 */
#ifndef _RS_GENERATION_H
#define _RS_GENERATION_H

#include <linux/percpu.h>
#include <linux/types.h>

#include "counters.h"

/* The system's counters, from rs_generation_init() to rs_generation_exit(). */
extern struct rs_counters rs_system;

/* This CPU's block of rs_system while the module counts, else NULL. */
DECLARE_PER_CPU(struct rs_block *, rs_live_block);

u64 rs_generation_load(void);
u32 rs_generation(void);
u64 rs_generation_age(void);
u32 rs_epoch(void);
void rs_epoch_next(void);

int rs_generation_begin(void);
int rs_generation_reset(void);
int rs_generation_restart(u32 changed);
void rs_generation_end(void);

int rs_generation_init(void);
void rs_generation_exit(void);

#endif /* _RS_GENERATION_H */
