// SPDX-License-Identifier: GPL-2.0
/*
 * Makes every syscall number of one ABI once, and none of them happens: a
 * seccomp filter answers for the kernel. A tracer still sees each entry, since
 * its stop comes before seccomp. The oracle for names and classes:
 *	strace -e trace=%file each_syscall x86_64 500
 * The answer is an errno that no call of libc's start gets.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define X32_BIT	0x40000000L

/* exit_group must get through, or we could not end; 1 << 20 marks that one. */
#define LAST_CALL_MARK	(1 << 20)

static int answer_all(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, LAST_CALL_MARK, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EHWPOISON),
	};
	struct sock_fprog program = { .len = 4, .filter = filter };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* uretprobe and uprobe are not asked of seccomp, and kill who makes them. */
static int deadly(long number)
{
	return number == 335 || number == 336;
}

static long by_int80(long number)
{
	long answer;

	__asm__ volatile("int $0x80" : "=a"(answer)
			 : "a"(number), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
			 : "memory", "r8", "r9", "r10", "r11");
	return answer;
}

int main(int argc, char **argv)
{
	long last = argc == 3 ? atol(argv[2]) : -1;
	int ia32 = argc == 3 && !strcmp(argv[1], "ia32");
	long bit = argc == 3 && !strcmp(argv[1], "x32") ? X32_BIT : 0;

	if (last < 0) {
		fprintf(stderr, "usage: each_syscall x86_64|ia32|x32 LAST\n");
		return 2;
	}
	if (answer_all()) {
		perror("each_syscall: seccomp");
		return 2;
	}
	for (long number = 0; number <= last; number++) {
		if (ia32)
			by_int80(number);
		else if (!deadly(number))
			syscall(bit + number, 0, 0, 0, 0, 0, 0);
	}
	for (;;)
		syscall(SYS_exit_group, 0, LAST_CALL_MARK);
}
