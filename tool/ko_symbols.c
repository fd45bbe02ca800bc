// SPDX-License-Identifier: GPL-2.0
#include "ko_symbols.h"
#include "ringside.h"

#include <string.h>

/* The file's symbols; their names; where the sections' names are. */
struct symbols {
	const struct ko *ko;
	Elf64_Shdr table, names, section_names;
};

static bool find_symbols(const struct ko *ko, struct symbols *symbols)
{
	Elf64_Ehdr ehdr;

	if (ko->problem || ko->size < sizeof(ehdr))
		return false;
	symbols->ko = ko;
	memcpy(&ehdr, ko->bytes, sizeof(ehdr));
	if (!ko_section(ko, ehdr.e_shstrndx, &symbols->section_names))
		return false;
	for (size_t i = 0; i < ehdr.e_shnum; i++)
		if (ko_section(ko, i, &symbols->table) && symbols->table.sh_type == SHT_SYMTAB)
			return ko_section(ko, symbols->table.sh_link, &symbols->names);
	return false;
}

/* A name that ends within its section, else "". */
static const char *name_at(const struct ko *ko, const Elf64_Shdr *names, size_t at)
{
	const char *name = ko->bytes + names->sh_offset + at;

	if (at >= names->sh_size || !memchr(name, '\0', names->sh_size - at))
		return "";
	return name;
}

/* false: there is no @i-th. */
static bool symbol_at(const struct symbols *symbols, size_t i, Elf64_Sym *symbol)
{
	if (i >= symbols->table.sh_size / sizeof(*symbol))
		return false;
	memcpy(symbol, symbols->ko->bytes + symbols->table.sh_offset + i * sizeof(*symbol),
	       sizeof(*symbol));
	return true;
}

/*
 * The kernel keeps no sizes: a function ends where the next symbol begins, whatever
 * that is. Behind a section's last one may be another section.
 */
static void measure(const struct symbols *symbols, const Elf64_Sym *of, struct ko_function *f)
{
	Elf64_Shdr section;
	Elf64_Sym other;
	uint64_t end = UINT64_MAX;

	for (size_t i = 0; symbol_at(symbols, i, &other); i++)
		if (other.st_shndx == of->st_shndx && other.st_value > of->st_value &&
		    other.st_value < end && *name_at(symbols->ko, &symbols->names, other.st_name))
			end = other.st_value;
	f->is_last = end == UINT64_MAX;
	if (f->is_last && ko_section(symbols->ko, of->st_shndx, &section))
		end = section.sh_size;
	f->size = end - of->st_value;
}

static bool describe(const struct symbols *symbols, const Elf64_Sym *symbol, struct ko_function *f)
{
	Elf64_Shdr section;

	if (!ko_section(symbols->ko, symbol->st_shndx, &section) ||
	    !(section.sh_flags & SHF_EXECINSTR) || symbol->st_value >= section.sh_size)
		return false;
	f->section = name_at(symbols->ko, &symbols->section_names, section.sh_name);
	f->offset = symbol->st_value;
	measure(symbols, symbol, f);
	return true;
}

size_t ko_find_function(const struct ko *ko, const char *name, uint64_t size,
			struct ko_function *found)
{
	struct symbols symbols;
	Elf64_Sym symbol;
	size_t n = 0;

	if (!find_symbols(ko, &symbols))
		return 0;
	for (size_t i = 0; symbol_at(&symbols, i, &symbol); i++) {
		struct ko_function f;

		if (strcmp(name_at(ko, &symbols.names, symbol.st_name), name) ||
		    !describe(&symbols, &symbol, &f))
			continue;
		if (f.is_last ? size < f.size : size != f.size)
			continue;
		*found = f;
		n++;
	}
	return n;
}
