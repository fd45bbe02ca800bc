// SPDX-License-Identifier: GPL-2.0
#include "probes.h"
#include "clock.h"
#include "crash.h"
#include "ringside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* After that it will not answer any more; emulated machines are slow. */
#define DEADLINE_MS	30000

static enum answer ask_of_data(const struct process *process)
{
	bool intact;

	if (!ask_process(process, &intact))
		return FAILS;
	return intact ? WORKS : CHANGED_DATA;
}

static enum answer ask_bystander(const struct bystanders *by)
{
	return ask_of_data(&by->process);
}

static enum answer ask_contained(const struct bystanders *by)
{
	return by->contained.pid ? ask_of_data(&by->contained) : NOT_ASKED;
}

static enum answer ask_socket(const struct bystanders *by)
{
	return ask_service(by) ? WORKS : FAILS;
}

/* true: it ran, and was content. */
static bool runs(char *const argv[])
{
	posix_spawn_file_actions_t quiet;
	int status = -1;
	pid_t pid;
	bool ran;

	posix_spawn_file_actions_init(&quiet);
	posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	ran = !posix_spawnp(&pid, argv[0], &quiet, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&quiet);
	if (!ran)
		return false;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static enum answer ask_program(const struct bystanders *by)
{
	static char *const argv[] = { "true", NULL };

	(void)by;
	return runs(argv) ? WORKS : FAILS;
}

static enum answer ask_disk(const struct bystanders *by)
{
	char path[] = "/var/tmp/ringside-XXXXXX";
	int fd = mkostemp(path, O_CLOEXEC);

	(void)by;
	if (fd < 0)
		return FAILS;
	unlink(path);
	return write(fd, path, sizeof(path)) == sizeof(path) && !fsync(fd) && !syncfs(fd) ?
	       WORKS : FAILS;
}

/*
 * The kernel hands something to the workers of each CPU here, and waits until it is
 * done: see vmstat_refresh() of mm/vmstat.c.
 */
static enum answer ask_workers(const struct bystanders *by)
{
	int fd = open("/proc/sys/vm/stat_refresh", O_RDONLY | O_CLOEXEC);
	char byte;

	(void)by;
	if (fd < 0)
		return NOT_ASKED;
	return read(fd, &byte, 1) < 0 ? FAILS : WORKS;
}

/* Small, of no effect, and there on every distribution; one that nobody uses now. */
static char *idle_module(void)
{
	static char *const names[] = { "ts_kmp", "ts_bm", "ts_fsm", "crc7" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *const dry[] = { "modprobe", "-qn", names[i], NULL };
		char path[64];

		snprintf(path, sizeof(path), "/sys/module/%s", names[i]);
		if (access(path, F_OK) && runs(dry))
			return names[i];
	}
	return NULL;
}

static enum answer ask_loader(const struct bystanders *by)
{
	char *name = geteuid() ? NULL : idle_module();
	char *const load[] = { "modprobe", "-q", name, NULL };
	char *const unload[] = { "modprobe", "-qr", name, NULL };

	(void)by;
	if (!name)
		return NOT_ASKED;
	return runs(load) && runs(unload) ? WORKS : FAILS;
}

/* Crossings of this process so far; 0: the module does not say. */
static uint64_t own_crossings(void)
{
	FILE *file = fopen("/proc/ringside/self", "re");
	unsigned long long n = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "entries %llu", &n) == 1)
			break;
	if (file)
		fclose(file);
	return n;
}

/*
 * Not by a snapshot: that stops all CPUs for a moment, and would wait for ever for
 * one that has been lost.
 */
static enum answer ask_ringside(const struct bystanders *by)
{
	uint64_t before = own_crossings();

	(void)by;
	if (!before)
		return NOT_ASKED;
	return own_crossings() > before ? WORKS : FAILS;
}

/* Without its files nobody can say: it may have failed before it made them. */
static enum answer ask_lock(const struct bystanders *by)
{
	(void)by;
	if (!crash_is_loaded())
		return NOT_ASKED;
	return crash_take_lock() ? WORKS : FAILS;
}

/* Refused while it is in use, or has not come to be loaded. */
static enum answer ask_unload(const struct bystanders *by)
{
	(void)by;
	if (!crash_is_known())
		return NOT_ASKED;
	return crash_unload() ? FAILS : WORKS;
}

const struct probe probes[] = {
	{ .name = "bystander process", .means = "answers, with the data that it had",
	  .ask = ask_bystander, .process = true },
	{ .name = "one in a container", .means = "the same, in namespaces of its own",
	  .ask = ask_contained, .process = true },
	{ .name = "service on a socket", .means = "answers who connects",
	  .ask = ask_socket, .process = true },
	{ .name = "start a program", .means = "fork, exec and exit work",
	  .ask = ask_program },
	{ .name = "sync the disk", .means = "what is written to /var/tmp gets there",
	  .ask = ask_disk },
	{ .name = "deferred work", .means = "workers of each CPU do what the kernel leaves to them",
	  .ask = ask_workers, .for_kernel = true, .for_good = true },
	{ .name = "load a module", .means = "and unload it; any other than ours",
	  .ask = ask_loader, .for_kernel = true },
	{ .name = "ringside counts", .means = "the meter survives",
	  .ask = ask_ringside, .for_kernel = true },
	{ .name = "the failure's lock", .means = "who wants it gets it",
	  .ask = ask_lock, .for_kernel = true, .own = true },
	{ .name = UNLOAD, .means = "the one that failed",
	  .ask = ask_unload, .for_kernel = true, .own = true, .afterwards = true },
};

_Static_assert(ARRAY_SIZE(probes) <= MAX_PROBES, "room for each finding");
const size_t n_probes = ARRAY_SIZE(probes);

/* The child's one byte; nothing within the deadline is an answer, too. */
static enum answer hear(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	unsigned char byte;
	int ready;

	do {
		ready = poll(&poll_fd, 1, DEADLINE_MS);
	} while (ready < 0 && errno == EINTR);
	if (!ready)
		return STUCK;
	/* It died over the question. */
	return read(fd, &byte, 1) == 1 ? (enum answer)byte : FAILS;
}

/* One that is stuck in the kernel does not die, and must not be waited for. */
static void end(pid_t pid, bool stuck)
{
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, stuck ? WNOHANG : 0) < 0 && errno == EINTR)
		;
}

struct finding ask_probe(const struct probe *probe, const struct bystanders *by)
{
	struct finding found = { .answer = FAILS };
	uint64_t begin = now();
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return found;
	pid = fork();
	if (!pid) {
		unsigned char byte;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		byte = (unsigned char)probe->ask(by);
		_exit(write(ends[1], &byte, 1) != 1);
	}
	close(ends[1]);
	if (pid > 0) {
		found.answer = hear(ends[0]);
		found.ns = now() - begin;
		end(pid, found.answer == STUCK);
	}
	close(ends[0]);
	return found;
}

const char *answer_word(enum answer answer)
{
	static const char *const words[] = {
		[NOT_ASKED] = NULL,
		[WORKS] = "works",
		[FAILS] = "fails",
		[CHANGED_DATA] = "data changed",
		[STUCK] = "stuck",
	};

	return (size_t)answer < ARRAY_SIZE(words) ? words[answer] : NULL;
}
