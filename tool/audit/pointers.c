// SPDX-License-Identifier: GPL-2.0
#include "pointers.h"
#include "names.h"

#include <elf.h>
#include <stddef.h>

struct tables {
	const Elf64_Rela *relocations;
	size_t size;		/* of all relocations, bytes */
	const Elf64_Sym *symbols;
	const char *strings;
};

/* Loaders have already put addresses in place of offsets, or they have not. */
static uintptr_t address(const struct link_map *map, const Elf64_Dyn *entry)
{
	uintptr_t value = entry->d_un.d_ptr;

	return value < map->l_addr ? value + map->l_addr : value;
}

static struct tables tables_of(const struct link_map *map)
{
	struct tables t = { NULL, 0, NULL, NULL };

	for (const Elf64_Dyn *entry = map->l_ld; entry->d_tag != DT_NULL; entry++) {
		switch (entry->d_tag) {
		case DT_RELA:
			t.relocations = (const Elf64_Rela *)address(map, entry);
			break;
		case DT_RELASZ:
			t.size = entry->d_un.d_val;
			break;
		case DT_SYMTAB:
			t.symbols = (const Elf64_Sym *)address(map, entry);
			break;
		case DT_STRTAB:
			t.strings = (const char *)address(map, entry);
			break;
		}
	}
	return t;
}

/* The compiler's own helpers, in every program, are nobody's business. */
static int is_of_interest(const Elf64_Sym *symbol, const char *name)
{
	return ELF64_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_shndx == SHN_UNDEF &&
	       !(name[0] == '_' && name[1] == '_');
}

void note_pointers(struct area *area, const struct link_map *map)
{
	struct tables t = tables_of(map);

	if (!t.relocations || !t.symbols || !t.strings)
		return;
	for (size_t i = 0; i < t.size / sizeof(*t.relocations); i++) {
		const Elf64_Sym *symbol = &t.symbols[ELF64_R_SYM(t.relocations[i].r_info)];
		const char *name = t.strings + symbol->st_name;
		struct slot *slot;

		if (ELF64_R_TYPE(t.relocations[i].r_info) != R_X86_64_GLOB_DAT ||
		    !is_of_interest(symbol, name))
			continue;
		slot = find_slot(area, name, "");
		if (slot)
			__atomic_fetch_add(&slot->pointers, 1, __ATOMIC_RELAXED);
	}
}
