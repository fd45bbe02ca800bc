// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "../../kselftest.h"
#include "prng.h"
#include "company.h"

/* Its sequences are none of the senders'. */
#define STREAM	1000
#define ROOM	8192
#define FOLDER	"/proc/ringside"

static struct dirent **files;
static int n_files;
static bool module_comes_and_goes;

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A file says so when the module leaves. */
static bool is_foreseen(int error)
{
	return module_comes_and_goes && (error == ENOENT || error == EIO);
}

static bool read_some(struct prng *prng, int fd)
{
	static char text[ROOM];
	unsigned int times = 1 + below(prng, 8);
	bool from_start = true;
	ssize_t n;

	while (times--) {
		n = read(fd, text, 1 + below(prng, one_in(prng, 2) ? 16 : ROOM));
		if (n < 0)
			return is_foreseen(errno);
		if (from_start && n >= 9 && memcmp(text, "ringside ", 9))
			return false;
		from_start = one_in(prng, 4) && !lseek(fd, 0, SEEK_SET);
		if (!from_start && one_in(prng, 8))
			lseek(fd, below(prng, 1 << 16), SEEK_SET);
	}
	return true;
}

/* Each is there: the module comes and goes only later. */
static void find_files(void)
{
	n_files = scandir(FOLDER, &files, is_file, alphasort);
	if (n_files <= 0)
		ksft_exit_fail_msg("no files in %s: %s\n", FOLDER, strerror(errno));
}

static bool read_one(struct prng *prng)
{
	char path[sizeof(FOLDER) + NAME_MAX + 1];
	bool well;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", FOLDER, files[below(prng, n_files)]->d_name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return is_foreseen(errno);
	well = read_some(prng, fd);
	close(fd);
	return well;
}

/* A child that ends at once, one with a child of its own, one that is killed */
static bool bear_one(struct prng *prng)
{
	unsigned int kind = below(prng, 3);
	pid_t pid = fork();

	if (pid < 0)
		return errno == EAGAIN;
	if (!pid) {
		if (kind == 1 && !fork())
			_exit(0);
		while (kind == 2)
			pause();
		_exit(0);
	}
	if (kind == 2)
		kill(pid, SIGKILL);
	return waitpid(pid, NULL, 0) == pid;
}

static const struct {
	const char *name;
	bool (*once)(struct prng *prng);
} roles[COMPANY] = {
	{ "fuzz reader", read_one },
	{ "fuzz reader", read_one },
	{ "fuzz breeder", bear_one },
};

/* They yield to the senders, and rest between two steps. */
static void keep_on(int stop, uint64_t seed, unsigned int number, pid_t tester)
{
	struct pollfd until = { .fd = stop };
	struct prng prng;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != tester)
		_exit(1);
	prctl(PR_SET_NAME, roles[number].name);
	setpriority(PRIO_PROCESS, 0, 19);
	prng_seed(&prng, seed, STREAM + number);
	while (!poll(&until, 1, 1))
		if (!roles[number].once(&prng))
			_exit(1);
	_exit(0);
}

void company_start(struct company *company, uint64_t seed, bool comes_and_goes)
{
	pid_t tester = getpid();
	unsigned int i;
	int pipes[2];

	module_comes_and_goes = comes_and_goes;
	if (pipe2(pipes, O_CLOEXEC))
		ksft_exit_fail_msg("pipe: %s\n", strerror(errno));
	if (!files)
		find_files();
	fflush(NULL);
	for (i = 0; i < COMPANY; i++) {
		company->pid[i] = fork();
		if (company->pid[i])
			continue;
		close(pipes[1]);
		keep_on(pipes[0], seed, i, tester);
	}
	close(pipes[0]);
	company->stop = pipes[1];
}

pid_t company_breeder(const struct company *company)
{
	return company->pid[COMPANY - 1];
}

int company_stop(struct company *company)
{
	int failed = 0, status;
	unsigned int i;

	close(company->stop);
	for (i = 0; i < COMPANY; i++)
		failed += waitpid(company->pid[i], &status, 0) < 0 || status;
	return failed;
}
