// SPDX-License-Identifier: GPL-2.0
#include "options.h"
#include "card.h"
#include "clock.h"
#include "names.h"
#include "numbers.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define MAX_PID		(4 * 1024 * 1024)	/* PID_MAX_LIMIT of 64-bit kernels */
#define MOST_REPEATS	4000
#define LEAST_ROOM	64	/* as the module has it */
#define MOST_ROOM	131072
#define REPEATS		1000	/* unless it is said */
#define SHORTEST	(10 * NS_PER_MS)
#define LONGEST		(86400 * NS_PER_SECOND)

static bool set_color(struct options *opt, const char *value)
{
	static const char *const words[] = { "auto", "always", "never" };

	for (unsigned int i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(value, words[i])) {
			opt->color = (enum color_when)i;
			return true;
		}
	}
	return false;
}

static bool set_sort(struct options *opt, const char *value)
{
	opt->sort = value;
	return true;
}

static bool set_by(struct options *opt, const char *value)
{
	opt->by = value;
	return true;
}

static bool set_top(struct options *opt, const char *value)
{
	return parse_number(value, 0, UINT32_MAX, &opt->top);
}

static bool set_abi(struct options *opt, const char *value)
{
	return parse_abi(value, &opt->abi);
}

static bool set_pid(struct options *opt, const char *value)
{
	uint64_t pid;

	if (!parse_number(value, 1, MAX_PID, &pid))
		return false;
	opt->pid = (uint32_t)pid;
	return true;
}

static bool set_interval(struct options *opt, const char *value)
{
	return parse_seconds(value, SHORTEST, LONGEST, &opt->interval_ns);
}

static bool set_count(struct options *opt, const char *value)
{
	return parse_number(value, 1, UINT32_MAX, &opt->count);
}

static bool set_output(struct options *opt, const char *value)
{
	opt->output = value;
	return *value;
}

static bool set_repeat(struct options *opt, const char *value)
{
	return parse_number(value, 10, MOST_REPEATS, &opt->repeat);
}

static bool set_stamps(struct options *opt, const char *value)
{
	opt->stamps = value;
	return *value;
}

static bool set_perfetto(struct options *opt, const char *value)
{
	opt->perfetto = value;
	return *value;
}

static bool set_csv(struct options *opt, const char *value)
{
	opt->csv = value;
	return *value;
}

static bool set_svg(struct options *opt, const char *value)
{
	opt->svg = value;
	return *value;
}

static bool set_ko(struct options *opt, const char *value)
{
	opt->ko = value;
	return *value;
}

static bool set_folded(struct options *opt, const char *value)
{
	opt->folded = value;
	return *value;
}

static bool set_class(struct options *opt, const char *value)
{
	opt->class = value;
	return *value;
}

static bool set_room(struct options *opt, const char *value)
{
	return parse_number(value, LEAST_ROOM, MOST_ROOM, &opt->room);
}

static bool set_root(struct options *opt, const char *value)
{
	opt->root = value;
	return *value;
}

static bool set_completion(struct options *opt, const char *value)
{
	opt->completion = value;
	return !strcmp(value, "bash");
}

static bool set_names(struct options *opt, const char *value)
{
	opt->names = value;
	return find_name_table(value);
}

static bool set_site(struct options *opt, const char *value)
{
	opt->site = value;
	return *value;
}

static bool set_predict(struct options *opt, const char *value)
{
	enum loss loss;

	opt->predict = value;
	return parse_loss(value, &loss);
}

