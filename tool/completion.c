// SPDX-License-Identifier: GPL-2.0
/* The completion script, written from the tables of commands and options. */
#include "completion.h"
#include "filter.h"
#include "options.h"
#include "output.h"
#include "subjects.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* @list with one word more; takes @list, which begins as NULL. */
static char *joined(char *list, const char *prefix, const char *word)
{
	char *all = text_format("%s%s%s%s", list ? list : "", list ? " " : "", prefix, word);

	free(list);
	return all;
}

static char *command_words(void)
{
	char *list = NULL;

	for (size_t i = 0; i < n_commands; i++)
		list = joined(list, "", commands[i].name);
	return list;
}

static char *class_words(void)
{
	char *list = NULL;

	for (size_t i = 0; i < n_syscall_classes; i++)
		list = joined(list, "", syscall_classes[i].name);
	return list;
}

static char *option_words(unsigned int bits)
{
	char *list = NULL;

	for (size_t i = 0; i < n_option_defs; i++)
		if (bits & option_defs[i].bit)
			list = joined(list, "--", option_defs[i].name);
	return list;
}

static void put_list(const char *variable, char *words)
{
	out_text("\t%s='%s'\n", variable, words ? words : "");
	free(words);
}

static char *pattern(const struct option_def *def)
{
	return def->letter ? text_format("--%s | -%c", def->name, def->letter)
			   : text_format("--%s", def->name);
}

/* What may follow an option, and whether the word after it is its value. */
static void put_values(void)
{
	out_text("\tcase $previous in\n");
	for (size_t i = 0; i < n_option_defs; i++) {
		const struct option_def *def = &option_defs[i];
		char *names = pattern(def);

		if (def->bit == OPT_SORT)
			out_text("\t%s) words=$sort_keys ;;\n", names);
		else if (def->bit == OPT_BY)
			out_text("\t%s) words=$by_keys ;;\n", names);
		else if (def->bit == OPT_PID)
			out_text("\t%s) words=$(cd /proc && compgen -G '[0-9]*') ;;\n", names);
		else if (def->bit & (OPT_OUTPUT | OPT_ROOT | OPT_STAMPS | OPT_PICTURES))
			out_text("\t%s) files=1 ;;\n", names);
		else if (def->words)
			out_text("\t%s) words='%s' ;;\n", names, def->words);
		else if (def->value)
			out_text("\t%s) return ;;\n", names);
		free(names);
	}
	out_text("\t*) value='' ;;\n\tesac\n");
}

static char *arguments_of(const struct command *command)
{
	if (command->options & OPT_ABI)
		return text_format("$classes $(%s --names x86_64 2>/dev/null | %s)",
				   "ringside help", "awk 'NR > 1 { print $2 }'");
	if (command->run == cmd_help)
		return text_format("$commands classes $classes");
	if (command->run == cmd_config)
		return settings_words();
	if (command->run == cmd_fail)
		return fail_words();
	if (command->run == cmd_cross)
		return subject_words();
	return must(strdup(""));
}

static void put_keys(const char *variable, const char *const *keys)
{
	char *list = NULL;

	for (; keys && *keys; keys++)
		list = joined(list, "", *keys);
	if (list)
		out_text("\t\t%s='%s'\n", variable, list);
	free(list);
}

static bool takes_files(const struct command *command)
{
	int (*const takers[])(const struct context *ctx) = {
		cmd_doctor, cmd_mark, cmd_since, cmd_diff, cmd_oops,
	};

	for (size_t i = 0; i < ARRAY_SIZE(takers); i++)
		if (command->run == takers[i])
			return true;
	return false;
}

static void put_commands(void)
{
	out_text("\tcase $command in\n");
	for (size_t i = 0; i < n_commands; i++) {
		const struct command *command = &commands[i];
		char *options = option_words(command->options | OPT_GLOBAL);
		char *arguments = arguments_of(command);

		out_text("\t%s)\n\t\toptions='%s'\n", command->name, options);
		put_keys("sort_keys", command->sort_keys);
		put_keys("by_keys", command->by_keys);
		if (*arguments)
			out_text("\t\targuments=\"%s\"\n", arguments);
		if (takes_files(command))
			out_text("\t\targument_files=1\n");
		out_text("\t\t;;\n");
		free(options);
		free(arguments);
	}
	out_text("\t*) arguments=$commands ;;\n\tesac\n");
}

static void put_script(void)
{
	out_text("# SPDX-%s: GPL-2.0\n", "License-Identifier");
	out_text("# Completion of ringside for bash, from: ringside help --completion bash\n\n"
		 "_ringside() {\n"
		 "\tlocal command='' i word=$2 previous=$3 value=1 words='' files=''\n"
		 "\tlocal commands classes options arguments='' sort_keys='' by_keys=''\n"
		 "\tlocal argument_files=''\n\n");
	put_list("commands", command_words());
	put_list("classes", class_words());
	put_list("options", option_words(OPT_GLOBAL));
	out_text("\tCOMPREPLY=()\n"
		 "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		 "\t\tif [[ \" $commands \" == *\" ${COMP_WORDS[i]} \"* ]]; then\n"
		 "\t\t\tcommand=${COMP_WORDS[i]}\n"
		 "\t\t\tbreak\n"
		 "\t\tfi\n"
		 "\tdone\n\n"
		 "\tif [[ $command == @(run|trace|story) && $word != -* &&\n"
		 "\t\t$previous != @(-o|--output|-b|--by|-n|--top|-p|--pid|--class|--room|--perfetto|\n"
		 "\t\t--csv|--folded|--svg) ]]; then\n"
		 "\t\tif declare -F _command_offset >/dev/null; then\n"
		 "\t\t\t_command_offset $((i + 1))\n"
		 "\t\telse\n"
		 "\t\t\tmapfile -t COMPREPLY < <(compgen -c -f -- \"$word\")\n"
		 "\t\tfi\n"
		 "\t\treturn\n"
		 "\tfi\n\n");
	put_commands();
	out_text("\n");
	put_values();
	out_text("\tif [[ ! $value ]]; then\n"
		 "\t\tif [[ $word == -* ]]; then\n"
		 "\t\t\twords=$options\n"
		 "\t\telse\n"
		 "\t\t\twords=$arguments files=$argument_files\n"
		 "\t\tfi\n"
		 "\tfi\n"
		 "\tmapfile -t COMPREPLY < <(compgen -W \"$words\" ${files:+-f} -- \"$word\")\n"
		 "}\n\n"
		 "complete -F _ringside ringside\n");
}

int put_completion(void)
{
	if (out_json())
		return out_error(USAGE, "ringside help --completion bash",
				 "a script is no JSON: leave --json out");
	out_begin();
	put_script();
	return out_end();
}
