// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "../../kselftest.h"
#include "raw.h"
#include "scene.h"

struct verdict {
	bool ok;
	char why[512];
};

static void object(struct verdict *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The first objection is the one that is kept. */
static void object(struct verdict *v, const char *fmt, ...)
{
	va_list args;

	if (!v->ok)
		return;
	v->ok = false;
	va_start(args, fmt);
	vsnprintf(v->why, sizeof(v->why), fmt, args);
	va_end(args);
}

static uint64_t count(int n)
{
	return n < 0 ? seen->value[-1 - n] : n;
}

static bool as_foretold(const struct row *row, const struct foretold *f)
{
	return row->entries == count(f->entries) &&
	       row->exits == count(f->exits) &&
	       row->never == count(f->never) &&
	       row->denied == count(f->denied) &&
	       row->errors == count(f->errors) &&
	       row->restarts == count(f->restarts);
}

static void compare(struct verdict *v, const struct row *row,
		    const struct foretold *f)
{
	if (as_foretold(row, f))
		return;
	object(v, "abi %d nr %d: %lu entries %lu exits %lu never %lu denied %lu errors %lu restarts, expected %lu %lu %lu %lu %lu %lu",
	       row->abi, row->nr, row->entries, row->exits, row->never,
	       row->denied, row->errors, row->restarts, count(f->entries),
	       count(f->exits), count(f->never), count(f->denied),
	       count(f->errors), count(f->restarts));
}

static struct foretold last_call(const struct scene *scene)
{
	int itself = scene->ends >= 0 && !scene->ends_otherwise;
	int ends = count(scene->more_ends) + itself;

	return (struct foretold)X64(__NR_exit_group, ends, 0, ends);
}

static void judge_rows(struct verdict *v, const struct scene *scene,
		       const struct row *rows, int n)
{
	struct foretold all[MAX_FORETOLD + 1];
	bool met[MAX_FORETOLD + 1] = { 0 };
	int i, j;

	memcpy(all, scene->rows, sizeof(scene->rows));
	all[MAX_FORETOLD] = last_call(scene);
	for (i = 0; i < n; i++) {
		for (j = 0; j <= MAX_FORETOLD; j++)
			if (!met[j] && all[j].abi == rows[i].abi &&
			    all[j].nr == rows[i].nr &&
			    (all[j].entries || all[j].denied))
				break;
		if (j <= MAX_FORETOLD) {
			met[j] = true;
			compare(v, &rows[i], &all[j]);
		} else if (!scene->others_allowed) {
			compare(v, &rows[i], &(struct foretold){ 0 });
		}
	}
	for (j = 0; j <= MAX_FORETOLD; j++)
		if (!met[j])
			compare(v, &(struct row){ .abi = all[j].abi, .nr = all[j].nr },
				&all[j]);
}

static void judge_totals(struct verdict *v, const struct scene *scene,
			 const struct row *rows, int n,
			 const struct totals *abis)
{
	struct totals sum[ABIS] = { 0 };
	uint64_t first = 0, earlier = 0;
	int i;

	for (i = 0; i < n; i++) {
		sum[rows[i].abi].entries += rows[i].entries;
		sum[rows[i].abi].exits += rows[i].exits;
		sum[rows[i].abi].denied += rows[i].denied;
		sum[rows[i].abi].errors += rows[i].errors;
	}
	for (i = 0; i < ABIS; i++) {
		const struct totals *t = &abis[i];

		first += t->first_return;
		earlier += t->earlier;
		if (imbalance(t) || t->in_flight || t->untracked || t->lost_exits)
			object(v, "abi %d: %lu entries = %lu exits + %lu never + %lu in flight + %lu untracked; %lu lost exits",
			       i, t->entries, t->exits, t->never, t->in_flight,
			       t->untracked, t->lost_exits);
		if (sum[i].entries != t->entries || sum[i].exits != t->exits ||
		    sum[i].denied != t->denied || sum[i].errors != t->errors)
			object(v, "abi %d: the rows do not add up to the total", i);
	}
	if (first != count(scene->first_returns))
		object(v, "%lu first returns, expected %lu", first,
		       count(scene->first_returns));
	if (earlier != 1)
		object(v, "%lu earlier, expected the 1 readv() that held the child",
		       earlier);
}

static void judge_end(struct verdict *v, const struct scene *scene, int status)
{
	int ends = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);

	if (ends != scene->ends)
		object(v, "the child ended with %d, expected %d (negative: a signal)",
		       ends, scene->ends);
}

static int release_and_wait(struct held *held)
{
	let_go(held);
	return finish(held);
}

