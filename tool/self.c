// SPDX-License-Identifier: GPL-2.0
#include "self.h"
#include "text.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* What no other repository has, and how deep below it the program may be. */
#define OURS		"module/include/uapi/linux/ringside.h"
#define DEEPEST		4

char *program_directory(void)
{
	char self[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length < 0)
		return NULL;
	self[length] = '\0';
	return text_format("%s", dirname(self));
}

char *repository(void)
{
	char *directory = program_directory();

	for (int i = 0; directory && i < DEEPEST; i++) {
		char *mark = text_format("%s/" OURS, directory);
		bool is = !access(mark, F_OK);

		free(mark);
		if (is)
			return directory;
		dirname(directory);
	}
	free(directory);
	return NULL;
}
