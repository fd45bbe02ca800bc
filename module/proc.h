/* SPDX-License-Identifier: GPL-2.0 */
/* /proc/ringside/: the same numbers as over netlink, as text for cat. */
#ifndef _RS_PROC_H
#define _RS_PROC_H

int rs_proc_init(void);
void rs_proc_exit(void);

#endif /* _RS_PROC_H */
