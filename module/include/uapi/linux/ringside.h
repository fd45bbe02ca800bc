/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * ringside: the generic netlink interface between module and program.
 *
 * Documentation/netlink/specs/ringside.yaml describes the same interface; a
 * selftest compares the two through the running kernel. Nothing here is ever
 * renumbered: new commands and attributes go to the end of their list.
 *
 * A module that was loaded with follow=0 counts entries only, and one of whose
 * families of hooks some are off does not know what these would have counted.
 * Then attributes that it does not know are left out, and requests that need
 * them are refused.
 *
 * Every number is a __u32 or __u64 attribute, every name a string, every
 * object a nest. Counters are those of the current generation, that is since
 * the module was loaded or last reset.
 */
#ifndef _UAPI_LINUX_RINGSIDE_H
#define _UAPI_LINUX_RINGSIDE_H

#define RINGSIDE_FAMILY_NAME		"ringside"
#define RINGSIDE_FAMILY_VERSION		1

/* Tasks that the roster of a watch can hold at most */
#define RINGSIDE_ROSTER_MAX		16384

/**
 * enum ringside_abi - which syscall table a crossing used
 * @RINGSIDE_ABI_X86_64: the 64-bit SYSCALL instruction, number below 2^30
 * @RINGSIDE_ABI_IA32: int $0x80, or SYSENTER/SYSCALL from 32-bit code
 * @RINGSIDE_ABI_X32: the 64-bit SYSCALL instruction, number with bit 30 set
 */
enum ringside_abi {
	RINGSIDE_ABI_X86_64,
	RINGSIDE_ABI_IA32,
	RINGSIDE_ABI_X32,
	/* private: */
	__RINGSIDE_ABI_MAX,
	RINGSIDE_ABI_MAX = __RINGSIDE_ABI_MAX - 1
};

/**
 * enum ringside_kind - why a CPU crossed, or what a row of the ledger is about
 * @RINGSIDE_KIND_SYSCALL: a syscall that reached the kernel's entry hook; by
 *	%RINGSIDE_A_LEDGER_ABI
 * @RINGSIDE_KIND_DENIED: a syscall that seccomp or ptrace cancelled before it;
 *	by %RINGSIDE_A_LEDGER_ABI
 * @RINGSIDE_KIND_FAULT: a page fault that the kernel served
 * @RINGSIDE_KIND_FAULT_SIGNAL: a page fault that became a signal
 * @RINGSIDE_KIND_EXCEPTION: another exception; by %RINGSIDE_A_LEDGER_VECTOR
 * @RINGSIDE_KIND_INTERRUPT: an interrupt without a line; by
 *	%RINGSIDE_A_LEDGER_INTERRUPT
 * @RINGSIDE_KIND_LINE: an interrupt of a device; by %RINGSIDE_A_LEDGER_LINE
 * @RINGSIDE_KIND_NMI: a non-maskable interrupt
 * @RINGSIDE_KIND_EVENT: not a crossing; by %RINGSIDE_A_LEDGER_EVENT
 * @RINGSIDE_KIND_CHECK: not a crossing: a CPU's own count of all crossings, to
 *	hold the sum of the others against; by %RINGSIDE_A_LEDGER_CPU
 * @RINGSIDE_KIND_VDSO: not a crossing: a call that the vDSO answered in ring 3
 */
enum ringside_kind {
	RINGSIDE_KIND_SYSCALL,
	RINGSIDE_KIND_DENIED,
	RINGSIDE_KIND_FAULT,
	RINGSIDE_KIND_FAULT_SIGNAL,
	RINGSIDE_KIND_EXCEPTION,
	RINGSIDE_KIND_INTERRUPT,
	RINGSIDE_KIND_LINE,
	RINGSIDE_KIND_NMI,
	RINGSIDE_KIND_EVENT,
	RINGSIDE_KIND_CHECK,
	RINGSIDE_KIND_VDSO,
	/* private: */
	__RINGSIDE_KIND_MAX,
	RINGSIDE_KIND_MAX = __RINGSIDE_KIND_MAX - 1
};

/**
 * enum ringside_interrupt - interrupts that no device's line stands for
 * @RINGSIDE_INTERRUPT_TIMER: the CPU's own timer
 * @RINGSIDE_INTERRUPT_RESCHEDULE: another CPU wants this one to schedule
 * @RINGSIDE_INTERRUPT_CALL: another CPU wants several to run a function
 * @RINGSIDE_INTERRUPT_CALL_SINGLE: another CPU wants this one to run a function
 * @RINGSIDE_INTERRUPT_WORK: the kernel wants to go on outside of a NMI or so
 * @RINGSIDE_INTERRUPT_PLATFORM: of the platform
 * @RINGSIDE_INTERRUPT_SPURIOUS: nobody's
 * @RINGSIDE_INTERRUPT_ERROR: the interrupt controller saw an error
 * @RINGSIDE_INTERRUPT_THERMAL: the CPU's temperature
 * @RINGSIDE_INTERRUPT_THRESHOLD: many corrected memory errors
 * @RINGSIDE_INTERRUPT_DEFERRED: a memory error to be handled later
 */
enum ringside_interrupt {
	RINGSIDE_INTERRUPT_TIMER,
	RINGSIDE_INTERRUPT_RESCHEDULE,
	RINGSIDE_INTERRUPT_CALL,
	RINGSIDE_INTERRUPT_CALL_SINGLE,
	RINGSIDE_INTERRUPT_WORK,
	RINGSIDE_INTERRUPT_PLATFORM,
	RINGSIDE_INTERRUPT_SPURIOUS,
	RINGSIDE_INTERRUPT_ERROR,
	RINGSIDE_INTERRUPT_THERMAL,
	RINGSIDE_INTERRUPT_THRESHOLD,
	RINGSIDE_INTERRUPT_DEFERRED,
	/* private: */
	__RINGSIDE_INTERRUPT_MAX,
	RINGSIDE_INTERRUPT_MAX = __RINGSIDE_INTERRUPT_MAX - 1
};

/**
 * enum ringside_event - what is no crossing
 * @RINGSIDE_EVENT_SWITCH_VOLUNTARY: a task gave the CPU away
 * @RINGSIDE_EVENT_SWITCH_INVOLUNTARY: a task lost the CPU
 * @RINGSIDE_EVENT_SIGNAL_DELIVERED: a signal to a handler of the program. Always:
 *	delivered = returned + abandoned + in a handler now
 * @RINGSIDE_EVENT_SIGNAL_RETURNED: the handler returned, by sigreturn
 * @RINGSIDE_EVENT_SIGNAL_ABANDONED: the handler was left in another way: by
 *	longjmp, or since its task executed another program or ended
 * @RINGSIDE_EVENT_EXEC: a task began to run another program
 * @RINGSIDE_EVENT_FORK: a task made another one, a process or a thread
 * @RINGSIDE_EVENT_EXIT: a task ended
 * @RINGSIDE_EVENT_CREDENTIALS: a task gained or dropped privilege, or changed
 *	who it is
 */
enum ringside_event {
	RINGSIDE_EVENT_SWITCH_VOLUNTARY,
	RINGSIDE_EVENT_SWITCH_INVOLUNTARY,
	RINGSIDE_EVENT_SIGNAL_DELIVERED,
	RINGSIDE_EVENT_SIGNAL_RETURNED,
	RINGSIDE_EVENT_SIGNAL_ABANDONED,
	RINGSIDE_EVENT_EXEC,
	RINGSIDE_EVENT_FORK,
	RINGSIDE_EVENT_EXIT,
	RINGSIDE_EVENT_CREDENTIALS,
	/* private: */
	__RINGSIDE_EVENT_MAX,
	RINGSIDE_EVENT_MAX = __RINGSIDE_EVENT_MAX - 1
};

/**
 * enum ringside_family - hooks that are switched on and off together
 * @RINGSIDE_FAMILY_SYSCALLS: entries and exits of syscalls; timing, signals
 *	and creds need it
 * @RINGSIDE_FAMILY_TIMING: how long calls take, where each task's time goes
 * @RINGSIDE_FAMILY_FAULTS: page faults in user mode
 * @RINGSIDE_FAMILY_EXCEPTIONS: other exceptions in user mode
 * @RINGSIDE_FAMILY_INTERRUPTS: interrupts, of devices too
 * @RINGSIDE_FAMILY_SIGNALS: how signal handlers begin and end
 * @RINGSIDE_FAMILY_SWITCHES: context switches
 * @RINGSIDE_FAMILY_PROCESSES: exec, fork and exit
 * @RINGSIDE_FAMILY_TRACKING: the CPU's own count of its crossings
 * @RINGSIDE_FAMILY_CREDS: changes of credentials, and refusals
 */
