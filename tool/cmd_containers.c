// SPDX-License-Identifier: GPL-2.0
/* containers: one kernel under the host and its containers, and what stops whom. */
#include "both_sides.h"
#include "engines.h"
#include "family.h"
#include "output.h"
#include "ringside.h"
#include "scene.h"
#include "text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* Its first digits are enough to see that it is the same. */
static void put_boot_id(const char *id)
{
	char *first = text_format("%.*s", (int)strcspn(id, "-"), id);

	out_cell_string(*id ? id : NULL);
	out_cell_string(*id ? first : NULL);
	free(first);
}

static void put_places(const struct scene *scene)
{
	static const struct column columns[] = {
		{ "place", "place", 0 },
		{ "pid", "pid here", COL_RIGHT },
		{ "own_pid", "pid there", COL_RIGHT },
		{ "host_name", "host name", 0 },
		{ "release", "kernel", 0 },
		{ "boot_id", NULL, COL_JSON },
		{ "boot", "boot id", COL_TEXT },
		{ "pidns", "pid namespace", COL_RIGHT },
		{ "cgroup", "cgroup", 0 },
	};

	out_table("places", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < PLACES; i++) {
		const struct place *place = &scene->place[i];

		out_cell_string(place->name);
		out_cell_number((uint64_t)place->known_as);
		out_cell_number((uint64_t)place->told.pid);
		out_cell_string(place->told.host_name);
		out_cell_string(place->told.release);
		put_boot_id(place->told.boot_id);
		out_cell_number(place->pidns);
		out_cell_string(place->cgroup);
	}
	out_table_end(NULL);
}

static void put_account(const struct place *place, const struct account *account)
{
	out_cell_string(place ? place->name : "the machine");
	out_cell_number(place ? place->made : ABSENT);
	out_cell_number(account->of[RINGSIDE_KIND_SYSCALL]);
	out_cell_number(place ? place->pages : ABSENT);
	out_cell_number(account->of[RINGSIDE_KIND_FAULT]);
	out_cell_number(account->of[RINGSIDE_KIND_FAULT_SIGNAL]);
}

static void put_ledger(const struct scene *scene)
{
	static const struct column columns[] = {
		{ "place", "place", 0 },
		{ "made", "calls", COL_RIGHT },
		{ "syscalls", "counted", COL_RIGHT },
		{ "touched", "pages touched", COL_RIGHT },
		{ "faults", "page faults", COL_RIGHT },
		{ "signals", "of wrong addresses", COL_RIGHT },
	};

	out_table("ledger", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < PLACES; i++)
		put_account(&scene->place[i], &scene->account[i]);
	put_account(NULL, &scene->machine);
	out_table_end(NULL);
}

static const char *state_after(const struct scene *scene, size_t i)
{
	return scene->after[i] ? "answers" : scene->place[i].signal ? "died" : "silent";
}

static void put_failure(const struct scene *scene)
{
	static const struct column columns[] = {
		{ "place", "place", 0 },
		{ "before", "before", 0 },
		{ "after", "after", 0 },
		{ "signal", "of", 0 },
	};

	out_table("failure", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < PLACES; i++) {
		int number = scene->place[i].signal;

		out_cell_string(scene->place[i].name);
		out_cell_string(scene->before[i] ? "answers" : "silent");
		out_cell_string(state_after(scene, i));
		out_cell_string(number ? sigabbrev_np(number) : NULL);
	}
	out_table_end(NULL);
}

/*
 * A task that finds no room in the module's table makes calls that no task has; then
 * nobody can say whose they were.
 */
static bool all_have_room(struct session *session)
{
	struct status status;

	if (ask_status(session, &status) != DONE)
		return false;
	for (size_t i = 0; i < status.n_abis; i++)
		if (status.abi[i].untracked)
			return false;
	return true;
}

/* Of its tasks that are alive. */
static uint64_t syscalls_in(const struct task_row *tasks, size_t n, uint64_t pidns)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		if (tasks[i].pidns == pidns && tasks[i].entries != ABSENT)
			sum += tasks[i].entries;
	return sum;
}

