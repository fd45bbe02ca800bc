// SPDX-License-Identifier: GPL-2.0
/* /proc/ringside/: the same text however it is read, and the right numbers. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

#include "../kselftest.h"
#include "lib/raw.h"
#include "lib/rig.h"
#include "lib/text.h"

#define QUIET	__NR_sched_get_priority_max
#define NOBODY	65534
#define SEEKS	200

static struct nl nl;
static char whole[TEXT_SIZE], again[TEXT_SIZE];

static const struct file {
	const char *name;
	mode_t mode;
	const char *header;
} files[] = {
	{ "status", 0400, "abi entries exits never in_flight untracked" },
	{ "status", 0400, "abi first_return denied earlier still_inside "
			  "untracked_exits errors restarts lost_exits" },
	{ "syscalls", 0400, "abi nr name entries exits never denied errors restarts" },
	{ "errors", 0400, "abi nr name errno by count" },
	{ "self", 0444, "pid" },
	{ "crossing", 0444, "1. Ring 3 asked." },
	{ "rings", 0400, "fence state cpus stops" },
};

static ssize_t slurp(int fd, char *text, size_t chunk)
{
	size_t len = 0;
	ssize_t n;

	while (len < TEXT_SIZE - 1) {
		size_t left = TEXT_SIZE - 1 - len;

		n = read(fd, text + len, chunk < left ? chunk : left);
		if (n < 0)
			return -errno;
		if (!n)
			break;
		len += n;
	}
	text[len] = '\0';
	return len;
}

static bool same_in_bytes(int fd, ssize_t len)
{
	return !lseek(fd, 0, SEEK_SET) && slurp(fd, again, 1) == len &&
	       !memcmp(whole, again, len);
}

static bool same_anywhere(int fd, ssize_t len)
{
	char part[64];
	int i;

	for (i = 0; i < SEEKS; i++) {
		off_t at = random() % len;
		ssize_t n = i % 2 ? pread(fd, part, sizeof(part), at) :
			    lseek(fd, at, SEEK_SET) == at ?
				read(fd, part, sizeof(part)) : -1;

		if (n <= 0 || memcmp(part, whole + at, n))
			return false;
	}
	return pread(fd, part, sizeof(part), len) == 0;
}

/* A line that begins with these words, whatever is between them */
static bool has_line(const char *words)
{
	static char copy[TEXT_SIZE];
	char *line, *save, *word, *inner, joined[512];

	strcpy(copy, whole);
	for (line = strtok_r(copy, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		joined[0] = '\0';
		for (word = strtok_r(line, " ", &inner); word;
		     word = strtok_r(NULL, " ", &inner)) {
			if (strlen(joined) + strlen(word) + 2 > sizeof(joined))
				break;
			strcat(strcat(joined, joined[0] ? " " : ""), word);
		}
		if (!strncmp(joined, words, strlen(words)))
			return true;
	}
	return false;
}

static void first_line(const struct file *file)
{
	char name[64], version[32];
	struct status status;
	unsigned int gen = 0;

	get_status(&nl, &status);
	sscanf(whole, "ringside %31s generation %u", version, &gen);
	snprintf(name, sizeof(name), "%s: first line and header", file->name);
	check(gen == status.generation && has_line(file->header), name,
	      "generation %u of %lu, or no line \"%s\"", gen, status.generation,
	      file->header);
}

/* Where the kernel lives, whatever its size of digits */
static bool has_kernel_address(const char *text)
{
	const char *at = text;

	while ((at = strstr(at, "ffff"))) {
		if (strspn(at, "0123456789abcdef") >= 12)
			return true;
		at += 4;
	}
	return false;
}

static void one_file(const struct file *file)
{
	char path[64], name[64];
	struct stat st = { 0 };
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/ringside/%s", file->name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	len = slurp(fd, whole, sizeof(whole));
	fstat(fd, &st);
	snprintf(name, sizeof(name), "%s: mode", file->name);
	check(fd >= 0 && (st.st_mode & 07777) == file->mode, name, "%o, not %o",
	      st.st_mode & 07777, file->mode);
	first_line(file);
	snprintf(name, sizeof(name), "%s: byte by byte", file->name);
	check(len > 0 && same_in_bytes(fd, len), name, "another text, of %zd", len);
	snprintf(name, sizeof(name), "%s: at any offset", file->name);
	check(len > 0 && same_anywhere(fd, len), name, "another text, of %zd", len);
	snprintf(name, sizeof(name), "%s: no address of the kernel", file->name);
	check(len > 0 && !has_kernel_address(whole), name, "there is one");
	close(fd);
}

static int quiet_calls(long times)
{
	while (times--)
		raw1(QUIET, -1);
	return 0;
}

static void text_equals_netlink(void)
{
	static const char * const columns[] = {
		"entries", "exits", "never", "denied", "errors", "restarts"
	};
	struct held held = hold(quiet_calls, 23);
	char key[64], word[32], count[32];
	uint64_t values[6];
	struct row row;
	size_t i;

	let_go(&held);
	finish(&held);
	row = get_row(&nl, 0, RINGSIDE_ABI_X86_64, QUIET);
	memcpy(values, &row.entries, sizeof(values));
	text_read("syscalls", whole, sizeof(whole));
	snprintf(key, sizeof(key), "x86_64 %d", QUIET);
	for (i = 0; i < ARRAY_SIZE(columns); i++) {
		if (text_cell(whole, "abi nr", key, columns[i], word, sizeof(word)) ||
		    strtoull(word, NULL, 10) != values[i])
			break;
	}
	check(i == ARRAY_SIZE(columns) && row.entries >= 23,
	      "the text of a row equals netlink's", "column %s of %lu entries",
	      i < ARRAY_SIZE(columns) ? columns[i] : "entries", row.entries);
	text_cell(whole, "abi nr", key, "name", word, sizeof(word));
	check(!strcmp(word, "sched_get_priority_max"), "the text has its name",
	      "it has \"%s\"", word);
	text_read("errors", whole, sizeof(whole));
	strcat(key, " sched_get_priority_max EINVAL kernel");
	if (text_cell(whole, "abi nr", key, "count", count, sizeof(count)))
		strcpy(count, "none");
	check(strtoull(count, NULL, 10) == row.errors && row.errors >= 23,
	      "the text of an errno equals netlink's", "%s, not %lu", count,
	      row.errors);
}

static long self_value(const char *word)
{
	char line[64];
	long value = -1;
	char *at;

	text_read("self", again, sizeof(again));
	snprintf(line, sizeof(line), "\n%s ", word);
	at = strstr(again, line);
	if (at)
		sscanf(at + strlen(line), "%ld", &value);
	return value;
}

/* What anybody may see of themselves, and nothing else */
static int as_nobody(long calls)
{
	long cost, before, after;
	int i;

	if (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))
		return 1;
	for (i = 0; i < 3; i++)
		if (text_read(i == 0 ? "status" : i == 1 ? "syscalls" : "errors",
			      again, sizeof(again)) != -EACCES)
			return 2;
	if (text_read("crossing", again, sizeof(again)) <= 0)
		return 3;
	if (self_value("pid") != getpid())
		return 4;
	before = self_value("entries");
	after = self_value("entries");
	cost = after - before;
	for (i = 0; i < calls; i++)
		raw0(__NR_getppid);
	seen->value[0] = self_value("entries") - after - cost;
	before = self_value("errors");
	for (i = 0; i < calls; i++)
		raw0(__NR_afs_syscall);
	seen->value[1] = self_value("errors") - before;
	return 0;
}