enum ringside_family {
	RINGSIDE_FAMILY_SYSCALLS,
	RINGSIDE_FAMILY_TIMING,
	RINGSIDE_FAMILY_FAULTS,
	RINGSIDE_FAMILY_EXCEPTIONS,
	RINGSIDE_FAMILY_INTERRUPTS,
	RINGSIDE_FAMILY_SIGNALS,
	RINGSIDE_FAMILY_SWITCHES,
	RINGSIDE_FAMILY_PROCESSES,
	RINGSIDE_FAMILY_TRACKING,
	RINGSIDE_FAMILY_CREDS,
	/* private: */
	__RINGSIDE_FAMILY_MAX,
	RINGSIDE_FAMILY_MAX = __RINGSIDE_FAMILY_MAX - 1
};

/**
 * enum ringside_family_state - whether a family of hooks counts
 * @RINGSIDE_FAMILY_STATE_OFF: it was switched off
 * @RINGSIDE_FAMILY_STATE_ON: it counts
 * @RINGSIDE_FAMILY_STATE_UNAVAILABLE: it cannot, for the reason given
 */
enum ringside_family_state {
	RINGSIDE_FAMILY_STATE_OFF,
	RINGSIDE_FAMILY_STATE_ON,
	RINGSIDE_FAMILY_STATE_UNAVAILABLE,
	/* private: */
	__RINGSIDE_FAMILY_STATE_MAX,
	RINGSIDE_FAMILY_STATE_MAX = __RINGSIDE_FAMILY_STATE_MAX - 1
};

/**
 * enum ringside_stamp - where a task was when it was stamped
 * @RINGSIDE_STAMP_ENTRY: entered a syscall, %RINGSIDE_A_STAMP_NR
 * @RINGSIDE_STAMP_EXIT: about to leave it
 * @RINGSIDE_STAMP_FAULT: entered by a page fault; nothing tells when it leaves
 * @RINGSIDE_STAMP_EXCEPTION: entered by another exception; as well
 * @RINGSIDE_STAMP_SIGNAL: about to leave into a signal handler
 * @RINGSIDE_STAMP_OUT: about to lose the CPU
 * @RINGSIDE_STAMP_IN: about to get a CPU again
 */
enum ringside_stamp {
	RINGSIDE_STAMP_ENTRY,
	RINGSIDE_STAMP_EXIT,
	RINGSIDE_STAMP_FAULT,
	RINGSIDE_STAMP_EXCEPTION,
	RINGSIDE_STAMP_SIGNAL,
	RINGSIDE_STAMP_OUT,
	RINGSIDE_STAMP_IN,
	/* private: */
	__RINGSIDE_STAMP_MAX,
	RINGSIDE_STAMP_MAX = __RINGSIDE_STAMP_MAX - 1
};

/**
 * enum ringside_what - what happened to a task, as its watch keeps it
 * @RINGSIDE_WHAT_ENTRY: crossed: entered a syscall
 * @RINGSIDE_WHAT_EXIT: leaves it. Without an entry before, it was inside when the
 *	watch began.
 * @RINGSIDE_WHAT_DENIED: crossed for a syscall that seccomp or ptrace cancelled,
 *	and leaves
 * @RINGSIDE_WHAT_FIRST_RETURN: a new task leaves the call that made it
 * @RINGSIDE_WHAT_FAULT: crossed: a page fault. Nothing tells when it leaves, as
 *	with the next ones.
 * @RINGSIDE_WHAT_FAULT_SIGNAL: the page fault becomes a signal
 * @RINGSIDE_WHAT_EXCEPTION: crossed: another exception
 * @RINGSIDE_WHAT_INTERRUPT: crossed: an interrupt without a line
 * @RINGSIDE_WHAT_LINE: crossed: an interrupt of a device
 * @RINGSIDE_WHAT_OUT: loses the CPU
 * @RINGSIDE_WHAT_IN: gets a CPU again
 * @RINGSIDE_WHAT_SIGNAL: will leave into a signal handler
 * @RINGSIDE_WHAT_EXEC: begins to run another program
 * @RINGSIDE_WHAT_FORK: made another task
 * @RINGSIDE_WHAT_END: ends; what it is inside of never returns
 */
enum ringside_what {
	RINGSIDE_WHAT_ENTRY,
	RINGSIDE_WHAT_EXIT,
	RINGSIDE_WHAT_DENIED,
	RINGSIDE_WHAT_FIRST_RETURN,
	RINGSIDE_WHAT_FAULT,
	RINGSIDE_WHAT_FAULT_SIGNAL,
	RINGSIDE_WHAT_EXCEPTION,
	RINGSIDE_WHAT_INTERRUPT,
	RINGSIDE_WHAT_LINE,
	RINGSIDE_WHAT_OUT,
	RINGSIDE_WHAT_IN,
	RINGSIDE_WHAT_SIGNAL,
	RINGSIDE_WHAT_EXEC,
	RINGSIDE_WHAT_FORK,
	RINGSIDE_WHAT_END,
	/* private: */
	__RINGSIDE_WHAT_MAX,
	RINGSIDE_WHAT_MAX = __RINGSIDE_WHAT_MAX - 1
};

/**
 * enum ringside_cmd - requests; a reply carries the request's number
 * @RINGSIDE_CMD_STATUS_GET: do: %RINGSIDE_A_STATUS_*
 * @RINGSIDE_CMD_SYSCALL_GET: dump: one %RINGSIDE_A_SYSCALL_* row a message,
 *	rows that never counted anything are left out
 * @RINGSIDE_CMD_ERROR_GET: dump: one %RINGSIDE_A_ERROR_* row a message
 * @RINGSIDE_CMD_TASK_GET: dump: one %RINGSIDE_A_TASK_* row a message
 * @RINGSIDE_CMD_WATCH_ADD: do: watch the process %RINGSIDE_A_WATCH_PID with
 *	all its threads and descendants, with a roster of them if
 *	%RINGSIDE_A_WATCH_ROSTER is given; replies %RINGSIDE_A_WATCH_ID. The
 *	watch ends with the socket that asked for it.
 * @RINGSIDE_CMD_WATCH_DEL: do: end the watch %RINGSIDE_A_WATCH_ID; its own
 *	socket's watches only
 * @RINGSIDE_CMD_WATCH_GET: dump: one %RINGSIDE_A_WATCH_* row a message
 * @RINGSIDE_CMD_RESET: do: begin a new generation; replies
 *	%RINGSIDE_A_STATUS_GENERATION
 * @RINGSIDE_CMD_CONFIG_GET: do: %RINGSIDE_A_CONFIG_*
 * @RINGSIDE_CMD_CONFIG_SET: do: change %RINGSIDE_A_CONFIG_ERRNOS,
 *	%RINGSIDE_A_CONFIG_TIMING or both
 * @RINGSIDE_CMD_RING_GET: do: %RINGSIDE_A_RING_*, of each CPU that is online
 * @RINGSIDE_CMD_RING_TRY: do: do in ring 0 the %RINGSIDE_A_TRY_KIND that ring 3
 *	may not do; replies %RINGSIDE_A_TRY_RING when it was done
 * @RINGSIDE_CMD_LEDGER_GET: dump: one %RINGSIDE_A_LEDGER_* row a message
 * @RINGSIDE_CMD_CRED_GET: dump: one %RINGSIDE_A_CRED_* row a message, oldest
 *	first
 * @RINGSIDE_CMD_REFUSAL_GET: dump: one %RINGSIDE_A_REFUSAL_* row a message
 * @RINGSIDE_CMD_STAMP_START: do: stamp the asker's own task where it crosses,
 *	%RINGSIDE_A_STAMP_ROOM times at most; replies %RINGSIDE_A_STAMP_KHZ. One
 *	socket at a time; the stamps go with it, or when it starts anew.
 * @RINGSIDE_CMD_STAMP_STOP: do: take no more; replies %RINGSIDE_A_STAMP_TAKEN
 *	and %RINGSIDE_A_STAMP_LOST
 * @RINGSIDE_CMD_STAMP_GET: dump: the stamps of the asking socket, one a message,
 *	oldest first; after they were stopped
 * @RINGSIDE_CMD_MEMBER_GET: dump: one %RINGSIDE_A_MEMBER_* row a message, of
 *	each task that belongs to the watch %RINGSIDE_A_MEMBER_WATCH, or did
 *	until it ended; of a watch with a roster only
 * @RINGSIDE_CMD_MEMBER_CALL_GET: dump: one %RINGSIDE_A_MEMBER_CALL_* row a
 *	message, of each syscall of each of these tasks
 * @RINGSIDE_CMD_TRACE_READ: do: the next events of the watch %RINGSIDE_A_TRACE_WATCH,
 *	oldest first, as many as one message holds; its own socket only. They are
 *	gone when the reply has arrived. Without any event in it there is none yet.
 */
