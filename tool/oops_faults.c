// SPDX-License-Identifier: GPL-2.0
/* Lines that say what went wrong. */
#include "oops_figures.h"
#include "oops_lines.h"
#include "oops_site.h"
#include "ringside.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one explanation where the line lacks what it usually has. */
static char *plain(const char *says)
{
	return text_format("%s", says);
}

char *explain_announced(const char *text, enum oops_when when)
{
	char kind[32], site[32];

	(void)when;
	if (sscanf(text, " ringside_crash: %31s at %31[^,],", kind, site) != 2)
		return plain("The crash module was asked to fail, and is about to.");
	return text_format("The crash module was asked for the failure %s at the site %s; what"
			   " follows is what came of it.", kind, site);
}

/* Of a fault at an address that the text has behind @key. */
static char *explain_address(const char *text, const char *key, const char *what)
{
	uint64_t address;
	char *is, *words;

	if (!hex_after(text, key, &address))
		return plain(what);
	is = address_words(address);
	words = text_format("%s The address, 0x%" PRIx64 ", is %s.", what, address, is);
	free(is);
	return words;
}

char *explain_null(const char *text, enum oops_when when)
{
	(void)when;
	return explain_address(text, strstr(text, "address: ") ? "address: " : " at ",
			       "The kernel used a null pointer. It may touch ring 3's addresses"
			       " only where it says so, and at this one is nothing anyway.");
}

char *explain_paging(const char *text, enum oops_when when)
{
	(void)when;
	return explain_address(text, strstr(text, "address: ") ? "address: " : " at ",
			       "The kernel used an address at which the page tables do not let it"
			       " do what it did.");
}

char *explain_protection(const char *text, enum oops_when when)
{
	const char *key = strstr(text, "address 0x") ? "address 0x" : "address: 0x";
	char *address, *die, *words;

	address = explain_address(text, key, "The CPU refused an instruction"
				  " (exception 13, #GP), and not for want of a page.");
	die = explain_die(text, when);
	words = text_format("%s %s", address, die);
	free(address);
	free(die);
	return words;
}

char *explain_access(const char *text, enum oops_when when)
{
	const char *who = strstr(text, "#PF: user") ? "with the rights of ring 3" :
			  "with the rights of ring 0 (supervisor)";
	const char *did = strstr(text, "write") ? "to write" :
			  strstr(text, "instruction") ? "to fetch an instruction" : "to read";

	(void)when;
	return text_format("What the CPU was about when the page fault (#PF) came: %s, %s, while"
			   " in %s.", did, who,
			   strstr(text, "in user mode") ? "ring 3" : "ring 0");
}

char *explain_error_code(const char *text, enum oops_when when)
{
	uint64_t code;
	char *bits, *words;

	(void)when;
	if (!hex_after(text, "error_code(0x", &code))
		return plain("The error code that the CPU pushed with the page fault.");
	bits = error_code_words(code);
	words = text_format("The error code that the CPU pushed with the page fault: %s.", bits);
	free(bits);
	return words;
}

/* "PGD 0 P4D 0 ": the last level that is printed is where the walk ended. */
char *explain_tables(const char *text, enum oops_when when)
{
	static const char *const levels[] = { "PTE ", "PMD ", "PUD ", "P4D ", "PGD " };
	uint64_t entry;

	(void)when;
	for (size_t i = 0; i < ARRAY_SIZE(levels); i++)
		if (hex_after(text, levels[i], &entry))
			return text_format("The way through the page tables to that address, from"
					   " the top: the last entry that was looked at, the %.3s,"
					   " is 0x%" PRIx64 "%s.", levels[i], entry,
					   entry & 1 ? "" : ", which is not present");
	return plain("The way through the page tables to that address.");
}

/* What the kernel was built with, as the words behind the number say. */
static char *build_words(const char *text)
{
	static const struct { const char *word, *means; } builds[] = {
		{ " PREEMPT_RT", "threads of the kernel can be preempted nearly everywhere" },
		{ " PREEMPT", "threads of the kernel can be preempted" },
		{ " SMP", "for several CPUs" }, { " UP", "for one CPU" },
		{ " KASAN", "checks each access to memory" },
		{ " DEBUG_PAGEALLOC", "unmaps free pages" },
		{ " NOPTI", "the page tables are the same in both rings" },
		{ " PTI", "ring 3 has page tables of its own" },
	};
	char *words = text_format("%s", "");

	for (size_t i = 0; i < ARRAY_SIZE(builds); i++) {
		const char *at = strstr(text, builds[i].word);
		size_t length = strlen(builds[i].word);
		char *more;

		if (!at || (at[length] && at[length] != ' '))
			continue;
		more = text_format("%s%s%s (%s)", words, *words ? ", " : "", builds[i].word + 1,
				   builds[i].means);
		free(words);
		words = more;
	}
	return words;
}

