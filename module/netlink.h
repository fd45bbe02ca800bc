/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family. */
#ifndef _RS_NETLINK_H
#define _RS_NETLINK_H

int rs_netlink_init(void);
void rs_netlink_exit(void);

#endif /* _RS_NETLINK_H */
