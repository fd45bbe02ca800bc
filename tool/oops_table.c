// SPDX-License-Identifier: GPL-2.0
/*
 * The table of lines. To have another one explained, add a row: how the line begins,
 * and what it says; or, if that depends on its figures, a function that tells (see
 * oops_lines.h). The first row that fits counts.
 */
#include "oops_lines.h"
#include "oops_site.h"
#include "ringside.h"

#include <ctype.h>
#include <string.h>

/* Registers are shown once more behind the end. */
#define AGAIN	(JOINS | LATE)

/* Lines that are explained together */
enum { REGISTERS = 1, DUMP, SHADOW };

static bool is_trace(const char *text)
{
	struct site site;

	return parse_trace(text, &site);
}

/* "Redzone  ffff...: cc cc", and the same of other parts */
static bool is_dump(const char *text)
{
	const char *at = text;
	size_t digits;

	while (isalpha((unsigned char)*at) || *at == ' ')
		at++;
	digits = strspn(at, "0123456789abcdef");

	return digits >= 8 && at[digits] == ':';
}

/* ">ffff888104a2f380: fa fb fb", what KASAN knows of memory */
static bool is_shadow(const char *text)
{
	size_t digits;

	text += strspn(text, "> ");
	digits = strspn(text, "0123456789abcdef");
	text += digits;
	return digits == 16 && text[0] == ':' && text[1] == ' ' && isxdigit((unsigned char)text[2]);
}

/* It points at what is in the line above. */
static bool is_caret(const char *text)
{
	return *text == '^' && !text[1 + strspn(text + 1, " ")];
}

