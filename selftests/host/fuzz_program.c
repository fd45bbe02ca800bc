// SPDX-License-Identifier: GPL-2.0
/*
 * The program, fed with whatever might come in the kernel's place: libFuzzer
 * chooses the command and each byte of the answers. Nothing may crash, and what
 * is printed must be fit for a terminal, or one JSON object; files must be what they
 * are said to be. No program is started and nothing is measured: who follows a command
 * or marks the time of a crossing is told what fuzz_stand_ins.c says.
 *
 * With FUZZ_SEEDS=DIR it plays a kernel that answers as the spec says, and
 * keeps each conversation in DIR, to begin with; and the logs of FUZZ_LOGS, for the
 * command that reads a log instead.
 */
#include "fuzz_kernel.h"
#include "fuzz_output.h"
#include "fuzz_stand_ins.h"
#include "output.h"
#include "subjects.h"

#include <stdio.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An input: the command, how it is called, its sort or other key, and datagrams. */
#define HEAD		3

/* Beside the kernel's bits */
enum how {
	HOW_JSON	= 1 << 0,
	HOW_INTERVAL	= 1 << 1,
	HOW_REVERSED	= 1 << 2,
	HOW_TOP		= 1 << 3,
	HOWS		= 1 << 6,
};

/* Of those that follow a process, the key is what is asked for, and when they end. */
enum key {
	KEY_COMMAND	= 1 << 0,	/* else a process that is there */
	KEY_MORE	= 1 << 1,	/* --full, pictures, --by process */
	KEY_OTHER	= 1 << 2,	/* --class, --by thread */
};

#define KEY_ENDS(key)	((key) >> 3 & 3)
#define KEY_CTRL_C(key)	((key) >> 5 & 3)
/* Of cross: a file for the stamps; the rest is which subject. */
#define KEY_STAMPS	(1 << 7)

/* The program's, by another name: libFuzzer has one. */
int program_main(int argc, char **argv);

static struct {
	const uint8_t *at, *end;
	uint8_t how;
} input;

static struct conversation seed;

/* ---- the program ---- */

