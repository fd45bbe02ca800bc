// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/genetlink.h>

#include "events.h"

static int number(const struct nlattr *attr)
{
	return attr ? (int)nl_u64(attr) : -1;
}

/* What is not said is as in the event before. */
static void take_event(struct event *e, const struct nlattr *nest,
		       const struct event *before)
{
	const struct nlattr *a[NL_TYPES];

	nl_parse(nl_data(nest), nl_size(nest), a);
	*e = (struct event){
		.what = number(a[RINGSIDE_A_EVENT_WHAT]),
		.pid = number(a[RINGSIDE_A_EVENT_PID]),
		.cpu = number(a[RINGSIDE_A_EVENT_CPU]),
		.abi = number(a[RINGSIDE_A_EVENT_ABI]),
		.nr = number(a[RINGSIDE_A_EVENT_NR]),
		.vector = number(a[RINGSIDE_A_EVENT_VECTOR]),
		.interrupt = number(a[RINGSIDE_A_EVENT_INTERRUPT]),
		.line = number(a[RINGSIDE_A_EVENT_LINE]),
		.waits = number(a[RINGSIDE_A_EVENT_WAITS]),
		.signal = number(a[RINGSIDE_A_EVENT_SIGNAL]),
		.child = number(a[RINGSIDE_A_EVENT_CHILD]),
		.lost = nl_u64(a[RINGSIDE_A_EVENT_LOST]),
		.time = nl_u64(a[RINGSIDE_A_EVENT_TIME]),
		.ret = nl_u64(a[RINGSIDE_A_EVENT_RET]),
		.errno_ = nl_u64(a[RINGSIDE_A_EVENT_ERRNO]),
	};
	if (e->pid < 0 && before)
		e->pid = before->pid;
	if (e->cpu < 0 && before)
		e->cpu = before->cpu;
}

static void take_loss(struct trace *trace, const struct nlattr *nest)
{
	const struct nlattr *a[NL_TYPES];
	uint64_t what;

	nl_parse(nl_data(nest), nl_size(nest), a);
	what = nl_u64(a[RINGSIDE_A_LOSS_WHAT]);
	if (what < WHATS)
		trace->loss[what] = nl_u64(a[RINGSIDE_A_LOSS_COUNT]);
}

static void take_trace(const struct nl_msg *msg, void *arg)
{
	const struct nlattr *attr = NULL;
	struct trace *trace = arg;
	struct event *e;

	trace->tasks = number(msg->attrs[RINGSIDE_A_TRACE_TASKS]);
	trace->missed = number(msg->attrs[RINGSIDE_A_TRACE_MISSED]);
	while ((attr = nl_next(msg->payload, msg->len, attr))) {
		int type = attr->nla_type & NLA_TYPE_MASK;

		if (type == RINGSIDE_A_TRACE_LOSS) {
			take_loss(trace, attr);
		} else if (type == RINGSIDE_A_TRACE_EVENT && trace->n < MAX_EVENTS) {
			e = &trace->event[trace->n++];
			take_event(e, attr, e > trace->event ? e - 1 : NULL);
		}
	}
}

static int ask(struct nl *nl, int id, int flags)
{
	struct {
		struct nlattr head;
		uint32_t watch;
	} one = { { sizeof(one), RINGSIDE_A_TRACE_WATCH }, id };

	return nl_send(nl, RINGSIDE_CMD_TRACE_READ, flags, &one, sizeof(one));
}

static void forget(struct trace *trace)
{
	memset(trace->loss, 0, sizeof(trace->loss));
	trace->n = 0;
}

int trace_ask(struct nl *nl, int id)
{
	return ask(nl, id, 0);
}

int trace_take(struct nl *nl, struct trace *trace)
{
	static char buf[1 << 16] __attribute__((aligned(8)));
	struct nlmsghdr *nlh = (void *)buf;
	struct nl_msg msg = {};
	ssize_t n;

	n = recv(nl->fd, buf, sizeof(buf), MSG_DONTWAIT);
	if (n < 0)
		return -errno;
	if (!NLMSG_OK(nlh, n) || nlh->nlmsg_type != nl->family)
		return -EPROTO;
	forget(trace);
	msg.payload = (char *)NLMSG_DATA(nlh) + GENL_HDRLEN;
	msg.len = nlh->nlmsg_len - NLMSG_LENGTH(GENL_HDRLEN);
	nl_parse(msg.payload, msg.len, msg.attrs);
	take_trace(&msg, trace);
	return trace->n;
}

int trace_read(struct nl *nl, int id, struct trace *trace)
{
	int err = ask(nl, id, NLM_F_ACK);

	forget(trace);
	if (!err)
		err = nl_receive(nl, take_trace, trace);
	return err ? err : trace->n;
}

static void take_id(const struct nl_msg *msg, void *arg)
{
	*(int *)arg = nl_u64(msg->attrs[RINGSIDE_A_WATCH_ID]);
}

int watch_events(struct nl *nl, int pid, int room)
{
	struct {
		struct nlattr pid_head;
		uint32_t pid;
		struct nlattr room_head;
		uint32_t room;
	} both = {
		{ NLA_HDRLEN + sizeof(uint32_t), RINGSIDE_A_WATCH_PID }, pid,
		{ NLA_HDRLEN + sizeof(uint32_t), RINGSIDE_A_WATCH_ROOM }, room
	};
	int id = 0;
	int err = nl_send(nl, RINGSIDE_CMD_WATCH_ADD, NLM_F_ACK, &both, sizeof(both));

	if (!err)
		err = nl_receive(nl, take_id, &id);
	return err ? err : id;
}

uint64_t lost_in_all(const struct trace *trace)
{
	uint64_t sum = 0;
	int what;

	for (what = 0; what < WHATS; what++)
		sum += trace->loss[what];
	return sum;
}