static const struct oops_row rows[] = {
	/* what announces a report, or begins it */
	{ .starts = "ringside_crash: ", .has = ", as asked", .kind = "asked",
	  .flags = BEGINS | ANNOUNCES | WORTH, .explain = explain_announced },
	{ .starts = "list_del corruption", .kind = "list-corruption",
	  .flags = BEGINS | ANNOUNCES | WORTH, .explain = explain_list },
	{ .starts = "list_add corruption", .kind = "list-corruption",
	  .flags = BEGINS | ANNOUNCES | WORTH, .explain = explain_list },
	{ .starts = "------------[ cut here ]", .flags = BEGINS | ANNOUNCES,
	  .says = "From here on cut it out, and send it to whoever is to repair it." },
	{ .starts = "======", .flags = BEGINS | ANNOUNCES | FRAMES,
	  .says = "A line that sets the report apart." },
	{ .starts = "WARNING: possible ", .kind = "lockdep", .flags = BEGINS | WORTH,
	  .says = "Lockdep, which remembers who takes which lock while holding which, sees that"
		  " tasks could wait for each other for ever." },
	{ .starts = "WARNING: suspicious RCU usage", .kind = "lockdep", .flags = BEGINS | WORTH,
	  .says = "Lockdep sees that what RCU protects is looked at without its lock." },
	{ .starts = "WARNING: ", .has = " at ", .kind = "warning", .flags = BEGINS | WORTH | EXACT,
	  .explain = explain_warning },
	{ .starts = "kernel BUG at ", .kind = "bug", .flags = BEGINS | WORTH,
	  .explain = explain_bug },
	{ .starts = "BUG: kernel NULL pointer dereference", .kind = "oops",
	  .flags = BEGINS | WORTH, .explain = explain_null },
	{ .starts = "BUG: unable to handle kernel NULL pointer", .kind = "oops",
	  .flags = BEGINS | WORTH, .explain = explain_null },
	{ .starts = "BUG: unable to handle ", .kind = "oops", .flags = BEGINS | WORTH,
	  .explain = explain_paging },
	{ .starts = "BUG: KASAN: ", .kind = "kasan", .flags = BEGINS | WORTH,
	  .explain = explain_kasan },
	{ .starts = "BUG: KFENCE: ", .kind = "kfence", .flags = BEGINS | WORTH,
	  .says = "KFENCE, which watches a sample of all objects, saw memory used against its"
		  " rules." },
	{ .starts = "UBSAN: ", .has = " in ", .kind = "ubsan", .flags = BEGINS | WORTH,
	  .says = "UBSAN, which checks what C leaves undefined, saw it happen in that line." },
	{ .starts = "BUG: ", .has = "stack guard page was hit", .kind = "stack-overflow",
	  .flags = BEGINS | WORTH, .explain = explain_guard_page },
	{ .starts = "BUG: scheduling while atomic", .kind = "sleep-in-atomic",
	  .flags = BEGINS | WORTH, .explain = explain_atomic },
	{ .starts = "BUG: sleeping function called from invalid context",
	  .kind = "sleep-in-atomic", .flags = BEGINS | WORTH, .explain = explain_invalid_context },
	{ .starts = "BUG: Bad page", .kind = "memory", .flags = BEGINS | WORTH,
	  .says = "What the kernel keeps of a page of memory is not what it must be." },
	{ .has = "BUG: soft lockup", .kind = "soft-lockup", .flags = BEGINS | WORTH,
	  .explain = explain_soft_lockup },
	{ .has = "Watchdog detected hard LOCKUP", .kind = "hard-lockup", .flags = BEGINS | WORTH,
	  .explain = explain_soft_lockup },
	{ .has = "detected stalls on CPUs/tasks", .kind = "rcu-stall", .flags = BEGINS | WORTH,
	  .explain = explain_stall },
	{ .has = "self-detected stall on CPU", .kind = "rcu-stall", .flags = BEGINS | WORTH,
	  .explain = explain_stall },
	{ .starts = "INFO: task ", .has = " blocked for more than ", .kind = "hung-task",
	  .flags = BEGINS | WORTH, .explain = explain_hung },
	{ .starts = "BUG ", .has = "): ", .kind = "slab", .flags = BEGINS | WORTH,
	  .explain = explain_slab },
	{ .starts = "Kernel panic - not syncing", .kind = "panic", .flags = AGAIN | WORTH,
	  .explain = explain_panic },

	/* the exception, in the words of its handler */
	{ .starts = "#PF: error_code(", .flags = JOINS | WORTH, .explain = explain_error_code },
	{ .starts = "#PF: ", .flags = JOINS | WORTH, .explain = explain_access },
	{ .starts = "PGD ", .flags = JOINS, .explain = explain_tables },
	{ .has = "general protection fault", .kind = "oops", .flags = JOINS | WORTH,
	  .explain = explain_protection },
	{ .starts = "Oops: ", .has = " [#", .kind = "oops", .flags = JOINS,
	  .explain = explain_die },
	{ .starts = "invalid opcode: ", .has = " [#", .kind = "oops", .flags = JOINS,
	  .explain = explain_die },
	{ .has = " [#", .starts = "stack guard page: ", .kind = "stack-overflow", .flags = JOINS,
	  .explain = explain_die },
	{ .starts = "divide error: ", .has = " [#", .kind = "oops", .flags = JOINS | WORTH,
	  .explain = explain_die },
	{ .starts = "double fault: ", .has = " [#", .kind = "oops", .flags = JOINS | WORTH,
	  .explain = explain_die },

	/* where, and on what */
	{ .starts = "CPU: ", .has = " PID: ", .flags = JOINS | PRECEDES, .explain = explain_cpu },
	{ .starts = "Hardware name: ", .flags = JOINS, .explain = explain_hardware },
	{ .starts = "Workqueue: ", .flags = JOINS, .explain = explain_workqueue },
	{ .starts = "RIP: ", .flags = AGAIN | WORTH | EXACT, .explain = explain_rip },
	{ .starts = "Code: ", .flags = AGAIN, .explain = explain_code },
	{ .starts = "RSP: ", .flags = AGAIN, .explain = explain_flags },
	{ .starts = "RAX: ", .flags = AGAIN, .group = REGISTERS, .explain = explain_general },
	{ .starts = "RDX: ", .flags = AGAIN, .group = REGISTERS, .explain = explain_general },
	{ .starts = "RBP: ", .flags = AGAIN, .group = REGISTERS, .explain = explain_general },
	{ .starts = "R10: ", .flags = AGAIN, .group = REGISTERS, .explain = explain_general },
	{ .starts = "R13: ", .flags = AGAIN, .group = REGISTERS, .explain = explain_general },
	{ .starts = "FS: ", .has = "GS:", .flags = AGAIN, .explain = explain_segments },
	{ .starts = "CS: ", .has = "CR0: ", .flags = AGAIN, .explain = explain_selectors },
	{ .starts = "CR2: ", .flags = AGAIN, .explain = explain_control },
	{ .starts = "PKRU: ", .flags = AGAIN,
	  .says = "What ring 3 may do with pages of each of 16 protection keys: two bits for"
		  " each." },
	{ .starts = "DR0: ", .flags = AGAIN,
	  .says = "Debug registers: the addresses of hardware breakpoints." },
	{ .starts = "DR3: ", .flags = AGAIN,
	  .says = "Debug registers: the last breakpoint, and which are switched on." },
	{ .starts = "Call Trace:", .flags = JOINS | TRACES,
	  .says = "Who called whom, the newest first: each line is where a call comes back to." },
	{ .starts = "Call trace:", .flags = JOINS | TRACES,
	  .says = "Who called whom, the newest first: each line is where a call comes back to." },
	{ .starts = "<TASK>", .flags = JOINS,
	  .says = "From here on it is the stack of the task itself." },
	{ .starts = "</TASK>", .flags = JOINS, .says = "The end of the task's stack." },
	{ .starts = "<IRQ>", .flags = JOINS, .says = "From here on it is the stack of interrupts,"
	  " which came on top of whatever task there was." },
	{ .starts = "</IRQ>", .flags = JOINS, .says = "The end of the interrupt's stack; below is"
	  " what was interrupted." },
	{ .starts = "<NMI>", .flags = JOINS,
	  .says = "From here on it is the stack of an interrupt that nothing masks (NMI)." },
	{ .starts = "</NMI>", .flags = JOINS, .says = "The end of that stack." },
	{ .starts = "<#DF>", .flags = JOINS,
	  .says = "From here on it is the stack of a double fault: an exception came while another"
		  " was being delivered." },
	{ .starts = "</#DF>", .flags = JOINS, .says = "The end of that stack." },
	{ .starts = "Modules linked in:", .flags = JOINS, .explain = explain_modules },
	{ .starts = "Tainted: [", .flags = WEAK,
	  .says = "The same taint, a word for each letter." },

	/* what is said at the end, and after it */
	{ .starts = "---[ end trace ", .flags = JOINS | ENDS,
	  .says = "The end of what was cut out." },
	{ .starts = "---[ end Kernel panic", .flags = WEAK | ENDS,
	  .says = "Nothing comes after this but a reset." },
	{ .starts = "note: ", .has = " exited with ", .flags = AGAIN | WORTH,
	  .explain = explain_exited },
	{ .starts = "Fixing recursive fault but reboot is needed", .flags = AGAIN | WORTH,
	  .says = "The task failed again while it was being ended; it is left where it is." },
	{ .starts = "Kernel Offset: ", .flags = WEAK, .explain = explain_offset },
	{ .starts = "Shutting down cpus with NMI", .flags = WEAK,
	  .says = "The other CPUs do not answer, and are stopped by an interrupt that they cannot"
		  " mask." },
	{ .starts = "Rebooting in ", .flags = WEAK, .says = "The sysctl kernel.panic says so." },
	{ .starts = "Disabling lock debugging due to kernel taint", .flags = WEAK,
	  .says = "From now on lockdep could be wrong, and is silent." },

	/* of lockups, stalls and tasks that hang */
	{ .has = "\"echo 0 > /proc/sys/kernel/hung_task_timeout_secs\"", .flags = JOINS,
	  .says = "How to have such reports no more; the task would hang all the same." },
	{ .starts = "task:", .has = "state:", .flags = JOINS, .explain = explain_task },
	{ .starts = "Not tainted ", .flags = WEAK, .explain = explain_taint },
	{ .starts = "Tainted: ", .flags = WEAK, .explain = explain_taint },
	{ .starts = "in_atomic(): ", .flags = JOINS | WORTH, .explain = explain_in_atomic },
	{ .starts = "Preemption disabled at:", .flags = JOINS,
	  .says = "Below is who switched preemption off." },
	{ .starts = "rcu: \t", .has = "ticks this GP", .flags = JOINS,
	  .explain = explain_stalled_cpu },
	{ .starts = "(detected by ", .has = " jiffies", .flags = JOINS,
	  .says = "Which CPU found it, and after how many timer ticks (t)." },
	{ .starts = "rcu: ", .has = "All QSes seen", .flags = JOINS,
	  .says = "Each CPU has let go; it is RCU's own thread that does not get on." },
	{ .starts = "rcu: ", .has = "kthread starved for", .flags = JOINS,
	  .says = "RCU's own thread has had no CPU for that many timer ticks; at the end, on which"
		  " one it waits." },
	{ .starts = "rcu: ", .has = "OOM is now expected", .flags = JOINS,
	  .says = "What RCU would free is not freed: in the end memory runs out." },
	{ .starts = "rcu: ", .has = "tack dump", .flags = JOINS,
	  .says = "Below is the stack of that thread, or of what keeps its CPU." },
	{ .starts = "Sending NMI from CPU ", .flags = JOINS,
	  .says = "The others are made to print where they are, by an interrupt that they cannot"
		  " mask." },
	{ .starts = "NMI backtrace for cpu ", .flags = JOINS,
	  .says = "Below is where that CPU is." },
	{ .starts = "refcount_t: ", .flags = WEAK | WORTH,
	  .says = "A counter of references went where it must not: somebody dropped one too many,"
		  " or took one of what was gone." },

	/* of memory */
	{ .starts = "0x", .has = "First byte", .flags = JOINS | WORTH,
	  .explain = explain_first_byte },
	{ .starts = "Allocated in ", .has = " age=", .flags = JOINS | WORTH,
	  .explain = explain_track },
	{ .starts = "Freed in ", .has = " age=", .flags = JOINS | WORTH,
	  .explain = explain_track },
	{ .starts = "Slab 0x", .flags = JOINS, .says = "The slab: a few pages that are cut into"
	  " objects of one size. used: how many are handed out." },
	{ .starts = "Object 0x", .flags = JOINS, .explain = explain_object },
	{ .starts = "FIX ", .has = ": ", .flags = JOINS,
	  .says = "What the allocator does so that it can go on." },
	{ .starts = "------", .flags = WEAK, .says = "A line that sets the report apart." },
	{ .is = is_shadow, .flags = WEAK, .group = SHADOW,
	  .says = "What KASAN knows of memory: each byte is about 8; 00 may be used, fa to ff may"
		  " not, for reasons that differ. > marks the line of the address." },
	{ .is = is_caret, .flags = WEAK, .group = SHADOW,
	  .says = "Below the byte that stands for the address." },
	{ .starts = "which belongs to the cache ", .flags = JOINS,
	  .says = "Objects of one size are in one cache." },
	{ .has = "-byte region [", .flags = JOINS, .explain = explain_region },
	{ .is = is_dump, .flags = WEAK, .group = DUMP,
	  .says = "The bytes that are there: of the object, of the zones beside it, of what fills"
		  " the rest." },
	{ .starts = "Write of size ", .flags = JOINS | WORTH, .explain = explain_kasan_access },
	{ .starts = "Read of size ", .flags = JOINS | WORTH, .explain = explain_kasan_access },
	{ .starts = "Allocated by task ", .flags = JOINS,
	  .says = "Below is by which calls the object was allocated." },
	{ .starts = "Freed by task ", .flags = JOINS,
	  .says = "Below is by which calls it was freed." },
	{ .starts = "The buggy address belongs to the object", .flags = JOINS,
	  .says = "The object that is nearest." },
	{ .starts = "The buggy address is located ", .flags = JOINS | WORTH,
	  .explain = explain_kasan_inside },
	{ .starts = "The buggy address belongs to", .flags = JOINS,
	  .says = "The page that it is on, as the kernel keeps account of it." },
	{ .starts = "Memory state around the buggy address", .flags = JOINS,
	  .says = "What may be used around there, and what may not." },

	{ .is = is_trace, .flags = JOINS, .explain = explain_trace },
};

static bool fits(const struct oops_row *row, const char *text)
{
	if (row->starts && strncmp(text, row->starts, strlen(row->starts)))
		return false;
	if (row->has && !strstr(text + (row->starts ? strlen(row->starts) : 0), row->has))
		return false;
	return !row->is || row->is(text);
}

const struct oops_row *find_oops_row(const char *text)
{
	text += strspn(text, " \t");
	for (size_t i = 0; *text && i < ARRAY_SIZE(rows); i++)
		if (fits(&rows[i], text))
			return &rows[i];
	return NULL;
}
