// SPDX-License-Identifier: GPL-2.0
/*
 * Where the fence is, as text. What it looks like is for arch/ to find out.
 */
#include <linux/err.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "rings.h"

/**
 * rs_rings_take() - look at each CPU
 *
 * Context: process context of the asking program, sleeps.
 * Return: what was found, for kfree(), or an ERR_PTR().
 */
struct rs_rings *rs_rings_take(void)
{
	struct rs_rings *rings = kzalloc(sizeof(*rings), GFP_KERNEL);

	if (!rings)
		return ERR_PTR(-ENOMEM);
	rs_arch_take_rings(rings);
	return rings;
}

static void show_state(struct seq_file *m, const struct rs_rings *rings,
		       const struct rs_fence *fence)
{
	static const char * const word[] = {
		[RINGSIDE_FENCE_OFF] = "off",
		[RINGSIDE_FENCE_ON] = "on",
		[RINGSIDE_FENCE_DIFFERS] = "differs",
		[RINGSIDE_FENCE_UNKNOWN] = "unknown",
	};

	seq_printf(m, "%-20s %-8s ", fence->name, word[fence->state]);
	if (fence->per_cpu)
		seq_printf(m, "%4u of %-4u ", fence->cpus_on, rings->cpus);
	else
		seq_printf(m, "%-12s ", "-");
	seq_printf(m, "%s\n", fence->stops);
	if (fence->note)
		seq_printf(m, "%-42s (%s)\n", "", fence->note);
}

static void show_gates(struct seq_file *m, const struct rs_rings *rings)
{
	unsigned int vector;

	seq_puts(m, "\ngates of the interrupt table that ring 3 may use\n");
	seq_printf(m, "%-7s %s\n", "vector", "use");
	for_each_set_bit(vector, rings->gates, RS_VECTORS)
		seq_printf(m, "%-7u %s\n", vector, rs_arch_gate_use(vector));
}

/**
 * rs_rings_show() - print what was found
 * @m: where to print
 * @rings: from rs_rings_take()
 *
 * Context: process context.
 */
void rs_rings_show(struct seq_file *m, const struct rs_rings *rings)
{
	u32 i;

	seq_printf(m, "kernel_ring  %u\n", rings->kernel_ring);
	seq_printf(m, "user_ring    %u\n", rings->user_ring);
	seq_printf(m, "cpus         %u\n", rings->cpus);
	seq_printf(m, "entry        %s\n", rings->entry);
	seq_printf(m, "handler      %s\n", *rings->handler ? rings->handler : "-");
	seq_printf(m, "\n%-20s %-8s %-12s %s\n", "fence", "state", "cpus",
		   "stops");
	for (i = 0; i < rings->nr_fences; i++)
		show_state(m, rings, &rings->fence[i]);
	show_gates(m, rings);
}
