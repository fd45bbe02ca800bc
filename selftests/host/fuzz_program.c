// SPDX-License-Identifier: GPL-2.0
/*
 * The program, fed with whatever might come in the kernel's place: libFuzzer
 * chooses the command and each byte of the answers. Nothing may crash, and what
 * is printed must be fit for a terminal, or one JSON object.
 *
 * With FUZZ_SEEDS=DIR it plays a kernel that answers as the spec says, and
 * keeps each conversation in DIR, to begin with; and the logs of FUZZ_LOGS, for the
 * command that reads a log instead.
 */
#include "clock.h"
#include "fuzz_kernel.h"
#include "fuzz_output.h"
#include "output.h"

#include <stdio.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An input: the command, how it is called, its sort key, and datagrams. */
#define HEAD		3

/* Beside the kernel's bits */
enum how {
	HOW_JSON	= 1 << 0,
	HOW_INTERVAL	= 1 << 1,
	HOW_REVERSED	= 1 << 2,
	HOW_TOP		= 1 << 3,
	HOWS		= 1 << 6,
};

/* The program's, by another name: libFuzzer has one. */
int program_main(int argc, char **argv);

static struct {
	const uint8_t *at, *end;
	uint8_t how;
} input;

static struct conversation seed;

/* ---- in clock.c's place: time that passes at once ---- */

static uint64_t clock_now;

uint64_t now(void)
{
	return clock_now += 1000;
}

void sleep_until(uint64_t when)
{
	clock_now = when;
}

/* ---- the program ---- */

/* Those that neither run another program nor leave the kernel out of it */
static bool is_for_us(const struct command *command)
{
	/*
	 * They start programs, say what they know without a kernel, need files, or
	 * measure.
	 */
	static const char *const others[] = {
		"run", "boundary", "doctor", "help", "explain", "mark", "since", "diff",
		"cross", "cost", "trace", "story", "witness", "records", "card",
		"containers",
	};

	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (!strcmp(command->name, others[i]))
			return false;
	return true;
}

static bool asks_kernel(const struct command *command)
{
	return is_for_us(command) && command->run != cmd_oops;
}

static const char *sort_key(const struct command *command, uint8_t byte)
{
	size_t n = 0;

	while (command->sort_keys[n])
		n++;
	return command->sort_keys[byte % n];
}

/*
 * The rest of the input as a file. No module's file is to be found: that is by
 * another program, and takes its time.
 */
static int call_with_log(const struct command *command)
{
	char path[32];
	const char *argv[] = { "ringside", command->name, "--ko", "/dev/null", path,
			       input.how & HOW_JSON ? "--json" : NULL, NULL };
	int fd = memfd_create("log", MFD_CLOEXEC), code;

	if (fd < 0 || write(fd, input.at, (size_t)(input.end - input.at)) < 0)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	code = program_main(input.how & HOW_JSON ? 6 : 5, (char **)argv);
	close(fd);
	return code;
}

static int call(const struct command *command, uint8_t byte)
{
	const char *argv[16] = { "ringside", command->name };
	int argc = 2;

	if (command->run == cmd_oops)
		return call_with_log(command);

	if (input.how & HOW_JSON)
		argv[argc++] = "--json";
	if (command->sort_keys) {
		argv[argc++] = "--sort";
		argv[argc++] = sort_key(command, byte);
	}
	if ((input.how & HOW_REVERSED) && (command->options & OPT_REVERSE))
		argv[argc++] = "--reverse";
	if ((input.how & HOW_TOP) && (command->options & OPT_TOP)) {
		argv[argc++] = "--top";
		argv[argc++] = "1";
	}
	/* That one never ends by itself. */
	if (command->run == cmd_top ||
	    ((input.how & HOW_INTERVAL) && (command->options & OPT_INTERVAL))) {
		static const char *const interval[] = { "-i", "1", "-c", "2" };

		memcpy(argv + argc, interval, sizeof(interval));
		argc += ARRAY_SIZE(interval);
	}
	return program_main(argc, (char **)argv);
}

static void run(const struct command *command, uint8_t how, uint8_t key)
{
	char *text = NULL;
	size_t length = 0;
	FILE *stream = open_memstream(&text, &length);
	int code;

	if (!stream)
		abort();
	input.how = how;
	session_wire(&fuzz_kernel);
	out_stream(stream);
	code = call(command, key);
	fclose(stream);
	if (code == USAGE || code > ASSERTION)
		complain(command->name, "its exit status", text);
	judge_output(command->name, how & HOW_JSON, text, length);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct command *command;

	if (size < HEAD)
		return 0;
	command = &commands[data[0] % n_commands];
	if (!is_for_us(command))
		return 0;
	input.at = data + HEAD;
	input.end = data + size;
	kernel_says(input.at, input.end, data[1] % HOWS);
	run(command, data[1] % HOWS, data[2]);
	return 0;
}

/* ---- seeds ---- */

static void keep_seed(const char *dir, size_t command, unsigned int how)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%zu-%02x", dir, command, how);
	file = fopen(path, "w");
	if (!file || fwrite(seed.bytes, 1, seed.length, file) != seed.length || fclose(file)) {
		perror(path);
		exit(1);
	}
}

static void keep_log(const char *path, const char *dir, size_t command, unsigned int how)
{
	FILE *file = fopen(path, "r");

	if (!file) {
		perror(path);
		exit(1);
	}
	seed.bytes[0] = (uint8_t)command;
	seed.bytes[1] = how & HOW_JSON;
	seed.length = HEAD + fread(seed.bytes + HEAD, 1, sizeof(seed.bytes) - HEAD, file);
	fclose(file);
	/* Its number tells it from those of the conversations, which are below HOWS. */
	keep_seed(dir, command, how);
}

/* Each, by turns as text and as JSON. */
static void keep_logs(const char *from, const char *dir, size_t command)
{
	DIR *logs = opendir(from);
	const struct dirent *entry;
	unsigned int n = HOWS;
	char path[4096];

	while (logs && (entry = readdir(logs))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", from, entry->d_name);
		keep_log(path, dir, command, n++);
	}
	if (n == HOWS) {
		fprintf(stderr, "no logs in %s\n", from);
		exit(1);
	}
	closedir(logs);
}

static void make_seeds(const char *dir)
{
	const char *logs = getenv("FUZZ_LOGS");
	static const unsigned int hows[] = { 0, HOW_JSON, HOW_INTERVAL, HOW_JSON | HOW_INTERVAL };

	for (size_t i = 0; i < n_commands; i++) {
		if (commands[i].run == cmd_oops && logs)
			keep_logs(logs, dir, i);
		for (size_t j = 0; asks_kernel(&commands[i]) && j < ARRAY_SIZE(hows); j++) {
			seed.bytes[0] = (uint8_t)i;
			seed.bytes[1] = (uint8_t)hows[j];
			seed.bytes[2] = 0;
			seed.length = HEAD;
			kernel_says_as_spec(&seed);
			run(&commands[i], (uint8_t)hows[j], 0);
			keep_seed(dir, i, hows[j]);
		}
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dir = getenv("FUZZ_SEEDS");

	(void)argc;
	(void)argv;
	if (!dir)
		return 0;
	make_seeds(dir);
	exit(0);
}