enum ringside_cmd {
	/* private: */
	RINGSIDE_CMD_UNSPEC,
	/* public: */
	RINGSIDE_CMD_STATUS_GET,
	RINGSIDE_CMD_SYSCALL_GET,
	RINGSIDE_CMD_ERROR_GET,
	RINGSIDE_CMD_TASK_GET,
	RINGSIDE_CMD_WATCH_ADD,
	RINGSIDE_CMD_WATCH_DEL,
	RINGSIDE_CMD_WATCH_GET,
	RINGSIDE_CMD_RESET,
	RINGSIDE_CMD_CONFIG_GET,
	RINGSIDE_CMD_CONFIG_SET,
	RINGSIDE_CMD_RING_GET,
	RINGSIDE_CMD_RING_TRY,
	RINGSIDE_CMD_LEDGER_GET,
	RINGSIDE_CMD_CRED_GET,
	RINGSIDE_CMD_REFUSAL_GET,
	RINGSIDE_CMD_STAMP_START,
	RINGSIDE_CMD_STAMP_STOP,
	RINGSIDE_CMD_STAMP_GET,
	RINGSIDE_CMD_MEMBER_GET,
	RINGSIDE_CMD_MEMBER_CALL_GET,
	RINGSIDE_CMD_TRACE_READ,
	/* private: */
	__RINGSIDE_CMD_MAX,
	RINGSIDE_CMD_MAX = __RINGSIDE_CMD_MAX - 1
};

/**
 * enum ringside_status_attrs - the module as a whole
 * @RINGSIDE_A_STATUS_PAD: alignment only
 * @RINGSIDE_A_STATUS_VERSION: string, the module's version
 * @RINGSIDE_A_STATUS_GENERATION: u32, starts at 1, one more at each reset
 * @RINGSIDE_A_STATUS_AGE: u64, nanoseconds since this generation began
 * @RINGSIDE_A_STATUS_ABI: nest, once for each ABI: %RINGSIDE_A_ABI_*
 * @RINGSIDE_A_STATUS_HOOK: nest, once for each hook: %RINGSIDE_A_HOOK_*
 * @RINGSIDE_A_STATUS_TASK_SLOTS: u32, tasks that the table can hold
 * @RINGSIDE_A_STATUS_TASKS: u32, tasks that it holds
 * @RINGSIDE_A_STATUS_WATCH_SLOTS: u32, watches that there can be at once
 * @RINGSIDE_A_STATUS_WATCHES: u32, watches that there are
 * @RINGSIDE_A_STATUS_ERRNO_OVERFLOW: u64, errors counted in their syscall's
 *	row whose errno found no room in the errno table
 * @RINGSIDE_A_STATUS_MEMORY: u64, bytes held for counters, tasks, watches and
 *	stamps
 * @RINGSIDE_A_STATUS_CPUS: u32, possible CPUs, each with its own counters
 * @RINGSIDE_A_STATUS_UNTIMED: u64, calls whose syscall found no room for times
 *	on their CPU: they are counted, but not timed
 * @RINGSIDE_A_STATUS_FAMILY: nest, once for each family of hooks, in the order
 *	of &enum ringside_family: %RINGSIDE_A_FAMILY_*
 * @RINGSIDE_A_STATUS_LOAD: u64, a random number, another one each time that the
 *	module is loaded: counters of two loads do not compare
 * @RINGSIDE_A_STATUS_CREDS_LOST: u64, changes of credentials that newer ones
 *	have taken the place of; absent, like the next, when creds is off
 * @RINGSIDE_A_STATUS_REFUSALS_LOST: u64, refusals of processes that found no
 *	room
 */
enum ringside_status_attrs {
	RINGSIDE_A_STATUS_PAD = 1,
	RINGSIDE_A_STATUS_VERSION,
	RINGSIDE_A_STATUS_GENERATION,
	RINGSIDE_A_STATUS_AGE,
	RINGSIDE_A_STATUS_ABI,
	RINGSIDE_A_STATUS_HOOK,
	RINGSIDE_A_STATUS_TASK_SLOTS,
	RINGSIDE_A_STATUS_TASKS,
	RINGSIDE_A_STATUS_WATCH_SLOTS,
	RINGSIDE_A_STATUS_WATCHES,
	RINGSIDE_A_STATUS_ERRNO_OVERFLOW,
	RINGSIDE_A_STATUS_MEMORY,
	RINGSIDE_A_STATUS_CPUS,
	RINGSIDE_A_STATUS_UNTIMED,
	RINGSIDE_A_STATUS_FAMILY,
	RINGSIDE_A_STATUS_LOAD,
	RINGSIDE_A_STATUS_CREDS_LOST,
	RINGSIDE_A_STATUS_REFUSALS_LOST,
	/* private: */
	__RINGSIDE_A_STATUS_MAX,
	RINGSIDE_A_STATUS_MAX = __RINGSIDE_A_STATUS_MAX - 1
};

/**
 * enum ringside_abi_attrs - totals of one ABI, all u64 but the first
 * @RINGSIDE_A_ABI_PAD: alignment only
 * @RINGSIDE_A_ABI_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_ABI_ENTRIES: crossings into the kernel
 * @RINGSIDE_A_ABI_EXITS: returns of those
 * @RINGSIDE_A_ABI_NEVER: entries whose task ended inside
 * @RINGSIDE_A_ABI_IN_FLIGHT: entries of this generation not yet returned,
 *	counted by task, not computed. Always:
 *	entries = exits + never + in flight + untracked
 * @RINGSIDE_A_ABI_UNTRACKED: entries of tasks that found no room in the task
 *	table: their return is not followed
 * @RINGSIDE_A_ABI_UNTRACKED_EXITS: exits of such tasks
 * @RINGSIDE_A_ABI_FIRST_RETURN: exits without an entry: the first return of a
 *	new task from the fork or clone that made it
 * @RINGSIDE_A_ABI_DENIED: exits without an entry: cancelled by seccomp or
 *	ptrace before the kernel's entry hook
 * @RINGSIDE_A_ABI_EARLIER: exits without an entry in this generation: the
 *	task was already inside when it began (load or reset)
 * @RINGSIDE_A_ABI_STILL_INSIDE: tasks that are inside since before this
 *	generation began
 * @RINGSIDE_A_ABI_ERRORS: exits with an error of -1 to -4095, without restarts
 * @RINGSIDE_A_ABI_RESTARTS: exits with one of the kernel's private restart
 *	codes (512, 513, 514, 516): the program never sees them
 * @RINGSIDE_A_ABI_LOST_EXITS: entries counted as never returned since their
 *	task entered again without a return; 0 unless this module is wrong
 */
enum ringside_abi_attrs {
	RINGSIDE_A_ABI_PAD = 1,
	RINGSIDE_A_ABI_ABI,
	RINGSIDE_A_ABI_ENTRIES,
	RINGSIDE_A_ABI_EXITS,
	RINGSIDE_A_ABI_NEVER,
	RINGSIDE_A_ABI_IN_FLIGHT,
	RINGSIDE_A_ABI_UNTRACKED,
	RINGSIDE_A_ABI_UNTRACKED_EXITS,
	RINGSIDE_A_ABI_FIRST_RETURN,
	RINGSIDE_A_ABI_DENIED,
	RINGSIDE_A_ABI_EARLIER,
	RINGSIDE_A_ABI_STILL_INSIDE,
	RINGSIDE_A_ABI_ERRORS,
	RINGSIDE_A_ABI_RESTARTS,
	RINGSIDE_A_ABI_LOST_EXITS,
	/* private: */
	__RINGSIDE_A_ABI_MAX,
	RINGSIDE_A_ABI_MAX = __RINGSIDE_A_ABI_MAX - 1
};

