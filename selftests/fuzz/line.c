// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <linux/capability.h>

#include "line.h"

#define ROOMY	(8 << 20)
#define NARROW	4096
#define NAMESPACE	"/proc/self/ns/net"

/* Both capabilities that let one ask, in effect or not; both stay permitted. */
static bool set_privileged(bool privileged)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	static const int caps[] = { CAP_SYS_ADMIN, CAP_PERFMON };
	unsigned int i;

	if (syscall(SYS_capget, &head, data))
		return false;
	for (i = 0; i < sizeof(caps) / sizeof(*caps); i++) {
		struct __user_cap_data_struct *word = &data[CAP_TO_INDEX(caps[i])];

		if (privileged)
			word->effective |= CAP_TO_MASK(caps[i]);
		else
			word->effective &= ~CAP_TO_MASK(caps[i]);
	}
	return !syscall(SYS_capset, &head, data);
}

static int open_here(void)
{
	return socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
}

static int open_without(void)
{
	int fd = -1;

	if (set_privileged(false))
		fd = open_here();
	return set_privileged(true) ? fd : -1;
}

/* A network namespace of this process alone, in which it never stays */
static int other_namespace(int home)
{
	static int other = -1;

	if (other >= 0 || unshare(CLONE_NEWNET))
		return other;
	other = open(NAMESPACE, O_RDONLY | O_CLOEXEC);
	return setns(home, CLONE_NEWNET) ? -1 : other;
}

/* A socket stays in the namespace that it was opened in. */
static int open_elsewhere(void)
{
	int home = open(NAMESPACE, O_RDONLY | O_CLOEXEC);
	int fd = -1;

	if (home >= 0 && !setns(other_namespace(home), CLONE_NEWNET)) {
		fd = open_here();
		if (setns(home, CLONE_NEWNET)) {
			close(fd);
			fd = -1;
		}
	}
	close(home);
	return fd;
}

static int open_by_habit(enum habit habit)
{
	if (habit == HABIT_ELSEWHERE)
		return open_elsewhere();
	return habit == HABIT_OPENED_WITHOUT ? open_without() : open_here();
}

static bool set_options(struct prng *prng, struct line *line)
{
	int size = line->habit == HABIT_CARELESS ? NARROW : ROOMY;
	int reasons = !one_in(prng, 4), cap = one_in(prng, 2);

	line->reasons = reasons;
	return !setsockopt(line->fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)) &&
	       !setsockopt(line->fd, SOL_NETLINK, NETLINK_EXT_ACK, &reasons,
			   sizeof(reasons)) &&
	       !setsockopt(line->fd, SOL_NETLINK, NETLINK_CAP_ACK, &cap, sizeof(cap));
}

static bool take_port(struct line *line)
{
	struct sockaddr_nl addr = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(addr);

	if (bind(line->fd, (struct sockaddr *)&addr, sizeof(addr)) ||
	    getsockname(line->fd, (struct sockaddr *)&addr, &len))
		return false;
	line->port = addr.nl_pid;
	return true;
}

bool line_open(struct prng *prng, struct line *line, const struct asker *asker)
{
	unsigned int drawn = below(prng, 3 * (HABITS - 1));

	memset(line, 0, sizeof(*line));
	line->asker = *asker;
	line->habit = drawn < HABITS ? drawn : HABIT_PLAIN;
	/* A dump that is not read on would keep the module from leaving. */
	if (line->habit == HABIT_CARELESS && asker->module_comes_and_goes)
		line->habit = HABIT_PLAIN;
	line->named = one_in(prng, 2);
	line->fd = open_by_habit(line->habit);
	if (line->fd < 0 || !set_options(prng, line) || !take_port(line))
		return false;
	/* Who names the addressee is judged by what he may now, not by the socket. */
	line->asker.unprivileged = line->habit == HABIT_USED_WITHOUT ||
				   (line->habit == HABIT_OPENED_WITHOUT && !line->named);
	line->asker.elsewhere = line->habit == HABIT_ELSEWHERE;
	return true;
}

void line_close(struct line *line)
{
	close(line->fd);
	line->fd = -1;
	line->n_watches = 0;
}

int line_send(struct line *line, struct datagram *datagrams, unsigned int n)
{
	static struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct mmsghdr heads[BATCH] = { 0 };
	struct iovec parts[BATCH];
	unsigned int i;
	int sent;

	for (i = 0; i < n; i++) {
		parts[i] = (struct iovec){ datagrams[i].bytes, datagrams[i].len };
		heads[i].msg_hdr.msg_iov = &parts[i];
		heads[i].msg_hdr.msg_iovlen = 1;
		if (!line->named)
			continue;
		heads[i].msg_hdr.msg_name = &kernel;
		heads[i].msg_hdr.msg_namelen = sizeof(kernel);
	}
	if (line->habit == HABIT_USED_WITHOUT && !set_privileged(false))
		return -errno;
	sent = sendmmsg(line->fd, heads, n, 0);
	sent = sent < 0 ? -errno : sent;
	if (line->habit == HABIT_USED_WITHOUT && !set_privileged(true))
		return -errno;
	return sent;
}

/* All is there when the request has been sent: a dump goes on while it is read. */
int line_receive(struct line *line, struct answers *answers, unsigned int max)
{
	struct mmsghdr heads[ANSWERS] = { 0 };
	struct iovec parts[ANSWERS];
	unsigned int i;
	int n;

	for (i = 0; i < max; i++) {
		parts[i] = (struct iovec){ answers->bytes[i], ANSWER_SIZE };
		heads[i].msg_hdr.msg_iov = &parts[i];
		heads[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(line->fd, heads, max, MSG_DONTWAIT, NULL);
	answers->n = n > 0 ? n : 0;
	for (i = 0; i < answers->n; i++) {
		answers->len[i] = heads[i].msg_len;
		if (heads[i].msg_hdr.msg_flags & MSG_TRUNC)
			return -EMSGSIZE;
	}
	if (n < 0)
		return errno == EAGAIN ? 0 : -errno;
	return n;
}
