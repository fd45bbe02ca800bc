// SPDX-License-Identifier: GPL-2.0
/*
 * Rosters, copied in a stopped machine: all rows are of one instant.
 */
#include <linux/bits.h>
#include <linux/err.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "families.h"
#include "members.h"
#include "roster.h"
#include "stop.h"

struct order {
	struct rs_roster *from;
	u32 watch;
	struct rs_roster_copy *to;
};

static void settle_all(struct rs_roster *roster, u64 watch)
{
	struct task_struct *p;
	struct rs_task *t;
	u32 slot;

	rs_members_until_now(watch);
	for (slot = 0; slot < rs_tasks_slots(); slot++) {
		t = rs_task_at(slot, &p);
		if (t && t->watches & watch)
			rs_roster_settle(roster, t, p);
	}
}

static void copy_calls(struct rs_roster_copy *to, const struct rs_roster *from)
{
	u32 i;

	for (i = 0; i < BIT(from->call_bits); i++) {
		struct rs_roster_row *row = &to->row[to->rows];

		if (!from->key[i])
			continue;
		row->member = (from->key[i] >> RS_KEY_ROW_BITS) - 1;
		row->row = from->key[i] & (BIT(RS_KEY_ROW_BITS) - 1);
		memcpy(row->count, from->call[i].count, sizeof(row->count));
		to->rows++;
	}
}

static int take_stopped(void *data)
{
	struct order *order = data;
	struct rs_roster *from = order->from;
	struct rs_roster_copy *to = order->to;

	settle_all(from, BIT_ULL(order->watch));
	to->missing = rs_watches[order->watch]->gaps | ~rs_families_on();
	to->members = atomic_read(&from->members);
	memcpy(to->member, from->member, to->members * sizeof(*to->member));
	copy_calls(to, from);
	return 0;
}

/**
 * rs_roster_take() - copy a roster
 * @roster: the roster; the caller keeps its watch alive
 * @watch: id of its watch
 *
 * Context: process context, sleeps; stops the machine.
 * Return: a copy for rs_roster_copy_free(), or an ERR_PTR().
 */
struct rs_roster_copy *rs_roster_take(struct rs_roster *roster, u32 watch)
{
	struct rs_roster_copy *to = kzalloc(sizeof(*to), GFP_KERNEL);
	struct order order = { .from = roster, .watch = watch, .to = to };
	int err = -ENOMEM;

	if (!to)
		return ERR_PTR(-ENOMEM);
	to->member = kvmalloc_array(roster->room, sizeof(*to->member),
				    RS_GFP_LARGE);
	to->row = kvmalloc_array(BIT(roster->call_bits), sizeof(*to->row),
				 RS_GFP_LARGE);
	if (to->member && to->row)
		err = rs_stop(take_stopped, &order);
	if (!err)
		return to;
	rs_roster_copy_free(to);
	return ERR_PTR(err);
}

/**
 * rs_roster_copy_free() - free a copy
 * @copy: from rs_roster_take(), or NULL
 *
 * Context: process context.
 */
void rs_roster_copy_free(struct rs_roster_copy *copy)
{
	if (!copy)
		return;
	kvfree(copy->row);
	kvfree(copy->member);
	kfree(copy);
}
