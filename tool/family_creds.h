/* SPDX-License-Identifier: GPL-2.0 */
/* What the module says of credentials, as family.h for the rest. */
#ifndef FAMILY_CREDS_H
#define FAMILY_CREDS_H

#include "family.h"

/* In the order of enum ringside_ids_attrs */
#define IDS	8
#define CAPS	5

/* One each, to fit where a nest's objects go. */
struct ids {
	uint64_t id[IDS], groups, user_ns, cap[CAPS];
};

struct cred_row {
	uint64_t at, pid, tgid, abi, nr;
	char comm[TEXT_SIZE];
	struct ids before[1], after[1];
	size_t n_before, n_after;
};

struct refusal_row {
	uint64_t tgid, abi, nr, number, denied, count, asked, capability;
	char comm[TEXT_SIZE];
};

/* The caller frees @rows. */
int ask_creds(struct session *session, struct cred_row **rows, size_t *n);
int ask_refusals(struct session *session, struct refusal_row **rows, size_t *n);

#endif
