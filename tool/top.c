// SPDX-License-Identifier: GPL-2.0
#include "top.h"
#include "clock.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

int look_take(struct session *session, struct look *look)
{
	struct status status;
	int code = ask_status(session, &status);

	memset(look, 0, sizeof(*look));
	if (code != DONE)
		return code;
	code = people_fetch(session, 0, &look->people, &look->n);
	if (code != DONE)
		return code;
	look->at = now();
	look->generation = status.generation;
	qsort(look->people, look->n, sizeof(*look->people), people_identity);
	return DONE;
}

void look_drop(struct look *look)
{
	free(look->people);
	look->people = NULL;
	look->n = 0;
}

static int by_key(const void *a, const void *b, void *arg)
{
	const struct options *opt = arg;
	int order = people_compare(opt->sort, a, b);

	order = order ? order : people_identity(a, b);
	return opt->given & OPT_REVERSE ? -order : order;
}

/* One that is new since has done all that it did in between. */
static bool moved(struct person *person, const struct look *before)
{
	const struct person *old = bsearch(person, before->people, before->n, sizeof(*old),
					   people_identity);

	return old ? people_subtract(person, old) : true;
}

struct pace pace_between(const struct options *opt, const struct look *before,
			 const struct look *after)
{
	struct pace pace = {
		.people = must(calloc(after->n + 1, sizeof(*pace.people))),
		.seconds = (double)(after->at - before->at) / NS_PER_SECOND,
		.reset_from = ABSENT, .generation = after->generation,
	};

	if (before->generation != after->generation)
		pace.reset_from = before->generation;
	for (size_t i = 0; i < after->n; i++) {
		struct person *person = &pace.people[pace.n];

		*person = after->people[i];
		if (people_wants(opt, person) &&
		    (pace.reset_from != ABSENT || moved(person, before)))
			pace.n++;
	}
	pace.n = people_gather(opt, pace.people, pace.n);
	qsort_r(pace.people, pace.n, sizeof(*pace.people), by_key, (void *)opt);
	return pace;
}

void pace_drop(struct pace *pace)
{
	free(pace->people);
	pace->people = NULL;
	pace->n = 0;
}

double pace_per_second(const struct pace *pace, uint64_t count)
{
	return count == ABSENT || pace->seconds <= 0 ? -1 : (double)count / pace->seconds;
}

double pace_percent(const struct pace *pace, uint64_t ns)
{
	return ns == ABSENT || pace->seconds <= 0 ? -1 :
	       (double)ns / NS_PER_SECOND / pace->seconds * 100;
}

double pace_crossings(const struct pace *pace)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < pace->n; i++)
		sum += people_crossings(&pace->people[i]);
	return pace_per_second(pace, sum);
}
