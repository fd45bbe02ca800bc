/* SPDX-License-Identifier: GPL-2.0 */
/* The few syscalls of the audit library, without errno, which is the program's. */
#ifndef AUDIT_SYSCALLS_H
#define AUDIT_SYSCALLS_H

#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>

static inline long syscall_raw(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long result;

	__asm__ volatile("syscall" : "=a"(result)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

static inline long syscall_open(const char *path, int flags)
{
	return syscall_raw(SYS_open, (long)path, flags, 0, 0, 0, 0);
}

static inline void syscall_close(int fd)
{
	syscall_raw(SYS_close, fd, 0, 0, 0, 0, 0);
}

/* NULL when it cannot be. */
static inline void *syscall_map(int fd, size_t size)
{
	const int protection = PROT_READ | PROT_WRITE;
	long result = syscall_raw(SYS_mmap, 0, (long)size, protection, MAP_SHARED, fd, 0);

	return result < 0 && result > -4096 ? NULL : (void *)result;
}

static inline void syscall_unmap(void *address, size_t size)
{
	syscall_raw(SYS_munmap, (long)address, (long)size, 0, 0, 0, 0);
}

#endif
