// SPDX-License-Identifier: GPL-2.0
#include "taint.h"
#include "output.h"

#include <inttypes.h>
#include <stdio.h>

/* The bits of /proc/sys/kernel/tainted, from 0. */
static const struct {
	char letter;
	const char *meaning;
} taints[] = {
	{ 'P', "a module with a proprietary licence was loaded" },
	{ 'F', "a module was loaded by force" },
	{ 'S', "the CPU is used out of its specification" },
	{ 'R', "a module was unloaded by force" },
	{ 'M', "the CPU reported a hardware error" },
	{ 'B', "memory that the kernel keeps account of was found wrong" },
	{ 'U', "a program asked for it" },
	{ 'D', "the kernel has died before: an oops or a BUG" },
	{ 'A', "an ACPI table was replaced" },
	{ 'W', "the kernel has warned" },
	{ 'C', "a driver from staging was loaded" },
	{ 'I', "the firmware has a severe bug" },
	{ 'O', "a module from outside the kernel's source was loaded" },
	{ 'E', "a module without a signature was loaded" },
	{ 'L', "a CPU was stuck: a soft lockup" },
	{ 'K', "the kernel was patched while it ran" },
	{ 'X', "what the distribution says it means" },
	{ 'T', "the layout of structures was randomised" },
	{ 'N', "a test module was loaded" },
	{ 'J', "fwctl was used to change a device" },
};

static uint64_t number_in(const char *path)
{
	FILE *file = fopen(path, "re");
	uint64_t number = ABSENT;

	if (!file)
		return ABSENT;
	if (fscanf(file, "%" SCNu64, &number) != 1)
		number = ABSENT;
	fclose(file);
	return number;
}

void take_health(struct health *health)
{
	health->taint = number_in("/proc/sys/kernel/tainted");
	health->oopses = number_in("/sys/kernel/oops_count");
	health->warnings = number_in("/sys/kernel/warn_count");
}

const char *taint_meaning(unsigned int bit, char *letter)
{
	if (bit >= ARRAY_SIZE(taints))
		return NULL;
	*letter = taints[bit].letter;
	return taints[bit].meaning;
}
