// SPDX-License-Identifier: GPL-2.0
/*
 * What ring 3 can find out about the fence by itself: prints the low two bits
 * of its code segment, then each vector that "int N" may use. The CPU refuses
 * the others with a general protection fault whose code says: a gate.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#define GENERAL_PROTECTION	13
#define OF_A_GATE		2
#define IA32_GETPID		20
#define VECTORS			256

static sigjmp_buf back;
static volatile long trap, code;

static void on_signal(int number, siginfo_t *info, void *context)
{
	const greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	(void)number;
	(void)info;
	trap = regs[REG_TRAPNO];
	code = regs[REG_ERR];
	siglongjmp(back, 1);
}

/* mov $IA32_GETPID, %eax; int $vector; ret */
static int may_use(unsigned char *page, int vector)
{
	const unsigned char call[] = { 0xb8, IA32_GETPID, 0, 0, 0, 0xcd, vector, 0xc3 };

	trap = code = -1;
	memcpy(page, call, sizeof(call));
	if (!sigsetjmp(back, 1))
		((void (*)(void))page)();
	/* CPUs name the vector in the rest of the code; QEMU gets that wrong. */
	return trap != GENERAL_PROTECTION || !(code & OF_A_GATE);
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };
	unsigned char *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
				   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned short cs;
	int vector;

	if (page == MAP_FAILED || sigaction(SIGSEGV, &action, NULL) ||
	    sigaction(SIGTRAP, &action, NULL) || sigaction(SIGILL, &action, NULL) ||
	    sigaction(SIGFPE, &action, NULL) || sigaction(SIGBUS, &action, NULL))
		return 1;
	__asm__ volatile("mov %%cs, %0" : "=r" (cs));
	printf("%d\n", cs & 3);
	for (vector = 0; vector < VECTORS; vector++)
		if (may_use(page, vector))
			printf("%d\n", vector);
	return 0;
}
