// SPDX-License-Identifier: GPL-2.0
/*
 * Instructions that the CPU keeps for ring 0. Should one be let through, what
 * it does is harmless or undone by the next.
 */
#include "attempt.h"
#include "ringside.h"

#include <linux/capability.h>
#include <linux/ringside.h>

static int make_hlt(void)
{
	__asm__ volatile("hlt");
	return 0;
}

static int make_cli(void)
{
	__asm__ volatile("cli\n\tsti" : : : "memory");
	return 0;
}

static int make_rdmsr(void)
{
	uint32_t low, high;

	__asm__ volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (0xc0000080));
	return 0;
}

static int make_cr3(void)
{
	uint64_t value;

	__asm__ volatile("mov %%cr3, %0" : "=r" (value));
	return 0;
}

static int make_port(void)
{
	uint8_t value;

	__asm__ volatile("inb $0x80, %0" : "=a" (value));
	return 0;
}

static int make_gate(void)
{
	__asm__ volatile("int $14");
	return 0;
}

#define INSTRUCTION(name, means, make, try) \
	{ name, means, NULL, make, try, NO_CAPABILITY, NULL, 0 }

static const struct attempt attempts[] = {
	INSTRUCTION("hlt", "stop the CPU until the next interrupt", make_hlt, NOT_IN_RING_0),
	INSTRUCTION("cli", "switch interrupts off and keep the CPU", make_cli,
		    RINGSIDE_TRY_CLI),
	INSTRUCTION("rdmsr", "read a register of the CPU's set-up", make_rdmsr,
		    RINGSIDE_TRY_RDMSR),
	INSTRUCTION("mov cr3", "learn where the page tables are", make_cr3, RINGSIDE_TRY_CR3),
	INSTRUCTION("in 0x80", "talk to a device behind the kernel's back", make_port,
		    RINGSIDE_TRY_PORT),
	INSTRUCTION("int 14", "raise a page fault that never was", make_gate, NOT_IN_RING_0),
};

const struct attempt_family instruction_attempts = {
	"instructions", attempts, ARRAY_SIZE(attempts)
};
