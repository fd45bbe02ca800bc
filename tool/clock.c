// SPDX-License-Identifier: GPL-2.0
#include "clock.h"

#include <errno.h>
#include <time.h>

uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * NS_PER_SECOND + (uint64_t)time.tv_nsec;
}

void sleep_until(uint64_t when)
{
	struct timespec time = {
		.tv_sec = (time_t)(when / NS_PER_SECOND),
		.tv_nsec = (long)(when % NS_PER_SECOND),
	};

	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR)
		;
}