static void self_as_nobody(void)
{
	struct held held;
	int status;

	memset(seen, 0, sizeof(*seen));
	held = hold(as_nobody, 23);
	let_go(&held);
	status = finish(&held);
	check(!status, "nobody may read self and crossing only",
	      "status 0x%x", status);
	check(seen->value[0] == 23 && seen->value[1] == 23,
	      "self counts the reader's own calls", "%ld entries, %ld errors of 23",
	      seen->value[0], seen->value[1]);
}

static void not_writable(void)
{
	size_t i;
	int fd, writable = 0;

	for (i = 0; i < ARRAY_SIZE(files); i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/ringside/%s", files[i].name);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd >= 0 && write(fd, "1", 1) >= 0)
			writable++;
		if (fd >= 0)
			close(fd);
	}
	check(!writable, "no file can be written", "%d can", writable);
}

int main(void)
{
	size_t i;
	int err;

	rig_begin(5 * ARRAY_SIZE(files) + 6);
	err = nl_open(&nl);
	if (err)
		ksft_exit_fail_msg("no netlink family: %s\n", strerror(-err));
	/* so that there is an errno of each kind to print */
	raw0(__NR_afs_syscall);
	for (i = 0; i < ARRAY_SIZE(files); i++)
		one_file(&files[i]);
	text_equals_netlink();
	self_as_nobody();
	not_writable();
	nl_close(&nl);
	rig_end();
}
