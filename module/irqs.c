// SPDX-License-Identifier: GPL-2.0
/*
 * Interrupts: which, and whether they hit user mode.
 *
 * Most handlers show the registers that they interrupted. Those between CPUs do
 * not: there the stack must tell. What is known of the task does not: it may have
 * left by now a call that it was in when the counting began, and an exception
 * that shows by its signal only can be interrupted before that.
 */
#include <linux/interrupt.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <asm/irq_regs.h>

#include "events.h"
#include "generation.h"
#include "members.h"
#include "tracepoints.h"
#include "tracking.h"

static enum rs_origin origin(void)
{
	struct pt_regs *regs = get_irq_regs();

	if (!regs) {
		if (is_idle_task(current) || rs_task_is_kernel(current))
			return RS_FROM_KERNEL;
		regs = rs_arch_interrupted();
	}
	if (!regs)
		return RS_FROM_UNKNOWN;
	return user_mode(regs) ? RS_FROM_USER : RS_FROM_KERNEL;
}

/* The running task crossed: it and its watches count that. */
static struct rs_task *count_crossing(struct rs_block *blk)
{
	struct rs_task *t = rs_task_crossed_here(blk);

	if (t)
		rs_task_add(&t->interrupts, 1);
	return t;
}

/**
 * rs_probe_interrupt() - an interrupt that no line stands for
 * @data: &enum ringside_interrupt
 * @vector: unused
 *
 * Context: tracepoints of irq_vectors, hard interrupt.
 */
void rs_probe_interrupt(void *data, int vector)
{
	struct rs_block *blk = this_cpu_read(rs_live_block), *w;
	unsigned long which = (unsigned long)data;
	enum rs_origin from;
	struct rs_task *t;
	u64 bit, left;

	if (!blk)
		return;
	from = origin();
	blk->kinds.interrupt[which][from]++;
	if (from != RS_FROM_USER)
		return;
	t = count_crossing(blk);
	left = t ? t->watches : 0;
	while ((w = rs_watch_next_block(&left, &bit)))
		w->kinds.interrupt[which][from]++;
	if (t)
		rs_event(t, rs_what(INTERRUPT, which), 0);
}

static void count_line(struct rs_kinds *kinds, u32 irq,
		       const struct irqaction *action, enum rs_origin from)
{
	struct rs_line *line;

	for (line = kinds->line; line < kinds->line + RS_LINES; line++) {
		if (!line->irq) {
			line->irq = irq + 1;
			strscpy(line->name, action->name ?: "", RS_LINE_NAME);
		}
		if (line->irq == irq + 1) {
			line->count[from]++;
			return;
		}
	}
	kinds->line_overflow[from]++;
}

/* The handler that comes after the one that was called last on this CPU. */
static DEFINE_PER_CPU(const struct irqaction *, next_action);

/**
 * rs_probe_line() - a handler of an interrupt line is called
 * @data: unused
 * @irq: the line
 * @action: the handler
 *
 * One interrupt of a line that is shared calls all its handlers, in the order
 * of their list: only the first is counted.
 *
 * Context: tracepoint irq_handler_entry, hard interrupt.
 */
void rs_probe_line(void *data, int irq, struct irqaction *action)
{
	struct rs_block *blk = this_cpu_read(rs_live_block), *w;
	bool first = this_cpu_read(next_action) != action;
	enum rs_origin from;
	struct rs_task *t;
	u64 bit, left;

	this_cpu_write(next_action, action->next);
	if (!blk || !first)
		return;
	from = origin();
	count_line(&blk->kinds, irq, action, from);
	if (from != RS_FROM_USER)
		return;
	t = count_crossing(blk);
	left = t ? t->watches : 0;
	while ((w = rs_watch_next_block(&left, &bit)))
		count_line(&w->kinds, irq, action, from);
	if (t)
		rs_event(t, rs_what(LINE, irq), 0);
}
