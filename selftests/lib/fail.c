// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../kselftest.h"
#include "fail.h"

static int nth_fd, always_fd;
static enum fail_mode mode;

static void set_knob(const char *knob, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/%s", knob);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		ksft_exit_fail_msg("cannot set %s: %s; is debugfs mounted?\n",
				   path, strerror(errno));
	close(fd);
}

/* A task that gets no page for its own memory would try again for ever. */
static void stay_in_memory(void)
{
	volatile char stack[1 << 16];
	size_t i;

	for (i = 0; i < sizeof(stack); i += 4096)
		stack[i] = 0;
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		ksft_exit_fail_msg("mlockall: %s\n", strerror(errno));
}

/* Once no nth is left to wait for, all of a task so marked fail. */
static void fail_always(const char *knobs)
{
	char path[64];
	size_t i;
	/* The filter before the rest: it would be all tasks' failures. */
	static const char * const values[][2] = {
		{ "task-filter", "Y" }, { "interval", "1" }, { "times", "-1" },
		{ "probability", "100" },
	};

	for (i = 0; i < sizeof(values) / sizeof(*values); i++) {
		snprintf(path, sizeof(path), "%s/%s", knobs, values[i][0]);
		set_knob(path, values[i][1]);
	}
}

static void mark(const char *yes)
{
	if (write(always_fd, yes, 1) != 1)
		ksft_exit_fail_msg("make-it-fail takes no %s: %s\n", yes,
				   strerror(errno));
}

/*
 * The defaults spare what may sleep, and so nearly everything. Stack dumps of
 * failures that are meant would look like splats.
 */
bool fail_open(void)
{
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		return false;
	always_fd = open("/proc/self/make-it-fail", O_RDWR | O_CLOEXEC);
	stay_in_memory();
	set_knob("failslab/ignore-gfp-wait", "N");
	set_knob("failslab/verbose", "0");
	set_knob("fail_page_alloc/ignore-gfp-wait", "N");
	set_knob("fail_page_alloc/ignore-gfp-highmem", "N");
	set_knob("fail_page_alloc/verbose", "0");
	set_knob("fail_usercopy/verbose", "0");
	fail_always("failslab");
	fail_always("fail_page_alloc");
	return true;
}

/*
 * When a slab is full depends on all that was allocated before, so with slabs
 * and pages at once the nth would be another one each time. A filter that no
 * slab passes, and an order that no page has, keep them apart.
 */
void fail_choose(enum fail_mode wanted)
{
	mode = wanted;
	set_knob("failslab/cache-filter", mode == FAIL_PAGE ? "Y" : "N");
	set_knob("fail_page_alloc/min-order", mode == FAIL_SLAB ? "99" : "0");
}

void fail_arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	/* Between the two nothing is allocated. */
	if (mode == FAIL_REST)
		mark("1");
	if (write(nth_fd, text, len) != len)
		ksft_exit_fail_msg("fail-nth takes no number: %s\n", strerror(errno));
}

unsigned int fail_disarm(void)
{
	char text[16] = "";
	/* The last one left fails in this very read. */
	ssize_t n = pread(nth_fd, text, sizeof(text) - 1, 0);
	unsigned int left = n < 0 ? 1 : strtoul(text, NULL, 10);

	/* Twice: the first may be what fails. */
	if (write(nth_fd, "0", 1) != 1 && write(nth_fd, "0", 1) != 1)
		ksft_exit_fail_msg("fail-nth cannot be switched off: %s\n",
				   strerror(errno));
	if (mode == FAIL_REST)
		mark("0");
	return left;
}
