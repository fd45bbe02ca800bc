/* SPDX-License-Identifier: GPL-2.0 */
/* The command line: a table of options, from which help and completion come. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "ringside.h"

struct option_def {
	unsigned int bit;	/* enum option_bit */
	char letter;		/* 0: none */
	const char *name;
	const char *value;	/* what its value is called, NULL: takes none */
	const char *help;
	const char *words;	/* the values there are, for completion; or NULL */
	bool (*set)(struct options *opt, const char *value);
};

extern const struct option_def option_defs[];
extern const size_t n_option_defs;

/*
 * Also tells output.c what it needs to know. *@command is NULL only when help
 * or the version is asked for without one.
 */
int parse_command_line(int argc, char **argv, struct options *opt,
		       const struct command **command);

#endif