/**
 * enum ringside_hook_attrs - one place where the module listens
 * @RINGSIDE_A_HOOK_NAME: string, the tracepoint's name
 * @RINGSIDE_A_HOOK_ATTACHED: u32, 1 or 0
 * @RINGSIDE_A_HOOK_REASON: string, why it is not attached; absent when it is
 */
enum ringside_hook_attrs {
	RINGSIDE_A_HOOK_NAME = 1,
	RINGSIDE_A_HOOK_ATTACHED,
	RINGSIDE_A_HOOK_REASON,
	/* private: */
	__RINGSIDE_A_HOOK_MAX,
	RINGSIDE_A_HOOK_MAX = __RINGSIDE_A_HOOK_MAX - 1
};

/**
 * enum ringside_family_attrs - a family of hooks
 * @RINGSIDE_A_FAMILY_NAME: string
 * @RINGSIDE_A_FAMILY_STATE: u32, &enum ringside_family_state
 * @RINGSIDE_A_FAMILY_REASON: string, why it does not count; absent when it does
 */
enum ringside_family_attrs {
	RINGSIDE_A_FAMILY_NAME = 1,
	RINGSIDE_A_FAMILY_STATE,
	RINGSIDE_A_FAMILY_REASON,
	/* private: */
	__RINGSIDE_A_FAMILY_MAX,
	RINGSIDE_A_FAMILY_MAX = __RINGSIDE_A_FAMILY_MAX - 1
};

/**
 * enum ringside_syscall_attrs - one syscall of one ABI
 * @RINGSIDE_A_SYSCALL_PAD: alignment only
 * @RINGSIDE_A_SYSCALL_WATCH: u32, in the request: the watch whose counters are
 *	wanted; without it the whole system's
 * @RINGSIDE_A_SYSCALL_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_SYSCALL_NR: u32, number in that ABI (x32: without bit 30);
 *	absent in the row of all numbers outside the table
 * @RINGSIDE_A_SYSCALL_ENTRIES: u64, as in &enum ringside_abi_attrs
 * @RINGSIDE_A_SYSCALL_EXITS: u64
 * @RINGSIDE_A_SYSCALL_NEVER: u64
 * @RINGSIDE_A_SYSCALL_DENIED: u64
 * @RINGSIDE_A_SYSCALL_ERRORS: u64
 * @RINGSIDE_A_SYSCALL_RESTARTS: u64
 * @RINGSIDE_A_SYSCALL_TIME: u64, nanoseconds from entry to exit, of all calls
 *	that are in the histogram; absent, like the next two, if none is
 * @RINGSIDE_A_SYSCALL_WAITED: u64, of these, nanoseconds without a CPU
 * @RINGSIDE_A_SYSCALL_LONGEST: u64, nanoseconds of the longest call
 * @RINGSIDE_A_SYSCALL_BUCKET: nest, once for each part of the histogram that
 *	is not empty: %RINGSIDE_A_BUCKET_*
 */
enum ringside_syscall_attrs {
	RINGSIDE_A_SYSCALL_PAD = 1,
	RINGSIDE_A_SYSCALL_WATCH,
	RINGSIDE_A_SYSCALL_ABI,
	RINGSIDE_A_SYSCALL_NR,
	RINGSIDE_A_SYSCALL_ENTRIES,
	RINGSIDE_A_SYSCALL_EXITS,
	RINGSIDE_A_SYSCALL_NEVER,
	RINGSIDE_A_SYSCALL_DENIED,
	RINGSIDE_A_SYSCALL_ERRORS,
	RINGSIDE_A_SYSCALL_RESTARTS,
	RINGSIDE_A_SYSCALL_TIME,
	RINGSIDE_A_SYSCALL_WAITED,
	RINGSIDE_A_SYSCALL_LONGEST,
	RINGSIDE_A_SYSCALL_BUCKET,
	/* private: */
	__RINGSIDE_A_SYSCALL_MAX,
	RINGSIDE_A_SYSCALL_MAX = __RINGSIDE_A_SYSCALL_MAX - 1
};

/**
 * enum ringside_bucket_attrs - one part of the histogram of a syscall's times
 * @RINGSIDE_A_BUCKET_PAD: alignment only
 * @RINGSIDE_A_BUCKET_LOG2: u32, N: calls of 2^N to 2^(N+1)-1 nanoseconds; 0
 *	holds those of no time at all too, and 47 all that are longer
 * @RINGSIDE_A_BUCKET_CALLS: u64, how many
 */
enum ringside_bucket_attrs {
	RINGSIDE_A_BUCKET_PAD = 1,
	RINGSIDE_A_BUCKET_LOG2,
	RINGSIDE_A_BUCKET_CALLS,
	/* private: */
	__RINGSIDE_A_BUCKET_MAX,
	RINGSIDE_A_BUCKET_MAX = __RINGSIDE_A_BUCKET_MAX - 1
};

/**
 * enum ringside_error_attrs - one errno of one syscall of one ABI
 * @RINGSIDE_A_ERROR_PAD: alignment only
 * @RINGSIDE_A_ERROR_WATCH: u32, in the request, as in the syscall rows
 * @RINGSIDE_A_ERROR_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_ERROR_NR: u32, absent in the row of all numbers outside the
 *	table
 * @RINGSIDE_A_ERROR_ERRNO: u32, 1 to 4095
 * @RINGSIDE_A_ERROR_DENIED: u32, 1 when seccomp or ptrace answered in the
 *	syscall's place, else 0
 * @RINGSIDE_A_ERROR_COUNT: u64, how often
 */
enum ringside_error_attrs {
	RINGSIDE_A_ERROR_PAD = 1,
	RINGSIDE_A_ERROR_WATCH,
	RINGSIDE_A_ERROR_ABI,
	RINGSIDE_A_ERROR_NR,
	RINGSIDE_A_ERROR_ERRNO,
	RINGSIDE_A_ERROR_DENIED,
	RINGSIDE_A_ERROR_COUNT,
	/* private: */
	__RINGSIDE_A_ERROR_MAX,
	RINGSIDE_A_ERROR_MAX = __RINGSIDE_A_ERROR_MAX - 1
};

/**
 * enum ringside_task_attrs - one task (thread) that crossed
 * @RINGSIDE_A_TASK_PAD: alignment only
 * @RINGSIDE_A_TASK_WATCH: u32, in the request: only the tasks of this watch
 * @RINGSIDE_A_TASK_PID: u32, thread id in the reader's pid namespace; tasks
 *	that are not visible there are left out
 * @RINGSIDE_A_TASK_TGID: u32, process id in the reader's pid namespace
 * @RINGSIDE_A_TASK_COMM: string
 * @RINGSIDE_A_TASK_PIDNS: u32, inode number of the task's pid namespace, as
 *	in /proc/PID/ns/pid
 * @RINGSIDE_A_TASK_ENTRIES: u64, crossings by syscall in this generation
 * @RINGSIDE_A_TASK_ERRORS: u64, of these, returned with an error
 * @RINGSIDE_A_TASK_IN_ABI: u32, &enum ringside_abi of the call in flight;
 *	absent when none is
 * @RINGSIDE_A_TASK_IN_NR: u32, number of the call in flight; absent when none
 *	is, or when its number is outside the table
 * @RINGSIDE_A_TASK_EARLIER: u32, 1 when that call was entered before this
 *	generation began; absent when no call is in flight
 * @RINGSIDE_A_TASK_USER: u64, nanoseconds in user mode since this generation
 *	began, or since the task was first seen in it; page faults and
 *	interrupts that hit it there are part of it; absent, like the next
 *	two, when timing is off
 * @RINGSIDE_A_TASK_WORK: u64, nanoseconds in syscalls, on a CPU
 * @RINGSIDE_A_TASK_WAIT: u64, nanoseconds without a CPU, wherever it was
 * @RINGSIDE_A_TASK_SINCE: u64, nanoseconds for which the call in flight lasts;
 *	absent when none is, or when it was entered before it could be timed
 * @RINGSIDE_A_TASK_DENIED: u64, syscalls that seccomp or ptrace cancelled before
 *	the kernel's entry hook; not part of @RINGSIDE_A_TASK_ENTRIES
 * @RINGSIDE_A_TASK_FAULTS: u64, page faults in user mode, served or not; absent,
 *	like the next two, when their family of hooks is off
 * @RINGSIDE_A_TASK_EXCEPTIONS: u64, other exceptions there
 * @RINGSIDE_A_TASK_INTERRUPTS: u64, interrupts that are known to have hit it
 *	there
 * @RINGSIDE_A_TASK_CGROUP: u64, id of its cgroup in the cgroup2 hierarchy, the
 *	inode number of the folder there; absent in kernels without cgroups
 */
