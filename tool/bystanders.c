// SPDX-License-Identifier: GPL-2.0
#include "bystanders.h"
#include "clock.h"
#include "container.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATA_BYTES	4096
#define PATTERN		0x5a
#define QUESTION	'?'
#define INTACT		'='
#define CHANGED		'#'
#define DIES_WITHIN	(5 * NS_PER_SECOND)
#define LOOK_AGAIN	NS_PER_MS

static bool is_intact(const unsigned char *data)
{
	for (size_t i = 0; i < DATA_BYTES; i++)
		if (data[i] != PATTERN)
			return false;
	return true;
}

__attribute__((noreturn))
static void be_process(int talk, unsigned char *data)
{
	char byte;

	/* Written here, the pages are its own. */
	memset(data, PATTERN, DATA_BYTES);
	while (read(talk, &byte, 1) == 1) {
		byte = is_intact(data) ? INTACT : CHANGED;
		if (write(talk, &byte, 1) != 1)
			break;
	}
	_exit(0);
}

static bool start_process(struct process *process, bool contained)
{
	void *data = mmap(NULL, DATA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			  -1, 0);
	int ends[2];

	if (data == MAP_FAILED)
		return false;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) {
		munmap(data, DATA_BYTES);
		return false;
	}
	process->pid = contained ? container_fork(-1) : fork();
	if (!process->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(ends[0]);
		be_process(ends[1], data);
	}
	munmap(data, DATA_BYTES);
	close(ends[1]);
	process->talk = ends[0];
	process->data = data;
	if (process->pid < 0)
		close(ends[0]);
	return process->pid > 0;
}

__attribute__((noreturn))
static void be_service(int listener)
{
	for (;;) {
		int client = accept(listener, NULL, NULL);
		char byte;

		if (client < 0 && errno == EINTR)
			continue;
		if (client < 0)
			_exit(1);
		if (read(client, &byte, 1) == 1)
			(void)!write(client, &byte, 1);
		close(client);
	}
}

static int listen_on(struct bystanders *by, const void *address, socklen_t size)
{
	const struct sockaddr *wanted = address;
	int listener = socket(wanted->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	by->address_size = sizeof(by->address);
	if (listener >= 0 && !bind(listener, wanted, size) && !listen(listener, 1) &&
	    !getsockname(listener, (struct sockaddr *)&by->address, &by->address_size))
		return listener;
	if (listener >= 0)
		close(listener);
	return -1;
}

static bool start_service(struct bystanders *by)
{
	const struct sockaddr_in loopback = {
		.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	/* The kernel makes up a name, as it makes up a port above. */
	const sa_family_t no_name = AF_UNIX;
	int listener = listen_on(by, &loopback, sizeof(loopback));

	/* A kernel without IP */
	if (listener < 0)
		listener = listen_on(by, &no_name, sizeof(no_name));
	if (listener < 0)
		return false;
	by->service = fork();
	if (!by->service) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		be_service(listener);
	}
	close(listener);
	return by->service > 0;
}

/* One that is stuck in the kernel does not die, and is not waited for. */
static void stop(pid_t pid)
{
	uint64_t begin = now();

	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	while (!waitpid(pid, NULL, WNOHANG) && now() - begin < DIES_WITHIN)
		sleep_until(now() + LOOK_AGAIN);
}

static void stop_process(struct process *process)
{
	stop(process->pid);
	if (process->pid > 0)
		close(process->talk);
	process->pid = 0;
}

bool start_bystanders(struct bystanders *by)
{
	bool intact;

	memset(by, 0, sizeof(*by));
	if (!start_process(&by->process, false) || !start_service(by)) {
		stop_bystanders(by);
		return false;
	}
	if (!start_process(&by->contained, true) || !ask_process(&by->contained, &intact))
		stop_process(&by->contained);
	return true;
}

void stop_bystanders(struct bystanders *by)
{
	stop_process(&by->process);
	stop_process(&by->contained);
	stop(by->service);
}

bool ask_process(const struct process *process, bool *intact)
{
	char byte = QUESTION;

	if (send(process->talk, &byte, 1, MSG_NOSIGNAL) != 1 || read(process->talk, &byte, 1) != 1)
		return false;
	*intact = byte == INTACT;
	return true;
}

bool ask_service(const struct bystanders *by)
{
	int fd = socket(by->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	char byte = QUESTION;
	bool answers;

	if (fd < 0)
		return false;
	answers = !connect(fd, (const struct sockaddr *)&by->address, by->address_size) &&
		  send(fd, &byte, 1, MSG_NOSIGNAL) == 1 && read(fd, &byte, 1) == 1 &&
		  byte == QUESTION;
	close(fd);
	return answers;
}
