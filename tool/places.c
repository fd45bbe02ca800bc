// SPDX-License-Identifier: GPL-2.0
#include "places.h"
#include "cgroup_own.h"
#include "container.h"
#include "engines.h"
#include "failure.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

enum order { DO_DEMO = 'd', ANSWER = '?', FAIL = '!' };

/* Calls of an exchange: the write() of its answer, the read() of what comes next. */
#define EXCHANGE	2
#define BOOT_ID		"/proc/sys/kernel/random/boot_id"
/*
 * Seconds for an answer. Beneath a debugger the init of a container does not die of its
 * own fault, but tries again for ever: see force_sig_info_to_task() of kernel/signal.c.
 */
#define PATIENCE	30

static void look_around(struct told *told)
{
	FILE *file = fopen(BOOT_ID, "re");
	struct utsname name;

	memset(told, 0, sizeof(*told));
	told->pid = getpid();
	if (!uname(&name)) {
		memcpy(told->host_name, name.nodename, TOLD_SIZE);
		memcpy(told->release, name.release, TOLD_SIZE);
	}
	if (file && fgets(told->boot_id, sizeof(told->boot_id), file))
		told->boot_id[strcspn(told->boot_id, "\n")] = '\0';
	if (file)
		fclose(file);
}

/* Pages that nobody has touched yet; NULL: there are none to be had. */
static char *new_pages(size_t bytes)
{
	char *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	/* Or one fault would bring 512 of them. Kernels without such pages refuse. */
	madvise(pages, bytes, MADV_NOHUGEPAGE);
	return pages;
}

static void do_demo(const struct place *place, char *pages, size_t page_size)
{
	for (unsigned int i = 0; i < place->calls; i++)
		syscall(SYS_getppid);
	for (unsigned int i = 0; i < place->pages; i++)
		pages[i * page_size] = 1;
}

/* From its first read() on it makes no calls but those of its orders. */
__attribute__((noreturn))
static void be_there(const struct place *place, int talk)
{
	const struct rlimit no_core = { 0, 0 };
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	char *pages = new_pages(place->pages * page_size), order;
	struct last_words words;
	struct told told;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setrlimit(RLIMIT_CORE, &no_core);
	signal(SIGSEGV, SIG_DFL);
	look_around(&told);
	if (!pages || write(talk, &told, sizeof(told)) != sizeof(told))
		_exit(1);
	while (read(talk, &order, 1) == 1) {
		if (order == DO_DEMO)
			do_demo(place, pages, page_size);
		else if (order == FAIL)
			find_user_kind("null-write")->fail(&words);
		if (write(talk, &order, 1) != 1)
			break;
	}
	_exit(0);
}

/* Like fork(), but what is in a container has a cgroup and a name, too. */
static pid_t start_at(struct place *place, unsigned int number)
{
	pid_t pid;
	int cgroup;

	if (!place->contained)
		return fork();
	cgroup = cgroup_make(number);
	pid = container_fork(cgroup);
	if (!pid) {
		char *name = text_format("container-%u", number);

		sethostname(name, strlen(name));
		free(name);
	}
	if (cgroup >= 0)
		close(cgroup);
	return pid;
}

/* What it says. Who is stopped and goes on (Ctrl-Z) meets EINTR here: see signal(7). */
static ssize_t hear(const struct place *place, void *to, size_t size)
{
	ssize_t got;

	do {
		got = recv(place->talk, to, size, MSG_WAITALL);
	} while (got < 0 && errno == EINTR);
	return got;
}

static bool start(struct place *place, unsigned int number)
{
	const struct timeval patience = { .tv_sec = PATIENCE };
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return false;
	place->pid = start_at(place, number);
	if (!place->pid) {
		close(ends[0]);
		be_there(place, ends[1]);
	}
	close(ends[1]);
	place->talk = ends[0];
	setsockopt(place->talk, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (place->pid < 0) {
		close(ends[0]);
		place->pid = 0;
		return false;
	}
	if (hear(place, &place->told, sizeof(place->told)) != sizeof(place->told))
		return false;
	place->known_as = place->pid;
	place->pidns = pidns_of(place->pid);
	place->cgroup = cgroup_of(place->pid);
	return true;
}

const char *places_start(struct place *places, size_t n)
{
	/* A child must not write what is still ours to write. */
	fflush(NULL);
	for (size_t i = 0; i < n; i++)
		if (!start(&places[i], (unsigned int)i))
			return places[i].contained ? "a container" : "a process";
	return NULL;
}

static void wait_for_end(struct place *place)
{
	int status;

	while (waitpid(place->pid, &status, 0) < 0)
		if (errno != EINTR)
			return;
	place->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	close(place->talk);
	place->pid = 0;
}

void places_end(struct place *places, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (places[i].pid) {
			kill(places[i].pid, SIGKILL);
			wait_for_end(&places[i]);
		}
		free(places[i].cgroup);
	}
	cgroup_remove_all();
}

static bool exchange(struct place *place, char order)
{
	if (!place->pid || send(place->talk, &order, 1, MSG_NOSIGNAL) != 1 ||
	    hear(place, &order, 1) != 1)
		return false;
	place->made += EXCHANGE;
	return true;
}

bool place_does_demo(struct place *place)
{
	if (!exchange(place, DO_DEMO))
		return false;
	place->made += place->calls;
	return true;
}

bool place_answers(struct place *place)
{
	return exchange(place, ANSWER);
}

bool place_fails(struct place *place)
{
	char byte = FAIL;
	bool ended = place->pid && send(place->talk, &byte, 1, MSG_NOSIGNAL) == 1 &&
		     !hear(place, &byte, 1);

	if (ended)
		wait_for_end(place);
	return ended;
}
