// SPDX-License-Identifier: GPL-2.0
/* oops: what a kernel log reports of failures, explained line by line. */
#include "oops.h"
#include "output.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static int read_kernel(struct klog *log)
{
	int fd = kmsg_open(false);
	bool read = fd >= 0 && kmsg_read(fd, log);

	if (fd >= 0)
		close(fd);
	if (read)
		return DONE;
	return out_error(REFUSED, "sudo ringside oops, or of a log in a file: ringside oops FILE",
			 "the kernel's log cannot be read: %s", strerror(errno));
}

static int read_file(const char *path, struct klog *log)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	bool read = file && klog_read(log, file);

	if (!read)
		out_error(USAGE, "dmesg >FILE; ringside oops FILE", "cannot read %s: %s", path,
			  strerror(errno));
	if (file && file != stdin)
		fclose(file);
	return read ? DONE : USAGE;
}

static int check_ko(const char *ko)
{
	if (!ko || !access(ko, R_OK))
		return DONE;
	return out_error(USAGE, "ringside oops --ko module/crash", "cannot read %s: %s", ko,
			 strerror(errno));
}

static int put(const struct klog *log, const char *ko, bool is_running)
{
	struct sources *sources = sources_new(ko, is_running);
	struct oops oops = oops_find(log, sources);
	int code;

	out_begin();
	if (!oops.n)
		out_text("There is no report of a failure in these %zu lines.\n", log->n);
	oops_warn(log);
	oops_put(&oops, "reports");
	code = out_end();
	oops_free(&oops);
	sources_free(sources);
	return code;
}

int cmd_oops(const struct context *ctx)
{
	const char *path = ctx->opt->argc ? ctx->opt->argv[0] : NULL;
	struct klog log = { 0 };
	int code = check_ko(ctx->opt->ko);

	if (code == DONE)
		code = path ? read_file(path, &log) : read_kernel(&log);
	if (code == DONE)
		code = put(&log, ctx->opt->ko, !path);
	klog_free(&log);
	return code;
}
