// SPDX-License-Identifier: GPL-2.0
/* witness: live beside a failure, and say so as long as it goes. */
#include "ringside.h"
#include "witness.h"

int cmd_witness(const struct context *ctx)
{
	return bear_witness(ctx->opt->argc ? ctx->opt->argv[0] : NULL);
}
