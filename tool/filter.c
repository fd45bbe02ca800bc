// SPDX-License-Identifier: GPL-2.0
#include "filter.h"
#include "names.h"
#include "numbers.h"
#include "output.h"
#include "text.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#define CLASS(name, summary, members)	{ name, summary, members },

const struct syscall_class syscall_classes[] = {
#include "classes.def"
};

const size_t n_syscall_classes = ARRAY_SIZE(syscall_classes);

const struct syscall_class *find_class(const char *name)
{
	for (size_t i = 0; i < n_syscall_classes; i++)
		if (!strcmp(name, syscall_classes[i].name))
			return &syscall_classes[i];
	return NULL;
}

static bool member_matches(const char *member, const char *name)
{
	const struct syscall_class *class;

	if (*member != '%')
		return !strcmp(member, name);
	class = find_class(member);
	return class && class_has(class, name);
}

bool class_has(const struct syscall_class *class, const char *name)
{
	const char *word = class->members;
	char member[LABEL_SIZE];

	while (*word) {
		size_t length = strcspn(word, " ");

		if (length < sizeof(member)) {
			memcpy(member, word, length);
			member[length] = '\0';
			if (member_matches(member, name))
				return true;
		}
		word += length + strspn(word + length, " ");
	}
	return false;
}

static bool is_glob(const char *text)
{
	return strpbrk(text, "*?[");
}

static bool known_name(const char *text, struct nearest *nearest)
{
	for (unsigned int abi = 0; abi <= RINGSIDE_ABI_MAX; abi++) {
		for (size_t i = 0; i < name_tables[abi].n; i++) {
			if (!strcmp(text, name_tables[abi].names[i].name))
				return true;
			nearest_offer(nearest, name_tables[abi].names[i].name);
		}
	}
	return false;
}

/* What a table shows for a number without a name can be asked for too. */
static bool is_label(const char *text)
{
	static const char prefix[] = "syscall_0x";

	return !strcmp(text, "outside") || !strncmp(text, prefix, strlen(prefix));
}

static int unknown(const char *what, const char *text, const char *best, const char *list)
{
	char *hint = best ? text_format("%s", best) : text_format("ringside help %s", list);
	int code = out_error(USAGE, hint, "there is no %s '%s'", what, text);

	free(hint);
	return code;
}

static int check_class(const char *text)
{
	struct nearest nearest = { .text = text };

	if (find_class(text))
		return DONE;
	for (size_t i = 0; i < n_syscall_classes; i++)
		nearest_offer(&nearest, syscall_classes[i].name);
	return unknown("class", text, nearest.best, "classes");
}

static int check_one(const char *text)
{
	struct nearest nearest = { .text = text };
	uint64_t number;

	if (*text == '%')
		return check_class(text);
	if (is_glob(text) || is_label(text) || parse_number(text, 0, UINT32_MAX, &number))
		return DONE;
	if (known_name(text, &nearest))
		return DONE;
	return unknown("syscall", text, nearest.best, "--names x86_64");
}

int check_syscall_filter(const struct options *opt)
{
	int code = DONE;

	for (int i = 0; i < opt->argc && code == DONE; i++)
		code = check_one(opt->argv[i]);
	return code;
}

static bool matches(const char *text, const char *name, uint64_t nr)
{
	uint64_t number;

	if (*text == '%') {
		const struct syscall_class *class = find_class(text);

		return class && class_has(class, name);
	}
	if (parse_number(text, 0, UINT32_MAX, &number))
		return nr == number;
	return !fnmatch(text, name, 0);
}

bool wants_syscall(const struct options *opt, uint64_t abi, uint64_t nr)
{
	char label[LABEL_SIZE];
	const char *name = syscall_label(abi, nr, label);

	if (opt->given & OPT_ABI && abi != opt->abi)
		return false;
	for (int i = 0; i < opt->argc; i++)
		if (matches(opt->argv[i], name, nr))
			return true;
	return !opt->argc;
}

/* The next word of a list, to be freed; NULL at its end. */
static char *next_word(const char **list)
{
	size_t length = strcspn(*list, ",");
	char *word;

	if (!**list)
		return NULL;
	word = text_format("%.*s", (int)length, *list);
	*list += length + ((*list)[length] == ',');
	return word;
}

int check_syscall_list(const char *list)
{
	int code = DONE;
	char *word;

	while (code == DONE && (word = next_word(&list))) {
		code = check_one(word);
		free(word);
	}
	return code;
}

bool list_wants_syscall(const char *list, uint64_t abi, uint64_t nr)
{
	char label[LABEL_SIZE];
	const char *name = syscall_label(abi, nr, label);
	bool wants = false;
	char *word;

	while (!wants && (word = next_word(&list))) {
		wants = matches(word, name, nr);
		free(word);
	}
	return wants;
}
