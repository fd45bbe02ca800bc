// SPDX-License-Identifier: GPL-2.0
/* fail: something fails on purpose, and what dies of it is measured. */
#include "card.h"
#include "crash.h"
#include "fail.h"
#include "failure.h"
#include "output.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define IN_USER		"user"
#define IN_KERNEL	"kernel"

static void list_user(void)
{
	static const struct column columns[] = {
		{ "kind", "ring 3", 0 },
		{ "shows", "what it is", 0 },
	};
	const struct user_kind *kind;

	out_table("user", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; (kind = user_kind_at(i)); i++) {
		out_cell_string(kind->name);
		out_cell_string(kind->shows);
	}
	out_table_end(NULL);
}

static const char *or_null(const char *word)
{
	return strcmp(word, "-") ? word : NULL;
}

static void list_kinds(void)
{
	static const struct column columns[] = {
		{ "kind", "ring 0", 0 },
		{ "in_task", "lost in a task", 0 },
		{ "in_worker", "in a worker", 0 },
		{ "elsewhere", "elsewhere", 0 },
		{ "shows", "what it is", 0 },
	};
	struct crash_kind *kinds;
	int n = crash_kinds(&kinds);

	out_text("\n");
	out_table("kernel", columns, ARRAY_SIZE(columns));
	for (int i = 0; i < n; i++) {
		out_cell_string(kinds[i].name);
		out_cell_string(or_null(kinds[i].in_task));
		out_cell_string(or_null(kinds[i].in_worker));
		out_cell_string(or_null(kinds[i].elsewhere));
		out_cell_string(kinds[i].shows);
	}
	out_table_end(n < 0 && crash_is_loaded() ?
		      "Ring 0: what can fail there the crash module tells root alone. Try:\n"
		      "sudo ringside fail" :
		      "Ring 0: what can fail there only the crash module knows. As root, in a\n"
		      "VM that may be lost: insmod module/crash/ringside_crash.ko i_know=1");
	free(kinds);
}

static void list_sites(void)
{
	static const struct column columns[] = {
		{ "site", "site", 0 },
		{ "is", "is", 0 },
		{ "shows", "what it is", 0 },
	};
	struct crash_site *sites;
	int n = crash_sites(&sites);

	out_text(n > 0 ? "\n" : "%s", "");
	out_table("sites", columns, ARRAY_SIZE(columns));
	for (int i = 0; i < n; i++) {
		out_cell_string(sites[i].name);
		out_cell_string(sites[i].is);
		out_cell_string(sites[i].shows);
	}
	out_table_end("");
	free(sites);
}

static int list_all(void)
{
	out_begin();
	if (crash_is_loaded() && !crash_is_ours())
		out_warning(CRASH_RELOAD, CRASH_IS_OTHER, RINGSIDE_VERSION);
	list_user();
	list_kinds();
	list_sites();
	return out_end();
}

char *fail_words(void)
{
	char *words = text_format(IN_USER " " IN_KERNEL);
	const struct user_kind *kind;

	for (size_t i = 0; (kind = user_kind_at(i)); i++) {
		char *more = text_format("%s %s", words, kind->name);

		free(words);
		words = more;
	}
	return words;
}

int check_fail(const struct options *opt)
{
	const char *ring = opt->argc ? opt->argv[0] : NULL;

	if (ring && strcmp(ring, IN_USER) && strcmp(ring, IN_KERNEL))
		return out_error(USAGE, "ringside help fail",
				 "'%s' is no ring that can fail: user or kernel", ring);
	if (opt->argc == 1)
		return out_error(USAGE, "ringside fail", "a kind of failure is missing");
	if (opt->given & OPT_SITE && (!ring || strcmp(ring, IN_KERNEL)))
		return out_error(USAGE, "ringside help fail", "only ring 0 has sites");
	if (opt->given & OPT_FROM_CONTAINER && !ring)
		return out_error(USAGE, "ringside fail user null-write --from-container",
				 "what is to fail in a container?");
	return DONE;
}

int cmd_fail(const struct context *ctx)
{
	const struct options *opt = ctx->opt;

	if (!opt->argc)
		return list_all();
	/* Whoever started us may have asked not to hear of children. */
	signal(SIGCHLD, SIG_DFL);
	return strcmp(opt->argv[0], IN_USER) ? fail_kernel(opt, opt->argv[1])
					     : fail_user(opt, opt->argv[1]);
}
