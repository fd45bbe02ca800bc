// SPDX-License-Identifier: GPL-2.0
/*
 * Random requests, made from the YAML spec: each must get the answer that the
 * protocol allows, and the module must work and balance afterwards. Meanwhile
 * tasks are born and die, /proc/ringside is read, and in the end the
 * module is unloaded and loaded under it all.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../kselftest.h"
#include "fuzz/awake.h"
#include "fuzz/crew.h"
#include "lib/nl.h"
#include "lib/raw.h"
#include "lib/rig.h"

/*
 * Of all messages, the share that is sent while the module comes and goes, and
 * the most: that is some 80 times, of which each takes seconds on some kernels
 */
#define COMING_AND_GOING 8
#define LATE_MOST	16000
#define LEAST		8000
#define USUAL		12000
/* So many that chance comes by all that is rare */
#define LONG		200000
#define CALLS		1009
#define READS		50
#define TESTS		8

static uint64_t seed = 1, messages;
static bool lax_headers;

static void usage(FILE *to)
{
	fprintf(to, "Usage: fuzz_netlink [--seed N] [--messages N]\n\n"
		"Send random requests to the module, and judge the answers. The same seed\n"
		"makes each sender send the same sequence again. At least %d messages.\n",
		LEAST);
}

static uint64_t number(const char *text, uint64_t least)
{
	char *end;
	uint64_t value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (!*text || *end || errno || *text == '-' || value < least) {
		fprintf(stderr, "fuzz_netlink: '%s' is no number from %" PRIu64 " on\n", text,
			least);
		exit(1);
	}
	return value;
}

static void parse(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "messages", required_argument, NULL, 'm' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == 's') {
			seed = number(optarg, 0);
		} else if (option == 'm') {
			messages = number(optarg, LEAST);
		} else {
			usage(option == 'h' ? stdout : stderr);
			exit(option != 'h');
		}
	}
}

static void itself(void)
{
	struct findings findings = { 0 };
	uint64_t once = sequence_of(seed, 1000);

	judge_is_awake(&findings);
	check(!findings.n, "wrong answers are found out", "%u are not: %s", findings.n,
	      findings.first);
	check(once == sequence_of(seed, 1000) && once != sequence_of(seed + 1, 1000),
	      "a seed makes a sequence, again and again", "%016" PRIx64, once);
}

static int call_many(long arg)
{
	while (arg--)
		raw0(__NR_getppid);
	return 0;
}

/* No watch is left, all is accounted for, and calls are counted one by one. */
static void works(const char *name)
{
	struct status status = { 0 };
	int i, abi, id, err, unbalanced = 0;
	struct held held;
	struct row row;
	struct nl nl;

	if (nl_open(&nl)) {
		check(false, name, "there is no family");
		return;
	}
	err = get_status(&nl, &status);
	held = hold(call_many, CALLS);
	id = watch_add(&nl, held.pid);
	let_go(&held);
	finish(&held);
	row = get_row(&nl, id, RINGSIDE_ABI_X86_64, __NR_getppid);
	watch_del(&nl, id);
	for (i = 0; i < READS; i++) {
		struct status now;

		unbalanced += !!get_status(&nl, &now);
		for (abi = 0; abi < ABIS; abi++)
			unbalanced += imbalance(&now.abi[abi]) || now.abi[abi].lost_exits;
	}
	check(!err && !status.watches && !unbalanced && row.entries == CALLS &&
	      row.exits == CALLS, name, "status: error %d, %" PRIu64 " watches left; %d of %d "
	      "reads out of balance, %" PRIu64 " entries and %" PRIu64 " exits of %d", err,
	      status.watches, unbalanced, READS, row.entries, row.exits, CALLS);
	set_errnos(&nl, 1);
	nl_close(&nl);
}

/*
 * Only the one socket that has stamps, or a watch with room for events, can do these,
 * until it is closed: in a short run chance may never come by that. cross.py and
 * events.c do them.
 */
static bool is_rare(const struct op_spec *op)
{
	return !strcmp(op->name, "stamp-stop") || !strcmp(op->name, "stamp-get") ||
	       !strcmp(op->name, "trace-read");
}

/* A fuzzer whose requests are all refused would find nothing. */
static void reached(const struct tally *sum)
{
	const char *never = NULL;
	unsigned int op;

	for (op = 0; op < n_op_specs; op++)
		if (!sum->done[op] && (messages >= LONG || !is_rare(&op_specs[op])))
			never = op_specs[op].name;
	check(!never && sum->refusals && sum->rows && sum->abandoned,
	      "every operation was done, and others refused", "never done: %s",
	      never ? never : "-");
}

static void look_at_kernel(void)
{
	struct nl nl;

	if (nl_open(&nl))
		ksft_exit_fail_msg("no netlink family\n");
	/* From 6.1 on an unknown flag is refused. */
	lax_headers = !nl_call(&nl, RINGSIDE_CMD_CONFIG_GET, NLM_F_ACK | NLM_F_ATOMIC, 0, 0,
			       NULL, NULL);
	nl_close(&nl);
}

static bool could_reload(long unused)
{
	(void)unused;
	if (module_unload())
		return false;
	rig_reload();
	return true;
}

static void fuzz(void)
{
	uint64_t share = messages / COMING_AND_GOING;
	uint64_t late = share < LATE_MOST ? share : LATE_MOST;
	struct orders orders = {
		.seed = seed, .messages = messages - late, .lax_headers = lax_headers,
	};
	unsigned int loads;
	struct tally sum;

	crew_run("loaded", orders, &sum, &loads);
	check(!sum.findings.n, "each message is answered as the protocol allows",
	      "seed %" PRIu64 ", %u findings: %s", seed, sum.findings.n,
	      sum.findings.first);
	reached(&sum);
	works("then it counts, balances and watches nobody");

	orders.seed = ~seed;
	orders.messages = late;
	orders.module_comes_and_goes = true;
	crew_run("coming and going", orders, &sum, &loads);
	check(!sum.findings.n && loads, "the same while the module comes and goes",
	      "seed %" PRIu64 ", loaded %u times, %u findings: %s", seed, loads,
	      sum.findings.n, sum.findings.first);
	ksft_print_msg("loaded %u times meanwhile\n", loads);
	/* What was left half read is given up by now, or soon. */
	check(wait_until(could_reload, 0), "it can be unloaded when nobody asks",
	      "it is still in use");
	works("afterwards it counts, balances and watches nobody");
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	if (!messages)
		messages = repeats(2) < 2 ? LEAST : USUAL;
	rig_begin(TESTS);
	if (module_unload())
		ksft_exit_skip("the module is in use, these tests load it anew\n");
	rig_reload();
	ksft_print_msg("seed %" PRIu64 ", %" PRIu64 " messages of %d senders\n", seed,
		       messages, SENDERS);
	look_at_kernel();
	itself();
	fuzz();
	rig_end();
}
