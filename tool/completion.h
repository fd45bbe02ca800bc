/* SPDX-License-Identifier: GPL-2.0 */
#ifndef COMPLETION_H
#define COMPLETION_H

/* Prints bash's completion script for the program; an exit code. */
int put_completion(void);

#endif
