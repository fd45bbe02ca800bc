/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Faults: exceptions that only the die notifiers tell of.
 */
#ifndef _RS_FAULTS_H
#define _RS_FAULTS_H

#include <linux/types.h>

int rs_faults_attach(bool wanted);

#endif /* _RS_FAULTS_H */
