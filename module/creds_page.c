// SPDX-License-Identifier: GPL-2.0
/*
 * What /proc/ringside/creds says: each change with what it changed, then who
 * was refused what.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/time64.h>

#include "creds.h"
#include "families.h"
#include "names.h"
#include "pages.h"

static const char *const id_names[] = {
	"uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid"
};

static const char *const cap_names[] = {
	"inheritable", "permitted", "effective", "bounding", "ambient"
};

static void show_difference(struct seq_file *m, const struct rs_ids *before,
			    const struct rs_ids *after)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(id_names); i++) {
		if (before->id[i] != after->id[i])
			seq_printf(m, " %s %u->%u", id_names[i], before->id[i],
				   after->id[i]);
	}
	if (before->groups != after->groups)
		seq_printf(m, " groups %u->%u", before->groups, after->groups);
	if (before->user_ns != after->user_ns)
		seq_printf(m, " user_ns %u->%u", before->user_ns,
			   after->user_ns);
	for (i = 0; i < ARRAY_SIZE(cap_names); i++) {
		if (before->cap[i] != after->cap[i])
			seq_printf(m, " %s %llx->%llx", cap_names[i],
				   before->cap[i], after->cap[i]);
	}
}

/* Anybody may call their task as they like, and this goes to root's terminal. */
static void show_command(struct seq_file *m, const char *comm)
{
	seq_setwidth(m, TASK_COMM_LEN - 1);
	seq_printf(m, "%*pE", (int)strlen(comm), comm);
	seq_pad(m, ' ');
}

static void show_change(struct seq_file *m, const struct rs_cred_change *c)
{
	u32 ns;
	u64 s = div_u64_rem(c->at, NSEC_PER_SEC, &ns);

	seq_printf(m, "%6llu.%06u %7u ", s, ns / 1000, c->pid);
	show_command(m, c->comm);
	seq_printf(m, "%-16s", rs_syscall_name(c->row));
	show_difference(m, &c->before, &c->after);
	seq_putc(m, '\n');
}

static const char *capability_of(const struct rs_refusal *r)
{
	u32 cap;

	if (rs_creds_not_asked())
		return "-";
	return rs_refusal_cap(r, &cap) ? rs_capability_name(cap) : "none";
}

static void show_refusal(struct seq_file *m, const struct rs_refusal *r)
{
	u32 key = rs_refusal_key(r);

	seq_printf(m, "%7u ", r->tgid);
	show_command(m, r->comm);
	seq_printf(m, "%-16s %-7s %-7s %10llu  %s\n",
		   rs_syscall_name(rs_errno_key_row(key)),
		   rs_errno_key_errno(key) == EPERM ? "EPERM" : "EACCES",
		   rs_errno_key_denied(key) ? "denied" : "kernel", r->count,
		   capability_of(r));
}

static void show_refusals(struct seq_file *m, const struct rs_cred_log *log)
{
	const struct rs_refusal *r;

	seq_printf(m, "\n%7s %-15s %-16s %-7s %-7s %10s  %s\n", "process",
		   "command", "syscall", "errno", "by", "refused", "capability");
	for (r = log->refusal; r < log->refusal + RS_REFUSALS; r++) {
		if (r->tgid)
			show_refusal(m, r);
	}
	if (log->unlisted)
		seq_printf(m, "%llu more: their process found no room\n",
			   log->unlisted);
	if (rs_creds_not_asked())
		seq_printf(m, "capability not available: %s\n",
			   rs_creds_not_asked());
}

/**
 * rs_show_creds() - who gained or dropped privilege, and who was refused
 * @m: where to print
 * @page: the open file
 *
 * Context: process context of the reader.
 * Return: 0 or a negative error.
 */
int rs_show_creds(struct seq_file *m, struct rs_page *page)
{
	const char *missing = rs_family_missing(RINGSIDE_FAMILY_CREDS);
	const struct rs_cred_change *change;
	u32 i;

	if (missing) {
		seq_printf(m, "not available: %s\n", missing);
		return 0;
	}
	if (!page->creds) {
		struct rs_cred_log *log = rs_creds_take();

		if (IS_ERR(log))
			return PTR_ERR(log);
		page->creds = log;
	}
	if (rs_creds_lost(page->creds))
		seq_printf(m, "%llu older changes found no room\n",
			   rs_creds_lost(page->creds));
	seq_printf(m, "%13s %7s %-15s %-16s %s\n", "at_s", "task", "command",
		   "syscall", "changed");
	for (i = 0; (change = rs_creds_change(page->creds, i)); i++)
		show_change(m, change);
	show_refusals(m, page->creds);
	return 0;
}
