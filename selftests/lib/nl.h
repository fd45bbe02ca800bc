/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A generic netlink client of about a page: the tests must see the module
 * through other eyes than the program's library.
 */
#ifndef RS_TEST_NL_H
#define RS_TEST_NL_H

#include <stddef.h>
#include <stdint.h>
#include <linux/netlink.h>
#include <linux/ringside.h>

struct nl {
	int fd;
	uint16_t family;
	uint32_t seq;
	/* of the latest request, when the kernel said something */
	char sentence[256];
};

/* attributes of one message; a message has fewer types than this */
#define NL_TYPES 32

struct nl_msg {
	uint8_t cmd;
	const struct nlattr *attrs[NL_TYPES];
	const void *payload;
	size_t len;
};

typedef void (*nl_row_fn)(const struct nl_msg *msg, void *arg);

/* All return 0 or more when done, -errno when refused. */
int nl_open(struct nl *nl);
void nl_close(struct nl *nl);
int nl_send(struct nl *nl, uint8_t cmd, uint16_t flags, const void *attrs,
	    size_t len);
int nl_receive(struct nl *nl, nl_row_fn fn, void *arg);
int nl_call(struct nl *nl, uint8_t cmd, uint16_t flags, uint16_t attr,
	    uint32_t value, nl_row_fn fn, void *arg);

void nl_parse(const void *attrs, size_t len, const struct nlattr **table);
const struct nlattr *nl_next(const void *start, size_t len,
			     const struct nlattr *at);
const void *nl_data(const struct nlattr *attr);
size_t nl_size(const struct nlattr *attr);
uint64_t nl_u64(const struct nlattr *attr);

#endif
