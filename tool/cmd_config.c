// SPDX-License-Identifier: GPL-2.0
/* config: the module's settings; some can be changed. */
#include "family.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include <linux/ringside.h>

/* @attr 0: a load parameter only. */
struct setting {
	const char *name;
	int attr;
	size_t offset;
	const char *meaning;
};

#define SETTING(name, attr, meaning) \
	{ #name, RINGSIDE_A_CONFIG_##attr, offsetof(struct config, name), meaning }
#define PARAMETER(name, meaning) \
	{ #name, 0, offsetof(struct config, name), meaning }

static const struct setting settings[] = {
	SETTING(errnos, ERRNOS, "1: count which errno how often"),
	SETTING(syscalls, SYSCALLS, "1: count syscalls"),
	SETTING(timing, TIMING, "1: measure how long calls take"),
	SETTING(faults, FAULTS, "1: count page faults"),
	SETTING(exceptions, EXCEPTIONS, "1: count other exceptions"),
	SETTING(interrupts, INTERRUPTS, "1: count interrupts"),
	SETTING(signals, SIGNALS, "1: count signal handlers"),
	SETTING(switches, SWITCHES, "1: count context switches"),
	SETTING(processes, PROCESSES, "1: count exec, fork and exit"),
	SETTING(tracking, TRACKING, "1: hold sums against each CPU's own count"),
	SETTING(creds, CREDS, "1: log changes of credentials, and refusals"),
	PARAMETER(tasks, "tasks that there is room for"),
	PARAMETER(watches, "watches that there is room for"),
	PARAMETER(errno_slots, "errnos that each CPU has room for"),
	PARAMETER(follow, "1: returns too; 0: entries only"),
};

char *settings_words(void)
{
	char *words = must(strdup("")), *more;

	for (size_t i = 0; i < ARRAY_SIZE(settings); i++) {
		if (!settings[i].attr)
			continue;
		more = text_format("%s%s%s=off %s=on", words, *words ? " " : "",
				   settings[i].name, settings[i].name);
		free(words);
		words = more;
	}
	return words;
}

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
		if (settings[i].attr && strlen(settings[i].name) == length &&
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
	return out_error(USAGE, "ringside config, which lists them; modinfo -p module/ringside.ko",
			 "'%s' is no setting that can be changed, to on or off", opt->argv[0]);
}

static void put_setting(const struct setting *setting, const struct config *config)
{
	uint64_t value;

	memcpy(&value, (const char *)config + setting->offset, sizeof(value));
	out_cell_string(setting->name);
	out_cell_number(value);
	out_cell_bool(setting->attr);
	out_cell_string(setting->meaning);
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
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		put_setting(&settings[i], config);
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
