// SPDX-License-Identifier: GPL-2.0
/*
 * These objects of the program are left out: clock, held, subjects, subjects_kernel,
 * tsc. And what is fuzz_... here is the C library's without that; see tool_fuzz.sh.
 */
#include "fuzz_stand_ins.h"
#include "clock.h"
#include "fuzz_output.h"
#include "held.h"
#include "ringside.h"
#include "subjects.h"
#include "text.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#define FILES		8
#define PATH		16
#define TICKS		1000	/* from one trip to the next */

FILE *fuzz_fopen(const char *path, const char *mode);
int fuzz_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout);
int fuzz_nanosleep(const struct timespec *time, struct timespec *left);
pid_t fuzz_waitpid(pid_t pid, int *status, int flags);

static struct {
	unsigned int command_ends, ctrl_c;
	bool once_more;		/* Ctrl-C */
	FILE *report;
	struct file {
		char path[PATH];
		char *text;
		size_t length;
	} files[FILES];
	size_t n_files;
} now_in;

/* ---- time that passes at once ---- */

static uint64_t clock_now;

uint64_t now(void)
{
	return clock_now += 1000;
}

void sleep_until(uint64_t when)
{
	clock_now = when;
}

int fuzz_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	return 0;
}

void look_at_tsc(struct tsc *tsc)
{
	*tsc = (struct tsc){ .readable = true };
}

uint64_t measured_khz(void)
{
	return 1000000;
}

/* ---- a command that is nowhere ---- */

char *find_executable(const char *command)
{
	return must(strdup(command));
}

bool held_start(struct held *held, const char *path, char *const *argv)
{
	(void)path;
	(void)argv;
	held->pid = COMMAND;
	return true;
}

int held_release(struct held *held)
{
	(void)held;
	return 0;
}

void held_drop(struct held *held)
{
	(void)held;
}

static bool is_time(unsigned int *looks)
{
	return *looks && !--*looks;
}

pid_t fuzz_waitpid(pid_t pid, int *status, int flags)
{
	if (pid != COMMAND)
		return waitpid(pid, status, flags);
	if ((flags & WNOHANG) && !is_time(&now_in.command_ends))
		return 0;
	*status = 0;
	return pid;
}

/* Whoever presses Ctrl-C does so at the next look, too. */
int fuzz_sigtimedwait(const sigset_t *set, siginfo_t *info, const struct timespec *timeout)
{
	bool first = is_time(&now_in.ctrl_c), is = first || now_in.once_more;

	(void)set;
	(void)info;
	(void)timeout;
	now_in.once_more = first;
	errno = EAGAIN;
	return is ? SIGINT : -1;
}

/* ---- files that are written, in memory ---- */

FILE *fuzz_fopen(const char *path, const char *mode)
{
	struct file *file = &now_in.files[now_in.n_files];

	if (*mode != 'w')
		return fopen(path, mode);
	if (!strcmp(path, REPORT))
		return now_in.report;
	if (++now_in.n_files > FILES)
		abort();
	snprintf(file->path, sizeof(file->path), "%s", path);
	return open_memstream(&file->text, &file->length);
}

/* ---- subjects that take as long as they are told to ---- */

struct marks marks;

static uint64_t trip;

uint64_t last_trip(void)
{
	return trip;
}

static void mark_at(uint64_t at)
{
	marks.at[marks.n++] = at;
}

static void do_nothing(size_t i)
{
	mark_at(i * TICKS);
	mark_at(i * TICKS + 20);
}

const struct subject nothing = { .name = "nothing", .once = do_nothing };

static void cross(size_t i)
{
	trip = i * TICKS;
	mark_at(trip);
	mark_at(trip + TICKS / 2);
}

static const char *cannot_begin(size_t repetitions)
{
	(void)repetitions;
	return "it is closed";
}

/* Those that cost.c and cross.c know by their names, and one of each other sort */
const struct subject subjects[] = {
	{ "function", "a batch", .once = cross, .batch = 64 },
	{ "vdso", "a word more is said of it", .once = cross },
	{ "write", "once", .once = cross },
	{ "page-fault", "needs a family of hooks", .once = cross, .families = { "text" } },
	{ "int80", "cannot be measured", .once = cross, .begin = cannot_begin },
};

const size_t n_subjects = ARRAY_SIZE(subjects);

const struct subject *find_subject(const char *name)
{
	for (size_t i = 0; i < n_subjects; i++)
		if (!strcmp(name, subjects[i].name))
			return &subjects[i];
	return NULL;
}

char *subject_words(void)
{
	return must(strdup("function"));
}

/* ---- from one input to the next ---- */

static const int changed[] = { SIGINT, SIGQUIT, SIGPIPE };

static struct {
	cpu_set_t cpus;
	sigset_t mask;
	struct sigaction action[ARRAY_SIZE(changed)];
} before;

void stand_in(FILE *report, unsigned int command_ends, unsigned int ctrl_c)
{
	now_in.report = report;
	now_in.command_ends = command_ends;
	now_in.ctrl_c = ctrl_c;
	now_in.once_more = false;
	clock_now = 0;
	sched_getaffinity(0, sizeof(before.cpus), &before.cpus);
	sigprocmask(SIG_SETMASK, NULL, &before.mask);
	for (size_t i = 0; i < ARRAY_SIZE(changed); i++)
		sigaction(changed[i], NULL, &before.action[i]);
}

/* Ctrl-C is the fuzzer's again, and so are all CPUs. */
void stand_in_ends(void)
{
	sched_setaffinity(0, sizeof(before.cpus), &before.cpus);
	sigprocmask(SIG_SETMASK, &before.mask, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(changed); i++)
		sigaction(changed[i], &before.action[i], NULL);
	while (now_in.n_files) {
		struct file *file = &now_in.files[--now_in.n_files];

		judge_file(file->path, file->text, file->length);
		free(file->text);
	}
}
