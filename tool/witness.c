// SPDX-License-Identifier: GPL-2.0
#include "witness.h"
#include "bystanders.h"
#include "clock.h"
#include "output.h"
#include "records.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define BEAT		(200 * NS_PER_MS)
#define RECORD		(50 * NS_PER_MS)
#define MAX_VOICES	8

/* Each has a child of its own: who is stuck silences nobody else. */
struct voice {
	const char *name;
	bool (*lives)(const struct bystanders *by);	/* asked before each beat, or NULL */
	bool writes, syncs;				/* records */
};

static bool process_lives(const struct bystanders *by)
{
	bool intact;

	return ask_process(&by->process, &intact) && intact;
}

static bool container_lives(const struct bystanders *by)
{
	bool intact;

	return by->contained.pid && ask_process(&by->contained, &intact) && intact;
}

static const struct voice voices[] = {
	{ .name = "guest" },
	{ .name = "process", .lives = process_lives },
	{ .name = "container", .lives = container_lives },
	{ .name = "service", .lives = ask_service },
	{ .name = SYNCED, .writes = true, .syncs = true },
	{ .name = UNSYNCED, .writes = true },
};

_Static_assert(ARRAY_SIZE(voices) <= MAX_VOICES, "room for each");

/* A document is one write(), so that the lines of all come whole. @n 0: no record. */
static bool say(const char *name, uint64_t n)
{
	out_begin();
	out_string("who", name);
	out_number("record", n ? n : ABSENT);
	if (n)
		out_text("%s %" PRIu64 "\n", name, n);
	else
		out_text("%s\n", name);
	return out_end() == DONE;
}

__attribute__((noreturn))
static void beat(const struct voice *voice, const struct bystanders *by)
{
	uint64_t next = now();

	for (;;) {
		if ((!voice->lives || voice->lives(by)) && !say(voice->name, 0))
			_exit(1);
		next += BEAT;
		/* Who was held up does not catch up. */
		if (next < now())
			next = now();
		sleep_until(next);
	}
}

__attribute__((noreturn))
static void write_records(const struct voice *voice, int fd)
{
	for (uint64_t n = 1; records_write(fd, n, voice->syncs) && say(voice->name, n); n++)
		sleep_until(now() + RECORD);
	_exit(1);
}

static pid_t start_voice(const struct voice *voice, const struct bystanders *by, int fd)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* The parent awaits these; a child dies of them. */
	sigprocmask(SIG_SETMASK, &(sigset_t){ 0 }, NULL);
	if (voice->writes)
		write_records(voice, fd);
	beat(voice, by);
}

/* -1: it does not write; -2: it cannot, and that was said. */
static int file_of(const struct voice *voice, const char *directory)
{
	int fd;

	if (!voice->writes)
		return -1;
	fd = records_open(directory, voice->name);
	if (fd >= 0)
		return fd;
	out_error(USAGE, "a directory that you may write", "cannot write to %s: %s", directory,
		  strerror(errno));
	return -2;
}

static int start_all(const char *directory, const struct bystanders *by, pid_t *pids)
{
	for (size_t i = 0; i < ARRAY_SIZE(voices); i++) {
		int fd;

		if (voices[i].writes && !directory)
			continue;
		fd = file_of(&voices[i], directory);
		if (fd == -2)
			return USAGE;
		pids[i] = start_voice(&voices[i], by, fd);
		if (fd >= 0)
			close(fd);
	}
	return DONE;
}

static void forget_ended(pid_t *pids)
{
	for (size_t i = 0; i < MAX_VOICES; i++)
		if (pids[i] > 0 && waitpid(pids[i], NULL, WNOHANG) == pids[i])
			pids[i] = 0;
}

static bool is_any_left(const pid_t *pids)
{
	for (size_t i = 0; i < MAX_VOICES; i++)
		if (pids[i] > 0)
			return true;
	return false;
}

/* Until somebody wants it to end, or nobody hears it. */
static void wait_for_end(const sigset_t *ends, pid_t *pids)
{
	int caught = SIGCHLD;

	while (is_any_left(pids) && caught != SIGINT && caught != SIGTERM) {
		caught = sigwaitinfo(ends, NULL);
		forget_ended(pids);
	}
}

static void block_signals(sigset_t *ends)
{
	sigemptyset(ends);
	sigaddset(ends, SIGINT);
	sigaddset(ends, SIGTERM);
	sigaddset(ends, SIGCHLD);
	sigprocmask(SIG_BLOCK, ends, NULL);
	signal(SIGPIPE, SIG_IGN);
}

int bear_witness(const char *directory)
{
	pid_t pids[MAX_VOICES] = { 0 };
	struct bystanders by;
	sigset_t ends;
	int code;

	if (!start_bystanders(&by))
		return out_error(USAGE, "ulimit -a, and ip link set lo up",
				 "no bystanders could be started");
	block_signals(&ends);
	code = start_all(directory, &by, pids);
	if (code == DONE)
		wait_for_end(&ends, pids);
	for (size_t i = 0; i < MAX_VOICES; i++)
		if (pids[i] > 0)
			kill(pids[i], SIGKILL);
	/* Bystanders that are stuck take their time, in which nobody is asked. */
	if (code == DONE)
		say("over", 0);
	stop_bystanders(&by);
	return code;
}
