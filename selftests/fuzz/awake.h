/* SPDX-License-Identifier: GPL-2.0 */
/* Whether the fuzzer itself works, which its other results stand on. */
#ifndef FUZZ_AWAKE_H
#define FUZZ_AWAKE_H

#include "judge.h"

/* Findings: a good answer that is judged bad, or a bad one good */
void judge_is_awake(struct findings *findings);

/* What a seed makes, as one number */
uint64_t sequence_of(uint64_t seed, unsigned int datagrams);

#endif
