/* SPDX-License-Identifier: GPL-2.0 */
/* Where this program is, and what was built beside it. */
#ifndef SELF_H
#define SELF_H

/* The directory of the program's file; NULL: not known. For free(). */
char *program_directory(void);
/* The repository that it was built in; NULL: it is somewhere else. For free(). */
char *repository(void);

#endif