enum ringside_task_attrs {
	RINGSIDE_A_TASK_PAD = 1,
	RINGSIDE_A_TASK_WATCH,
	RINGSIDE_A_TASK_PID,
	RINGSIDE_A_TASK_TGID,
	RINGSIDE_A_TASK_COMM,
	RINGSIDE_A_TASK_PIDNS,
	RINGSIDE_A_TASK_ENTRIES,
	RINGSIDE_A_TASK_ERRORS,
	RINGSIDE_A_TASK_IN_ABI,
	RINGSIDE_A_TASK_IN_NR,
	RINGSIDE_A_TASK_EARLIER,
	RINGSIDE_A_TASK_USER,
	RINGSIDE_A_TASK_WORK,
	RINGSIDE_A_TASK_WAIT,
	RINGSIDE_A_TASK_SINCE,
	RINGSIDE_A_TASK_DENIED,
	RINGSIDE_A_TASK_FAULTS,
	RINGSIDE_A_TASK_EXCEPTIONS,
	RINGSIDE_A_TASK_INTERRUPTS,
	RINGSIDE_A_TASK_CGROUP,
	/* private: */
	__RINGSIDE_A_TASK_MAX,
	RINGSIDE_A_TASK_MAX = __RINGSIDE_A_TASK_MAX - 1
};

/**
 * enum ringside_watch_attrs - a set of tasks with counters of its own
 * @RINGSIDE_A_WATCH_ID: u32, 1 to 63
 * @RINGSIDE_A_WATCH_PID: u32, process id, in the asker's pid namespace
 * @RINGSIDE_A_WATCH_TASKS: u32, tasks of the set that are alive
 * @RINGSIDE_A_WATCH_MISSED: u32, tasks that belong to the set and found no
 *	room in the task table; 0 means that the counters are complete
 * @RINGSIDE_A_WATCH_ABI: nest, once for each ABI: %RINGSIDE_A_ABI_*
 * @RINGSIDE_A_WATCH_PAD: alignment only
 * @RINGSIDE_A_WATCH_USER: u64, nanoseconds that its tasks, alive or not, spent
 *	in user mode since it began, as in &enum ringside_task_attrs; absent,
 *	like the next two, when timing is off or was since the watch began
 * @RINGSIDE_A_WATCH_WORK: u64, nanoseconds in syscalls, on a CPU
 * @RINGSIDE_A_WATCH_WAIT: u64, nanoseconds without a CPU
 * @RINGSIDE_A_WATCH_ROSTER: u32, tasks that its roster can hold, alive or not, 1
 *	to %RINGSIDE_ROSTER_MAX; absent, like the next two, if it has none
 * @RINGSIDE_A_WATCH_UNLISTED: u32, tasks that found no room there: the watch
 *	counts them, but there is no row for them
 * @RINGSIDE_A_WATCH_UNLISTED_CALLS: u64, entries and denied calls whose syscall
 *	found no room there, of whichever task
 * @RINGSIDE_A_WATCH_ROOM: u32, 64 to 131072, to begin one: each CPU keeps so many
 *	events for %RINGSIDE_CMD_TRACE_READ, or some more; without it none are kept
 */
enum ringside_watch_attrs {
	RINGSIDE_A_WATCH_ID = 1,
	RINGSIDE_A_WATCH_PID,
	RINGSIDE_A_WATCH_TASKS,
	RINGSIDE_A_WATCH_MISSED,
	RINGSIDE_A_WATCH_ABI,
	RINGSIDE_A_WATCH_PAD,
	RINGSIDE_A_WATCH_USER,
	RINGSIDE_A_WATCH_WORK,
	RINGSIDE_A_WATCH_WAIT,
	RINGSIDE_A_WATCH_ROSTER,
	RINGSIDE_A_WATCH_UNLISTED,
	RINGSIDE_A_WATCH_UNLISTED_CALLS,
	RINGSIDE_A_WATCH_ROOM,
	/* private: */
	__RINGSIDE_A_WATCH_MAX,
	RINGSIDE_A_WATCH_MAX = __RINGSIDE_A_WATCH_MAX - 1
};

/**
 * enum ringside_config_attrs - settings
 * @RINGSIDE_A_CONFIG_ERRNOS: u32, 1: count which errno how often; 0: count
 *	errors by syscall only. Can change while loaded.
 * @RINGSIDE_A_CONFIG_TASKS: u32, load parameter tasks
 * @RINGSIDE_A_CONFIG_WATCHES: u32, load parameter watches
 * @RINGSIDE_A_CONFIG_ERRNO_SLOTS: u32, (syscall, errno) pairs that each CPU
 *	can hold
 * @RINGSIDE_A_CONFIG_FOLLOW: u32, load parameter follow
 * @RINGSIDE_A_CONFIG_TIMING: u32, 1 if the family of hooks of this name is on,
 *	see &enum ringside_family; this and the others can change while loaded,
 *	which begins a new generation
 * @RINGSIDE_A_CONFIG_SYSCALLS: u32; cannot change while there are watches
 * @RINGSIDE_A_CONFIG_FAULTS: u32
 * @RINGSIDE_A_CONFIG_EXCEPTIONS: u32
 * @RINGSIDE_A_CONFIG_INTERRUPTS: u32
 * @RINGSIDE_A_CONFIG_SIGNALS: u32
 * @RINGSIDE_A_CONFIG_SWITCHES: u32
 * @RINGSIDE_A_CONFIG_PROCESSES: u32
 * @RINGSIDE_A_CONFIG_TRACKING: u32
 * @RINGSIDE_A_CONFIG_CREDS: u32
 */
enum ringside_config_attrs {
	RINGSIDE_A_CONFIG_ERRNOS = 1,
	RINGSIDE_A_CONFIG_TASKS,
	RINGSIDE_A_CONFIG_WATCHES,
	RINGSIDE_A_CONFIG_ERRNO_SLOTS,
	RINGSIDE_A_CONFIG_FOLLOW,
	RINGSIDE_A_CONFIG_TIMING,
	RINGSIDE_A_CONFIG_SYSCALLS,
	RINGSIDE_A_CONFIG_FAULTS,
	RINGSIDE_A_CONFIG_EXCEPTIONS,
	RINGSIDE_A_CONFIG_INTERRUPTS,
	RINGSIDE_A_CONFIG_SIGNALS,
	RINGSIDE_A_CONFIG_SWITCHES,
	RINGSIDE_A_CONFIG_PROCESSES,
	RINGSIDE_A_CONFIG_TRACKING,
	RINGSIDE_A_CONFIG_CREDS,
	/* private: */
	__RINGSIDE_A_CONFIG_MAX,
	RINGSIDE_A_CONFIG_MAX = __RINGSIDE_A_CONFIG_MAX - 1
};

/**
 * enum ringside_fence - whether something that protects ring 0 does so
 * @RINGSIDE_FENCE_OFF: on no CPU
 * @RINGSIDE_FENCE_ON: on each CPU
 * @RINGSIDE_FENCE_DIFFERS: on some CPUs
 * @RINGSIDE_FENCE_UNKNOWN: it cannot be told; the note says why
 */
enum ringside_fence {
	RINGSIDE_FENCE_OFF,
	RINGSIDE_FENCE_ON,
	RINGSIDE_FENCE_DIFFERS,
	RINGSIDE_FENCE_UNKNOWN,
	/* private: */
	__RINGSIDE_FENCE_MAX,
	RINGSIDE_FENCE_MAX = __RINGSIDE_FENCE_MAX - 1
};

/**
 * enum ringside_try - what ring 0 may do and ring 3 may not
 * @RINGSIDE_TRY_CLI: switch interrupts off, for a few instructions
 * @RINGSIDE_TRY_RDMSR: read a model-specific register
 * @RINGSIDE_TRY_CR3: read the register that says where the page tables are
 * @RINGSIDE_TRY_PORT: read the I/O port 0x80
 * @RINGSIDE_TRY_READ: read memory of the kernel
 * @RINGSIDE_TRY_WRITE: write memory of the kernel, the module's own
 */