/* With a watch: every row is known. */
static void play_watched(struct nl *nl, const struct scene *scene,
			 struct verdict *v)
{
	static struct row rows[MAX_ROWS];
	struct watch_row watch;
	struct held held;
	int id, n, status;

	memset(seen, 0, sizeof(*seen));
	held = hold(scene->body, scene->arg);
	id = watch_add(nl, held.pid);
	if (id < 0)
		object(v, "no watch: %s, %s", strerror(-id), nl->sentence);
	status = (scene->drive ? scene->drive : release_and_wait)(&held);
	n = get_rows(nl, id, rows, MAX_ROWS);
	if (n < 0 || get_watch(nl, id, &watch))
		object(v, "no rows: %s, %s", strerror(-n), nl->sentence);
	if (v->ok) {
		judge_end(v, scene, status);
		judge_rows(v, scene, rows, n);
		judge_totals(v, scene, rows, n, watch.abi);
	}
	if (id > 0)
		watch_del(nl, id);
}

/* Rows to which neither this program nor an idle system adds. */
static bool is_quiet(const struct foretold *f)
{
	static const int quiet[] = {
		__NR_getppid, __NR_getuid, __NR_pause, __NR_fork, __NR_clone3,
		__NR_seccomp, __NR_execveat, __NR_restart_syscall,
		__NR_afs_syscall, __NR_sched_get_priority_max, 511, OUTSIDE,
	};
	size_t i;

	if (!f->entries && !f->denied)
		return false;
	if (f->abi != RINGSIDE_ABI_X86_64)
		return true;
	for (i = 0; i < ARRAY_SIZE(quiet); i++)
		if (f->nr == quiet[i])
			return true;
	return false;
}

static bool has_quiet_rows(const struct scene *scene)
{
	size_t i;

	for (i = 0; i < MAX_FORETOLD; i++)
		if (is_quiet(&scene->rows[i]))
			return true;
	return false;
}

static struct row added(const struct row *before, const struct row *after)
{
	return (struct row){
		.abi = after->abi, .nr = after->nr,
		.entries = after->entries - before->entries,
		.exits = after->exits - before->exits,
		.never = after->never - before->never,
		.denied = after->denied - before->denied,
		.errors = after->errors - before->errors,
		.restarts = after->restarts - before->restarts,
	};
}

/* Without one: what the system's rows gain. The module takes other ways then. */
static void play_unwatched(struct nl *nl, const struct scene *scene,
			   struct verdict *v)
{
	struct row before[MAX_FORETOLD], after;
	const struct foretold *f = scene->rows;
	struct held held;
	int i, status;

	memset(seen, 0, sizeof(*seen));
	held = hold(scene->body, scene->arg);
	for (i = 0; i < MAX_FORETOLD; i++)
		before[i] = get_row(nl, 0, f[i].abi, f[i].nr);
	status = (scene->drive ? scene->drive : release_and_wait)(&held);
	judge_end(v, scene, status);
	for (i = 0; i < MAX_FORETOLD; i++) {
		if (!is_quiet(&f[i]))
			continue;
		after = get_row(nl, 0, f[i].abi, f[i].nr);
		after = added(&before[i], &after);
		compare(v, &after, &f[i]);
	}
}

static void play(struct nl *nl, const struct scene *scene, bool watched)
{
	char name[128];
	struct verdict v;
	/* Others can add to the system's rows, but hardly three times. */
	int tries = watched ? 1 : 3;

	snprintf(name, sizeof(name), "%s%s", scene->name,
		 watched ? "" : ", unwatched");
	if (scene->impossible && scene->impossible()) {
		skip(name, scene->impossible());
		return;
	}
	do {
		v = (struct verdict){ .ok = true };
		(watched ? play_watched : play_unwatched)(nl, scene, &v);
	} while (!v.ok && --tries);
	check(v.ok, name, "%s", v.why);
}

void play_all(const struct scene *scenes, unsigned int n)
{
	struct nl nl;
	unsigned int i, quiet = 0;
	int err;

	for (i = 0; i < n; i++)
		quiet += has_quiet_rows(&scenes[i]);
	rig_begin(n + quiet);
	err = nl_open(&nl);
	if (err)
		ksft_exit_fail_msg("no netlink family: %s\n", strerror(-err));
	for (i = 0; i < n; i++) {
		play(&nl, &scenes[i], true);
		if (has_quiet_rows(&scenes[i]))
			play(&nl, &scenes[i], false);
	}
	nl_close(&nl);
	rig_end();
}