/* "Oops: 0002 [#1] PREEMPT SMP NOPTI", and the same of other exceptions. */
char *explain_die(const char *text, enum oops_when when)
{
	/* Since 6.10 it is "Oops: Oops: 0002 [#1]". Only a page fault's code has bits. */
	const char *number = strstr(text, " [#"), *fault = strstr(text, "Oops: 0");
	uint64_t nth = 0, code = 0;
	char *builds, *words, *bits = NULL;

	(void)when;
	if (!number || !number_after(number, " [#", &nth))
		return plain("The kernel cannot go on in this task.");
	if (fault && hex_after(fault, "Oops: ", &code))
		bits = error_code_words(code);
	builds = build_words(number);
	words = text_format("%s%s%sOops number %" PRIu64 " since boot%s%s.",
			    bits ? "The error code of the page fault once more: " : "",
			    bits ? bits : "", bits ? ". " : "", nth,
			    *builds ? ". The kernel: " : "", builds);
	free(bits);
	free(builds);
	return words;
}

char *explain_guard_page(const char *text, enum oops_when when)
{
	(void)when;
	(void)text;
	return plain("The stack of the task was used up: it cannot grow, and behind it is a page"
		     " that is never there. (The addresses are hashed, so that nobody learns"
		     " them.)");
}

/* The last name of a path, and the number behind it: "a/b.c:25". */
static bool file_and_line(const char *text, const char *key, char *file, size_t size,
			  uint64_t *line)
{
	char path[1024], *name;

	if (!word_after(text, key, " !", path, sizeof(path)))
		return false;
	name = strrchr(path, '/');
	name = name ? name + 1 : path;
	if (!number_after(name, ":", line) || strcspn(name, ":") >= size)
		return false;
	name[strcspn(name, ":")] = '\0';
	strcpy(file, name);
	return true;
}

char *explain_warning(const char *text, enum oops_when when)
{
	char file[256];
	uint64_t line;

	(void)when;
	if (!file_and_line(text, strstr(text, " at /") || strstr(text, " PID: ") ? " at " :
			   "WARNING: ", file, sizeof(file), &line))
		return plain("The kernel found that something is not as it should be, and goes"
			     " on.");
	return text_format("The check in line %" PRIu64 " of %s, a WARN() or WARN_ON(), found that"
			   " something is not as it should be. The kernel goes on.", line, file);
}

char *explain_bug(const char *text, enum oops_when when)
{
	char file[256];
	uint64_t line;

	(void)when;
	if (!file_and_line(text, "kernel BUG at ", file, sizeof(file), &line))
		return plain("A BUG() or BUG_ON() found what cannot be.");
	return text_format("Line %" PRIu64 " of %s, a BUG() or BUG_ON(), found what cannot be. The"
			   " kernel gives this task up.", line, file);
}

char *explain_panic(const char *text, enum oops_when when)
{
	static const struct { const char *has, *means; } reasons[] = {
		{ "Fatal exception in interrupt", "The exception came in an interrupt or where"
		  " none must be: there is no task that could be ended in the machine's place." },
		{ "Fatal exception", "panic_on_oops says that an oops ends everything." },
		{ "Attempted to kill init", "Process 1 died, and without it nothing goes on." },
		{ "Attempted to kill the idle task", "The task that a CPU runs when there is"
		  " nothing else died." },
		{ "panic_on_warn", "panic_on_warn says that a warning ends everything." },
		{ "hung_task", "hung_task_panic says that a task that hangs ends everything." },
		{ "softlockup", "softlockup_panic says that a CPU that is stuck ends everything." },
		{ "ringside_crash", "The crash module called panic()." },
	};

	(void)when;
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (strstr(text, reasons[i].has))
			return text_format("The kernel gives itself up, and the machine with it."
					   " %s", reasons[i].means);
	return plain("The kernel gives itself up, and the machine with it. Behind the colon is"
		     " why.");
}

/* "note: name[pid] exited with irqs disabled" */
char *explain_exited(const char *text, enum oops_when when)
{
	uint64_t pid = 0, count;
	char name[64] = "the task";

	(void)when;
	word_after(text, "note: ", "[", name, sizeof(name));
	number_after(text, "[", &pid);
	if (number_after(text, "preempt_count ", &count))
		return text_format("%s, task %" PRIu64 ", is ended while it was %" PRIu64
				   " deep in what must not be preempted: a lock that it held stays"
				   " locked.", name, pid, count);
	return text_format("%s, task %" PRIu64 ", is ended while interrupts were off on its CPU;"
			   " the kernel switches them on again.", name, pid);
}
