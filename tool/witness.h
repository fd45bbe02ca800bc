/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Who lives beside a failure and says so, a line each time: process, container and
 * service are bystanders that were asked and answered, guest is a process that only
 * says it. With records: synced N and unsynced N, when the kernel has taken that one.
 */
#ifndef WITNESS_H
#define WITNESS_H

/*
 * Until they are ended, or the lines go nowhere. @directory: of the records, or NULL.
 * An exit code.
 */
int bear_witness(const char *directory);

#endif
