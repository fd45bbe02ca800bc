/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random datagrams of requests. What is drawn depends on the seed alone; what
 * the surroundings fill in (the family's number, pids, watches) does not change
 * what is drawn, so that a seed always makes the same sequence.
 */
#ifndef FUZZ_MESSAGE_H
#define FUZZ_MESSAGE_H

#include <linux/genetlink.h>
#include <linux/netlink.h>

#include "prng.h"
#include "spec.h"

#define DATAGRAM_SIZE	8192
#define ATTRS_SIZE	4096
#define PIDS		6
#define OWN_WATCHES	64

struct surroundings {
	uint16_t family;
	/* a number that the family has no more, and nobody else has yet */
	uint16_t stranger;
	uint32_t pids[PIDS];
	/* watches that this sender has begun, as far as it knows */
	uint32_t watches[OWN_WATCHES];
	unsigned int n_watches;
};

/* A request before it is bytes; what is wrong with it is wrong on purpose. */
struct draft {
	const struct op_spec *op;
	struct nlmsghdr nlh;
	struct genlmsghdr genl;
	unsigned char attrs[ATTRS_SIZE];
	unsigned int len;
	/* how much of it is sent, and what nlmsg_len adds to that */
	unsigned int cut;
	int32_t lie;
	/* bits of the finished message that flip */
	unsigned int flips;
};

struct datagram {
	unsigned char bytes[DATAGRAM_SIZE];
	unsigned int len;
	/* requests in it, as they were built */
	unsigned int messages;
};

void make_datagram(struct prng *prng, const struct surroundings *around,
		   struct datagram *datagram);

/* mutate.c */
void mutate(struct prng *prng, const struct surroundings *around,
	    struct draft *draft);

/* The parts that both a good and a bad message are made of */
unsigned char *put_attr(struct draft *draft, unsigned int type, const void *data,
			unsigned int len);
void put_value(struct prng *prng, const struct surroundings *around,
	       struct draft *draft, const struct attr_spec *spec);
uint64_t good_number(struct prng *prng, const struct surroundings *around,
		     const struct attr_spec *spec);

#endif
