/* SPDX-License-Identifier: GPL-2.0 */
/* Where the file of a module of ours is. */
#ifndef MODULE_FILE_H
#define MODULE_FILE_H

/*
 * Beside the program, as tool/build or make leave it, or where it was installed for
 * @release. @name is below module/. With a @root that is not "": the system there is
 * meant, which has no program. The caller frees it; NULL: there is none.
 */
char *find_module_file(const char *root, const char *release, const char *name);

#endif
