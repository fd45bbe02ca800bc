// SPDX-License-Identifier: GPL-2.0
/*
 * The audit library: counts each call through the dynamic symbol table of the
 * program that it is loaded into, see rtld-audit(7). Used by
 * `ringside run --both`, which reads the counters when all has ended.
 *
 * It needs no C library, so no second one comes into the process: it takes no
 * memory, holds no lock, and makes a handful of syscalls, all of them in its
 * constructor, before the program runs.
 */
#include "area.h"
#include "names.h"
#include "pointers.h"
#include "syscalls.h"
#include "trampolines.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>

#define EXPORT	__attribute__((visibility("default")))

static struct area *area;

static const char *value_of(char *const *environment, const char *name)
{
	for (; *environment; environment++) {
		const char *entry = *environment;
		size_t i = 0;

		while (name[i] && entry[i] == name[i])
			i++;
		if (!name[i] && entry[i] == '=')
			return entry + i + 1;
	}
	return NULL;
}

static struct area *map_area(const char *path)
{
	struct area *mapped;
	long fd = syscall_open(path, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return NULL;
	mapped = syscall_map((int)fd, sizeof(*mapped));
	syscall_close((int)fd);
	if (mapped && mapped->magic != AREA_MAGIC) {
		syscall_unmap(mapped, sizeof(*mapped));
		mapped = NULL;
	}
	return mapped;
}

/* The loader calls it with the program's own arguments, before la_version(). */
__attribute__((constructor))
static void start(int argc, char **argv, char **environment)
{
	const char *path = value_of(environment, AREA_VARIABLE);

	(void)argc;
	(void)argv;
	if (path)
		area = map_area(path);
	if (area)
		__atomic_fetch_add(&area->images, 1, __ATOMIC_RELAXED);
}

/* 0: do without me. */
EXPORT unsigned int la_version(unsigned int version)
{
	return area && version ? LAV_CURRENT : 0;
}

static enum caller caller_of(const struct link_map *map)
{
	/* Only the program itself has no name. */
	return map->l_name[0] ? CALLED_BY_LIBRARY : CALLED_BY_PROGRAM;
}

EXPORT unsigned int la_objopen(struct link_map *map, Lmid_t lmid, uintptr_t *cookie)
{
	(void)lmid;
	*cookie = (uintptr_t)map;
	__atomic_fetch_add(&area->objects, 1, __ATOMIC_RELAXED);
	if (caller_of(map) == CALLED_BY_PROGRAM)
		note_pointers(area, map);
	return LA_FLG_BINDTO | LA_FLG_BINDFROM;
}

static uintptr_t bind(const Elf64_Sym *symbol, const struct link_map *from,
		      const struct link_map *to, const char *name)
{
	struct slot *slot = find_slot(area, name, to->l_name);
	uintptr_t instead = slot ? trampoline(symbol->st_value, &slot->calls[caller_of(from)]) : 0;

	__atomic_fetch_add(instead ? &area->bindings : &area->unbound, 1, __ATOMIC_RELAXED);
	return instead ? instead : symbol->st_value;
}

EXPORT uintptr_t la_symbind64(Elf64_Sym *symbol, unsigned int index, uintptr_t *from,
			      uintptr_t *to, unsigned int *flags, const char *name)
{
	unsigned int type = ELF64_ST_TYPE(symbol->st_info);

	(void)index;
	(void)flags;
	/* dlsym() also finds data. */
	if ((type != STT_FUNC && type != STT_GNU_IFUNC) || !symbol->st_value)
		return symbol->st_value;
	return bind(symbol, (const struct link_map *)*from, (const struct link_map *)*to, name);
}
