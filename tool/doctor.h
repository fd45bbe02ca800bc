/* SPDX-License-Identifier: GPL-2.0 */
/* What the checks of the doctor share: the patient, and how to say a finding. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "ko.h"

enum verdict { OK, WARN, FAIL };

struct patient {
	const char *root;	/* before each path, "" for this system */
	const char *release;	/* of the running kernel */
	const char *given_ko;	/* as the user asked, or NULL */
	char *ko_path;		/* of the module that is judged, or NULL */
	struct ko ko;		/* what it says of itself */
	bool loaded;
	bool wsl, container;
};

/*
 * One line for a check, @command the line to type when all is not well.
 * Returns true when the verdict is OK.
 */
__attribute__((format(printf, 4, 5)))
bool finding(enum verdict verdict, const char *subject, const char *command,
	     const char *format, ...);

/* The system's files; paths are made by printf() and begin with a slash. */
__attribute__((format(printf, 2, 3))) bool has(const struct patient *p, const char *format, ...);
/* The text, without the line's end for a file of one line; NULL: no such file. */
__attribute__((format(printf, 2, 3)))
char *text_of(const struct patient *p, const char *format, ...);
/* Where a symbolic link points to; NULL when it is none. */
char *link_of(const struct patient *p, const char *path);
bool says(const struct patient *p, const char *path, const char *text);
/* Calls @see for each name in a directory until it returns true. */
bool any_name(const struct patient *p, const char *path,
	      bool (*see)(const char *name, const void *arg), const void *arg);
/* Where modules for the running kernel are built; to be freed, may not exist. */
char *build_directory(const struct patient *p);
/* The value of a kernel option, to be freed; NULL: unknown or off. */
char *kernel_option(const struct patient *p, const char *name);
bool kernel_config_known(const struct patient *p);

/* The command that installs something here; to be freed. */
enum package { PACKAGE_HEADERS, PACKAGE_MAKE, PACKAGE_GCC, PACKAGE_QEMU };
char *install_command(const struct patient *p, enum package package);

/* The checks, in the order of the report. */
void check_machine(struct patient *p);
void check_kernel(struct patient *p);
void check_headers(struct patient *p);
void check_build_environment(struct patient *p);
void check_tools(struct patient *p);
void check_compiler(struct patient *p);
void check_kernel_options(struct patient *p);
void check_memory(struct patient *p);
void check_ko(struct patient *p);
void check_signature(struct patient *p);
void check_loading(struct patient *p);
void check_module_state(struct patient *p);
void check_taint(struct patient *p);
void check_capabilities(struct patient *p);
void check_log(struct patient *p);
void check_namespaces(struct patient *p);
void check_family(struct patient *p);
void check_proc(struct patient *p);
void check_vm(struct patient *p);

#endif