const struct option_def option_defs[] = {
	{ OPT_JSON, 'j', "json", NULL, "print one JSON object a line instead of text", NULL, NULL },
	{ OPT_COLOR, 0, "color", "WHEN", "auto, always or never; auto heeds NO_COLOR",
	  "auto always never", set_color },
	{ OPT_HELP, 'h', "help", NULL, "print help, also of a command", NULL, NULL },
	{ OPT_VERSION, 'V', "version", NULL, "print the version", NULL, NULL },
	{ OPT_SORT, 's', "sort", "KEY", "order rows by KEY", NULL, set_sort },
	{ OPT_BY, 'b', "by", "WHAT", "add rows up by WHAT", NULL, set_by },
	{ OPT_TOP, 'n', "top", "N", "show the first N rows; 0: all", NULL, set_top },
	{ OPT_REVERSE, 'r', "reverse", NULL, "turn the order round", NULL, NULL },
	{ OPT_ABI, 'a', "abi", "ABI", "only x86_64, ia32 or x32", "x86_64 ia32 x32", set_abi },
	{ OPT_PID, 'p', "pid", "PID",
	  "watch only process PID and its descendants", NULL,
	  set_pid },
	{ OPT_INTERVAL, 'i', "interval", "SECONDS",
	  "print what each interval adds, until Ctrl-C or -c", NULL, set_interval },
	{ OPT_COUNT, 'c', "count", "N", "end after N intervals", NULL, set_count },
	{ OPT_TIMES, 't', "times", NULL, "show times in place of counts (JSON has both)", NULL,
	  NULL },
	{ OPT_HISTOGRAM, 'H', "histogram", NULL,
	  "draw how long the calls of each row took (JSON has it)", NULL, NULL },
	{ OPT_OUTPUT, 'o', "output", "FILE", "write the report there, not to stderr", NULL,
	  set_output },
	{ OPT_BOTH, 0, "both", NULL, "show the library calls of the user side, too", NULL, NULL },
	{ OPT_SITE, 0, "site", "SITE", "where in the kernel it fails, see `ringside fail`", NULL,
	  set_site },
	{ OPT_PREDICT, 0, "predict", "WHO", "who will be lost: nobody, culprit, bystander, machine",
	  "nobody culprit bystander machine", set_predict },
	{ OPT_FROM_CONTAINER, 0, "from-container", NULL,
	  "cause it from inside a container: namespaces of its own", NULL, NULL },
	{ OPT_REPEAT, 'R', "repeat", "N", "measure N times, from 10 to 4000; 1000 if not given",
	  NULL, set_repeat },
	{ OPT_STAMPS, 0, "stamps", "FILE", "write all that was measured there, as CSV", NULL,
	  set_stamps },
	{ OPT_CLASS, 0, "class", "LIST",
	  "show only these syscalls: names, globs or %CLASS, with commas between", NULL,
	  set_class },
	{ OPT_ROOM, 0, "room", "N",
	  "events that each CPU keeps until they are read, 64 to 131072; 32768 if not given",
	  NULL, set_room },
	{ OPT_FULL, 0, "full", NULL, "also each crossing", NULL, NULL },
	{ OPT_PERFETTO, 0, "perfetto", "FILE",
	  "draw it there, for ui.perfetto.dev and chrome://tracing", NULL, set_perfetto },
	{ OPT_CSV, 0, "csv", "FILE", "write a row for each crossing there", NULL, set_csv },
	{ OPT_SVG, 0, "svg", "FILE", "draw it there, for whoever has a browser or a printer", NULL,
	  set_svg },
	{ OPT_FOLDED, 0, "folded", "FILE",
	  "write there how many crossings of each sort there were, for flame graphs", NULL,
	  set_folded },
	{ OPT_KO, 0, "ko", "FILE",
	  "the file of a module that the log names, or a directory of some", NULL, set_ko },
	{ OPT_ROOT, 0, "root", "DIR", "look at the system whose files are below DIR", NULL,
	  set_root },
	{ OPT_COMPLETION, 0, "completion", "SHELL", "print the completion script for bash", "bash",
	  set_completion },
	{ OPT_NAMES, 0, "names", "TABLE", "list names: x86_64, ia32, x32 or errno",
	  "x86_64 ia32 x32 errno", set_names },
};

const size_t n_option_defs = ARRAY_SIZE(option_defs);

struct parser {
	int argc, next;
	char **argv;
	struct options *opt;
	const struct command *command;
	char *problem, *hint;	/* the first thing that is wrong */
};

/*
 * Kept, not said: --json may still follow, and then the error is JSON. @hint
 * is ours to free, NULL: see the help.
 */
__attribute__((format(printf, 3, 4)))
static void misuse(struct parser *parser, char *hint, const char *format, ...)
{
	const struct command *command = parser->command;
	va_list args;

	if (parser->problem) {
		free(hint);
		return;
	}
	va_start(args, format);
	parser->problem = text_vformat(format, args);
	va_end(args);
	parser->hint = hint ? hint : text_format("ringside help%s%s", command ? " " : "",
						 command ? command->name : "");
}

static const struct option_def *by_name(const char *name, size_t length)
{
	for (size_t i = 0; i < n_option_defs; i++)
		if (strlen(option_defs[i].name) == length &&
		    !strncmp(name, option_defs[i].name, length))
			return &option_defs[i];
	return NULL;
}

static const struct option_def *by_letter(char letter)
{
	for (size_t i = 0; i < n_option_defs; i++)
		if (letter && option_defs[i].letter == letter)
			return &option_defs[i];
	return NULL;
}

/* @attached: the value in the same word, or NULL to take the next word. */
static void take_option(struct parser *parser, const struct option_def *def, const char *attached)
{
	const char *value = attached;

	if (!def->value && attached) {
		misuse(parser, NULL, "--%s takes no value", def->name);
		return;
	}
	if (def->value && !attached) {
		if (parser->next == parser->argc) {
			misuse(parser, NULL, "--%s needs a value: %s", def->name, def->value);
			return;
		}
		value = parser->argv[parser->next++];
	}
	if (def->set && !def->set(parser->opt, value))
		misuse(parser, NULL, "'%s' is no valid %s for --%s: %s", value, def->value,
		       def->name, def->help);
	parser->opt->given |= def->bit;
}

