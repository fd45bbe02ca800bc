// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/ringside/crossing: the page about a read() says what the reader knows
 * about it from the other side.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"

#define PAGE	"/proc/ringside/crossing"
#define SIZE	16384
#define USER_CS	0x33

/* What the reader knows of its own crossing */
struct mine {
	long ret, fd, buf, size;
	unsigned long ip, sp, flags;
};

static char *text;

static int open_page(void)
{
	int fd = open(PAGE, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		ksft_exit_fail_msg("%s: %s\n", PAGE, strerror(errno));
	memset(text, 0, SIZE);
	return fd;
}

static struct mine read_by_syscall(void)
{
	struct mine m = { .fd = open_page(), .buf = (long)text, .size = SIZE - 1 };

	__asm__ volatile("lea 1f(%%rip), %[ip]\n\t"
			 "mov %%rsp, %[sp]\n\t"
			 "pushfq\n\t"
			 "pop %[flags]\n\t"
			 "syscall\n"
			 "1:"
			 : "=a"(m.ret), [ip] "=&r"(m.ip), [sp] "=&r"(m.sp),
			   [flags] "=&r"(m.flags)
			 : "0"((long)__NR_read), "D"(m.fd), "S"(m.buf), "d"(m.size)
			 : "rcx", "r11", "memory");
	close(m.fd);
	return m;
}

static struct mine read_by_int80(void)
{
	struct mine m = { .fd = open_page(), .buf = (long)text, .size = SIZE - 1 };

	__asm__ volatile("lea 1f(%%rip), %[ip]\n\t"
			 "mov %%rsp, %[sp]\n\t"
			 "pushfq\n\t"
			 "pop %[flags]\n\t"
			 "int $0x80\n"
			 "1:"
			 : "=a"(m.ret), [ip] "=&r"(m.ip), [sp] "=&r"(m.sp),
			   [flags] "=&r"(m.flags)
			 : "0"((long)IA32_READ), "b"(m.fd), "c"(m.buf), "d"(m.size)
			 : "r8", "r9", "r10", "r11", "memory");
	close(m.fd);
	return m;
}

/* The first number behind a line's words */
static unsigned long after(const char *words)
{
	const char *at = strstr(text, words);

	return at ? strtoul(at + strlen(words), NULL, 0) : 0;
}

static bool says(const char *words)
{
	return strstr(text, words);
}

static void same(const char *how, const char *what, unsigned long has,
		 unsigned long wants)
{
	char name[64];

	snprintf(name, sizeof(name), "%s: %s", how, what);
	check(has == wants, name, "0x%lx, expected 0x%lx", has, wants);
}

static void registers(const char *how, const struct mine *m, long nr,
		      const char *abi)
{
	char args[128], name[64];

	same(how, "a page came", m->ret > 0 && says("ringside "), 1);
	same(how, "instruction pointer", after("instruction pointer"), m->ip);
	same(how, "stack pointer", after("stack pointer"), m->sp);
	same(how, "code segment", after("code segment"), USER_CS);
	same(how, "flags", after("flags"), m->flags);
	same(how, "syscall number", after("syscall number"), nr);
	snprintf(args, sizeof(args), "0x%lx, 0x%lx, 0x%lx", m->fd,
		 m->buf, m->size);
	snprintf(name, sizeof(name), "%s: arguments", how);
	check(says(args), name, "no \"%s\"", args);
	snprintf(name, sizeof(name), "%s: table", how);
	check(says(abi), name, "no \"%s\"", abi);
}

/* What the kernel side adds cannot be seen from here, only that it is ring 0. */
static void kernel_side(void)
{
	const char *at = strstr(text, "2. Ring 0 works.");
	unsigned long cs = 3;

	if (at && strstr(at, "code segment"))
		cs = strtoul(strstr(at, "code segment") + strlen("code segment"),
			     NULL, 0);
	same("kernel side", "code segment of ring 0", cs & 3, 0);
	same("kernel side", "it goes on where the program does",
	     says("ring 3, may only ask") && says("3. What happens next."), 1);
}

static void own_ways(void)
{
	struct iovec halves[2] = {
		{ text, 100 }, { text + 100, SIZE - 101 }
	};
	int pipes[2], fd = open_page();
	ssize_t n;

	n = pread(fd, text, SIZE - 1, 0);
	same("pread64", "syscall number", n > 0 ? after("syscall number") : 0,
	     __NR_pread64);
	close(fd);
	fd = open_page();
	n = readv(fd, halves, 2);
	same("readv", "syscall number", n > 0 ? after("syscall number") : 0,
	     __NR_readv);
	close(fd);
	if (pipe(pipes))
		ksft_exit_fail_msg("pipe: %s\n", strerror(errno));
	fd = open_page();
	n = splice(fd, NULL, pipes[1], NULL, SIZE - 1, SPLICE_F_NONBLOCK);
	if (n > 0)
		n = read(pipes[0], text, SIZE - 1);
	same("splice", "its own number, or a clean refusal",
	     n < 0 ? __NR_splice : after("syscall number"), __NR_splice);
	close(fd);
	fd = open_page();
	n = sendfile(pipes[1], fd, NULL, SIZE - 1);
	if (n > 0)
		n = read(pipes[0], text, SIZE - 1);
	same("sendfile", "its own number, or a clean refusal",
	     n < 0 ? __NR_sendfile : after("syscall number"), __NR_sendfile);
	close(fd);
}

static void bad_buffer(void)
{
	int fd = open_page();
	ssize_t n = raw3(__NR_read, fd, 1, SIZE);

	same("a buffer that is not there", "EFAULT", -n, EFAULT);
	n = read(fd, text, SIZE - 1);
	same("a buffer that is not there", "a later read works", n > 0, 1);
	close(fd);
}

/* seen->value[0]: what a more privileged reader got from nobody's descriptor */
static int open_as_nobody(long arg)
{
	char byte;
	int fd;

	(void)arg;
	if (setegid(65534) || seteuid(65534))
		return 1;
	fd = open(PAGE, O_RDONLY | O_CLOEXEC);
	if (seteuid(0) || setegid(0))
		return 2;
	seen->value[0] = raw3(__NR_read, fd, &byte, 1);
	return 0;
}

static void somebody_elses_descriptor(void)
{
	struct held held = hold(open_as_nobody, 0);

	let_go(&held);
	same("opened by nobody, read by root", "the child did it", finish(&held), 0);
	same("opened by nobody, read by root", "EACCES", -seen->value[0], EACCES);
}

int main(void)
{
	struct mine m;

	rig_begin(26);
	/* Below 4 GiB, so that int $0x80 can pass its address */
	text = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	m = read_by_syscall();
	registers("syscall", &m, __NR_read, "x86_64");
	kernel_side();
	m = read_by_int80();
	registers("int 0x80", &m, IA32_READ, "ia32");
	own_ways();
	bad_buffer();
	somebody_elses_descriptor();
	rig_end();
}
