// SPDX-License-Identifier: GPL-2.0
/* Load on all CPUs until standard input ends */
#include <unistd.h>

#include "lib/busy.h"

int main(void)
{
	struct busy busy;
	char byte;

	busy_start(&busy);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	busy_stop(&busy);
	return 0;
}
