// SPDX-License-Identifier: GPL-2.0
/* creds: who gained or dropped privilege, and who was refused what. */
#include "family_creds.h"
#include "names.h"
#include "output.h"
#include "text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const id_names[IDS + 2] = {
	"uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid", "groups", "user_ns"
};

static const char *const cap_names[CAPS] = {
	"inheritable", "permitted", "effective", "bounding", "ambient"
};

static uint64_t id_of(const struct ids *ids, size_t i)
{
	return i < IDS ? ids->id[i] : i == IDS ? ids->groups : ids->user_ns;
}

static char *add_words(char *words, char *more)
{
	char *all = text_format("%s%s%s", words, *words ? ", " : "", more);

	free(words);
	free(more);
	return all;
}

/* Few enough to read by name, else as /proc/PID/status has them */
static bool few(uint64_t set)
{
	return set && __builtin_popcountll(set) <= 2;
}

static char *set_of(uint64_t set)
{
	char label[LABEL_SIZE], *words;

	if (!few(set))
		return set ? text_format("%" PRIx64, set) : must(strdup("none"));
	words = must(strdup(""));
	for (unsigned int cap = 0; cap < 64; cap++)
		if (set >> cap & 1)
			words = add_words(words, must(strdup(capability_label(cap, label))));
	return words;
}

static char *set_difference(const char *name, uint64_t before, uint64_t after)
{
	uint64_t lost = before & ~after, gained = after & ~before;
	char *one, *other, *words;

	if (few(before ^ after) && before && after && (!lost || !gained)) {
		one = set_of(lost | gained);
		words = text_format("%s %s %s", name, lost ? "loses" : "gains", one);
		free(one);
		return words;
	}
	one = set_of(before);
	other = set_of(after);
	words = text_format("%s %s to %s", name, one, other);
	free(one);
	free(other);
	return words;
}

/* What differs; the caller frees it. */
static char *difference_of(const struct ids *before, const struct ids *after)
{
	char *words = must(strdup(""));

	for (size_t i = 0; i < ARRAY_SIZE(id_names); i++)
		if (id_of(before, i) != id_of(after, i))
			words = add_words(words,
					  text_format("%s %" PRIu64 " to %" PRIu64, id_names[i],
						      id_of(before, i), id_of(after, i)));
	for (size_t i = 0; i < CAPS; i++)
		if (before->cap[i] != after->cap[i])
			words = add_words(words, set_difference(cap_names[i], before->cap[i],
								after->cap[i]));
	return *words ? words : add_words(words, must(strdup("other groups")));
}

/* By what it may do at once, or take: effective user root, and capabilities. */
static const char *direction_of(const struct ids *before, const struct ids *after)
{
	uint64_t had = before->cap[1] | before->cap[2], has = after->cap[1] | after->cap[2];
	bool gained = (has & ~had) || (before->id[1] && !after->id[1]);
	bool dropped = (had & ~has) || (!before->id[1] && after->id[1]);

	if (gained && dropped)
		return "both";
	return gained ? "gained" : dropped ? "dropped" : "neither";
}

/* JSON only: all of it, as text has no room for. */
static void put_ids(const char *key, const struct ids *ids)
{
	out_object(key);
	for (size_t i = 0; i < ARRAY_SIZE(id_names); i++)
		out_number(id_names[i], id_of(ids, i));
	for (size_t i = 0; i < CAPS; i++)
		out_number(cap_names[i], ids->cap[i]);
	out_object_end();
}

static void put_change_json(const struct cred_row *row)
{
	char abi[LABEL_SIZE], name[LABEL_SIZE];

	out_object(NULL);
	out_number("at_ns", row->at);
	out_number("pid", row->pid);
	out_number("tgid", row->tgid);
	out_string("command", row->comm);
	out_string("abi", abi_label(row->abi, abi));
	out_number("nr", row->nr);
	out_string("name", syscall_label(row->abi, row->nr, name));
	out_string("privilege", direction_of(row->before, row->after));
	put_ids("before", row->before);
	put_ids("after", row->after);
	out_object_end();
}

static void put_change_text(const struct cred_row *row)
{
	char name[LABEL_SIZE], *at, *what = difference_of(row->before, row->after);

	at = text_format("%.6f", (double)row->at / 1e9);
	out_cell_string(at);
	out_cell_number(row->pid);
	out_cell_string(row->comm);
	out_cell_string(syscall_label(row->abi, row->nr, name));
	out_cell_string(direction_of(row->before, row->after));
	out_cell_string(what);
	free(at);
	free(what);
}

