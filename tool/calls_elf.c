// SPDX-License-Identifier: GPL-2.0
/* Which programs have no dynamic symbol table that could be counted. */
#include "calls.h"
#include "text.h"

#include <elf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LOADER		"/ld-linux-x86-64.so."
#define MAX_SCRIPTS	4	/* as deep as the kernel follows interpreters */

/* The loader heeds no environment where the program gains privileges. */
static bool gains_privileges(int fd)
{
	struct stat info;

	if (fstat(fd, &info))
		return false;
	return ((info.st_mode & S_ISUID) && info.st_uid != getuid()) ||
	       ((info.st_mode & S_ISGID) && info.st_gid != getgid()) ||
	       (getuid() && fgetxattr(fd, "security.capability", NULL, 0) > 0);
}

static char *loader_of(int fd, const Elf64_Ehdr *head)
{
	for (unsigned int i = 0; i < head->e_phnum; i++) {
		Elf64_Phdr part;
		char path[256];
		ssize_t got;

		if (pread(fd, &part, sizeof(part), (off_t)(head->e_phoff + i * sizeof(part))) !=
		    sizeof(part))
			return NULL;
		if (part.p_type != PT_INTERP)
			continue;
		got = pread(fd, path, sizeof(path) - 1, (off_t)part.p_offset);
		path[got > 0 ? got : 0] = '\0';
		return must(strdup(path));
	}
	return NULL;
}

static char *why_not_elf(int fd, const Elf64_Ehdr *head)
{
	char *loader, *why = NULL;

	if (head->e_ident[EI_CLASS] != ELFCLASS64 || head->e_machine != EM_X86_64)
		return text_format("it is no 64-bit x86 program");
	if (gains_privileges(fd))
		return text_format("it gains privileges (setuid or such), so its loader takes no"
				   " library from us");
	loader = loader_of(fd, head);
	if (!loader)
		why = text_format("it is statically linked: it has no dynamic symbol table");
	else if (!strstr(loader, LOADER))
		why = text_format("its loader, %s, is not that of the GNU C library", loader);
	free(loader);
	return why;
}

/* The path after "#!"; false: it is no script. */
static bool interpreter_of(const char *head, char path[PATH_MAX])
{
	size_t length;

	if (strncmp(head, "#!", 2))
		return false;
	head += 2;
	head += strspn(head, " \t");
	length = strcspn(head, " \t\n");
	memcpy(path, head, length);
	path[length] = '\0';
	return true;
}

char *calls_why_not(const char *path)
{
	char script[PATH_MAX];
	char *why = NULL;

	for (int i = 0; i <= MAX_SCRIPTS; i++) {
		union {
			Elf64_Ehdr elf;
			char text[256];
		} head;
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		ssize_t got;

		/* Whether it can be run is said elsewhere. */
		if (fd < 0)
			return NULL;
		memset(&head, 0, sizeof(head));
		got = read(fd, &head, sizeof(head) - 1);
		if (got > 0 && !memcmp(head.elf.e_ident, ELFMAG, SELFMAG))
			why = why_not_elf(fd, &head.elf);
		close(fd);
		if (got <= 0 || !interpreter_of(head.text, script))
			return why;
		path = script;
	}
	return why;
}
