// SPDX-License-Identifier: GPL-2.0
/* Trusts nothing in the file: each offset is checked against its size. */
#include "ko.h"
#include "ringside.h"
#include "text.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LARGEST		(64 * 1024 * 1024)

static const char signature_mark[] = "~Module signature appended~\n";

static bool read_all(struct ko *ko, FILE *file)
{
	size_t room = 64 * 1024, got;

	ko->bytes = must(malloc(room));
	while ((got = fread(ko->bytes + ko->size, 1, room - ko->size, file)) > 0) {
		ko->size += got;
		if (ko->size < room)
			continue;
		if (room >= LARGEST) {
			errno = EFBIG;
			return false;
		}
		room *= 2;
		ko->bytes = must(realloc(ko->bytes, room));
	}
	return !ferror(file);
}

static const char *elf_problem(const struct ko *ko, Elf64_Ehdr *ehdr)
{
	if (ko->size < sizeof(*ehdr) || memcmp(ko->bytes, ELFMAG, SELFMAG))
		return "it is no ELF file";
	memcpy(ehdr, ko->bytes, sizeof(*ehdr));
	if (ehdr->e_ident[EI_CLASS] != ELFCLASS64 || ehdr->e_ident[EI_DATA] != ELFDATA2LSB ||
	    ehdr->e_machine != EM_X86_64)
		return "it is built for another machine than x86_64";
	if (ehdr->e_type != ET_REL)
		return "it is an ELF file, but no kernel module";
	if (ehdr->e_shentsize != sizeof(Elf64_Shdr) || ehdr->e_shoff > ko->size ||
	    (ko->size - ehdr->e_shoff) / sizeof(Elf64_Shdr) < ehdr->e_shnum)
		return "it is cut off or damaged";
	return NULL;
}

bool ko_section(const struct ko *ko, size_t i, Elf64_Shdr *shdr)
{
	Elf64_Ehdr ehdr;

	memcpy(&ehdr, ko->bytes, sizeof(ehdr));
	if (i >= ehdr.e_shnum)
		return false;
	memcpy(shdr, ko->bytes + ehdr.e_shoff + i * sizeof(*shdr), sizeof(*shdr));
	return shdr->sh_type != SHT_NOBITS && shdr->sh_offset <= ko->size &&
	       shdr->sh_size <= ko->size - shdr->sh_offset;
}

static bool is_named(const struct ko *ko, const Elf64_Shdr *names, const Elf64_Shdr *shdr,
		     const char *name)
{
	size_t room = strlen(name) + 1;

	return shdr->sh_name <= names->sh_size && names->sh_size - shdr->sh_name >= room &&
	       !memcmp(ko->bytes + names->sh_offset + shdr->sh_name, name, room);
}

static bool find_modinfo(const struct ko *ko, const Elf64_Ehdr *ehdr, Elf64_Shdr *modinfo)
{
	Elf64_Shdr names;

	if (!ko_section(ko, ehdr->e_shstrndx, &names))
		return false;
	for (size_t i = 0; i < ehdr->e_shnum; i++)
		if (ko_section(ko, i, modinfo) && is_named(ko, &names, modinfo, ".modinfo"))
			return true;
	return false;
}

static void take_entry(struct ko *ko, const char *entry)
{
	static const struct {
		const char *key;
		size_t offset;
	} known[] = {
		{ "name=", offsetof(struct ko, name) },
		{ "version=", offsetof(struct ko, version) },
		{ "srcversion=", offsetof(struct ko, srcversion) },
		{ "vermagic=", offsetof(struct ko, vermagic) },
	};

	for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
		const char *value = entry + strlen(known[i].key);

		if (!strncmp(entry, known[i].key, strlen(known[i].key)))
			memcpy((char *)ko + known[i].offset, &value, sizeof(value));
	}
}

static void take_modinfo(struct ko *ko, const Elf64_Shdr *modinfo)
{
	const char *entry = ko->bytes + modinfo->sh_offset;
	const char *end = entry + modinfo->sh_size, *stop;

	for (; entry < end; entry = stop + 1) {
		stop = memchr(entry, '\0', (size_t)(end - entry));
		if (!stop)
			return;
		take_entry(ko, entry);
	}
}

static bool has_signature(const struct ko *ko)
{
	size_t length = strlen(signature_mark);

	return ko->size > length &&
	       !memcmp(ko->bytes + ko->size - length, signature_mark, length);
}

bool ko_read(struct ko *ko, const char *path)
{
	FILE *file = fopen(path, "re");
	Elf64_Shdr modinfo;
	Elf64_Ehdr ehdr;
	bool whole;

	memset(ko, 0, sizeof(*ko));
	if (!file)
		return false;
	whole = read_all(ko, file);
	fclose(file);
	if (!whole)
		return false;
	ko->problem = elf_problem(ko, &ehdr);
	if (!ko->problem && !find_modinfo(ko, &ehdr, &modinfo))
		ko->problem = "it has no .modinfo, so it is no kernel module or cut off";
	if (ko->problem)
		return true;
	take_modinfo(ko, &modinfo);
	ko->is_signed = has_signature(ko);
	return true;
}

void ko_drop(struct ko *ko)
{
	free(ko->bytes);
	memset(ko, 0, sizeof(*ko));
}
