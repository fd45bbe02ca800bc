// SPDX-License-Identifier: GPL-2.0
#include "failure.h"
#include "clock.h"
#include "container.h"
#include "ringside.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* For what ends by itself; a slow machine must not look like a stuck process. */
#define DEADLINE	(60 * NS_PER_SECOND)
#define LOOK_AGAIN	(5 * NS_PER_MS)
#define GAVE_UP		3
#define NOT_PREPARED	4

static struct last_words *shared;

const struct user_kind *user_kind_at(size_t i)
{
	if (i < n_user_kinds_faults)
		return &user_kinds_faults[i];
	i -= n_user_kinds_faults;
	return i < n_user_kinds_limits ? &user_kinds_limits[i] : NULL;
}

const struct user_kind *find_user_kind(const char *name)
{
	const struct user_kind *kind;

	for (size_t i = 0; (kind = user_kind_at(i)); i++)
		if (!strcmp(kind->name, name))
			return kind;
	return NULL;
}

/* Back at the same instruction nobody handles it any more, and the process dies. */
static void on_signal(int number, siginfo_t *info, void *context)
{
	(void)context;
	shared->signal = number;
	shared->code = info->si_code;
}

/* On a stack of its own: the other one may be what has run out. */
static bool catch_signals(void)
{
	static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
	struct sigaction action = {
		.sa_sigaction = on_signal,
		.sa_flags = SA_SIGINFO | SA_RESETHAND | SA_ONSTACK,
	};
	stack_t stack = { .ss_size = (size_t)SIGSTKSZ * 2 };
	sigset_t none;

	stack.ss_sp = malloc(stack.ss_size);
	sigemptyset(&none);
	if (!stack.ss_sp || sigaltstack(&stack, NULL) || sigprocmask(SIG_SETMASK, &none, NULL))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(fatal); i++)
		if (sigaction(fatal[i], &action, NULL))
			return false;
	return signal(SIGXCPU, SIG_DFL) != SIG_ERR;
}

__attribute__((noreturn))
static void be_child(const struct user_kind *kind)
{
	const struct rlimit no_core = { 0, 0 };

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || prctl(PR_SET_DUMPABLE, 0) ||
	    setrlimit(RLIMIT_CORE, &no_core) || !catch_signals() ||
	    (kind->prepare && !kind->prepare()))
		_exit(NOT_PREPARED);
	kind->fail(shared);
	_exit(GAVE_UP);
}

/* Threads of @pid that sleep. */
static unsigned int sleepers(pid_t pid)
{
	char path[64 + sizeof(((struct dirent *)0)->d_name)], state;
	unsigned int n = 0;
	struct dirent *entry;
	DIR *tasks;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	tasks = opendir(path);
	while (tasks && (entry = readdir(tasks))) {
		FILE *file;

		snprintf(path, sizeof(path), "/proc/%d/task/%s/stat", pid, entry->d_name);
		file = entry->d_name[0] == '.' ? NULL : fopen(path, "re");
		if (!file)
			continue;
		/* The name of a thread of ours has no parentheses. */
		n += fscanf(file, "%*d (%*[^)]) %c", &state) == 1 && state == 'S';
		fclose(file);
	}
	if (tasks)
		closedir(tasks);
	return n;
}

/* All that is left for each is to get what another one will never give. */
static bool is_stuck(const struct user_kind *kind, pid_t pid)
{
	return kind->threads &&
	       __atomic_load_n(&shared->waiting, __ATOMIC_SEQ_CST) == kind->threads &&
	       sleepers(pid) == kind->threads;
}

static bool has_ended(pid_t pid, int *status)
{
	pid_t got;

	do {
		got = waitpid(pid, status, WNOHANG);
	} while (got < 0 && errno == EINTR);
	return got == pid;
}

static void wait_for(const struct user_kind *kind, uint64_t begin, struct ending *ending)
{
	int status = 0;

	while (!has_ended(ending->pid, &status)) {
		ending->stuck = ending->stuck || is_stuck(kind, ending->pid);
		ending->overdue = !ending->stuck && now() - begin > DEADLINE;
		if (ending->stuck || ending->overdue)
			kill(ending->pid, SIGKILL);
		sleep_until(now() + LOOK_AGAIN);
	}
	ending->ns = now() - begin;
	ending->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	ending->status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
	ending->made = ending->signal || ending->status == GAVE_UP;
	ending->words = *shared;
}

static void fail(const struct user_kind *kind, struct ending *ending)
{
	/* Not to @ending at once, which the child may have, too. */
	uint64_t begin = now();
	pid_t pid = fork();

	if (!pid)
		be_child(kind);
	ending->pid = pid;
	if (pid > 0)
		wait_for(kind, begin, ending);
}

/*
 * By a child that enters it. It is outside of the namespace of processes, so that it
 * sees the one that fails as we do.
 */
static void fail_in_container(const struct user_kind *kind, struct ending *ending)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (enter_container())
			fail(kind, ending);
		else
			ending->no_container = errno;
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void *share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void fail_in_child(const struct user_kind *kind, bool contained, struct ending *ending)
{
	struct ending *told = share(sizeof(*told));

	memset(ending, 0, sizeof(*ending));
	shared = share(sizeof(*shared));
	if (shared && told) {
		(contained ? fail_in_container : fail)(kind, told);
		*ending = *told;
	}
	munmap(told, sizeof(*told));
	munmap(shared, sizeof(*shared));
}

bool ended_as_expected(const struct user_kind *kind, const struct ending *ending)
{
	if (!ending->made || ending->overdue)
		return false;
	if (kind->threads)
		return ending->stuck;
	if (kind->signal)
		return ending->signal == kind->signal;
	return !ending->signal && ending->words.error == kind->error;
}
