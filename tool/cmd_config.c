// SPDX-License-Identifier: GPL-2.0
/* config: the module's settings; some can be changed. */
#include "family.h"
#include "output.h"

#include <string.h>

#include <linux/ringside.h>

struct setting {
	const char *name;
	int attr;
};

static const struct setting settings[] = {
	{ "errnos", RINGSIDE_A_CONFIG_ERRNOS },
	{ "timing", RINGSIDE_A_CONFIG_TIMING },
};

static bool parse_switch(const char *text, uint32_t *value)
{
	static const char *const words[] = { "0", "off", "1", "on" };

	for (uint32_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (!strcmp(text, words[i])) {
			*value = i / 2;
			return true;
		}
	}
	return false;
}

static const struct setting *parse_setting(const char *text, uint32_t *value)
{
	size_t length = strcspn(text, "=");

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (strlen(settings[i].name) == length &&
		    !strncmp(text, settings[i].name, length) && text[length] &&
		    parse_switch(text + length + 1, value))
			return &settings[i];
	}
	return NULL;
}

int check_settings(const struct options *opt)
{
	uint32_t value;

	if (!opt->argc || parse_setting(opt->argv[0], &value))
		return DONE;
	return out_error(USAGE, "ringside config timing=on; modinfo -p module/ringside.ko",
			 "'%s' is no setting: only errnos and timing can be set, to on or off",
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
	put_setting("timing", config->timing, true, "1: measure how long calls take");
	put_setting("tasks", config->tasks, false, "tasks that there is room for");
	put_setting("watches", config->watches, false, "watches that there is room for");
	put_setting("errno_slots", config->errno_slots, false, "errnos that each CPU has room for");
	put_setting("follow", config->follow, false, "1: returns too; 0: entries only");
	out_table_end(NULL);
	return out_end();
}

int cmd_config(const struct context *ctx)
{
	const struct setting *setting = NULL;
	struct config config;
	uint32_t value;
	int code;

	if (ctx->opt->argc)
		setting = parse_setting(ctx->opt->argv[0], &value);
	if (setting)
		code = ask_config_set(ctx->session, setting->attr, value, &config);
	else
		code = ask_config(ctx->session, &config);
	return code == DONE ? put_settings(&config) : session_report(ctx->session);
}
