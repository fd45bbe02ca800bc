// SPDX-License-Identifier: GPL-2.0
#include "calls.h"
#include "self.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LIBRARY	"libringside-audit.so"

char *calls_library(void)
{
	/* As it was built, and as it is installed. */
	static const char *const places[] = { "audit", "../lib/ringside" };
	char *directory = program_directory(), *path = NULL;

	for (size_t i = 0; directory && !path && i < sizeof(places) / sizeof(places[0]); i++) {
		path = text_format("%s/%s/%s", directory, places[i], LIBRARY);
		if (!access(path, R_OK))
			continue;
		free(path);
		path = NULL;
		errno = ENOENT;
	}
	free(directory);
	return path;
}

/* Another audit library that is wanted comes first, as if we were not there. */
static bool tell_loader(const char *library, int fd)
{
	const char *others = getenv("LD_AUDIT");
	char *list = text_format("%s%s%s", others ? others : "", others ? ":" : "", library);
	char *file = text_format("/proc/%d/fd/%d", (int)getpid(), fd);
	bool told = !setenv("LD_AUDIT", list, 1) && !setenv(AREA_VARIABLE, file, 1);

	free(list);
	free(file);
	return told;
}

bool calls_begin(struct calls *calls, const char *library)
{
	void *mapped;

	calls->area = NULL;
	calls->fd = -1;
	/* The list of libraries knows no other way to write it. */
	if (strchr(library, ':')) {
		errno = EINVAL;
		return false;
	}
	calls->fd = memfd_create("ringside-audit", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (calls->fd < 0)
		return false;
	/* A program that made it shorter would end us with a SIGBUS. */
	if (ftruncate(calls->fd, sizeof(struct area)) ||
	    fcntl(calls->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL))
		return false;
	mapped = mmap(NULL, sizeof(struct area), PROT_READ | PROT_WRITE, MAP_SHARED, calls->fd, 0);
	if (mapped == MAP_FAILED)
		return false;
	calls->area = mapped;
	calls->area->magic = AREA_MAGIC;
	return tell_loader(library, calls->fd);
}

void calls_end(struct calls *calls)
{
	if (calls->area)
		munmap(calls->area, sizeof(*calls->area));
	if (calls->fd >= 0)
		close(calls->fd);
	calls->area = NULL;
	calls->fd = -1;
}

/*
 * The programs could write what they like there: nothing outside of the area
 * may be read, whatever it holds.
 */
static const char *name_at(const struct area *area, uint64_t at)
{
	if (!at || at >= AREA_NAMES || !memchr(area->names + at, '\0', AREA_NAMES - at))
		return NULL;
	return area->names + at;
}

static struct call_row row_of(const struct area *area, const struct slot *slot)
{
	const char *function = name_at(area, slot->name), *library = NULL;
	struct call_row row = { .function = NO_NAME, .library = NO_NAME };

	if (function)
		library = name_at(area, slot->name + strlen(function) + 1);
	if (library) {
		row.function = function;
		row.library = library;
	}
	for (size_t i = 0; i < N_CALLERS; i++) {
		row.by[i] = slot->calls[i];
		row.calls += row.by[i];
	}
	return row;
}

static int by_calls(const void *a, const void *b)
{
	const struct call_row *one = a, *other = b;
	int order = (one->calls < other->calls) - (one->calls > other->calls);

	order = order ? order : strcmp(one->function, other->function);
	return order ? order : strcmp(one->library, other->library);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct call_row *calls_read(const struct calls *calls, size_t *n)
{
	struct call_row *rows = must(calloc(AREA_SLOTS, sizeof(*rows)));

	*n = 0;
	for (size_t i = 0; calls->area && i < AREA_SLOTS; i++) {
		struct call_row row;

		if (!calls->area->slots[i].hash)
			continue;
		row = row_of(calls->area, &calls->area->slots[i]);
		if (row.calls)
			rows[(*n)++] = row;
	}
	qsort(rows, *n, sizeof(*rows), by_calls);
	return rows;
}

const char **calls_pointers(const struct calls *calls, size_t *n)
{
	const char **names = must(calloc(AREA_SLOTS, sizeof(*names)));

	*n = 0;
	for (size_t i = 0; calls->area && i < AREA_SLOTS; i++) {
		const struct slot *slot = &calls->area->slots[i];
		const char *name = slot->pointers ? name_at(calls->area, slot->name) : NULL;

		if (name)
			names[(*n)++] = name;
	}
	qsort(names, *n, sizeof(*names), by_name);
	return names;
}
