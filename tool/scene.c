// SPDX-License-Identifier: GPL-2.0
#include "scene.h"
#include "family.h"
#include "ledger_rows.h"
#include "output.h"
#include "ringside.h"
#include "view.h"
#include "watched.h"

#include <stdlib.h>
#include <string.h>

/* Different counts, so that nobody's calls can be taken for another's. */
static const struct place empty[PLACES] = {
	[ON_HOST] = { .name = "host", .calls = 1000, .pages = 100 },
	[FIRST] = { .name = "container 1", .contained = true, .calls = 2000, .pages = 200 },
	[SECOND] = { .name = "container 2", .contained = true, .calls = 3000, .pages = 300 },
};

static int ask_account(struct session *session, uint32_t watch, struct account *account)
{
	struct ledger_entry *entries;
	size_t n;

	if (ledger_fetch(session, watch, &entries, &n) != DONE)
		return session_report(session);
	memset(account, 0xff, sizeof(*account));
	for (size_t i = 0; i < n; i++) {
		uint64_t kind = entries[i].row.kind, *sum = &account->of[kind];

		/* Another version of the module may know more. */
		if (entries[i].group != CROSSING || kind > RINGSIDE_KIND_MAX ||
		    entries[i].count == ABSENT)
			continue;
		*sum = *sum == ABSENT ? entries[i].count : *sum + entries[i].count;
	}
	free(entries);
	return DONE;
}

static void subtract(struct account *account, const struct account *before)
{
	for (size_t i = 0; i < ARRAY_SIZE(account->of); i++)
		account->of[i] = difference(account->of[i], before->of[i]);
}

/* Before any of them does something that is to be counted. */
static int watch_all(struct scene *scene, struct session *session, struct account *before)
{
	int code = DONE;

	for (size_t i = 0; i < PLACES && code == DONE; i++) {
		struct watch nothing;

		code = watch_held(session, scene->place[i].pid, KEEPS_COUNTS, &scene->watch[i],
				  &nothing);
	}
	return code == DONE ? ask_account(session, 0, before) : code;
}

/* Each does its demo, one of them fails, and all are asked whether they are there. */
static void play(struct scene *scene)
{
	for (size_t i = 0; i < PLACES; i++)
		scene->before[i] = place_does_demo(&scene->place[i]);
	place_fails(&scene->place[FIRST]);
	for (size_t i = 0; i < PLACES; i++)
		scene->after[i] = place_answers(&scene->place[i]);
}

static int take_accounts(struct scene *scene, struct session *session,
			 const struct account *before)
{
	int code = ask_account(session, 0, &scene->machine);

	subtract(&scene->machine, before);
	for (size_t i = 0; i < PLACES && code == DONE; i++)
		code = ask_account(session, scene->watch[i], &scene->account[i]);
	return code;
}

static int play_counted(struct scene *scene, struct session *session)
{
	struct account before;
	int code = watch_all(scene, session, &before);

	if (code != DONE)
		return code;
	play(scene);
	scene->counted = true;
	return take_accounts(scene, session, &before);
}

/* What was counted on both sides of a reset does not compare. */
static int play_in_one_generation(struct scene *scene, struct session *session)
{
	uint64_t began, ended;
	int code;

	if (ask_generation(session, &began) != DONE)
		return session_report(session);
	code = play_counted(scene, session);
	if (code != DONE)
		return code;
	if (ask_generation(session, &ended) != DONE)
		return session_report(session);
	if (began == ended)
		return DONE;
	return out_error(REFUSED, "ringside containers", "the counters were reset meanwhile");
}

int scene_play(struct scene *scene, struct session *session)
{
	const char *lacks;

	memset(scene, 0, sizeof(*scene));
	memcpy(scene->place, empty, sizeof(empty));
	lacks = places_start(scene->place, PLACES);
	if (lacks)
		return out_error(REFUSED, "ulimit -u; unshare -Urpn true, which says why",
				 "%s cannot be made here", lacks);
	if (session)
		return play_in_one_generation(scene, session);
	memset(scene->account, 0xff, sizeof(scene->account));
	memset(&scene->machine, 0xff, sizeof(scene->machine));
	play(scene);
	return DONE;
}

void scene_end(struct scene *scene)
{
	places_end(scene->place, PLACES);
}

bool scene_is_one_kernel(const struct scene *scene)
{
	const struct told *host = &scene->place[ON_HOST].told;
	bool same = *host->boot_id;

	for (size_t i = 0; i < PLACES; i++)
		same = same && !strcmp(scene->place[i].told.release, host->release) &&
		       !strcmp(scene->place[i].told.boot_id, host->boot_id);
	return same;
}

bool scene_is_exact(const struct scene *scene)
{
	for (size_t i = 0; i < PLACES; i++)
		if (scene->account[i].of[RINGSIDE_KIND_SYSCALL] != scene->place[i].made)
			return false;
	return true;
}

bool scene_stops_one(const struct scene *scene)
{
	return scene->before[FIRST] && !scene->after[FIRST] && scene->place[FIRST].signal &&
	       scene->after[ON_HOST] && scene->after[SECOND];
}
