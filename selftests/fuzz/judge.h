/* SPDX-License-Identifier: GPL-2.0 */
/* Answers, held against the spec. */
#ifndef FUZZ_JUDGE_H
#define FUZZ_JUDGE_H

#include "model.h"

/* What is wrong; the first finding is kept in words. */
struct findings {
	unsigned int n;
	char first[1024];
};

void finding(struct findings *findings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A reply or a row of an operation: its attributes and nothing behind them */
void judge_reply(const struct op_spec *op, const struct nlmsghdr *nlh,
		 struct findings *findings);

/*
 * An error or an acknowledgment, or the end of a dump. Returns its errno, 0 when
 * all is well; *@sentence says whether the kernel gave a reason.
 */
int judge_error(const struct nlmsghdr *nlh, uint32_t request_len, bool *sentence,
		struct findings *findings);
int judge_end(const struct nlmsghdr *nlh, bool *sentence, struct findings *findings);

#endif
