/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the fence between ring 3 and ring 0 is on this machine.
 *
 * Nothing here holds an address.
 */
#ifndef _RS_RINGS_H
#define _RS_RINGS_H

#include <linux/bitmap.h>
#include <linux/kallsyms.h>
#include <linux/ringside.h>
#include <linux/types.h>

struct seq_file;
struct netlink_ext_ack;

#define RS_FENCES	12
#define RS_VECTORS	256

/* A list longer than this is cut, and says so. */
#define RS_GATES_SHOWN	16

/**
 * struct rs_fence - one means to keep ring 3 out, or ring 0 in check
 * @name: as manuals call it
 * @stops: who it stops from what
 * @note: what else is to be said of its state, or NULL
 * @state: on all CPUs together
 * @cpus_on: CPUs on which it is on, of struct rs_rings.cpus
 * @per_cpu: whether each CPU has answered; else it is one for the machine, or not known
 */
struct rs_fence {
	const char *name;
	const char *stops;
	const char *note;
	enum ringside_fence state;
	u32 cpus_on;
	bool per_cpu;
};

/**
 * struct rs_rings - what was found
 * @cpus: that were asked, all that are online
 * @kernel_ring: in which this module runs
 * @user_ring: in which the asking program ran before it entered
 * @entry: how a system call enters
 * @handler: the kernel's name of where it arrives, on the first CPU where that has
 *	one; empty: not known
 * @nr_fences: entries of @fence
 * @fence: one for each
 * @gates: vectors of the interrupt table that ring 3 may use, on any CPU
 */
struct rs_rings {
	u32 cpus;
	u32 kernel_ring;
	u32 user_ring;
	const char *entry;
	char handler[KSYM_SYMBOL_LEN];
	u32 nr_fences;
	struct rs_fence fence[RS_FENCES];
	DECLARE_BITMAP(gates, RS_VECTORS);
};

struct rs_rings *rs_rings_take(void);
void rs_rings_show(struct seq_file *m, const struct rs_rings *rings);

/* arch/: fills in a zeroed struct. */
void rs_arch_take_rings(struct rs_rings *rings);
const char *rs_arch_gate_use(u32 vector);
int rs_arch_try(enum ringside_try kind, u32 *ring);

#endif /* _RS_RINGS_H */
