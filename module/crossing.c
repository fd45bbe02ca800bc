// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/ringside/crossing: a page about the read() that fetches it.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/uidgid.h>

#include "crossing.h"
#include "tasks.h"

/*
 * The page shows addresses of the reader. A user must not get those of a more
 * privileged program by opening the file and letting that program read it.
 */
static bool same_user(const struct cred *opener, const struct cred *reader)
{
	return uid_eq(reader->uid, opener->euid) &&
	       uid_eq(reader->euid, opener->euid) &&
	       uid_eq(reader->suid, opener->euid) &&
	       gid_eq(reader->gid, opener->egid) &&
	       gid_eq(reader->egid, opener->egid) &&
	       gid_eq(reader->sgid, opener->egid) &&
	       cap_issubset(reader->cap_permitted, opener->cap_permitted);
}

/**
 * rs_crossing_show() - print the page
 * @m: where to print
 * @crossing: of this open file; the first call fills it in, so that the page
 *	stays the same however it is read
 *
 * Context: process context, in a read() of current.
 * Return: 0, or -EACCES when the reader is not who opened the file, or
 * -EOPNOTSUPP when it has no user side.
 */
int rs_crossing_show(struct seq_file *m, struct rs_crossing *crossing)
{
	if (!same_user(m->file->f_cred, current_cred()))
		return -EACCES;
	if (!crossing->taken) {
		if (rs_task_is_kernel(current))
			return -EOPNOTSUPP;
		rs_arch_take_crossing(&crossing->arch);
		crossing->taken = true;
	}
	seq_puts(m, "This page is about the system call that is fetching it.\n\n");
	rs_arch_show_crossing(m, &crossing->arch);
	return 0;
}
