// SPDX-License-Identifier: GPL-2.0
#include "fail_init.h"
#include "clock.h"
#include "container.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* For what ends by itself; emulated machines are slow. */
#define DEADLINE	(30 * NS_PER_SECOND)
#define LOOK_AGAIN	(20 * NS_PER_MS)
#define LINE_BYTES	256

static pid_t start_loading(const char *path, const char *kind, bool contained)
{
	char *parameters;
	pid_t pid;

	fflush(NULL);
	pid = contained ? container_fork(-1) : fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	parameters = text_format("i_know=1 init=%s", kind);
	_exit(crash_load(path, parameters));
}

static bool is_uninterruptible(pid_t pid)
{
	char path[64], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	/* Its name is ours, and has no parentheses. */
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(file);
	return state == 'D';
}

/* For a kind that never comes back, that is all that there will be to see. */
static bool waits_in_module(pid_t pid)
{
	char path[64], line[LINE_BYTES];
	bool waits = false;
	FILE *file;

	if (!is_uninterruptible(pid))
		return false;
	snprintf(path, sizeof(path), "/proc/%d/stack", pid);
	file = fopen(path, "re");
	while (file && !waits && fgets(line, sizeof(line), file))
		waits = strstr(line, "[ringside_crash]");
	if (file)
		fclose(file);
	return waits;
}

/* false: it is stuck, and left to itself. */
static bool wait_for(pid_t pid, const struct crash_kind *kind, int *status)
{
	bool stays = !strcmp(kind->stays, "yes");
	uint64_t begin = now();

	while (waitpid(pid, status, WNOHANG) != pid) {
		if ((stays && waits_in_module(pid)) || now() - begin > DEADLINE)
			return false;
		sleep_until(now() + LOOK_AGAIN);
	}
	return true;
}

static int load(const char *path, const struct crash_kind *kind, struct card *card)
{
	struct culprit *culprit = &card->culprit;
	uint64_t begin = now();
	pid_t pid = start_loading(path, kind->name, card->contained);
	bool ended;
	int status;

	if (pid < 0)
		return out_error(REFUSED, "ulimit -u", "no process can be started: %s",
				 strerror(errno));
	ended = wait_for(pid, kind, &status);
	if (ended && WIFEXITED(status) && WEXITSTATUS(status))
		return out_error(REFUSED, "dmesg | tail",
				 "the crash module was unloaded, but cannot be loaded: %s",
				 strerror(WEXITSTATUS(status)));
	culprit->pid = pid;
	culprit->lost = !ended || WIFSIGNALED(status);
	culprit->outcome = !ended ? "stuck" : culprit->lost ? "died" : "came back";
	culprit->reached = ABSENT;
	culprit->ns = now() - begin;
	return DONE;
}

int fail_at_init(const struct crash_kind *kind, struct card *card)
{
	char *path = crash_file();
	int error, code;

	if (!path)
		return out_error(USAGE, "make",
				 "it is to be loaded again for that, but its file was not found: neither "
				 CRASH_FILE " beside this program nor installed");
	error = crash_unload();
	if (error)
		code = out_error(REFUSED, "lsmod, and choose another --site",
				 "the crash module cannot be unloaded, as this needs: %s",
				 strerror(error));
	else
		code = load(path, kind, card);
	free(path);
	return code;
}
