// SPDX-License-Identifier: GPL-2.0
/* config: the module's settings; errnos can be changed. */
#include "family.h"
#include "numbers.h"
#include "output.h"

#include <string.h>

static bool parse_setting(const char *text, uint64_t *errnos)
{
	static const char key[] = "errnos=";

	return !strncmp(text, key, strlen(key)) &&
	       parse_number(text + strlen(key), 0, 1, errnos);
}

int check_settings(const struct options *opt)
{
	uint64_t errnos;

	if (!opt->argc || parse_setting(opt->argv[0], &errnos))
		return DONE;
	return out_error(USAGE, "ringside config errnos=1; modinfo -p module/ringside.ko",
			 "'%s' is no setting: only errnos=0 and errnos=1 can be set",
			 opt->argv[0]);
}

static void put_setting(const char *name, uint64_t value, bool settable, const char *meaning)
{
	out_cell_string(name);
	out_cell_number(value);
	out_cell_bool(settable);
	out_cell_string(meaning);
}

static int put_settings(const struct config *config)
{
	static const struct column columns[] = {
		{ "name", "setting", 0 },
		{ "value", "value", COL_RIGHT },
		{ "settable", "settable", 0 },
		{ "meaning", "meaning", 0 },
	};

	out_begin();
	out_table("settings", columns, ARRAY_SIZE(columns));
	put_setting("errnos", config->errnos, true, "1: count which errno how often");
	put_setting("tasks", config->tasks, false, "tasks that there is room for");
	put_setting("watches", config->watches, false, "watches that there is room for");
	put_setting("errno_slots", config->errno_slots, false, "errnos that each CPU has room for");
	put_setting("follow", config->follow, false, "1: returns too; 0: entries only");
	out_table_end(NULL);
	return out_end();
}

int cmd_config(const struct context *ctx)
{
	struct config config;
	uint64_t errnos;
	int code;

	if (ctx->opt->argc && parse_setting(ctx->opt->argv[0], &errnos))
		code = ask_config_set(ctx->session, (uint32_t)errnos, &config);
	else
		code = ask_config(ctx->session, &config);
	return code == DONE ? put_settings(&config) : session_report(ctx->session);
}
