// SPDX-License-Identifier: GPL-2.0
#include "outside.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_what(const char *path, struct outside *o)
{
	FILE *file = fopen(path, "re");
	char line[256];
	int found = 0;

	while (file && fgets(line, sizeof(line), file))
		found += sscanf(line, "kind %31[a-z-]", o->kind) == 1 ||
			 sscanf(line, "site %31[a-z-]", o->site) == 1 ||
			 sscanf(line, "from %15[a-z]", o->from) == 1 ||
			 sscanf(line, "kernel %127s", o->kernel) == 1 ||
			 sscanf(line, "status %" SCNu64, &o->status) == 1;
	if (file)
		fclose(file);
	return found == 5;
}

/* NULL: there is none, or it is no JSON. */
static struct json_value *read_json(const char *directory, const char *name)
{
	char *path = text_format("%s/%s", directory, name);
	struct json_value *value = json_read_file(path);

	free(path);
	return value;
}

/* The row of a list of objects whose @key says @value. */
static const struct json_value *row_of(const struct json_value *document, const char *list,
				       const char *key, const char *value)
{
	const struct json_value *row = json_member(document, list);

	for (row = row ? row->first : NULL; row; row = row->next) {
		const char *text = json_text(row, key);

		if (text && !strcmp(text, value))
			return row;
	}
	return NULL;
}

/* What the crash module says of the kind, and whether it can be at the site. */
static bool find_kind(struct outside *o)
{
	const struct json_value *kind = row_of(o->kinds, "kernel", "kind", o->kind);
	const struct json_value *site = row_of(o->kinds, "sites", "site", o->site);
	const char *is = json_text(site, "is"), *expected;

	/* Who loads a module is a task, too. */
	expected = is ? json_text(kind, strcmp(is, "loading") ? is : "in_task") : NULL;
	o->shows = json_text(kind, "shows");
	return expected && parse_loss(expected, &o->expected);
}

static int incomplete(const char *directory, const char *lacks)
{
	return out_error(USAGE, "tool/vm/ringside-vm fail --keep DIR kernel oops",
			 "%s is not what ringside-vm fail keeps: %s", directory, lacks);
}

static bool is_gone(const struct outside *o)
{
	return o->status == VM_PANICKED || o->status == VM_HUNG;
}

static const char *recovery_word(const struct json_value *card)
{
	return json_text(json_member(card, "recovery"), "by");
}

static bool has_verdict(const struct json_value *card)
{
	const char *word = json_text(card, "lost");
	enum recovery_by by;
	enum loss lost;

	return word && parse_loss(word, &lost) && parse_recovery(recovery_word(card), &by);
}

/* The program inside may have said why there is nothing to see; else NULL. */
static const struct json_value *refusal(const struct outside *o)
{
	const struct json_value *error = json_member(o->inside, "error");

	return json_text(error, "message") && json_text(error, "try") ? error : NULL;
}

bool outside_waited_in_vain(const struct outside *o)
{
	return o->status == VM_TIMED_OUT && !has_verdict(o->inside);
}

int outside_read(const char *directory, struct outside *o)
{
	char *what = text_format("%s/what", directory), *heard = text_format("%s/heard", directory);
	bool told, listened;

	memset(o, 0, sizeof(*o));
	told = read_what(what, o);
	listened = heard_read(heard, &o->heard);
	free(what);
	free(heard);
	o->inside = read_json(directory, "card");
	o->kinds = read_json(directory, "kinds");
	o->records = read_json(directory, "records");
	if (!told || !listened)
		return incomplete(directory, "it does not say what failed, or nothing was heard");
	if (refusal(o))
		return out_error(REFUSED, json_text(refusal(o), "try"), "in the VM: %s",
				 json_text(refusal(o), "message"));
	if (!find_kind(o))
		return incomplete(directory, "the crash module does not know that kind and site");
	if (o->heard.failed == ABSENT || o->heard.last == ABSENT)
		return incomplete(directory, "the failure or the end was not heard");
	if (!is_gone(o) && !outside_waited_in_vain(o) && !has_verdict(o->inside))
		return incomplete(directory, "the machine lives on, but has printed no card");
	return DONE;
}

void outside_free(struct outside *o)
{
	heard_free(&o->heard);
	json_free(o->inside);
	json_free(o->kinds);
	json_free(o->records);
}

/* Who was never heard, as where no container can be made, was not lost either. */
static bool fell_silent(const struct outside *o, enum who who)
{
	size_t before, after;

	heard_count(&o->heard, who, &before, &after);
	return before && !heard_lives(&o->heard, who);
}

static bool is_anyone_silent(const struct outside *o)
{
	for (enum who who = GUEST; who < WHO; who++)
		if (heard_has(&o->heard, who) && fell_silent(o, who))
			return true;
	return false;
}

/* Changed data is not heard outside, but it was asked for inside. */
enum loss outside_loss(const struct outside *o)
{
	enum loss lost = NOBODY;

	if (is_gone(o))
		return MACHINE;
	if (outside_waited_in_vain(o))
		return BYSTANDER;
	parse_loss(json_text(o->inside, "lost"), &lost);
	return is_anyone_silent(o) && lost < BYSTANDER ? BYSTANDER : lost;
}

/* What needs a reboot is done outside, and timed there; the rest was done inside. */
struct recovery outside_recovery(const struct outside *o)
{
	const struct json_value *inside = json_member(o->inside, "recovery");
	struct recovery recovery = {
		.by = BY_RESET, .unload = json_text(inside, "unload"), .elsewhere = true,
	};

	if (!is_gone(o))
		parse_recovery(recovery_word(o->inside), &recovery.by);
	/* The module came back, but something else did not. */
	if (recovery.by == BY_RELOAD && o->heard.took != ABSENT)
		recovery.by = BY_RESET;
	recovery.ns = recovery.by == BY_RELOAD || recovery.by == BY_RESTART ?
		      json_count(inside, "ns") : o->heard.took;
	return recovery;
}

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t wrong_up_to(const struct outside *o, const char *name, uint64_t acknowledged)
{
	const struct json_value *run = json_member(o->records, "wrong");
	uint64_t sum = 0;

	for (run = run ? run->first : NULL; run; run = run->next) {
		const char *is = json_text(run, "name");
		uint64_t first = json_count(run, "first"), last = json_count(run, "last");

		if (is && !strcmp(is, name) && last != ABSENT && first <= last &&
		    first <= acknowledged)
			sum += least(last, acknowledged) - first + 1;
	}
	return sum;
}

struct left outside_left(const struct outside *o, const char *name, uint64_t acknowledged)
{
	const struct json_value *row = row_of(o->records, "records", "name", name);
	uint64_t right = json_count(row, "right"), wrong = json_count(row, "wrong");
	struct left left = { ABSENT, ABSENT, ABSENT };

	if (right == ABSENT || wrong == ABSENT)
		return left;
	left.lost = acknowledged - least(acknowledged, right + wrong);
	left.changed = least(wrong_up_to(o, name, acknowledged), acknowledged - left.lost);
	left.found = acknowledged - left.lost - left.changed;
	return left;
}