static void take_long(struct parser *parser, const char *word)
{
	size_t length = strcspn(word, "=");
	const struct option_def *def = by_name(word, length);
	struct nearest nearest = { .text = word };

	if (def) {
		take_option(parser, def, word[length] ? word + length + 1 : NULL);
		return;
	}
	for (size_t i = 0; i < n_option_defs; i++)
		nearest_offer(&nearest, option_defs[i].name);
	misuse(parser, nearest.best ? text_format("--%s", nearest.best) : NULL,
	       "there is no option --%.*s", (int)length, word);
}

/* -rn5 is -r -n 5. */
static void take_letters(struct parser *parser, const char *letters)
{
	for (; *letters; letters++) {
		const struct option_def *def = by_letter(*letters);

		if (!def) {
			misuse(parser, NULL, "there is no option -%c", *letters);
			return;
		}
		if (def->value && letters[1]) {
			take_option(parser, def, letters + 1);
			return;
		}
		take_option(parser, def, NULL);
	}
}

static void take_command(struct parser *parser, const char *word)
{
	struct nearest nearest = { .text = word };

	parser->command = find_command(word);
	if (parser->command)
		return;
	for (size_t i = 0; i < n_commands; i++)
		nearest_offer(&nearest, commands[i].name);
	misuse(parser, nearest.best ? text_format("ringside %s", nearest.best) : NULL,
	       "there is no command '%s'", word);
}

/* true: what follows are arguments, whatever it looks like. */
static bool take_argument(struct parser *parser, char *word)
{
	if (!parser->command) {
		take_command(parser, word);
		return false;
	}
	parser->opt->argv[parser->opt->argc++] = word;
	return parser->command->args_are_a_command;
}

static void take_words(struct parser *parser)
{
	bool only_arguments = false;

	while (parser->next < parser->argc) {
		char *word = parser->argv[parser->next++];

		if (only_arguments || word[0] != '-' || !word[1])
			only_arguments |= take_argument(parser, word);
		else if (!strcmp(word, "--"))
			only_arguments = true;
		else if (word[1] == '-')
			take_long(parser, word + 2);
		else
			take_letters(parser, word + 1);
	}
}

/* A word of a command's list, by default its first one; false: it is none. */
static bool take_key(const char **word, bool given, const char *const *key)
{
	if (!given) {
		*word = key ? key[0] : NULL;
		return true;
	}
	for (; *key; key++)
		if (!strcmp(*word, *key))
			return true;
	return false;
}

static void check_keys(struct parser *parser)
{
	const struct command *command = parser->command;
	struct options *opt = parser->opt;

	if (!take_key(&opt->sort, opt->given & OPT_SORT, command->sort_keys))
		misuse(parser, NULL, "'%s' cannot be sorted by '%s'", command->name, opt->sort);
	if (!take_key(&opt->by, opt->given & OPT_BY, command->by_keys))
		misuse(parser, NULL, "'%s' has no rows by '%s'", command->name, opt->by);
}

static void check_options(struct parser *parser)
{
	const struct command *command = parser->command;
	unsigned int stray = parser->opt->given & ~(command->options | OPT_GLOBAL);

	for (size_t i = 0; i < n_option_defs; i++) {
		if (!(stray & option_defs[i].bit))
			continue;
		misuse(parser, NULL, "'%s' does not take --%s", command->name, option_defs[i].name);
		return;
	}
	if (parser->opt->given & OPT_COUNT && !(parser->opt->given & OPT_INTERVAL) &&
	    command->run != cmd_top)
		misuse(parser, NULL, "--count needs --interval");
	check_keys(parser);
}

static void check_arguments(struct parser *parser)
{
	const struct command *command = parser->command;
	const struct options *opt = parser->opt;

	if (opt->argc < command->min_args)
		misuse(parser, NULL, "'%s' needs an argument: %s", command->name, command->args);
	if (command->max_args >= 0 && opt->argc > command->max_args)
		misuse(parser, NULL, "'%s' has no use for '%s'", command->name,
		       opt->argv[command->max_args]);
}

int parse_command_line(int argc, char **argv, struct options *opt,
		       const struct command **command)
{
	struct parser parser = { .argc = argc, .next = 1, .argv = argv, .opt = opt };
	bool asks_us;
	int code = DONE;

	opt->argv = must(calloc((size_t)argc + 1, sizeof(*opt->argv)));
	take_words(&parser);
	asks_us = opt->given & (OPT_HELP | OPT_VERSION);
	if (!parser.command && !parser.problem)
		parser.command = asks_us ? NULL : &commands[0];
	if (parser.command && !asks_us) {
		check_options(&parser);
		check_arguments(&parser);
	}
	if (!(opt->given & OPT_REPEAT))
		opt->repeat = REPEATS;
	*command = parser.command;
	out_setup(opt->given & OPT_JSON, opt->color);
	out_command(parser.command ? parser.command->name : NULL);
	if (parser.problem)
		code = out_error(USAGE, parser.hint, "%s", parser.problem);
	free(parser.problem);
	free(parser.hint);
	return code;
}
