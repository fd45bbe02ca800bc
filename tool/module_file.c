// SPDX-License-Identifier: GPL-2.0
#include "module_file.h"
#include "ringside.h"
#include "self.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* @path if there is such a file; ours. */
static char *if_there(char *path)
{
	if (!access(path, F_OK))
		return path;
	free(path);
	return NULL;
}

/* What is built for a kernel by its name comes first: the other may be for any. */
static char *beside_program(const char *release, const char *name)
{
	char *folder = program_directory(), *path;

	if (!folder)
		return NULL;
	path = if_there(text_format("%s/../build/%s/module/%s", folder, release, name));
	if (!path)
		path = if_there(text_format("%s/../module/%s", folder, name));
	free(folder);
	return path;
}

/* The folders of the sources are kept, or not, depending on who installs. */
static char *installed(const char *root, const char *release, const char *name)
{
	static const char *const places[] = {
		"updates/module", "updates", "updates/dkms", "extra"
	};
	const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name;
	char *path = NULL;

	for (size_t i = 0; !path && i < ARRAY_SIZE(places); i++) {
		path = if_there(text_format("%s/lib/modules/%s/%s/%s", root, release, places[i],
					    name));
		if (!path)
			path = if_there(text_format("%s/lib/modules/%s/%s/%s", root, release,
						    places[i], base));
	}
	return path;
}

char *find_module_file(const char *root, const char *release, const char *name)
{
	char *path = *root ? NULL : beside_program(release, name);

	return path ? path : installed(root, release, name);
}