static void put_changes(const struct cred_row *rows, size_t n)
{
	static const struct column columns[] = {
		{ "at_s", "at (s)", COL_RIGHT },
		{ "pid", "task", COL_RIGHT },
		{ "command", "command", 0 },
		{ "name", "syscall", 0 },
		{ "privilege", "privilege", 0 },
		{ "what", "what changed", 0 },
	};

	if (out_json()) {
		out_list("changes");
		for (size_t i = 0; i < n; i++)
			put_change_json(&rows[i]);
		out_list_end();
		return;
	}
	out_table("changes", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n; i++)
		put_change_text(&rows[i]);
	out_table_end("Nobody's credentials changed.");
}

static int by_process(const void *a, const void *b)
{
	const struct refusal_row *one = a, *other = b;
	const uint64_t left[] = { one->tgid,   one->abi,    one->nr,
				  one->number, one->denied, one->capability };
	const uint64_t right[] = { other->tgid,	  other->abi,	 other->nr,
				   other->number, other->denied, other->capability };

	for (size_t i = 0; i < ARRAY_SIZE(left); i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

/* NULL where the kernel does not tell */
static const char *asked_label(const struct refusal_row *row, char label[LABEL_SIZE])
{
	if (row->asked == ABSENT)
		return NULL;
	return row->asked ? capability_label(row->capability, label) : "none";
}

static void put_refusals(struct refusal_row *rows, size_t n)
{
	static const struct column columns[] = {
		{ "tgid", "process", COL_RIGHT },
		{ "command", "command", 0 },
		{ "abi", "abi", 0 },
		{ "nr", "nr", COL_RIGHT },
		{ "name", "syscall", 0 },
		{ "errno_name", "errno", 0 },
		{ "by", "by", 0 },
		{ "count", "refused", COL_RIGHT },
		{ "capability", "capability", 0 },
	};
	char abi[LABEL_SIZE], name[LABEL_SIZE], number[LABEL_SIZE], asked[LABEL_SIZE];

	qsort(rows, n, sizeof(*rows), by_process);
	out_table("refusals", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n; i++) {
		const struct refusal_row *row = &rows[i];

		out_cell_number(row->tgid);
		out_cell_string(row->comm);
		out_cell_string(abi_label(row->abi, abi));
		out_cell_number(row->nr);
		out_cell_string(syscall_label(row->abi, row->nr, name));
		out_cell_string(errno_label(row->number, number));
		out_cell_string(row->denied == ABSENT ? NULL : row->denied ? "denied" : "kernel");
		out_cell_number(row->count);
		out_cell_string(asked_label(row, asked));
	}
	out_table_end("Nobody was refused anything by EPERM or EACCES.");
}

static bool is_whole(const struct cred_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!rows[i].n_before || !rows[i].n_after)
			return false;
	return true;
}

static void put_losses(const struct status *status)
{
	char lost[SHOWN_SIZE];

	out_number("changes_lost", status->creds_lost);
	out_number("refusals_lost", status->refusals_lost);
	if (status->creds_lost && status->creds_lost != ABSENT)
		out_warning("ringside reset",
			    "%s older changes are not shown: newer ones took their room",
			    shown(status->creds_lost, lost));
	if (status->refusals_lost && status->refusals_lost != ABSENT)
		out_warning("ringside reset",
			    "%s refusals are not shown: their process found no room",
			    shown(status->refusals_lost, lost));
}

/* Why no capability is known, if so, as the module says it of the hook. */
static void put_not_asked(const struct status *status)
{
	const char *reason = "this version of the module does not know the hook cap_capable";

	for (size_t i = 0; i < status->n_hooks; i++) {
		const struct hook *hook = &status->hook[i];

		if (!strcmp(hook->name, "cap_capable"))
			reason = hook->attached == 1 ? NULL : hook->reason;
	}
	out_string("capability_reason", reason);
	if (reason)
		out_text("\nWhich capability was asked for is not available: %s.\n", reason);
}

int cmd_creds(const struct context *ctx)
{
	struct refusal_row *refusals = NULL;
	struct cred_row *changes = NULL;
	size_t n_changes = 0, n_refusals = 0;
	struct status status;
	int code = ask_creds(ctx->session, &changes, &n_changes);

	if (code == DONE && !is_whole(changes, n_changes))
		code = session_fail(ctx->session, REFUSED, "ringside doctor",
				    "the module did not say what a change was from, and to what");
	if (code == DONE)
		code = ask_refusals(ctx->session, &refusals, &n_refusals);
	if (code == DONE)
		code = ask_status(ctx->session, &status);
	if (code == DONE) {
		out_begin();
		put_changes(changes, n_changes);
		out_text("\n");
		put_refusals(refusals, n_refusals);
		put_not_asked(&status);
		put_losses(&status);
		code = out_end();
	} else {
		code = session_report(ctx->session);
	}
	free(changes);
	free(refusals);
	return code;
}