enum ringside_try {
	RINGSIDE_TRY_CLI,
	RINGSIDE_TRY_RDMSR,
	RINGSIDE_TRY_CR3,
	RINGSIDE_TRY_PORT,
	RINGSIDE_TRY_READ,
	RINGSIDE_TRY_WRITE,
	/* private: */
	__RINGSIDE_TRY_MAX,
	RINGSIDE_TRY_MAX = __RINGSIDE_TRY_MAX - 1
};

/**
 * enum ringside_ring_attrs - where the fence is on this machine
 * @RINGSIDE_A_RING_CPUS: u32, CPUs that were asked, all that are online
 * @RINGSIDE_A_RING_KERNEL: u32, the ring that the module runs in
 * @RINGSIDE_A_RING_USER: u32, the ring that the asker entered from
 * @RINGSIDE_A_RING_ENTRY: string, how a 64-bit system call enters
 * @RINGSIDE_A_RING_HANDLER: string, the kernel's name of where it arrives, on the
 *	first CPU where that has one; absent when it has none
 * @RINGSIDE_A_RING_FENCE: nest, once for each: %RINGSIDE_A_FENCE_*
 * @RINGSIDE_A_RING_GATE: nest, once for each gate of the interrupt table that
 *	ring 3 may use, sixteen at most: %RINGSIDE_A_GATE_*
 * @RINGSIDE_A_RING_GATES: u32, how many such gates there are
 */
enum ringside_ring_attrs {
	RINGSIDE_A_RING_CPUS = 1,
	RINGSIDE_A_RING_KERNEL,
	RINGSIDE_A_RING_USER,
	RINGSIDE_A_RING_ENTRY,
	RINGSIDE_A_RING_HANDLER,
	RINGSIDE_A_RING_FENCE,
	RINGSIDE_A_RING_GATE,
	RINGSIDE_A_RING_GATES,
	/* private: */
	__RINGSIDE_A_RING_MAX,
	RINGSIDE_A_RING_MAX = __RINGSIDE_A_RING_MAX - 1
};

/**
 * enum ringside_fence_attrs - one means to keep ring 3 out or ring 0 in check
 * @RINGSIDE_A_FENCE_NAME: string
 * @RINGSIDE_A_FENCE_STATE: u32, &enum ringside_fence
 * @RINGSIDE_A_FENCE_STOPS: string, who it stops from what
 * @RINGSIDE_A_FENCE_CPUS_ON: u32, CPUs on which it is on; absent when it is not
 *	a CPU's own, or not known
 * @RINGSIDE_A_FENCE_CPUS: u32, CPUs that were asked; absent as well
 * @RINGSIDE_A_FENCE_NOTE: string, more about its state; may be absent
 */
enum ringside_fence_attrs {
	RINGSIDE_A_FENCE_NAME = 1,
	RINGSIDE_A_FENCE_STATE,
	RINGSIDE_A_FENCE_STOPS,
	RINGSIDE_A_FENCE_CPUS_ON,
	RINGSIDE_A_FENCE_CPUS,
	RINGSIDE_A_FENCE_NOTE,
	/* private: */
	__RINGSIDE_A_FENCE_MAX,
	RINGSIDE_A_FENCE_MAX = __RINGSIDE_A_FENCE_MAX - 1
};

/**
 * enum ringside_gate_attrs - a gate of the interrupt table open to ring 3
 * @RINGSIDE_A_GATE_VECTOR: u32, 0 to 255
 * @RINGSIDE_A_GATE_USE: string, what ring 3 uses it for
 */
enum ringside_gate_attrs {
	RINGSIDE_A_GATE_VECTOR = 1,
	RINGSIDE_A_GATE_USE,
	/* private: */
	__RINGSIDE_A_GATE_MAX,
	RINGSIDE_A_GATE_MAX = __RINGSIDE_A_GATE_MAX - 1
};

/**
 * enum ringside_try_attrs - what was done in ring 0
 * @RINGSIDE_A_TRY_KIND: u32, &enum ringside_try
 * @RINGSIDE_A_TRY_RING: u32, the ring that it was done in
 */
enum ringside_try_attrs {
	RINGSIDE_A_TRY_KIND = 1,
	RINGSIDE_A_TRY_RING,
	/* private: */
	__RINGSIDE_A_TRY_MAX,
	RINGSIDE_A_TRY_MAX = __RINGSIDE_A_TRY_MAX - 1
};

/**
 * enum ringside_ledger_attrs - one row of the ledger
 * @RINGSIDE_A_LEDGER_PAD: alignment only
 * @RINGSIDE_A_LEDGER_WATCH: u32, in the request: the watch whose counters are
 *	wanted; without it the whole system's
 * @RINGSIDE_A_LEDGER_CPU: u32, in the request: this CPU's counters only; in a
 *	row of %RINGSIDE_KIND_CHECK: the CPU that is checked
 * @RINGSIDE_A_LEDGER_KIND: u32, &enum ringside_kind
 * @RINGSIDE_A_LEDGER_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_LEDGER_VECTOR: u32, 0 to 31
 * @RINGSIDE_A_LEDGER_INTERRUPT: u32, &enum ringside_interrupt
 * @RINGSIDE_A_LEDGER_LINE: u32, the line's number, as in /proc/interrupts;
 *	absent in the row of all lines that found no room
 * @RINGSIDE_A_LEDGER_NAME: string, of the line's handler
 * @RINGSIDE_A_LEDGER_EVENT: u32, &enum ringside_event
 * @RINGSIDE_A_LEDGER_COUNT: u64, how often: crossings, or events that are none
 * @RINGSIDE_A_LEDGER_KERNEL: u64, the same interrupt taken in the kernel
 * @RINGSIDE_A_LEDGER_UNKNOWN: u64, the same interrupt, nobody knows where taken
 * @RINGSIDE_A_LEDGER_SUM: u64, of %RINGSIDE_KIND_CHECK: crossings of all kinds
 *	that are counted, on that CPU
 * @RINGSIDE_A_LEDGER_RESIDUAL: u64, two's complement: @COUNT less @SUM, where
 *	what has just begun to cross is counted by neither
 * @RINGSIDE_A_LEDGER_REASON: string, why there is no @COUNT
 */
enum ringside_ledger_attrs {
	RINGSIDE_A_LEDGER_PAD = 1,
	RINGSIDE_A_LEDGER_WATCH,
	RINGSIDE_A_LEDGER_CPU,
	RINGSIDE_A_LEDGER_KIND,
	RINGSIDE_A_LEDGER_ABI,
	RINGSIDE_A_LEDGER_VECTOR,
	RINGSIDE_A_LEDGER_INTERRUPT,
	RINGSIDE_A_LEDGER_LINE,
	RINGSIDE_A_LEDGER_NAME,
	RINGSIDE_A_LEDGER_EVENT,
	RINGSIDE_A_LEDGER_COUNT,
	RINGSIDE_A_LEDGER_KERNEL,
	RINGSIDE_A_LEDGER_UNKNOWN,
	RINGSIDE_A_LEDGER_SUM,
	RINGSIDE_A_LEDGER_RESIDUAL,
	RINGSIDE_A_LEDGER_REASON,
	/* private: */
	__RINGSIDE_A_LEDGER_MAX,
	RINGSIDE_A_LEDGER_MAX = __RINGSIDE_A_LEDGER_MAX - 1
};

/**
 * enum ringside_cred_attrs - a task's credentials changed
 * @RINGSIDE_A_CRED_PAD: alignment only
 * @RINGSIDE_A_CRED_AT: u64, nanoseconds of CLOCK_MONOTONIC
 * @RINGSIDE_A_CRED_PID: u32, thread id in the initial pid namespace
 * @RINGSIDE_A_CRED_TGID: u32, process id there
 * @RINGSIDE_A_CRED_COMM: string, its name after the change
 * @RINGSIDE_A_CRED_ABI: u32, &enum ringside_abi of the syscall that did it
 * @RINGSIDE_A_CRED_NR: u32, its number; absent when outside the table
 * @RINGSIDE_A_CRED_BEFORE: nest: %RINGSIDE_A_IDS_*
 * @RINGSIDE_A_CRED_AFTER: nest: %RINGSIDE_A_IDS_*
 */
