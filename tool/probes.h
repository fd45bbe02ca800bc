/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Questions to the machine, the same before and after a failure. Each is asked by
 * a child of its own, since who asks may get stuck.
 */
#ifndef PROBES_H
#define PROBES_H

#include <stdint.h>

#include "bystanders.h"

enum answer { NOT_ASKED, WORKS, FAILS, CHANGED_DATA, STUCK };

struct probe {
	const char *name;
	const char *means;	/* what the answer tells */
	/* In the child; NOT_ASKED: not possible here. */
	enum answer (*ask)(const struct bystanders *by);
	bool process;		/* of the bystanders: started again, it is there again */
	bool for_good;		/* once it is lost, only a reboot brings it back */
	bool for_kernel;	/* only of interest when ring 0 fails */
	bool own;		/* of the module that fails, and no bystander */
	bool afterwards;	/* only then */
};

struct finding {
	enum answer answer;
	uint64_t ns;
};

/* The probe that tells whether it takes a reboot. */
#define UNLOAD		"unload the module"

#define MAX_PROBES	16
extern const struct probe probes[];
extern const size_t n_probes;

struct finding ask_probe(const struct probe *probe, const struct bystanders *by);
const char *answer_word(enum answer answer);

#endif
