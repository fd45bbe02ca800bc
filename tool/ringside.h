/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What every command of the program shares: exit codes, the command table's
 * entry, and the options as main.c parsed them.
 */
#ifndef RINGSIDE_H
#define RINGSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum exit_code {
	DONE = 0,
	USAGE = 1,		/* misuse, or we could not do our own part */
	REFUSED = 2,		/* the kernel said no */
	NOT_LOADED = 3,
	ASSERTION = 4,		/* something that must hold does not */
	NOT_EXECUTABLE = 126,	/* the last two only from `run`, as env(1) */
	NOT_FOUND = 127,
};

enum color_when { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

enum option_bit {
	OPT_JSON	= 1 << 0,
	OPT_COLOR	= 1 << 1,
	OPT_HELP	= 1 << 2,
	OPT_VERSION	= 1 << 3,
	OPT_SORT	= 1 << 4,
	OPT_TOP		= 1 << 5,
	OPT_REVERSE	= 1 << 6,
	OPT_ABI		= 1 << 7,
	OPT_PID		= 1 << 8,
	OPT_INTERVAL	= 1 << 9,
	OPT_COUNT	= 1 << 10,
	OPT_OUTPUT	= 1 << 11,
	OPT_ROOT	= 1 << 12,
	OPT_COMPLETION	= 1 << 13,
	OPT_NAMES	= 1 << 14,
	OPT_TIMES	= 1 << 15,
	OPT_HISTOGRAM	= 1 << 16,
	OPT_BY		= 1 << 17,
	OPT_BOTH	= 1 << 18,
	OPT_SITE	= 1 << 19,
	OPT_PREDICT	= 1 << 20,
	OPT_REPEAT	= 1 << 21,
	OPT_STAMPS	= 1 << 22,
	OPT_CLASS	= 1 << 23,
	OPT_ROOM	= 1 << 24,
	OPT_FULL	= 1 << 25,
	OPT_PERFETTO	= 1 << 26,
	OPT_CSV		= 1 << 27,
	OPT_FOLDED	= 1 << 28,
	OPT_SVG		= 1 << 29,
	OPT_FROM_CONTAINER	= 1 << 30,
	OPT_KO		= 1U << 31,
};

#define OPT_GLOBAL	(OPT_JSON | OPT_COLOR | OPT_HELP | OPT_VERSION)
#define OPT_PICTURES	(OPT_PERFETTO | OPT_CSV | OPT_FOLDED | OPT_SVG)
#define OPT_VIEW	(OPT_SORT | OPT_TOP | OPT_REVERSE | OPT_INTERVAL | OPT_COUNT)

struct options {
	unsigned int given;	/* enum option_bit */
	enum color_when color;
	const char *sort;
	const char *by;
	uint64_t top;		/* 0: all rows */
	unsigned int abi;
	uint32_t pid;
	uint64_t interval_ns;
	uint64_t count;		/* 0: no end */
	const char *output;
	const char *root;
	const char *completion;
	const char *names;
	const char *site;
	const char *predict;
	const char *stamps;
	const char *class;
	const char *perfetto;
	const char *csv;
	const char *folded;
	const char *svg;
	const char *ko;
	uint64_t room;
	uint64_t repeat;
	int argc;		/* what is left for the command */
	char **argv;
};

struct session;

struct context {
	const struct options *opt;
	struct session *session;	/* open when the command needs the module */
};

struct command {
	const char *name;
	const char *args;	/* as shown in the usage line */
	const char *summary;
	const char *details;
	const char *example;
	const char *const *sort_keys;	/* first one is the default */
	const char *const *by_keys;	/* as well */
	/* Whether the arguments make sense, before the module is asked. */
	int (*check)(const struct options *opt);
	int (*run)(const struct context *ctx);
	unsigned int options;	/* besides OPT_GLOBAL */
	int min_args, max_args;	/* max -1: no limit */
	bool needs_module;
	bool args_are_a_command;	/* options end at the first argument */
};

extern const struct command commands[];
extern const size_t n_commands;
const struct command *find_command(const char *name);

int check_run(const struct options *opt);
int check_settings(const struct options *opt);
/* All that config takes, for completion; the caller frees it. */
char *settings_words(void);
int check_subject(const struct options *opt);
int cmd_boundary(const struct context *ctx);
int cmd_config(const struct context *ctx);
int cmd_cost(const struct context *ctx);
int cmd_creds(const struct context *ctx);
int cmd_doctor(const struct context *ctx);
int cmd_errors(const struct context *ctx);
int cmd_explain(const struct context *ctx);
int check_fail(const struct options *opt);
/* Rings and kinds, for completion; the caller frees it. */
char *fail_words(void);
int cmd_fail(const struct context *ctx);
int cmd_help(const struct context *ctx);
int cmd_ledger(const struct context *ctx);
int cmd_mark(const struct context *ctx);
int cmd_since(const struct context *ctx);
int cmd_cross(const struct context *ctx);
int cmd_diff(const struct context *ctx);
int cmd_reset(const struct context *ctx);
int cmd_rings(const struct context *ctx);
int cmd_run(const struct context *ctx);
int cmd_status(const struct context *ctx);
int cmd_syscalls(const struct context *ctx);
int cmd_tasks(const struct context *ctx);
int cmd_top(const struct context *ctx);
int check_trace(const struct options *opt);
int cmd_trace(const struct context *ctx);
int check_story(const struct options *opt);
int cmd_story(const struct context *ctx);
int cmd_witness(const struct context *ctx);
int cmd_records(const struct context *ctx);
int cmd_card(const struct context *ctx);
int cmd_containers(const struct context *ctx);
int cmd_oops(const struct context *ctx);

extern const char *const syscall_sort_keys[];
extern const char *const error_sort_keys[];
extern const char *const ledger_sort_keys[];
extern const char *const people_by_keys[];
extern const char *const run_by_keys[];
extern const char *const task_sort_keys[];
extern const char *const top_by_keys[];
extern const char *const top_sort_keys[];

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#endif
