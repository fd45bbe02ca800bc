// SPDX-License-Identifier: GPL-2.0
/*
 * x86: what protects ring 0, as each CPU has it switched on.
 *
 * Control registers and MSRs are a CPU's own. So each CPU is asked; where
 * they do not agree, that is said.
 */
#include <linux/bits.h>
#include <linux/cpu.h>
#include <linux/kallsyms.h>
#include <linux/sched/task_stack.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/cpufeature.h>
#include <asm/desc.h>
#include <asm/msr-index.h>
#include <asm/processor-flags.h>
#include <asm/segment.h>
#include <asm/special_insns.h>

#include "../rings.h"
#include "x86_msr.h"

/* Kernels before 6.9 have no names for these. */
#define CR4_FRED	BIT_ULL(32)
#define FRED_CONFIG	0x1d4

/* Of the first eight bytes of a gate. */
#define GATE_PRESENT(gate)	((gate) >> 47 & 1)
#define GATE_RING(gate)		((gate) >> 45 & 3)

/**
 * struct cpu_facts - of one CPU
 * @cs: the code segment that the kernel runs on
 * @cr0: control register 0
 * @cr4: control register 4
 * @has_efer: whether @efer is known
 * @efer: MSR, extended features
 * @entry: MSR, where a system call arrives; never leaves this file
 * @idt: whether @gates are known
 * @gates: vectors that ring 3 may use
 */
struct cpu_facts {
	u32 cs;
	unsigned long cr0;
	u64 cr4;
	bool has_efer;
	u64 efer;
	u64 entry;
	bool idt;
	DECLARE_BITMAP(gates, RS_VECTORS);
};

/*
 * With FRED there is no interrupt table, and what is in its place cannot be
 * read. Where the kernel does not run in ring 0, as under Xen, the table that
 * the CPU names is the hypervisor's.
 */
static void look_at_gates(struct cpu_facts *facts)
{
	struct desc_ptr idt;
	unsigned int i, n;

	if (facts->cs & SEGMENT_RPL_MASK || facts->cr4 & CR4_FRED)
		return;
	store_idt(&idt);
	n = min_t(unsigned int, (idt.size + 1) / sizeof(gate_desc), RS_VECTORS);
	for (i = 0; i < n; i++) {
		const gate_desc *gate = (const gate_desc *)idt.address + i;
		/* Not all of its mapping is known to KASAN. */
		u64 low = READ_ONCE_NOCHECK(*(const unsigned long *)gate);

		if (GATE_PRESENT(low) && GATE_RING(low) == USER_RPL)
			__set_bit(i, facts->gates);
	}
	facts->idt = n;
}

static void look(void *arg)
{
	struct cpu_facts *facts = arg;
	u64 entry;

	savesegment(cs, facts->cs);
	facts->cr0 = read_cr0();
	facts->cr4 = __read_cr4();
	facts->has_efer = rs_rdmsr(MSR_EFER, &facts->efer);
	if (rs_rdmsr(facts->cr4 & CR4_FRED ? FRED_CONFIG : MSR_LSTAR, &entry))
		facts->entry = facts->cr4 & CR4_FRED ? entry & PAGE_MASK : entry;
	look_at_gates(facts);
}

/*
 * The name of the kernel's own code that begins there. A name from a module, or
 * of something that code was made for at run time, carries it in brackets.
 */
static bool name_of(u64 address, char name[KSYM_SYMBOL_LEN])
{
	char *offset;

	sprint_symbol(name, address);
	offset = strstr(name, "+0x0/");
	if (offset && !strchr(name, '[')) {
		*offset = '\0';
		return true;
	}
	/* It may be the bare address. */
	*name = '\0';
	return false;
}

enum per_cpu_fence {
	PAGING, WRITE_PROTECT, NO_EXECUTE, SMEP, SMAP, UMIP, ENTRY, GATES, PER_CPU
};

static const struct rs_fence per_cpu_fences[] = {
	[PAGING] = { "paging", "ring 3 from every page that is not marked as its own" },
	[WRITE_PROTECT] = { "write protection", "ring 0 from writing to pages that are read-only" },
	[NO_EXECUTE] = { "NX", "both rings from running data as if it were code" },
	[SMEP] = { "SMEP", "ring 0 from running code of ring 3" },
	[SMAP] = { "SMAP", "ring 0 from touching memory of ring 3 unless it says so first" },
	[UMIP] = { "UMIP",
		   "ring 3 from reading where the CPU's tables are (sgdt, sidt, smsw ...)" },
	[ENTRY] = { "system call entry", "ring 3 from choosing where in ring 0 it arrives" },
	[GATES] = { "interrupt gates", "ring 3 from raising interrupts other than those listed" },
};

static void count(struct rs_rings *rings, enum per_cpu_fence fence, bool on)
{
	rings->fence[fence].cpus_on += on;
}

static void add_efer(struct rs_rings *rings, const struct cpu_facts *facts)
{
	if (facts->has_efer)
		count(rings, NO_EXECUTE, facts->efer & EFER_NX);
	else
		rings->fence[NO_EXECUTE].state = RINGSIDE_FENCE_UNKNOWN;
}

/* The first name is shown; who has another one differs. */
static void add_entry(struct rs_rings *rings, const struct cpu_facts *facts)
{
	char name[KSYM_SYMBOL_LEN];

	if (!name_of(facts->entry, name))
		return;
	if (!*rings->handler)
		strscpy(rings->handler, name, sizeof(rings->handler));
	count(rings, ENTRY, !strcmp(rings->handler, name));
}

