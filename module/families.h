/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Families of hooks: what can be switched on and off. A family that is off
 * costs nothing: hooks that serve no other one are detached, and of those that
 * do, a static key cuts its part off.
 */
#ifndef _RS_FAMILIES_H
#define _RS_FAMILIES_H

#include <linux/bits.h>
#include <linux/jump_label.h>
#include <linux/types.h>
#include <linux/ringside.h>

#define RS_FAMILIES	(RINGSIDE_FAMILY_MAX + 1)
#define RS_ALL_FAMILIES	GENMASK(RINGSIDE_FAMILY_MAX, 0)

/* Bit of a mask of families */
#define RS_F(name)	BIT(RINGSIDE_FAMILY_ ## name)

extern struct static_key_false rs_family_keys[RS_FAMILIES];

/* Whether a family counts, for probes: @which must be a constant. */
#define rs_family_on(which) \
	static_branch_likely(&rs_family_keys[RINGSIDE_FAMILY_ ## which])

struct netlink_ext_ack;

/**
 * struct rs_family_info - what a reader may know of a family
 * @name: of it
 * @state: whether it counts
 * @reason: why not, when it does not
 */
struct rs_family_info {
	const char *name;
	enum ringside_family_state state;
	const char *reason;
};

void rs_family_get(enum ringside_family which, struct rs_family_info *info);
const char *rs_family_missing(enum ringside_family which);
u32 rs_families_on(void);
u32 rs_families_refused(u32 set, u32 after, const char **reason);

int rs_families_switch(u32 set, u32 clear);
int rs_families_check(void);
int rs_families_init(bool follow);
void rs_families_exit(void);

#endif /* _RS_FAMILIES_H */
