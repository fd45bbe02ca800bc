/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Signal handlers whose every crossing is known: one rt_sigaction, and one
 * rt_sigreturn for each signal.
 */
#ifndef RS_TEST_SIGNALS_H
#define RS_TEST_SIGNALS_H

/* seen->value[HANDLED] tells the tester how many were handled */
#define HANDLED 15

/* flags as for sigaction(2) */
long on_signal(int sig, unsigned long flags);
int signals_seen(void);

#endif
