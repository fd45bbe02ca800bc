/* SPDX-License-Identifier: GPL-2.0 */
#ifndef STAMPS_FILE_H
#define STAMPS_FILE_H

#include "trips.h"

/* Every moment of every trip, as CSV; an exit code. */
int write_stamps(const char *path, const struct trips *trips);

#endif
