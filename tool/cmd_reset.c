// SPDX-License-Identifier: GPL-2.0
/* reset: all counters begin again. */
#include "family.h"
#include "output.h"

int cmd_reset(const struct context *ctx)
{
	char number[SHOWN_SIZE];
	uint64_t generation;

	if (ask_reset(ctx->session, &generation) != DONE)
		return session_report(ctx->session);
	out_begin();
	out_number("generation", generation);
	out_text("generation %s began\n", shown(generation, number));
	return out_end();
}
