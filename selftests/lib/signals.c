// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <signal.h>

#include "raw.h"
#include "rig.h"
#include "signals.h"

#define KERNEL_SA_RESTORER	0x04000000

/* The kernel's, not the C library's */
struct kernel_sigaction {
	void (*handler)(int sig);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

static volatile int caught;

void rs_test_restorer(void);
__asm__(".text\n"
	".globl rs_test_restorer\n"
	"rs_test_restorer:\n\t"
	"mov $15, %eax\n\t"
	"syscall\n");

static void handler(int sig)
{
	(void)sig;
	caught++;
	if (seen)
		seen->value[HANDLED] = caught;
}

long on_signal(int sig, unsigned long flags)
{
	struct kernel_sigaction action = {
		.handler = handler,
		.flags = flags | KERNEL_SA_RESTORER,
		.restorer = rs_test_restorer,
	};

	return raw4(__NR_rt_sigaction, sig, &action, 0, sizeof(action.mask));
}

int signals_seen(void)
{
	return caught;
}
