/* SPDX-License-Identifier: GPL-2.0 */
#ifndef RINGSIDE_VERSION_H
#define RINGSIDE_VERSION_H

/* The only place of the version: module, program and Makefile read it here. */
#define RINGSIDE_VERSION "0.1.0"

#endif