static bool is_ours(const struct scene *scene, uint64_t pidns)
{
	for (size_t i = 0; i < PLACES; i++)
		if (scene->place[i].pidns == pidns)
			return true;
	return false;
}

static int put_found(struct session *session, const struct scene *scene,
		     const struct found_container *found, size_t n)
{
	static const struct column columns[] = {
		{ "name", "container", 0 },
		{ "engine", "engine", 0 },
		{ "pid", "pid here", COL_RIGHT },
		{ "command", "command", 0 },
		{ "processes", "processes", COL_RIGHT },
		{ "pidns", "pid namespace", COL_RIGHT },
		{ "cgroup", NULL, COL_JSON },
		{ "syscalls", "syscalls of live tasks", COL_RIGHT },
	};
	struct task_row *tasks = NULL;
	size_t n_tasks = 0;
	bool known;

	if (session && ask_tasks(session, 0, &tasks, &n_tasks) != DONE)
		return session_report(session);
	/* After the tasks: then it covers all that they had called by then. */
	known = session && all_have_room(session);
	out_table("found", columns, ARRAY_SIZE(columns));
	for (size_t i = 0; i < n; i++) {
		if (is_ours(scene, found[i].pidns))
			continue;
		out_cell_string(*found[i].by.name ? found[i].by.name : NULL);
		out_cell_string(found[i].by.engine);
		out_cell_number(found[i].init ? (uint64_t)found[i].init : ABSENT);
		out_cell_string(*found[i].command ? found[i].command : NULL);
		out_cell_number(found[i].processes);
		out_cell_number(found[i].pidns);
		out_cell_string(found[i].cgroup);
		out_cell_number(known ? syscalls_in(tasks, n_tasks, found[i].pidns) : ABSENT);
	}
	out_table_end("No other container runs here, or none that you may see.");
	free(tasks);
	return DONE;
}

static int put_all(struct session *session, const struct scene *scene)
{
	bool one = scene_is_one_kernel(scene), exact = !scene->counted || scene_is_exact(scene);
	bool stops = scene_stops_one(scene);
	struct found_container *found;
	size_t n = find_containers(&found);
	int code;

	out_begin();
	out_bool("one_kernel", one);
	if (scene->counted)
		out_bool("exact", exact);
	else
		out_string("exact", NULL);
	out_bool("stops_one", stops);
	out_painted(BOLD, "%s\n", one ? "One kernel serves all of these:" :
		    "THESE DO NOT HAVE ONE KERNEL:");
	put_places(scene);
	out_text("\n%s\n", scene->counted ? "And one ledger counts them, a row each:" :
		 "What they have done, which nobody counts without the module:");
	put_ledger(scene);
	out_text("%s", exact ? "" : "\nWHAT WAS COUNTED IS NOT WHAT THEY CALLED.\n");
	out_text("\nA program of container 1 writes through a null pointer. %s\n",
		 stops ? "It stops that container alone:" : "IT DOES NOT STOP THAT ONE ALONE:");
	put_failure(scene);
	out_text("\nContainers that run here beside:\n");
	code = put_found(session, scene, found, n);
	drop_containers(found, n);
	if (code != DONE)
		return code;
	out_text("\nA VM shows what a failure of the kernel stops, caused inside a container:\n"
		 "  tool/vm/ringside-vm fail --from-container kernel panic\n");
	code = out_end();
	return code == DONE && !(one && exact && stops) ? ASSERTION : code;
}

int cmd_containers(const struct context *ctx)
{
	struct session *open = open_kernel_side();
	struct session *session = open && kernel_side_counts(open) ? open : NULL;
	struct scene scene;
	int code;

	(void)ctx;
	/* Whoever started us may have asked not to hear of children. */
	signal(SIGCHLD, SIG_DFL);
	code = scene_play(&scene, session);
	if (code == DONE)
		code = put_all(session, &scene);
	scene_end(&scene);
	session_close(open);
	return code;
}