enum ringside_cred_attrs {
	RINGSIDE_A_CRED_PAD = 1,
	RINGSIDE_A_CRED_AT,
	RINGSIDE_A_CRED_PID,
	RINGSIDE_A_CRED_TGID,
	RINGSIDE_A_CRED_COMM,
	RINGSIDE_A_CRED_ABI,
	RINGSIDE_A_CRED_NR,
	RINGSIDE_A_CRED_BEFORE,
	RINGSIDE_A_CRED_AFTER,
	/* private: */
	__RINGSIDE_A_CRED_MAX,
	RINGSIDE_A_CRED_MAX = __RINGSIDE_A_CRED_MAX - 1
};

/**
 * enum ringside_ids_attrs - who a task is and what it may do
 * @RINGSIDE_A_IDS_PAD: alignment only
 * @RINGSIDE_A_IDS_UID: u32, as the initial user namespace numbers it, as all
 *	the next
 * @RINGSIDE_A_IDS_EUID: u32
 * @RINGSIDE_A_IDS_SUID: u32
 * @RINGSIDE_A_IDS_FSUID: u32
 * @RINGSIDE_A_IDS_GID: u32
 * @RINGSIDE_A_IDS_EGID: u32
 * @RINGSIDE_A_IDS_SGID: u32
 * @RINGSIDE_A_IDS_FSGID: u32
 * @RINGSIDE_A_IDS_GROUPS: u32, how many more groups it is in
 * @RINGSIDE_A_IDS_USER_NS: u32, inode number of its user namespace, as in
 *	/proc/PID/ns/user
 * @RINGSIDE_A_IDS_INHERITABLE: u64, bit N: capability N, as all the next
 * @RINGSIDE_A_IDS_PERMITTED: u64
 * @RINGSIDE_A_IDS_EFFECTIVE: u64
 * @RINGSIDE_A_IDS_BOUNDING: u64
 * @RINGSIDE_A_IDS_AMBIENT: u64
 */
enum ringside_ids_attrs {
	RINGSIDE_A_IDS_PAD = 1,
	RINGSIDE_A_IDS_UID,
	RINGSIDE_A_IDS_EUID,
	RINGSIDE_A_IDS_SUID,
	RINGSIDE_A_IDS_FSUID,
	RINGSIDE_A_IDS_GID,
	RINGSIDE_A_IDS_EGID,
	RINGSIDE_A_IDS_SGID,
	RINGSIDE_A_IDS_FSGID,
	RINGSIDE_A_IDS_GROUPS,
	RINGSIDE_A_IDS_USER_NS,
	RINGSIDE_A_IDS_INHERITABLE,
	RINGSIDE_A_IDS_PERMITTED,
	RINGSIDE_A_IDS_EFFECTIVE,
	RINGSIDE_A_IDS_BOUNDING,
	RINGSIDE_A_IDS_AMBIENT,
	/* private: */
	__RINGSIDE_A_IDS_MAX,
	RINGSIDE_A_IDS_MAX = __RINGSIDE_A_IDS_MAX - 1
};

/**
 * enum ringside_refusal_attrs - calls of one process that were refused
 * @RINGSIDE_A_REFUSAL_PAD: alignment only
 * @RINGSIDE_A_REFUSAL_TGID: u32, process id in the initial pid namespace
 * @RINGSIDE_A_REFUSAL_COMM: string, its name at the first refusal
 * @RINGSIDE_A_REFUSAL_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_REFUSAL_NR: u32, absent in the row of all numbers outside the
 *	table
 * @RINGSIDE_A_REFUSAL_ERRNO: u32, EPERM or EACCES
 * @RINGSIDE_A_REFUSAL_DENIED: u32, 1 when seccomp or ptrace answered in the
 *	syscall's place, else 0
 * @RINGSIDE_A_REFUSAL_COUNT: u64, how often
 * @RINGSIDE_A_REFUSAL_ASKED: u32, 1 when a capability was asked for and refused
 *	in these calls, else 0; absent where the kernel does not tell, see hook
 *	cap_capable
 * @RINGSIDE_A_REFUSAL_CAPABILITY: u32, number of the one that was refused last in
 *	each of these calls; absent when none was
 */
enum ringside_refusal_attrs {
	RINGSIDE_A_REFUSAL_PAD = 1,
	RINGSIDE_A_REFUSAL_TGID,
	RINGSIDE_A_REFUSAL_COMM,
	RINGSIDE_A_REFUSAL_ABI,
	RINGSIDE_A_REFUSAL_NR,
	RINGSIDE_A_REFUSAL_ERRNO,
	RINGSIDE_A_REFUSAL_DENIED,
	RINGSIDE_A_REFUSAL_COUNT,
	RINGSIDE_A_REFUSAL_ASKED,
	RINGSIDE_A_REFUSAL_CAPABILITY,
	/* private: */
	__RINGSIDE_A_REFUSAL_MAX,
	RINGSIDE_A_REFUSAL_MAX = __RINGSIDE_A_REFUSAL_MAX - 1
};

/**
 * enum ringside_stamp_attrs - when a task crossed, in ticks of the CPU's clock
 * @RINGSIDE_A_STAMP_PAD: alignment only
 * @RINGSIDE_A_STAMP_ROOM: u32, in the request: for how many stamps, 1 to 32768
 * @RINGSIDE_A_STAMP_KHZ: u32, ticks in a millisecond, 0 if nobody knows
 * @RINGSIDE_A_STAMP_TAKEN: u32, stamps that there are
 * @RINGSIDE_A_STAMP_LOST: u64, those that found no room
 * @RINGSIDE_A_STAMP_WHERE: u32, &enum ringside_stamp
 * @RINGSIDE_A_STAMP_ABI: u32, &enum ringside_abi, of an entry only, as is the
 *	next
 * @RINGSIDE_A_STAMP_NR: u32, absent when outside the table
 * @RINGSIDE_A_STAMP_FIRST: u64, when the module's own work there began
 * @RINGSIDE_A_STAMP_LAST: u64, when it had ended: the difference is what the
 *	module cost
 */
enum ringside_stamp_attrs {
	RINGSIDE_A_STAMP_PAD = 1,
	RINGSIDE_A_STAMP_ROOM,
	RINGSIDE_A_STAMP_KHZ,
	RINGSIDE_A_STAMP_TAKEN,
	RINGSIDE_A_STAMP_LOST,
	RINGSIDE_A_STAMP_WHERE,
	RINGSIDE_A_STAMP_ABI,
	RINGSIDE_A_STAMP_NR,
	RINGSIDE_A_STAMP_FIRST,
	RINGSIDE_A_STAMP_LAST,
	/* private: */
	__RINGSIDE_A_STAMP_MAX,
	RINGSIDE_A_STAMP_MAX = __RINGSIDE_A_STAMP_MAX - 1
};

/**
 * enum ringside_member_attrs - one task on the roster of a watch
 * @RINGSIDE_A_MEMBER_PAD: alignment only
 * @RINGSIDE_A_MEMBER_WATCH: u32, in the request: the watch
 * @RINGSIDE_A_MEMBER_NUMBER: u32, from 0, in the order in which they became
 *	members; unlike a pid it is never used again
 * @RINGSIDE_A_MEMBER_PROCESS: u32, number of the first member of its process
 * @RINGSIDE_A_MEMBER_PID: u32, thread id in the pid namespace of who asked for
 *	the watch, as the next two; 0 where it has none
 * @RINGSIDE_A_MEMBER_TGID: u32, process id
 * @RINGSIDE_A_MEMBER_PARENT: u32, process id of the process that its own was a
 *	child of when it became a member
 * @RINGSIDE_A_MEMBER_ENDED: u32, 1 when it has ended, else 0
 * @RINGSIDE_A_MEMBER_COMM: string, its name, the last one if it has ended
 * @RINGSIDE_A_MEMBER_ENTRIES: u64, as in &enum ringside_task_attrs, as all the
 *	next, but since it became a member: a reset does not change them. Absent
 *	is what was not counted for a part of the life of the watch.
 * @RINGSIDE_A_MEMBER_ERRORS: u64
 * @RINGSIDE_A_MEMBER_DENIED: u64
 * @RINGSIDE_A_MEMBER_FAULTS: u64
 * @RINGSIDE_A_MEMBER_EXCEPTIONS: u64
 * @RINGSIDE_A_MEMBER_INTERRUPTS: u64
 * @RINGSIDE_A_MEMBER_USER: u64, nanoseconds
 * @RINGSIDE_A_MEMBER_WORK: u64
 * @RINGSIDE_A_MEMBER_WAIT: u64
 */
