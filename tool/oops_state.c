// SPDX-License-Identifier: GPL-2.0
/* Lines that show the CPU and the kernel as they were at that moment. */
#include "names.h"
#include "oops_figures.h"
#include "oops_lines.h"
#include "oops_site.h"
#include "ringside.h"
#include "text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define UD2		"<0f> 0b"

/* The letters behind "Tainted: ", some of which are blanks, as far as they go. */
static char *taint_of(const char *text)
{
	const char *at = strstr(text, "Tainted: ");
	char letters[64];
	size_t n = 0;

	if (!at)
		return text_format("%s", "");
	for (at += strlen("Tainted: "); n < sizeof(letters) - 1; at++) {
		if (!isupper((unsigned char)*at) && *at != ' ')
			break;
		if (*at != ' ')
			letters[n++] = *at;
	}
	letters[n] = '\0';
	return taint_words(letters);
}

/* "CPU: 0 PID: 179 Comm: name Tainted: G           OE    N 6.1.0-56-amd64 #1 ..." */
char *explain_cpu(const char *text, enum oops_when when)
{
	uint64_t cpu = 0, pid = 0;
	char comm[64] = "?", release[128] = "?";
	char *taint, *words;

	(void)when;
	number_after(text, "CPU: ", &cpu);
	number_after(text, "PID: ", &pid);
	word_after(text, "Comm: ", " ", comm, sizeof(comm));
	release_in(text, release, sizeof(release));
	taint = taint_of(text);
	words = text_format("It was on CPU %" PRIu64 ", in task %" PRIu64 ", %s%s, of the kernel"
			    " %s. %s%s.", cpu, pid, comm,
			    pid ? "" : " (which runs when there is nothing to do)", release,
			    *taint ? "Tainted before that: " :
			    "It was not tainted: nothing had happened that makes its word doubtful",
			    taint);
	free(taint);
	return words;
}

char *explain_taint(const char *text, enum oops_when when)
{
	char *taint = taint_of(text), *words;

	(void)when;
	words = text_format("%s%s.", *taint ? "The kernel was tainted: " :
			    "The kernel's version, and that it was not tainted", taint);
	free(taint);
	return words;
}

char *explain_hardware(const char *text, enum oops_when when)
{
	static const char *const virtual[] = {
		"QEMU", "VMware", "VirtualBox", "KVM", "Bochs", "Virtual Machine"
	};

	(void)when;
	for (size_t i = 0; i < ARRAY_SIZE(virtual); i++)
		if (strstr(text, virtual[i]))
			return text_format("The machine, and its firmware: a virtual one.");
	return text_format("The machine, and its firmware.");
}

char *explain_workqueue(const char *text, enum oops_when when)
{
	char queue[64] = "?", function[128] = "?";

	(void)when;
	word_after(text, "Workqueue: ", " ", queue, sizeof(queue));
	word_after(strstr(text, "Workqueue: ") + strlen("Workqueue: "), " ", " ", function,
		   sizeof(function));
	return text_format("The task is a worker of the kernel's. It was busy with %s, of the queue"
			   " %s.", function, queue);
}

/* Behind the end: those of the first oops since boot, whichever this is. */
#define FIRST_ONE	"Registers once more, for whom the beginning has scrolled away; but " \
			"those of the first oops since boot, which may be another than this."

static char *explain_ring_0_rip(const char *text, uint64_t selector, enum oops_when when)
{
	const char *colon = strchr(strstr(text, "RIP: ") + strlen("RIP: "), ':');
	struct site site;

	if (colon && !strcmp(colon, ":0x0"))
		return text_format("The instruction pointer was 0: a null pointer was called as a"
				   " function.");
	if (!find_site(text, &site))
		return text_format("The instruction pointer was at no function that the kernel"
				   " knows, with code segment 0x%" PRIx64 ": ring 0.", selector);
	return text_format("%s: at byte %" PRIu64 " of the %" PRIu64
			   " of %s%s%s. The code segment, 0x%" PRIx64 ", ends in binary 00: ring"
			   " 0.",
			   when == IN_TRACE ? "The instruction that was interrupted, or failed" :
			   "The instruction at which it was", site.offset, site.size, site.function,
			   *site.module ? ", module " : ", in the kernel itself", site.module,
			   selector);
}

char *explain_rip(const char *text, enum oops_when when)
{
	uint64_t selector;

	if (when == BEHIND)
		return text_format(FIRST_ONE);
	if (!hex_after(text, "RIP: ", &selector))
		return text_format("The instruction pointer.");
	if (selected_ring(selector) == 3)
		return text_format("Where the program was in ring 3 (the code segment, 0x%" PRIx64
				   ", ends in binary 11) when it entered the kernel.", selector);
	return explain_ring_0_rip(text, selector, when);
}

/* "Code: 0f 1f 44 00 00 <0f> 0b ..." */
char *explain_code(const char *text, enum oops_when when)
{
	const char *mark = strchr(text, '<');
	size_t before = 0;

	if (when == BEHIND)
		return NULL;
	if (strstr(text, "Unable to access") || strstr(text, "Bad RIP"))
		return text_format("At the instruction pointer is no memory that could be read.");
	if (!mark || !isxdigit((unsigned char)mark[1]) || !isxdigit((unsigned char)mark[2]) ||
	    mark[3] != '>')
		return text_format("The machine code around the instruction.");
	for (const char *at = strchr(text, ':') + 1; at < mark; at++)
		before += at[0] == ' ' && isxdigit((unsigned char)at[1]);
	return text_format("The machine code around it. <%.2s> is the first byte of the"
			   " instruction, behind %zu others%s.", mark + 1, before,
			   strncmp(mark, UD2, strlen(UD2)) ? "" : "; 0f 0b is UD2, an instruction"
			   " that is undefined on purpose: BUG() and WARN() are made of it");
}

