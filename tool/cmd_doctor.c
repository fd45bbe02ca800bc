// SPDX-License-Identifier: GPL-2.0
#include "output.h"
int cmd_doctor(const struct context *ctx) { (void)ctx; return 0; }
