/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers that look random, the same ones for the same seed everywhere. */
#ifndef FUZZ_PRNG_H
#define FUZZ_PRNG_H

#include <stdbool.h>
#include <stdint.h>

struct prng {
	uint64_t state;
};

/* xorshift64*; the state must never be 0 */
static inline uint64_t draw(struct prng *prng)
{
	uint64_t x = prng->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	prng->state = x;
	return x * 0x2545f4914f6cdd1dULL;
}

/* Another sequence for each @stream of a seed; the first draws are alike. */
static inline void prng_seed(struct prng *prng, uint64_t seed, uint64_t stream)
{
	int i;

	prng->state = (seed * 0x9e3779b97f4a7c15ULL) ^ (stream + 1);
	prng->state += !prng->state;
	for (i = 0; i < 16; i++)
		draw(prng);
}

/* 0 to @n - 1; the high bits are the better ones */
static inline uint32_t below(struct prng *prng, uint32_t n)
{
	return (uint32_t)(((draw(prng) >> 32) * n) >> 32);
}

static inline bool one_in(struct prng *prng, uint32_t n)
{
	return !below(prng, n);
}

#endif