enum ringside_member_attrs {
	RINGSIDE_A_MEMBER_PAD = 1,
	RINGSIDE_A_MEMBER_WATCH,
	RINGSIDE_A_MEMBER_NUMBER,
	RINGSIDE_A_MEMBER_PROCESS,
	RINGSIDE_A_MEMBER_PID,
	RINGSIDE_A_MEMBER_TGID,
	RINGSIDE_A_MEMBER_PARENT,
	RINGSIDE_A_MEMBER_ENDED,
	RINGSIDE_A_MEMBER_COMM,
	RINGSIDE_A_MEMBER_ENTRIES,
	RINGSIDE_A_MEMBER_ERRORS,
	RINGSIDE_A_MEMBER_DENIED,
	RINGSIDE_A_MEMBER_FAULTS,
	RINGSIDE_A_MEMBER_EXCEPTIONS,
	RINGSIDE_A_MEMBER_INTERRUPTS,
	RINGSIDE_A_MEMBER_USER,
	RINGSIDE_A_MEMBER_WORK,
	RINGSIDE_A_MEMBER_WAIT,
	/* private: */
	__RINGSIDE_A_MEMBER_MAX,
	RINGSIDE_A_MEMBER_MAX = __RINGSIDE_A_MEMBER_MAX - 1
};

/**
 * enum ringside_member_call_attrs - one syscall of one task on the roster
 * @RINGSIDE_A_MEMBER_CALL_PAD: alignment only
 * @RINGSIDE_A_MEMBER_CALL_WATCH: u32, in the request: the watch
 * @RINGSIDE_A_MEMBER_CALL_NUMBER: u32, the task's %RINGSIDE_A_MEMBER_NUMBER
 * @RINGSIDE_A_MEMBER_CALL_ABI: u32, &enum ringside_abi
 * @RINGSIDE_A_MEMBER_CALL_NR: u32, absent in the row of all numbers outside the
 *	table
 * @RINGSIDE_A_MEMBER_CALL_ENTRIES: u64, as in &enum ringside_abi_attrs
 * @RINGSIDE_A_MEMBER_CALL_ERRORS: u64
 * @RINGSIDE_A_MEMBER_CALL_DENIED: u64
 */
enum ringside_member_call_attrs {
	RINGSIDE_A_MEMBER_CALL_PAD = 1,
	RINGSIDE_A_MEMBER_CALL_WATCH,
	RINGSIDE_A_MEMBER_CALL_NUMBER,
	RINGSIDE_A_MEMBER_CALL_ABI,
	RINGSIDE_A_MEMBER_CALL_NR,
	RINGSIDE_A_MEMBER_CALL_ENTRIES,
	RINGSIDE_A_MEMBER_CALL_ERRORS,
	RINGSIDE_A_MEMBER_CALL_DENIED,
	/* private: */
	__RINGSIDE_A_MEMBER_CALL_MAX,
	RINGSIDE_A_MEMBER_CALL_MAX = __RINGSIDE_A_MEMBER_CALL_MAX - 1
};

/**
 * enum ringside_trace_attrs - what the tasks of a watch did since the last reply
 * @RINGSIDE_A_TRACE_WATCH: u32, in the request
 * @RINGSIDE_A_TRACE_TASKS: u32, tasks of the watch that are alive. When there are
 *	none, and no event in the reply, there will never be one.
 * @RINGSIDE_A_TRACE_MISSED: u32, tasks of it that found no slot in the task table:
 *	they have no events
 * @RINGSIDE_A_TRACE_LOSS: nest, once for each kind of event that was lost:
 *	%RINGSIDE_A_LOSS_*
 * @RINGSIDE_A_TRACE_EVENT: nest, once for each event: %RINGSIDE_A_EVENT_*
 */
enum ringside_trace_attrs {
	RINGSIDE_A_TRACE_WATCH = 1,
	RINGSIDE_A_TRACE_TASKS,
	RINGSIDE_A_TRACE_MISSED,
	RINGSIDE_A_TRACE_LOSS,
	RINGSIDE_A_TRACE_EVENT,
	/* private: */
	__RINGSIDE_A_TRACE_MAX,
	RINGSIDE_A_TRACE_MAX = __RINGSIDE_A_TRACE_MAX - 1
};

/**
 * enum ringside_loss_attrs - events that found no room, since nobody read
 * @RINGSIDE_A_LOSS_PAD: alignment only
 * @RINGSIDE_A_LOSS_WHAT: u32, &enum ringside_what
 * @RINGSIDE_A_LOSS_COUNT: u64, since the watch began, on all CPUs
 */
enum ringside_loss_attrs {
	RINGSIDE_A_LOSS_PAD = 1,
	RINGSIDE_A_LOSS_WHAT,
	RINGSIDE_A_LOSS_COUNT,
	/* private: */
	__RINGSIDE_A_LOSS_MAX,
	RINGSIDE_A_LOSS_MAX = __RINGSIDE_A_LOSS_MAX - 1
};

/**
 * enum ringside_event_attrs - something happened to a task
 * @RINGSIDE_A_EVENT_PAD: alignment only
 * @RINGSIDE_A_EVENT_WHAT: u32, &enum ringside_what
 * @RINGSIDE_A_EVENT_TIME: u64, nanoseconds of the CPU's clock, whose zero nobody
 *	knows; absent where it has none
 * @RINGSIDE_A_EVENT_PID: u32, thread id in the initial pid namespace; absent, as the
 *	next, when it is that of the event before in the same reply
 * @RINGSIDE_A_EVENT_CPU: u32, where it was
 * @RINGSIDE_A_EVENT_LOST: u32, events that this CPU lost before this one, since the
 *	last of its events that was read; absent when it is 0
 * @RINGSIDE_A_EVENT_ABI: u32, &enum ringside_abi, of an entry, an exit, a denied
 *	call or a first return; absent when it is %RINGSIDE_ABI_X86_64
 * @RINGSIDE_A_EVENT_NR: u32, of the same; absent when outside the table
 * @RINGSIDE_A_EVENT_RET: u64, what an exit, a denied call or a first return gives;
 *	absent when it failed, and for a sigreturn, which gives nothing
 * @RINGSIDE_A_EVENT_ERRNO: u32, what a call that failed gives instead; 512 to 516
 *	are restarts, which the program does not see
 * @RINGSIDE_A_EVENT_VECTOR: u32, of an exception
 * @RINGSIDE_A_EVENT_INTERRUPT: u32, &enum ringside_interrupt
 * @RINGSIDE_A_EVENT_LINE: u32, the number of a device's interrupt line
 * @RINGSIDE_A_EVENT_WAITS: u32, 1 when who loses the CPU has to wait for something,
 *	0 when others shall run
 * @RINGSIDE_A_EVENT_SIGNAL: u32, the number of the signal
 * @RINGSIDE_A_EVENT_CHILD: u32, thread id of the task that was made, as its parent's
 * @RINGSIDE_A_EVENT_WAS: u32, thread id that the task had until its exec; absent when it
 *	is the same. A thread gets that of the first thread of its process, which has ended
 */
enum ringside_event_attrs {
	RINGSIDE_A_EVENT_PAD = 1,
	RINGSIDE_A_EVENT_WHAT,
	RINGSIDE_A_EVENT_TIME,
	RINGSIDE_A_EVENT_PID,
	RINGSIDE_A_EVENT_CPU,
	RINGSIDE_A_EVENT_LOST,
	RINGSIDE_A_EVENT_ABI,
	RINGSIDE_A_EVENT_NR,
	RINGSIDE_A_EVENT_RET,
	RINGSIDE_A_EVENT_ERRNO,
	RINGSIDE_A_EVENT_VECTOR,
	RINGSIDE_A_EVENT_INTERRUPT,
	RINGSIDE_A_EVENT_LINE,
	RINGSIDE_A_EVENT_WAITS,
	RINGSIDE_A_EVENT_SIGNAL,
	RINGSIDE_A_EVENT_CHILD,
	RINGSIDE_A_EVENT_WAS,
	/* private: */
	__RINGSIDE_A_EVENT_MAX,
	RINGSIDE_A_EVENT_MAX = __RINGSIDE_A_EVENT_MAX - 1
};

#endif /* _UAPI_LINUX_RINGSIDE_H */