/* "RSP: 002b:00007ffe74537068 EFLAGS: 00000246 ORIG_RAX: 000000000000003b" */
char *explain_flags(const char *text, enum oops_when when)
{
	uint64_t flags, nr;
	char label[LABEL_SIZE];
	char *words, *all;

	if (when == BEHIND)
		return NULL;
	if (!hex_after(text, "EFLAGS: ", &flags))
		return text_format("The stack pointer.");
	words = eflags_words(flags);
	all = text_format("The stack pointer, and the flags: %s.", words);
	free(words);
	if (!hex_after(text, "ORIG_RAX: ", &nr) || nr > UINT32_MAX)
		return all;
	words = text_format("%s It was in syscall %" PRIu64 ", %s (the number was in RAX).", all,
			    nr, syscall_label(RINGSIDE_ABI_X86_64, nr, label));
	free(all);
	return words;
}

char *explain_general(const char *text, enum oops_when when)
{
	(void)text;
	if (when == BEHIND)
		return NULL;
	return text_format("The general registers at that moment. The first arguments of a function"
			   " come in RDI, RSI, RDX and RCX, its result goes out in RAX.");
}

char *explain_segments(const char *text, enum oops_when when)
{
	(void)text;
	if (when == BEHIND)
		return NULL;
	return text_format("Where the segments FS and GS begin: FS is a thread's own memory in ring"
			   " 3, GS this CPU's own in ring 0, knlGS what SWAPGS would exchange it"
			   " for.");
}

char *explain_selectors(const char *text, enum oops_when when)
{
	uint64_t cs, cr0;
	char *words, *all;

	if (when == BEHIND || !hex_after(text, "CS: ", &cs) || !hex_after(text, "CR0: ", &cr0))
		return NULL;
	words = cr0_words(cr0);
	all = text_format("The segments: CS is of ring %u. CR0, how the CPU works: %s.",
			  selected_ring(cs), words);
	free(words);
	return all;
}

/* "CR2: 0000000000000000 CR3: 0000000001958000 CR4: 0000000000750ef0", or CR2 alone */
char *explain_control(const char *text, enum oops_when when)
{
	uint64_t cr2, cr4;
	char *is, *words, *all;

	if (when == BEHIND || !hex_after(text, "CR2: ", &cr2))
		return NULL;
	is = address_words(cr2);
	words = hex_after(text, "CR4: ", &cr4) ? cr4_words(cr4) : NULL;
	all = text_format("CR2, the address of this CPU's last page fault, 0x%" PRIx64 ": %s.%s%s"
			  "%s", cr2, is, words ? " CR3: where the page tables begin. CR4: " : "",
			  words ? words : "", words ? "." : "");
	free(is);
	free(words);
	return all;
}

/* The first module with flags, to show what they mean: "ringside_crash(OEN)" */
char *explain_modules(const char *text, enum oops_when when)
{
	const char *at = strchr(text, ':') + 1, *open;
	size_t modules = 0, length;
	char *taint, *words, flags[32] = "";

	(void)when;
	open = strchr(at, '(');
	length = open ? strcspn(open + 1, ")") : 0;
	if (open && length < sizeof(flags))
		memcpy(flags, open + 1, length);
	for (; (at = strpbrk(at, " ")) && strncmp(at, " [last", 6); at++)
		modules += isalnum((unsigned char)at[1]) != 0;
	taint = taint_words(flags);
	words = text_format("The %zu modules that were loaded, the newest first.%s%s%s", modules,
			    *taint ? " What is in brackets they brought as taint: " : "", taint,
			    *taint ? "." : "");
	free(taint);
	return words;
}

char *explain_trace(const char *text, enum oops_when when)
{
	const char *known;
	struct site site;

	(void)when;
	if (!parse_trace(text, &site))
		return NULL;
	known = known_function(site.function);
	if (site.is_doubtful)
		return text_format("Found on the stack, but it may be left over from an earlier"
				   " call%s%s%s%s.", known ? ". " : "", known ? site.function : "",
				   known ? ": " : "", known ? known : "");
	return text_format("A call comes back to byte %" PRIu64 " of the %" PRIu64 " of %s%s%s%s"
			   "%s.", site.offset, site.size, site.function,
			   *site.module ? ", module " : "", site.module, known ? ": " : "",
			   known ? known : "");
}

/* "Kernel Offset: 0x1000000 from 0xffffffff81000000 (relocation range: ...)" */
char *explain_offset(const char *text, enum oops_when when)
{
	uint64_t offset;

	(void)when;
	if (!hex_after(text, "Offset: 0x", &offset))
		return text_format("The kernel is where it was linked to: there is no KASLR.");
	return text_format("By KASLR the kernel is 0x%" PRIx64 " bytes behind where it was linked"
			   " to. To look an address up in its symbols, take that away.", offset);
}
