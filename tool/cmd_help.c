// SPDX-License-Identifier: GPL-2.0
/* help: all from the tables, so that nothing can be forgotten. */
#include "completion.h"
#include "filter.h"
#include "names.h"
#include "options.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

static char *spelled(const struct option_def *def)
{
	char *letter = def->letter ? text_format("-%c, ", def->letter) : text_format("    ");
	char *text = text_format("%s--%s%s%s", letter, def->name, def->value ? " " : "",
				 def->value ? def->value : "");

	free(letter);
	return text;
}

static void put_options(unsigned int bits)
{
	out_list("options");
	for (size_t i = 0; i < n_option_defs; i++) {
		const struct option_def *def = &option_defs[i];
		char letter[2] = { def->letter, '\0' };
		char *text;

		if (!(bits & def->bit))
			continue;
		text = spelled(def);
		out_text("  %-24s %s\n", text, def->help);
		free(text);
		out_object(NULL);
		out_string("name", def->name);
		out_string("letter", def->letter ? letter : NULL);
		out_string("value", def->value);
		out_string("help", def->help);
		out_object_end();
	}
	out_list_end();
}

static void put_keys(const char *list, const char *word, const char *const *keys)
{
	out_list(list);
	for (size_t i = 0; keys && keys[i]; i++) {
		out_string(NULL, keys[i]);
		if (!i)
			out_text("\n%s is one of: ", word);
		out_text("%s%s", i ? ", " : "", keys[i]);
	}
	out_text(keys ? "\n" : "%s", "");
	out_list_end();
}

static void put_command(const struct command *command)
{
	out_object(NULL);
	out_string("name", command->name);
	out_string("args", command->args);
	out_string("summary", command->summary);
	out_string("example", command->example);
	out_bool("needs_module", command->needs_module);
	out_painted(BOLD, "usage:");
	out_text(" ringside [OPTIONS] %s%s%s\n\n%s: %s\n\n%s\n", command->name,
		 *command->args ? " " : "", command->args, command->name, command->summary,
		 command->details);
	put_options(command->options | OPT_GLOBAL);
	put_keys("sort_keys", "KEY", command->sort_keys);
	put_keys("by_keys", "WHAT", command->by_keys);
	out_text("\nexample: %s\n", command->example);
	out_object_end();
}

static int help_command(const struct command *command)
{
	out_begin();
	out_list("commands");
	put_command(command);
	out_list_end();
	return out_end();
}

static void put_summary(const struct command *command)
{
	char *usage = text_format("%s %s", command->name, command->args);

	out_text("  %-42s %s\n", usage, command->summary);
	free(usage);
}

static int help_all(void)
{
	out_begin();
	out_painted(BOLD, "usage:");
	out_text(" ringside [OPTIONS] [COMMAND [ARGS]]\n\n"
		 "Shows how programs cross from ring 3 into the kernel, as the module ringside\n"
		 "counts it. Without a command: status.\n\n");
	for (size_t i = 0; i < n_commands; i++)
		put_summary(&commands[i]);
	out_text("\n");
	out_list("commands");
	for (size_t i = 0; out_json() && i < n_commands; i++)
		put_command(&commands[i]);
	out_list_end();
	put_options(OPT_GLOBAL);
	out_text("\nExit status: 0 done, 1 usage, 2 the kernel refused, 3 the module is not\n"
		 "loaded, 4 an assertion did not hold; run: the command's, 126 or 127.\n"
		 "Start here: ringside doctor\n");
	return out_end();
}

static void put_members(const struct syscall_class *class)
{
	static const struct column columns[] = {
		{ "abi", "abi", 0 },
		{ "nr", "nr", COL_RIGHT },
		{ "name", "syscall", 0 },
	};

	out_table("names", columns, ARRAY_SIZE(columns));
	for (unsigned int abi = 0; abi <= RINGSIDE_ABI_MAX; abi++) {
		const struct name_table *table = &name_tables[abi];

		for (size_t i = 0; i < table->n; i++) {
			if (!class_has(class, table->names[i].name))
				continue;
			out_cell_string(table->title);
			out_cell_number(table->names[i].number);
			out_cell_string(table->names[i].name);
		}
	}
	out_table_end(NULL);
}

static int help_class(const char *name)
{
	const struct syscall_class *class = find_class(name);

	if (!class)
		return out_error(USAGE, "ringside help classes", "there is no class '%s'", name);
	out_begin();
	out_string("class", class->name);
	out_string("summary", class->summary);
	out_text("%s: %s\n\n", class->name, class->summary);
	put_members(class);
	return out_end();
}

static int help_classes(void)
{
	static const struct column columns[] = {
		{ "name", "class", 0 },
		{ "summary", "its syscalls", 0 },
	};

	out_begin();
	out_table("classes", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n_syscall_classes; i++) {
		out_cell_string(syscall_classes[i].name);
		out_cell_string(syscall_classes[i].summary);
	}
	out_table_end(NULL);
	return out_end();
}

static int help_names(const char *title)
{
	static const struct column columns[] = {
		{ "nr", "nr", COL_RIGHT },
		{ "name", "name", 0 },
	};
	const struct name_table *table = find_name_table(title);

	out_begin();
	out_string("table", table->title);
	out_table("names", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < table->n; i++) {
		out_cell_number(table->names[i].number);
		out_cell_string(table->names[i].name);
	}
	out_table_end(NULL);
	return out_end();
}

static int help_topic(const char *topic)
{
	const struct command *command = find_command(topic);

	if (command)
		return help_command(command);
	if (*topic == '%')
		return help_class(topic);
	if (!strcmp(topic, "classes"))
		return help_classes();
	return out_error(USAGE, "ringside help", "there is no help on '%s'", topic);
}

int cmd_help(const struct context *ctx)
{
	const struct options *opt = ctx->opt;

	if (opt->given & OPT_COMPLETION)
		return put_completion();
	if (opt->given & OPT_NAMES)
		return help_names(opt->names);
	return opt->argc ? help_topic(opt->argv[0]) : help_all();
}
