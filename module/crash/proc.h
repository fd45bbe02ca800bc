/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _RS_CRASH_PROC_H
#define _RS_CRASH_PROC_H

#define RS_CRASH_DIR	"ringside_crash"

int rs_crash_proc_init(void);
void rs_crash_proc_exit(void);

#endif /* _RS_CRASH_PROC_H */
