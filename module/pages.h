/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files under /proc/ringside say.
 */
#ifndef _RS_PAGES_H
#define _RS_PAGES_H

#include <linux/sched.h>
#include <linux/types.h>

#include "crossing.h"

struct rs_cred_log;
struct rs_rings;
struct rs_snapshot;
struct seq_file;

/**
 * struct rs_self - the process that reads, at its first read()
 * @pid: its process id, in its pid namespace; 0 before the first read()
 * @comm: its name
 * @threads: that are alive
 * @entries: crossings of these in this generation
 * @errors: of these, returned with an error
 */
struct rs_self {
	pid_t pid;
	char comm[TASK_COMM_LEN];
	u32 threads;
	u64 entries;
	u64 errors;
};

/**
 * struct rs_page - one open file
 * @show: prints it
 * @generation: when it was opened
 * @snap: the system's counters, of a privileged file
 * @nr_rows: entries of @rows
 * @rows: rows of @snap that are not empty, busiest first
 * @self: of the file self
 * @crossing: of the file crossing
 * @rings: of the file rings, at its first read()
 * @creds: of the file creds, at its first read()
 */
struct rs_page {
	int (*show)(struct seq_file *m, struct rs_page *page);
	u32 generation;
	struct rs_snapshot *snap;
	u32 nr_rows;
	u32 *rows;
	struct rs_self self;
	struct rs_crossing crossing;
	struct rs_rings *rings;
	struct rs_cred_log *creds;
};

int rs_show_status(struct seq_file *m, struct rs_page *page);
int rs_show_syscalls(struct seq_file *m, struct rs_page *page);
int rs_show_errors(struct seq_file *m, struct rs_page *page);
int rs_show_creds(struct seq_file *m, struct rs_page *page);
int rs_show_ledger(struct seq_file *m, struct rs_page *page);
int rs_show_self(struct seq_file *m, struct rs_page *page);
int rs_show_crossing(struct seq_file *m, struct rs_page *page);
int rs_show_rings(struct seq_file *m, struct rs_page *page);

#endif /* _RS_PAGES_H */
