// SPDX-License-Identifier: GPL-2.0
/*
 * What keeps a module from leaving.
 */
#include <linux/module.h>

#include "fail.h"

/**
 * rs_fail_stuck_reference() - take a reference that nobody drops
 * @victim: unused
 *
 * Shows that rmmod is refused from now on, though nothing uses the module.
 *
 * Context: any.
 */
void rs_fail_stuck_reference(const struct rs_victim *victim)
{
	__module_get(THIS_MODULE);
}