static void add_gates(struct rs_rings *rings, const struct cpu_facts *facts)
{
	bool first = rings->cpus == 1;
	bool same = first || bitmap_equal(rings->gates, facts->gates, RS_VECTORS);

	count(rings, GATES, facts->idt && same);
	bitmap_or(rings->gates, rings->gates, facts->gates, RS_VECTORS);
}

static void add(struct rs_rings *rings, const struct cpu_facts *facts)
{
	rings->cpus++;
	rings->kernel_ring = facts->cs & SEGMENT_RPL_MASK;
	rings->entry = facts->cr4 & CR4_FRED ? "FRED" : "SYSCALL";
	count(rings, PAGING, facts->cr0 & X86_CR0_PG);
	count(rings, WRITE_PROTECT, facts->cr0 & X86_CR0_WP);
	add_efer(rings, facts);
	count(rings, SMEP, facts->cr4 & X86_CR4_SMEP);
	count(rings, SMAP, facts->cr4 & X86_CR4_SMAP);
	count(rings, UMIP, facts->cr4 & X86_CR4_UMIP);
	add_entry(rings, facts);
	add_gates(rings, facts);
}

static enum ringside_fence state_of(u32 on, u32 cpus)
{
	if (!on)
		return RINGSIDE_FENCE_OFF;
	return on == cpus ? RINGSIDE_FENCE_ON : RINGSIDE_FENCE_DIFFERS;
}

static const char *why_unused(bool used)
{
	return used ? NULL : "this CPU does not offer it, or the kernel was told not to use it";
}

/* On how many CPUs it is on is not known either. */
static void be_unknown(struct rs_fence *fence, const char *note)
{
	fence->state = RINGSIDE_FENCE_UNKNOWN;
	fence->per_cpu = false;
	fence->note = note;
}

static void sum_up(struct rs_fence *fence, u32 cpus)
{
	if (fence->state == RINGSIDE_FENCE_UNKNOWN) {
		be_unknown(fence, "the CPU's register that has it cannot be read");
		return;
	}
	fence->state = state_of(fence->cpus_on, cpus);
	if (fence->state == RINGSIDE_FENCE_DIFFERS)
		fence->note = "not the same on all CPUs";
}

static void explain(struct rs_rings *rings)
{
	struct rs_fence *entry = &rings->fence[ENTRY];
	struct rs_fence *gates = &rings->fence[GATES];
	u32 i;

	for (i = 0; i < PER_CPU; i++)
		sum_up(&rings->fence[i], rings->cpus);
	for (i = NO_EXECUTE; i <= UMIP; i++) {
		if (rings->fence[i].state == RINGSIDE_FENCE_OFF)
			rings->fence[i].note = why_unused(false);
	}
	if (entry->state == RINGSIDE_FENCE_ON)
		entry->note = "the handler is the kernel's own code";
	else if (entry->state == RINGSIDE_FENCE_OFF)
		be_unknown(entry,
			   "the handler is no function of the kernel that it has a name for");
	if (gates->state == RINGSIDE_FENCE_OFF)
		be_unknown(gates, "there is no table that could be read: FRED, or a hypervisor's");
}

static void add_fence(struct rs_rings *rings, const struct rs_fence *fence)
{
	rings->fence[rings->nr_fences++] = *fence;
}

static void add_pti(struct rs_rings *rings)
{
	struct rs_fence pti = {
		"page-table isolation",
		"ring 3 from even guessing at kernel memory: it is not in its page tables",
	};

	pti.state = boot_cpu_has(X86_FEATURE_PTI) ? RINGSIDE_FENCE_ON :
						    RINGSIDE_FENCE_OFF;
	if (pti.state == RINGSIDE_FENCE_OFF)
		pti.note = boot_cpu_has_bug(X86_BUG_CPU_MELTDOWN) ?
			"switched off, on a CPU that needs it" :
			"this CPU does not need it";
	add_fence(rings, &pti);
}

static void add_hypervisor(struct rs_rings *rings)
{
	struct rs_fence hypervisor = {
		"hypervisor",
		"this ring 0 from reaching beyond its virtual machine",
	};

	hypervisor.state = boot_cpu_has(X86_FEATURE_HYPERVISOR) ?
		RINGSIDE_FENCE_ON : RINGSIDE_FENCE_OFF;
	add_fence(rings, &hypervisor);
}

/**
 * rs_arch_take_rings() - look at each CPU
 * @rings: zeroed; filled in
 *
 * Context: process context of the asking program, sleeps.
 */
void rs_arch_take_rings(struct rs_rings *rings)
{
	int cpu;
	u32 i;

	rings->user_ring = task_pt_regs(current)->cs & SEGMENT_RPL_MASK;
	for (i = 0; i < PER_CPU; i++) {
		add_fence(rings, &per_cpu_fences[i]);
		rings->fence[i].per_cpu = true;
	}
	cpus_read_lock();
	for_each_online_cpu(cpu) {
		struct cpu_facts facts = { 0 };

		if (!smp_call_function_single(cpu, look, &facts, 1))
			add(rings, &facts);
	}
	cpus_read_unlock();
	explain(rings);
	add_pti(rings);
	add_hypervisor(rings);
}

/**
 * rs_arch_gate_use() - what ring 3 uses a gate for
 * @vector: of the interrupt table
 *
 * Context: any.
 * Return: a constant string.
 */
const char *rs_arch_gate_use(u32 vector)
{
	switch (vector) {
	case 3:
		return "#BP: int3, which debuggers put in the place of an instruction";
	case 4:
		return "#OF: into, which 32-bit code checks for an overflow with";
	case 0x80:
		return "int 0x80: system calls of 32-bit programs";
	default:
		return "not known to ringside";
	}
}
