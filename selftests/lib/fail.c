// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../kselftest.h"
#include "fail.h"

static int nth_fd;

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

/*
 * The defaults spare what may sleep, and so nearly everything. Stack dumps of
 * failures that are meant would look like splats.
 */
bool fail_open(void)
{
	nth_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth_fd < 0)
		return false;
	set_knob("failslab/ignore-gfp-wait", "N");
	set_knob("failslab/verbose", "0");
	set_knob("fail_page_alloc/ignore-gfp-wait", "N");
	set_knob("fail_page_alloc/ignore-gfp-highmem", "N");
	set_knob("fail_page_alloc/verbose", "0");
	set_knob("fail_usercopy/verbose", "0");
	return true;
}

/*
 * When a slab is full depends on all that was allocated before, so with slabs
 * and pages at once the nth would be another one each time. A filter that no
 * slab passes, and an order that no page has, keep them apart.
 */
void fail_choose(enum fail_source source)
{
	set_knob("failslab/cache-filter", source == FAIL_SLABS ? "N" : "Y");
	set_knob("fail_page_alloc/min-order", source == FAIL_PAGES ? "0" : "99");
}

void fail_arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

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
	return left;
}
