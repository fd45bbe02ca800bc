// SPDX-License-Identifier: GPL-2.0
/* Functions that are in many traces, and what they are there for. To add one, add a row. */
#include "oops_lines.h"
#include "ringside.h"

#include <string.h>

static const struct {
	const char *name, *is;
} functions[] = {
	/* who complains */
	{ "dump_stack_lvl", "it prints this trace" },
	{ "dump_stack", "it prints this trace" },
	{ "show_stack", "it prints this trace" },
	{ "panic", "it ends everything" },
	{ "__warn", "it prints a warning" },
	{ "report_bug", "it finds out whether it was a BUG() or a WARN()" },
	{ "handle_bug", "it finds out whether it was a BUG() or a WARN()" },
	{ "page_fault_oops", "it has no answer to a page fault" },
	{ "die", "it prints an oops" },
	{ "oops_end", "it ends the task, or everything" },
	{ "__schedule_bug", "it complains that a CPU was given away where it must not" },
	{ "watchdog_timer_fn", "the watchdog, which looks for soft lockups" },
	{ "kasan_report", "KASAN's, it prints what it found" },
	{ "print_report", "KASAN's, it prints what it found" },
	{ "check_bytes_and_report", "SLUB's, it compares bytes with what must be there" },
	{ "check_object", "SLUB's, it looks whether an object is as it must be" },
	{ "__list_del_entry_valid", "it checks an entry before it is taken from its list" },
	{ "__list_add_valid", "it checks where an entry is to be added" },
	/* ways into the kernel */
	{ "entry_SYSCALL_64_after_hwframe", "the way in by a syscall" },
	{ "entry_INT80_compat", "the way in by int 0x80" },
	{ "entry_SYSENTER_compat_after_hwframe", "the way in by sysenter" },
	{ "do_syscall_64", "it finds the syscall by its number" },
	{ "x64_sys_call", "it finds the syscall by its number" },
	{ "asm_exc_page_fault", "the way in by a page fault" },
	{ "exc_page_fault", "it serves page faults" },
	{ "do_user_addr_fault", "it serves page faults at addresses of ring 3" },
	{ "asm_exc_invalid_op", "the way in by an undefined instruction" },
	{ "exc_invalid_op", "it serves undefined instructions" },
	{ "asm_exc_general_protection", "the way in by a general protection fault" },
	{ "asm_sysvec_apic_timer_interrupt", "the way in by the timer's interrupt" },
	{ "sysvec_apic_timer_interrupt", "it serves the timer's interrupt" },
	{ "asm_sysvec_irq_work", "the way in by an interrupt that the kernel sends itself" },
	{ "asm_common_interrupt", "the way in by a device's interrupt" },
	/* who runs what */
	{ "ret_from_fork", "where each new task begins" },
	{ "ret_from_fork_asm", "where each new task begins" },
	{ "kthread", "where each kernel thread begins; it calls the thread's own function" },
	{ "worker_thread", "a worker's loop: take work from a queue, do it" },
	{ "process_one_work", "it calls the function of one piece of work" },
	{ "call_timer_fn", "it calls the function of a timer that has run out" },
	{ "run_timer_softirq", "it looks which timers have run out" },
	{ "__run_timers", "it looks which timers have run out" },
	{ "__do_softirq", "it does what interrupts have left for later" },
	{ "handle_softirqs", "it does what interrupts have left for later" },
	{ "__irq_exit_rcu", "the end of an interrupt" },
	{ "irq_work_run", "it calls what was to be done in an interrupt" },
	{ "irq_work_run_list", "it calls what was to be done in an interrupt" },
	{ "irq_work_single", "it calls what was to be done in an interrupt" },
	{ "do_one_initcall", "it calls the first function of a module" },
	{ "do_init_module", "it has a loaded module begin" },
	{ "load_module", "it loads a module" },
	{ "do_idle", "what a CPU does that has nothing to do" },
	{ "default_idle", "the CPU halts until the next interrupt" },
	{ "cpu_startup_entry", "where a CPU begins" },
	/* what syscalls do */
	{ "vfs_write", "write(), of any file" },
	{ "ksys_write", "write(), as the syscall does it" },
	{ "__x64_sys_write", "the syscall write()" },
	{ "vfs_read", "read(), of any file" },
	{ "ksys_read", "read(), as the syscall does it" },
	{ "proc_reg_write", "write() of a file below /proc" },
	{ "proc_reg_read", "read() of a file below /proc" },
	{ "seq_read", "read() of a file that is made as it is read" },
	{ "seq_read_iter", "read() of a file that is made as it is read" },
	{ "load_elf_binary", "it loads a program" },
	{ "bprm_execve", "execve()" },
	/* sleeping, locks, memory */
	{ "schedule", "it gives the CPU to another task" },
	{ "__schedule", "it gives the CPU to another task" },
	{ "schedule_timeout", "it sleeps until a time" },
	{ "msleep", "it sleeps for some milliseconds" },
	{ "do_task_dead", "the last thing that a task does" },
	{ "do_exit", "it ends a task" },
	{ "make_task_dead", "it ends a task that did what it must not" },
	{ "mutex_lock", "it waits for a mutex" },
	{ "__mutex_lock", "it waits for a mutex" },
	{ "_raw_spin_lock", "it waits for a spinlock without giving its CPU away" },
	{ "native_queued_spin_lock_slowpath", "it waits for a spinlock that another holds" },
	{ "kfree", "it gives memory back" },
	{ "__kmem_cache_free", "it gives memory back" },
	{ "kmalloc_trace", "it takes memory" },
	{ "___slab_alloc", "it takes memory from a new slab" },
};

/* "__schedule_bug.cold" is a part of __schedule_bug that the compiler set aside. */
const char *known_function(const char *name)
{
	size_t length = strcspn(name, ".");

	for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
		if (strlen(functions[i].name) == length &&
		    !strncmp(functions[i].name, name, length))
			return functions[i].is;
	return NULL;
}