/* Those that the kernel answers, or that read a log */
static bool is_for_us(const struct command *command)
{
	/* They start programs, say what they know without a kernel, or need files. */
	static const char *const others[] = {
		"boundary", "doctor", "help", "explain", "mark", "since", "diff", "witness",
		"records", "card", "containers",
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

struct line {
	const char *argv[32];
	int argc;
};

static void put(struct line *line, const char *const *words)
{
	while (*words)
		line->argv[line->argc++] = *words++;
}

#define PUT(line, ...)	put(line, (const char *const[]){ __VA_ARGS__, NULL })

static void begin_line(struct line *line, const struct command *command)
{
	*line = (struct line){ 0 };
	PUT(line, "ringside", command->name);
	if (input.how & HOW_JSON)
		PUT(line, "--json");
}

static int run_line(struct line *line)
{
	return program_main(line->argc, (char **)line->argv);
}

/*
 * The rest of the input as a file. No module's file is to be found: that is by
 * another program, and takes its time.
 */
static int call_with_log(const struct command *command)
{
	int fd = memfd_create("log", MFD_CLOEXEC), code;
	struct line line;
	char path[32];

	if (fd < 0 || write(fd, input.at, (size_t)(input.end - input.at)) < 0)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	begin_line(&line, command);
	PUT(&line, "--ko", "/dev/null", path);
	code = run_line(&line);
	close(fd);
	return code;
}

static int call_follower(const struct command *command, uint8_t key)
{
	struct line line;

	begin_line(&line, command);
	PUT(&line, "-o", REPORT);
	if ((key & KEY_MORE) && (command->options & OPT_FULL))
		PUT(&line, "--full");
	if ((key & KEY_MORE) && (command->options & OPT_PICTURES))
		PUT(&line, "--perfetto", "perfetto", "--csv", "csv", "--folded", "folded",
		    "--svg", "svg");
	if ((key & KEY_OTHER) && (command->options & OPT_CLASS))
		PUT(&line, "--class", "%file");
	if ((key & KEY_MORE) && (command->options & OPT_BY))
		PUT(&line, "--by", key & KEY_OTHER ? "thread" : "process");
	if ((key & KEY_COMMAND) || !(command->options & OPT_PID))
		PUT(&line, "--", "true");
	else
		PUT(&line, "-p", "7");
	return run_line(&line);
}

/* One trip only, which has all the stamps, and none that cannot be measured. */
static int call_measurer(const struct command *command, uint8_t key)
{
	char *subject = (char *)subjects[key % (n_subjects - 1)].name;
	const struct options opt = {
		.repeat = 1, .argc = 1, .argv = &subject,
		.stamps = key & KEY_STAMPS ? "csv" : NULL,
	};

	out_setup(input.how & HOW_JSON, COLOR_NEVER);
	out_command(command->name);
	return command->run(&(struct context){ .opt = &opt });
}

static const char *sort_key(const struct command *command, uint8_t byte)
{
	size_t n = 0;

	while (command->sort_keys[n])
		n++;
	return command->sort_keys[byte % n];
}

static int call_view(const struct command *command, uint8_t byte)
{
	struct line line;

	begin_line(&line, command);
	if (command->sort_keys)
		PUT(&line, "--sort", sort_key(command, byte));
	if ((input.how & HOW_REVERSED) && (command->options & OPT_REVERSE))
		PUT(&line, "--reverse");
	if ((input.how & HOW_TOP) && (command->options & OPT_TOP))
		PUT(&line, "--top", "1");
	/* That one never ends by itself. */
	if (command->run == cmd_top ||
	    ((input.how & HOW_INTERVAL) && (command->options & OPT_INTERVAL)))
		PUT(&line, "-i", "1", "-c", "2");
	return run_line(&line);
}

static int call(const struct command *command, uint8_t key)
{
	if (command->run == cmd_oops)
		return call_with_log(command);
	if (command->args_are_a_command)
		return call_follower(command, key);
	if (command->options & OPT_REPEAT)
		return call_measurer(command, key);
	return call_view(command, key);
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
	stand_in(stream, KEY_ENDS(key), KEY_CTRL_C(key));
	out_stream(stream);
	code = call(command, key);
	fclose(stream);
	stand_in_ends();
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

/* Ways to call a command that lead to what is not alike */
struct way {
	uint8_t key;
	enum trace_of trace;
};

static void make_seed(const char *dir, size_t command, unsigned int how, const struct way *way)
{
	seed.bytes[0] = (uint8_t)command;
	seed.bytes[1] = (uint8_t)how;
	seed.bytes[2] = way->key;
	seed.length = HEAD;
	kernel_says_as_spec(&seed, way->trace);
	run(&commands[command], (uint8_t)how, way->key);
	keep_seed(dir, command, how | way->key << 8 | (unsigned int)way->trace << 16);
}

static const struct way *ways_of(const struct command *command, size_t *n)
{
	static const struct way viewing[] = { { 0 } };
	static const struct way measuring[] = { { 0 }, { 1 }, { KEY_STAMPS | 2 }, { 3 } };
	static const struct way following[] = {
		{ 0 }, { KEY_COMMAND }, { KEY_MORE }, { KEY_COMMAND | KEY_MORE | KEY_OTHER },
		{ KEY_COMMAND | 1 << 3 }, { KEY_MORE | 2 << 5 }, { KEY_MORE, TRACE_CROWD },
		{ KEY_MORE | 1 << 5, TRACE_CROWD }, { KEY_MORE, TRACE_CALLS },
		{ KEY_OTHER, TRACE_CALLS },
	};

	*n = ARRAY_SIZE(following);
	if (command->args_are_a_command)
		return following;
	*n = command->options & OPT_REPEAT ? ARRAY_SIZE(measuring) : ARRAY_SIZE(viewing);
	return command->options & OPT_REPEAT ? measuring : viewing;
}

static void make_seeds_of(const char *dir, size_t command)
{
	static const unsigned int hows[] = { 0, HOW_JSON, HOW_INTERVAL, HOW_JSON | HOW_INTERVAL };
	size_t n;
	const struct way *ways = ways_of(&commands[command], &n);

	for (size_t i = 0; i < (n == 1 ? ARRAY_SIZE(hows) : 2); i++)
		for (size_t j = 0; j < n; j++)
			make_seed(dir, command, hows[i], &ways[j]);
}

static void make_seeds(const char *dir)
{
	const char *logs = getenv("FUZZ_LOGS");

	for (size_t i = 0; i < n_commands; i++) {
		if (commands[i].run == cmd_oops && logs)
			keep_logs(logs, dir, i);
		if (asks_kernel(&commands[i]))
			make_seeds_of(dir, i);
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
