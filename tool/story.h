/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From crossings to steps: what a task did for one purpose, one after the other. Knows
 * no module and prints nothing.
 */
#ifndef STORY_H
#define STORY_H

#include "story_step.h"

struct story;

/* @keep: each step keeps its crossings. */
struct story *story_new(bool keep);
/* A command that was held in a call of ours, which is not told. */
void story_begins(struct story *story, uint64_t pid);
void story_take(struct story *story, const struct event *event);
/* What is still open is told. Return: the steps, in order of time. */
struct step *story_steps(struct story *story, size_t *n);
/* Tasks inside a syscall */
size_t story_inside(const struct story *story);
void story_free(struct story *story);

#endif
