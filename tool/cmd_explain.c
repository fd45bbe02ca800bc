// SPDX-License-Identifier: GPL-2.0
/* explain: what a name means, who leads to it, and who in the kernel serves it. */
#include "explain.h"
#include "filter.h"
#include "library.h"
#include "names.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

#define INDENT	12
#define WIDTH	78

/* Words that follow one another in lines, the first after its @label. */
struct paragraph {
	const char *label;
	size_t column;
};

static void put_word(struct paragraph *p, const char *word, size_t length)
{
	if (p->label) {
		out_text("  %-*s", INDENT - 2, p->label);
		p->label = NULL;
		p->column = INDENT;
	} else if (p->column + 1 + length > WIDTH) {
		out_text("\n%*s", INDENT, "");
		p->column = INDENT;
	} else {
		out_text(" ");
		p->column++;
	}
	out_text("%.*s", (int)length, word);
	p->column += length;
}

static void end_paragraph(const struct paragraph *p)
{
	if (!p->label)
		out_text("\n");
}

static void put_item(struct paragraph *p, const char *word, size_t length)
{
	char item[WIDTH];

	put_word(p, word, length);
	if (length >= sizeof(item))
		return;
	memcpy(item, word, length);
	item[length] = '\0';
	out_string(NULL, item);
}

static void put_words(const char *label, const char *key, const char *words)
{
	struct paragraph p = { .label = label };
	const char *word;
	size_t length;

	out_list(key);
	while ((length = next_word(&words, &word)))
		put_item(&p, word, length);
	out_list_end();
	end_paragraph(&p);
}

static void put_numbers(const struct explained *entry)
{
	bool is_syscall = !strcmp(entry->topic, "syscall");
	const char *separator = "  number    ";

	out_object("numbers");
	for (size_t i = 0; i < n_name_tables; i++) {
		const struct name_table *names = &name_tables[i];

		if (is_syscall == !strcmp(names->title, "errno"))
			continue;
		for (size_t j = 0; j < names->n; j++) {
			if (strcmp(names->names[j].name, entry->name))
				continue;
			out_number(names->title, names->names[j].number);
			out_text("%s%u%s%s", separator, names->names[j].number,
				 is_syscall ? " " : "", is_syscall ? names->title : "");
			separator = ", ";
		}
	}
	out_object_end();
	if (*separator == ',')
		out_text("\n");
}

static void put_classes(const char *name)
{
	struct paragraph p = { .label = "classes" };

	out_list("classes");
	for (size_t i = 0; i < n_syscall_classes; i++)
		if (class_has(&syscall_classes[i], name))
			put_item(&p, syscall_classes[i].name, strlen(syscall_classes[i].name));
	out_list_end();
	end_paragraph(&p);
}

/* Functions that can cause it; C++ names are for machines alone. */
static void put_callers(const char *syscall)
{
	struct paragraph p = { .label = "called by" };
	const struct library_line *lines;
	size_t n, length;

	lines = library_lines(&n);
	out_list("called_by");
	for (size_t i = 0; i < n; i++) {
		const char *list = lines[i].functions, *word;

		if (!has_word(lines[i].syscalls, syscall, strlen(syscall)))
			continue;
		while ((length = next_word(&list, &word)))
			if (strncmp(word, "_Z", 2))
				put_item(&p, word, length);
	}
	out_list_end();
	if (p.label)
		out_text("  %-*sthe function of that name, if there is one, else syscall()",
			 INDENT - 2, p.label);
	out_text("\n");
}

static void put_manual(const char *manual)
{
	const char *section = manual ? strchr(manual, '(') : NULL;

	out_string("manual", manual);
	if (section)
		out_text("  read      man %c %.*s\n", section[1], (int)(section - manual), manual);
}

static void put_entry(const struct explained *entry)
{
	struct paragraph p = { .label = "means" };
	const char *text = entry->meaning, *word;
	size_t length;

	out_object(NULL);
	out_string("topic", entry->topic);
	out_string("name", entry->name);
	out_painted(BOLD, "%s", entry->name);
	out_text(" (%s)\n", !strcmp(entry->topic, "part") ? "part of the kernel" : entry->topic);
	out_string("meaning", entry->meaning);
	while ((length = next_word(&text, &word)))
		put_word(&p, word, length);
	end_paragraph(&p);
	out_string("part", entry->part);
	if (strcmp(entry->topic, "part"))
		out_text("  part      %s\n", entry->part);
	if (!strcmp(entry->topic, "syscall") || !strcmp(entry->topic, "errno"))
		put_numbers(entry);
	if (!strcmp(entry->topic, "syscall")) {
		put_classes(entry->name);
		put_callers(entry->name);
	}
	put_manual(entry->manual);
	out_text("\n");
	out_object_end();
}

static void put_function(const char *name, const struct library_line *line)
{
	const struct library_section *sections;
	size_t n;

	sections = library_sections(&n);
	out_object(NULL);
	out_string("topic", "function");
	out_string("name", name);
	out_string("section", sections[line->section].title);
	out_painted(BOLD, "%s", name);
	out_text(" (library function: %s)\n", sections[line->section].title);
	put_words("can cause", "can_cause", line->syscalls);
	if (!*line->syscalls)
		out_text("  crosses   never by itself%s\n",
			 strcmp(name, "syscall") ? "" : " but for the call that it is asked for");
	out_text("\n");
	out_object_end();
}

static int unknown(const char *name)
{
	struct nearest nearest = { .text = name };
	const struct explained *entries;
	char *hint;
	size_t n;

	entries = explain_entries(&n);
	for (size_t i = 0; i < n; i++)
		nearest_offer(&nearest, entries[i].name);
	hint = nearest.best ? text_format("ringside explain '%s'", nearest.best) :
			      text_format("ringside explain   (for all names)");
	out_error(USAGE, hint, "nothing is known about '%s'", name);
	free(hint);
	return USAGE;
}

static int explain(const char *name)
{
	const struct library_line *line = find_function(name);
	const struct explained *entries;
	bool found = line;
	size_t n;

	entries = explain_entries(&n);
	for (size_t i = 0; i < n; i++) {
		if (!explain_is(&entries[i], name))
			continue;
		put_entry(&entries[i]);
		found = true;
	}
	if (line)
		put_function(name, line);
	return found ? DONE : unknown(name);
}

static void put_list_of_all(void)
{
	static const struct column columns[] = {
		{ "topic", "topic", 0 },
		{ "name", "name", 0 },
		{ "part", "part", 0 },
		{ "manual", NULL, COL_JSON },
		{ "meaning", "meaning", 0 },
	};
	const struct explained *entries;
	size_t n;

	entries = explain_entries(&n);
	out_table("entries", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n; i++) {
		out_cell_string(entries[i].topic);
		out_cell_string(entries[i].name);
		out_cell_string(entries[i].part);
		out_cell_string(entries[i].manual);
		out_cell_string(entries[i].meaning);
	}
	out_table_end(NULL);
}

int cmd_explain(const struct context *ctx)
{
	const struct options *opt = ctx->opt;
	int code = DONE;

	out_begin();
	if (!opt->argc) {
		put_list_of_all();
		return out_end();
	}
	out_list("entries");
	for (int i = 0; i < opt->argc && code == DONE; i++)
		code = explain(opt->argv[i]);
	if (code != DONE)
		return code;
	out_list_end();
	return out_end();
}
