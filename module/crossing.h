/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/ringside/crossing: a page about the read() that fetches it. */
#ifndef _RS_CROSSING_H
#define _RS_CROSSING_H

#include <linux/types.h>

#include "arch/arch.h"

/**
 * struct rs_crossing - the first read() of one open file
 * @taken: whether there was one yet
 * @arch: what the architecture knows of it
 */
struct rs_crossing {
	bool taken;
	struct rs_arch_crossing arch;
};

int rs_crossing_show(struct seq_file *m, struct rs_crossing *crossing);

#endif /* _RS_CROSSING_H */
