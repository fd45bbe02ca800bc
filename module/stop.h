/* SPDX-License-Identifier: GPL-2.0 */
/* The machine stopped for a moment, so that no probe runs. */
#ifndef _RS_STOP_H
#define _RS_STOP_H

/* Of -ETIMEDOUT, for whoever asked */
#define RS_CPU_IS_STUCK	"a CPU has been stuck for seconds, see dmesg: to stop the others for it would hang the machine"

struct netlink_ext_ack;

int rs_cpus_answer(void);
int rs_stop(int (*fn)(void *data), void *data);
int rs_stop_at_last(int (*fn)(void *data), void *data);
void rs_stop_why(struct netlink_ext_ack *extack, int err, const char *reason);

#endif /* _RS_STOP_H */
