// SPDX-License-Identifier: GPL-2.0
#include "subjects_kernel.h"
#include "subjects.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define IA32_GETPPID	64
#define UD2_LENGTH	2	/* bytes */

int open_file(const char *path)
{
	return open(path, O_RDWR | O_CLOEXEC);
}

/* Kernels up to 4.16 did not keep the upper registers. */
static inline long int80(long nr)
{
	__asm__ volatile("int $0x80"
			 : "+a" (nr) : : "r8", "r9", "r10", "r11", "memory", "cc");
	return nr;
}

static sigjmp_buf refused;

static void on_refusal(int sig)
{
	siglongjmp(refused, sig);
}

/* A kernel without 32-bit programs closes that gate: SIGSEGV. */
const char *try_int80(size_t repetitions)
{
	struct sigaction jump = { .sa_handler = on_refusal }, before;
	/* Static, so that the jump finds it as it was. */
	static bool works;

	(void)repetitions;
	works = false;
	sigaction(SIGSEGV, &jump, &before);
	if (!sigsetjmp(refused, 1))
		works = int80(IA32_GETPPID) == getppid();
	sigaction(SIGSEGV, &before, NULL);
	return works ? NULL : "this kernel runs no 32-bit programs";
}

void call_int80(size_t i)
{
	(void)i;
	mark();
	int80(IA32_GETPPID);
	mark();
}

static char *pages;
static size_t n_pages, page_size;

const char *map_pages(size_t repetitions)
{
	page_size = (size_t)sysconf(_SC_PAGESIZE);
	n_pages = repetitions;
	pages = mmap(NULL, n_pages * page_size, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (pages == MAP_FAILED)
		return "no memory to touch";
	/* Or one fault would bring 512 pages. Kernels without such pages refuse. */
	madvise(pages, n_pages * page_size, MADV_NOHUGEPAGE);
	return NULL;
}

void touch_page(size_t i)
{
	char *page = pages + i * page_size;

	mark();
	__asm__ volatile("movb $1, %0" : "=m" (*page));
	mark();
}

void unmap_pages(void)
{
	munmap(pages, n_pages * page_size);
}

static struct sigaction before_handling;

static void on_invalid(int sig, siginfo_t *info, void *context)
{
	ucontext_t *interrupted = context;

	mark();
	(void)sig;
	(void)info;
	interrupted->uc_mcontext.gregs[REG_RIP] += UD2_LENGTH;
}

const char *handle_invalid(size_t repetitions)
{
	struct sigaction action = { .sa_sigaction = on_invalid, .sa_flags = SA_SIGINFO };

	(void)repetitions;
	return sigaction(SIGILL, &action, &before_handling) ? "SIGILL cannot be handled" : NULL;
}

void invalid_instruction(size_t i)
{
	(void)i;
	mark();
	__asm__ volatile("ud2" : : : "memory");
	mark();
}

void unhandle_invalid(void)
{
	sigaction(SIGILL, &before_handling, NULL);
}

static void on_signal(int sig)
{
	mark();
	(void)sig;
}

static pid_t own_pid, own_tid;

const char *handle_signal(size_t repetitions)
{
	struct sigaction action = { .sa_handler = on_signal };

	(void)repetitions;
	own_pid = getpid();
	own_tid = gettid();
	return sigaction(SIGUSR1, &action, &before_handling) ? "SIGUSR1 cannot be handled" : NULL;
}

void send_signal(size_t i)
{
	(void)i;
	mark();
	syscall(SYS_tgkill, own_pid, own_tid, SIGUSR1);
	mark();
}

void unhandle_signal(void)
{
	sigaction(SIGUSR1, &before_handling, NULL);
}

static int to_partner[2], from_partner[2];
static pid_t partner;

/*
 * It inherits the CPU that we are bound to, and ends when its pipe does. A batch
 * task does not take the CPU from the one that wakes it: so it is always the
 * read that gives the CPU away, not sometimes the write.
 */
__attribute__((noreturn))
static void be_partner(void)
{
	const struct sched_param none = { 0 };
	char byte;

	sched_setscheduler(0, SCHED_BATCH, &none);
	close(to_partner[1]);
	while (read(to_partner[0], &byte, 1) == 1)
		if (write(from_partner[1], &byte, 1) != 1)
			break;
	_exit(0);
}

static void close_pipe(int fds[2])
{
	close(fds[0]);
	close(fds[1]);
}

const char *start_partner(size_t repetitions)
{
	const char *why_not = "no pipe, or no process, to be had";

	(void)repetitions;
	if (pipe2(to_partner, O_CLOEXEC))
		return why_not;
	if (pipe2(from_partner, O_CLOEXEC)) {
		close_pipe(to_partner);
		return why_not;
	}
	partner = fork();
	if (!partner)
		be_partner();
	if (partner > 0)
		return NULL;
	close_pipe(to_partner);
	close_pipe(from_partner);
	return why_not;
}

void ask_partner(size_t i)
{
	char byte = 0;
	ssize_t done;

	(void)i;
	mark();
	done = write(to_partner[1], &byte, 1);
	mark();
	done += read(from_partner[0], &byte, 1);
	mark();
	(void)done;
}

void end_partner(void)
{
	close_pipe(to_partner);
	close_pipe(from_partner);
	while (waitpid(partner, NULL, 0) < 0 && errno == EINTR)
		;
}
