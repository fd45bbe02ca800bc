// SPDX-License-Identifier: GPL-2.0
#include "recovery.h"
#include "container.h"
#include "crash.h"
#include "output.h"
#include "ringside.h"
#include "times.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const words[] = {
	[BY_NOTHING] = "nothing", [BY_RESTART] = "restart", [BY_RELOAD] = "reload",
	[BY_REBOOT] = "reboot", [BY_RESET] = "reset",
};

bool parse_recovery(const char *word, enum recovery_by *by)
{
	for (unsigned int i = 0; word && i < ARRAY_SIZE(words); i++) {
		if (!strcmp(words[i], word)) {
			*by = (enum recovery_by)i;
			return true;
		}
	}
	return false;
}

/* This program from its file, with its output into a pipe; -1: it does not start. */
static pid_t start_program(int to)
{
	static char *const argv[] = { "ringside", "--version", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid = -1;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, to, STDOUT_FILENO);
	if (posix_spawn(&pid, "/proc/self/exe", &actions, NULL, argv, environ))
		pid = -1;
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

static enum answer ask_program_again(const struct bystanders *by)
{
	int ends[2], status = -1;
	bool answers;
	char byte;
	pid_t pid;

	(void)by;
	if (pipe2(ends, O_CLOEXEC))
		return FAILS;
	pid = start_program(ends[1]);
	close(ends[1]);
	answers = pid > 0 && read(ends[0], &byte, 1) == 1;
	close(ends[0]);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return answers && WIFEXITED(status) && !WEXITSTATUS(status) ? WORKS : FAILS;
}

static enum answer ask_container_again(const struct bystanders *by)
{
	return enter_container() ? ask_program_again(by) : FAILS;
}

static enum answer ask_module_again(const struct bystanders *by)
{
	char *path = crash_file();
	bool ready;

	(void)by;
	if (!path)
		return NOT_ASKED;
	ready = !crash_load(path, "i_know=1") && crash_is_loaded();
	free(path);
	return ready ? WORKS : FAILS;
}

/* As a probe is asked: who recovers may get stuck as well. */
static uint64_t time_of(enum answer (*recover)(const struct bystanders *by))
{
	const struct probe probe = { .ask = recover };
	struct finding found = ask_probe(&probe, NULL);

	return found.answer == WORKS ? found.ns : ABSENT;
}

struct recovery recover_process(bool contained)
{
	return (struct recovery){
		.by = BY_RESTART,
		.ns = time_of(contained ? ask_container_again : ask_program_again),
	};
}

struct recovery recover_module(const struct finding *unload, bool helps)
{
	struct recovery recovery = {
		.by = BY_REBOOT, .ns = ABSENT, .unload = answer_word(unload->answer),
	};

	if (unload->answer == WORKS && helps) {
		recovery.by = BY_RELOAD;
		recovery.ns = time_of(ask_module_again);
	}
	return recovery;
}

static const char *const done[] = {
	[BY_RESTART] = "the program was started again, and answered",
	[BY_RELOAD] = "the module was loaded again, and was ready",
	[BY_REBOOT] = "the machine was rebooted, and was up again",
	[BY_RESET] = "the machine was reset, and was up again",
};

static void put_not_loaded(void)
{
	char *path = crash_file();

	out_text("the module was unloaded, but not loaded again; %s: insmod %s i_know=1\n",
		 path ? "see dmesg | tail, then try" : "its file was not found, you may have it",
		 path ? path : CRASH_FILE);
	free(path);
}

static void put_undone(const struct recovery *recovery)
{
	if (recovery->by == BY_NOTHING)
		out_text("none is needed, nobody was lost\n");
	else if (recovery->by == BY_RESTART)
		out_text("the program could not be started again; see ulimit -a\n");
	else if (recovery->by == BY_RELOAD && recovery->elsewhere)
		out_text("the module was unloaded there, but not loaded again\n");
	else if (recovery->by == BY_RELOAD)
		put_not_loaded();
	else if (recovery->by == BY_REBOOT)
		out_text("only a reboot gets rid of it\n");
	else
		out_text("it is not known whether the machine came up again\n");
}

void put_recovery(const struct recovery *recovery)
{
	const char *unload = recovery->unload ? recovery->unload : "not known";
	char time[TIME_SIZE];

	out_object("recovery");
	out_string("by", words[recovery->by]);
	out_number("ns", recovery->ns);
	out_string("unload", recovery->unload);
	out_object_end();

	out_text("\nrecovery: ");
	if (recovery->by == BY_REBOOT)
		out_text("rmmod of what failed: %s; ", unload);
	if (recovery->by == BY_REBOOT && !strcmp(unload, answer_word(WORKS)))
		out_text("but other rmmod and umount may wait for ever for what was lost; ");
	if (recovery->ns == ABSENT)
		put_undone(recovery);
	else
		out_text("%s after %s\n", done[recovery->by], shown_time(recovery->ns, time));
}
