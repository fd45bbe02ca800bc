// SPDX-License-Identifier: GPL-2.0
#include "attempt.h"
#include "family.h"
#include "output.h"
#include "privilege.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#define DEADLINE_MS	20000

/* Written by the child, read by us once it has ended. */
struct shared {
	int prepared, made, error;
	int trapped, vector, code, sent;
};

struct child {
	pid_t pid;
	int go;		/* a byte lets it go */
	int alive;	/* a byte says that it is prepared, the end that it ended */
};

static struct shared *shared;

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGSYS };

/*
 * The kernel has written the exception's vector beside the registers that it
 * saved. Then the child dies of the very signal, by its own hand: a signal that
 * nobody handles would be noted in the kernel's log.
 */
static void on_signal(int number, siginfo_t *info, void *context)
{
	const greg_t *regs = ((ucontext_t *)context)->uc_mcontext.gregs;

	shared->vector = (int)regs[REG_TRAPNO];
	shared->code = (int)regs[REG_ERR];
	/* 0 is #DE, or that there was no exception. */
	shared->trapped = shared->vector || number == SIGFPE;
	shared->sent = !shared->trapped && info->si_code > 0;
	raise(number);
	_exit(USAGE);
}

static bool catch_signals(void)
{
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_NODEFER,
	};
	sigset_t none;

	sigemptyset(&none);
	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		if (sigaction(fatal[i], &action, NULL))
			return false;
	return !sigprocmask(SIG_SETMASK, &none, NULL);
}

__attribute__((noreturn))
static void be_child(const struct attempt *a, int capability, int go, int alive)
{
	const struct rlimit no_core = { 0, 0 };
	char byte;

	shared->prepared = !setrlimit(RLIMIT_CORE, &no_core) && catch_signals() &&
		(capability == NO_CAPABILITY || enter_namespaces(a->namespaces)) &&
		(a->capability == NO_CAPABILITY || keep_only(capability)) &&
		!prctl(PR_SET_DUMPABLE, 0) && (!a->prepare || a->prepare());
	if (write(alive, "", 1) == 1 && shared->prepared && read(go, &byte, 1) == 1) {
		shared->error = a->make();
		shared->made = 1;
	}
	_exit(0);
}

static bool start(struct child *child, const struct attempt *a, int capability)
{
	int go[2], alive[2];

	if (pipe(go))
		return false;
	if (pipe(alive)) {
		close(go[0]);
		close(go[1]);
		return false;
	}
	child->pid = fork();
	if (!child->pid) {
		close(go[1]);
		close(alive[0]);
		be_child(a, capability, go[0], alive[1]);
	}
	close(go[0]);
	close(alive[1]);
	child->go = go[1];
	child->alive = alive[0];
	if (child->pid > 0)
		return true;
	close(child->go);
	close(child->alive);
	return false;
}

/* false: nothing came within the deadline. */
static bool hear(const struct child *child, char *byte)
{
	struct pollfd poll_fd = { .fd = child->alive, .events = POLLIN };
	int ready;

	do {
		ready = poll(&poll_fd, 1, DEADLINE_MS);
	} while (ready < 0 && errno == EINTR);
	return ready > 0 && read(child->alive, byte, 1) >= 0;
}

static void finish(const struct child *child, struct user_side *user)
{
	char byte;
	int status;

	user->ended = hear(child, &byte);
	close(child->go);
	if (!user->ended)
		kill(child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	close(child->alive);
	user->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	user->error = shared->made ? shared->error : 0;
	user->made = shared->made || user->signal;
}

static void take_errors(struct session *session, uint32_t watch, struct kernel_side *kernel)
{
	struct error_row *rows;
	size_t n;

	if (ask_errors(session, watch, &rows, &n) != DONE)
		return;
	kernel->counted = true;
	for (size_t i = 0; i < n; i++) {
		kernel->errors += rows[i].count;
		kernel->abi = rows[i].abi;
		kernel->nr = rows[i].nr;
		kernel->error = rows[i].number;
		kernel->denied = rows[i].denied;
	}
	free(rows);
}

static void let_go(const struct child *child, struct session *session, struct verdict_of *v)
{
	uint32_t watch = 0;

	if (session && ask_watch_add(session, (uint32_t)child->pid, KEEPS_COUNTS, &watch) != DONE)
		watch = 0;
	if (write(child->go, "", 1) != 1)
		v->user.why_not = "the child could not be let go";
	finish(child, &v->user);
	if (!watch)
		return;
	take_errors(session, watch, &v->kernel);
	ask_watch_del(session, watch);
}

static void run(const struct attempt *a, int capability, struct session *session,
		struct verdict_of *v)
{
	struct child child;
	char byte;

	if (!start(&child, a, capability)) {
		v->user.why_not = "no child could be started";
		return;
	}
	if (!hear(&child, &byte) || !shared->prepared) {
		v->user.why_not = "it cannot be prepared here";
		kill(child.pid, SIGKILL);
		finish(&child, &v->user);
		v->user.made = false;
		return;
	}
	let_go(&child, session, v);
	v->kernel.trapped = shared->trapped;
	v->kernel.sent = shared->sent;
	v->kernel.vector = (uint64_t)shared->vector;
	v->kernel.code = (uint64_t)shared->code;
}

void attempt(const struct attempt *a, int capability, struct session *session,
	     struct verdict_of *v)
{
	sighandler_t on_child = signal(SIGCHLD, SIG_DFL);

	memset(v, 0, sizeof(*v));
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED) {
		v->user.why_not = "no memory";
		return;
	}
	run(a, capability, session, v);
	munmap(shared, sizeof(*shared));
	signal(SIGCHLD, on_child);
}

bool let_through(const struct verdict_of *v)
{
	return v->user.made && v->user.ended && !v->user.signal && !v->user.error;
}

/* The signal that the kernel sends for an exception, see signal(7). */
static bool fits(int number, uint64_t vector)
{
	switch (vector) {
	case 0:
	case 16:
	case 19:
		return number == SIGFPE;
	case 1:
	case 3:
		return number == SIGTRAP;
	case 6:
		return number == SIGILL;
	case 17:
		return number == SIGBUS;
	default:
		return number == SIGSEGV || number == SIGBUS;
	}
}

static bool errors_agree(const struct user_side *user, const struct kernel_side *kernel)
{
	if (!user->error)
		return kernel->errors == 0;
	return kernel->errors == 1 && kernel->error == (uint64_t)user->error;
}

enum agreement compare_sides(const struct verdict_of *v)
{
	const struct user_side *user = &v->user;
	const struct kernel_side *kernel = &v->kernel;
	bool signalled = kernel->trapped || kernel->sent;

	if (!user->made)
		return ONE_SIDED;
	if (!user->ended || signalled != !!user->signal)
		return DISAGREE;
	if (kernel->trapped && !fits(user->signal, kernel->vector))
		return DISAGREE;
	if (!kernel->counted)
		return signalled ? AGREE : ONE_SIDED;
	return errors_agree(user, kernel) ? AGREE : DISAGREE;
}
