// SPDX-License-Identifier: GPL-2.0
/* The table of commands, and the way to the one that is asked for. */
#include "filter.h"
#include "nl.h"
#include "options.h"
#include "output.h"
#include "version_check.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const struct command commands[] = {
	{
		.name = "status", .args = "",
		.summary = "what the module counts, and that it balances",
		.details =
"Each entry into the kernel must be accounted for: it returned (exits), its task\n"
"ended inside (never returned), it is still inside (in flight), or its task found\n"
"no room in the task table (untracked). Exit status 4 means that it does not add\n"
"up. This is what `ringside` without a command shows.\n",
		.example = "ringside status",
		.run = cmd_status, .needs_module = true,
	}, {
		.name = "syscalls", .args = "[NAME|GLOB|NUMBER|%CLASS]...",
		.summary = "crossings by syscall",
		.details =
"A row for each syscall of each ABI that was counted since the module was loaded\n"
"or reset. Arguments choose rows: a name, a glob (quote it), a number or one of\n"
"strace's classes, see `ringside help classes`. Denied calls were answered by\n"
"seccomp or ptrace and never entered; restarts are invisible to the program. With\n"
"-p counting begins now; Ctrl-C, or the end of the process, shows the table.\n"
"Times (-t) are from entry to exit; waiting is the part without a CPU, working the\n"
"rest. A row of the histogram (-H) holds calls from that time up to twice that, in\n"
"powers of two: 1 us is 1024 ns. Calls are timed unless `ringside config` says no.\n",
		.example = "ringside syscalls -n 10 'open*' %network",
		.sort_keys = syscall_sort_keys, .check = check_syscall_filter,
		.run = cmd_syscalls, .needs_module = true,
		.options = OPT_VIEW | OPT_ABI | OPT_PID | OPT_TIMES | OPT_HISTOGRAM,
		.max_args = -1,
	}, {
		.name = "errors", .args = "[NAME|GLOB|NUMBER|%CLASS]...",
		.summary = "which errno how often, by syscall",
		.details =
"A row for each errno of each syscall. `by` says who answered: the kernel, or\n"
"seccomp or ptrace before the kernel was asked (denied). Arguments choose rows as\n"
"for `ringside syscalls`.\n",
		.example = "ringside errors -i 1 -c 5 %file",
		.sort_keys = error_sort_keys, .check = check_syscall_filter,
		.run = cmd_errors, .needs_module = true,
		.options = OPT_VIEW | OPT_ABI | OPT_PID, .max_args = -1,
	}, {
		.name = "ledger", .args = "",
		.summary = "every way into ring 0, and whether it adds up",
		.details =
"A row for each kind of crossing: syscalls, page faults, exceptions, interrupts\n"
"that hit ring 3. Apart from those what is no crossing: the same interrupts taken\n"
"in ring 0, switches, signals. `origin unknown`: nobody can tell on this kernel.\n"
"Below, each CPU's own count of its crossings and the residual, where it has one:\n"
"a CPU in nohz_full= of the kernel's command line, such as CPU 1 in our VM.\n",
		.example = "ringside ledger",
		.sort_keys = ledger_sort_keys,
		.run = cmd_ledger, .needs_module = true,
		.options = OPT_VIEW | OPT_PID,
	}, {
		.name = "creds", .args = "",
		.summary = "who gained or dropped privilege, and who was refused",
		.details =
"A row for each change of user or group ids, capability sets or user namespace,\n"
"with the syscall that did it: the newest 256, at seconds since boot. Gained or\n"
"dropped is said of capabilities and of root as the effective user. Below, by\n"
"process and syscall, how often EPERM or EACCES came back. Ids and pids are those\n"
"outside of all containers; capabilities are bits, as in /proc/PID/status.\n",
		.example = "ringside creds",
		.run = cmd_creds, .needs_module = true,
	}, {
		.name = "tasks", .args = "[GLOB]...",
		.summary = "crossings by task, and who is inside now",
		.details =
"A row for each task (thread) that crossed and is alive, or with --by for all of a\n"
"process, command, pid namespace or cgroup together. `in flight` is the syscall\n"
"that it is inside of, `for` since when: `earlier` if since before the counting\n"
"began; of several tasks it is the call that was entered last. Globs choose tasks\n"
"by command. With -i only those that crossed or computed are shown. -t shows where\n"
"a task's time went since it was first seen: in ring 3, working in calls, and\n"
"waiting for whatever without a CPU. With -p the counting begins now, and those that\n"
"ended meanwhile are shown, too; Ctrl-C, or the end of the process, shows the table.\n",
		.example = "ringside tasks --by process --sort in-flight 'sys*'",
		.sort_keys = task_sort_keys, .by_keys = people_by_keys,
		.run = cmd_tasks, .needs_module = true,
		.options = OPT_VIEW | OPT_PID | OPT_TIMES | OPT_BY, .max_args = -1,
	}, {
		.name = "top", .args = "[GLOB]...",
		.summary = "who crosses how often now, live",
		.details =
"Crossings per second by kind, and the share of time in each ring, of each process\n"
"or, with --by, thread, command, pid namespace or cgroup; the call that it is inside\n"
"of, and since when. Shares are percent of the interval, of all threads together: a\n"
"process of two threads that compute has 200 in ring 3. In a terminal: q quits, h\n"
"shows the keys. With -i, -c, -j, or elsewhere: a table an interval, of 2 s unless\n"
"-i says. What a task did after the last look before it ended is not shown.\n",
		.example = "ringside top --by command --sort faults",
		.sort_keys = top_sort_keys, .by_keys = top_by_keys,
		.run = cmd_top, .needs_module = true,
		.options = OPT_VIEW | OPT_BY, .max_args = -1,
	}, {
		.name = "run", .args = "[--] COMMAND [ARGS]...",
		.summary = "the kernel side of one command and its children",
		.details =
"Starts COMMAND, held until it is watched, so that its very first call (execve)\n"
"and nothing of ours is counted. The report goes to stderr, or with -o to a file.\n"
"Its time is all its tasks' together, so it can exceed what the clock says.\n"
"With --both the calls of its libraries are counted inside of it and shown beside\n"
"the syscalls that they have to do with.\n"
"With --by each process or thread has a row of its own, also when it has ended, and\n"
"so has each syscall of each; the text shows the first 20 of both unless -n says.\n"
"The exit status is COMMAND's; when a signal killed it, so it does us. 127: there\n"
"is no such command, 126: it cannot be run.\n",
		.example = "ringside run -- ls -l /usr",
		.by_keys = run_by_keys, .check = check_run,
		.run = cmd_run, .needs_module = true,
		.options = OPT_OUTPUT | OPT_BOTH | OPT_BY | OPT_TOP, .min_args = 1, .max_args = -1,
		.args_are_a_command = true,
	}, {
		.name = "trace", .args = "[--] [COMMAND [ARGS]...]",
		.summary = "every crossing of a command or process, live",
		.details =
"A line for each crossing of COMMAND, or with -p of process PID and its descendants,\n"
"when it is over: the time in ring 3 before it (< when nothing told when that began),\n"
"the time in ring 0, what of it was spent waiting, and the result. Nothing tells how\n"
"long page faults, exceptions and interrupts take. Nobody is stopped for it; when a\n"
"CPU has no more room, events are lost, and a line says where. The last lines say how\n"
"many, and that what was received and lost is what was counted; else the exit status\n"
"is 4. The lines of a COMMAND go to stderr, or with -o to a file, and the exit status\n"
"is its own, as with `run`. With -p, Ctrl-C ends it; what is left to be shown by then,\n"
"or when COMMAND has ended, is left out with one more.\n"
"Pictures of the same can be written beside it: --perfetto, --svg, --csv,\n"
"--folded.\n",
		.example = "ringside trace --class %file,brk -- ls",
		.check = check_trace, .run = cmd_trace, .needs_module = true,
		.options = OPT_PID | OPT_OUTPUT | OPT_CLASS | OPT_ROOM | OPT_PICTURES,
		.max_args = -1, .args_are_a_command = true,
	}, {
		.name = "story", .args = "[--] [COMMAND [ARGS]...]",
		.summary = "a run told in order: what was done, and for what",
		.details =
"What COMMAND and its children asked the kernel for, or with -p PROCESS and its\n"
"descendants, step by step: what each step was for, which syscalls it took, what was\n"
"refused and why, and how long it was in ring 3 and in ring 0. What a task does in\n"
"turns is one step. What a step is for is concluded from the calls, and the loader's\n"
"part from how glibc's begins and ends. The time of page faults and interrupts is in\n"
"ring 3's, since nothing tells how long they take. The story goes to stderr, or with\n"
"-o to a file; the exit status is COMMAND's, as with `run`.\n",
		.example = "ringside story -- ls",
		.check = check_story, .run = cmd_story, .needs_module = true,
		.options = OPT_PID | OPT_OUTPUT | OPT_FULL | OPT_ROOM, .max_args = -1,
		.args_are_a_command = true,
	}, {
		.name = "mark", .args = "[FILE]",
		.summary = "remember this moment, for `since` and `diff`",
		.details =
"Writes what was counted so far, as JSON: the ledger, syscalls, errors. Without FILE\n"
"there is one mark, in $XDG_RUNTIME_DIR or /run.\n",
		.example = "ringside mark before.json",
		.run = cmd_mark, .needs_module = true, .max_args = 1,
	}, {
		.name = "since", .args = "[FILE]",
		.summary = "what crossed since a mark",
		.details =
"Only what has changed is shown. Refused when the counters were reset or the module\n"
"was loaded anew in between: then the numbers do not compare.\n",
		.example = "ringside mark; ls; ringside since",
		.run = cmd_since, .needs_module = true, .max_args = 1,
	}, {
		.name = "diff", .args = "FILE FILE",
		.summary = "what crossed between two marks",
		.details =
"As `since`, for two files of `ringside mark`. The module is not needed.\n",
		.example = "ringside diff before.json after.json",
		.run = cmd_diff, .min_args = 2, .max_args = 2,
	}, {
		.name = "reset", .args = "",
		.summary = "begin a new generation: all counters from 0",
		.details =
"Tasks that are inside the kernel at that moment belong to the old generation;\n"
"their return is counted as `earlier`.\n",
		.example = "ringside reset",
		.run = cmd_reset, .needs_module = true,
	}, {
		.name = "config", .args = "[SETTING=on|off]",
		.summary = "show or change the module's settings",
		.details =
"errnos=off counts errors by syscall only, errnos=on also which errno how often.\n"
"The others switch a family of hooks: one that is off is detached, costs nothing\n"
"and counts nothing. A change begins a new generation. timing and signals need\n"
"syscalls, which cannot be switched while there are watches. All that is not\n"
"settable is a load parameter: modinfo -p module/ringside.ko\n",
		.example = "ringside config timing=off",
		.check = check_settings, .run = cmd_config, .needs_module = true, .max_args = 1,
	}, {
		.name = "rings", .args = "",
		.summary = "where the fence between ring 3 and ring 0 is here",
		.details =
"The ring of this program, read from its own code segment, and of the module; what\n"
"keeps ring 3 out and ring 0 in check, as each CPU has it switched on; and which\n"
"gates of the interrupt table ring 3 may use. Without the module: what the program\n"
"itself can tell. Exit status 4 means that the two sides disagree.\n",
		.example = "ringside rings",
		.run = cmd_rings,
	}, {
		.name = "boundary", .args = "",
		.summary = "try to climb that fence, and see who says no",
		.details =
"Each attempt is made by a child of its own. User side: the signal or errno that it\n"
"got. Kernel side: the exception, or the errno that the module counted for it. Where\n"
"both are known they must agree, else the exit status is 4. Who may do it is tried\n"
"too: the module in ring 0, or, for root, a child with that one capability. Nothing\n"
"is changed by it.\n"
"Without the module: the user side, and of the other one what comes with a signal.\n",
		.example = "ringside boundary",
		.run = cmd_boundary,
	}, {
		.name = "containers", .args = "",
		.summary = "one kernel under the host and its containers",
		.details =
"Starts the same program on the host and in two containers, made of namespaces and\n"
"cgroups: they see other pids and names, and one kernel, which counts all of them in\n"
"one ledger; each knows how often it has called. In one of the two it then fails: who\n"
"still answers? Below, the containers that run here already, and which engine they are\n"
"of by the name of their cgroup. Exit status 4: it is not one kernel, not the counts\n"
"that they know, or another one has stopped. Without the module: all but the counts.\n"
"What a failure of the kernel stops, caused inside of one: ringside-vm fail --help.\n",
		.example = "ringside containers",
		.run = cmd_containers,
	}, {
		.name = "fail", .args = "[user|kernel KIND]",
		.summary = "fail on purpose, and see what dies",
		.details =
"Without arguments: what can fail. In ring 3 a child fails, kept from doing harm by\n"
"its limits. In ring 0 the crash module does, which must be loaded for it, in a VM\n"
"that may be lost; the name of the machine is to be typed first. Bystanders and the\n"
"machine are asked before and after, and what was lost is started or loaded again.\n"
"Who is lost is one of nobody, culprit, bystander, machine, each with those before\n"
"it; of the last nobody is left to say. From inside a container a mistake in ring 3\n"
"costs that one, one in ring 0 whatever runs on that kernel.\n"
"Exit status 4 means that it was not who is expected to.\n",
		.example = "ringside fail user null-write --predict culprit",
		.check = check_fail, .run = cmd_fail,
		.options = OPT_SITE | OPT_PREDICT | OPT_FROM_CONTAINER, .max_args = 2,
	}, {
		.name = "witness", .args = "[DIR]",
		.summary = "live beside a failure, and say so as it goes",
		.details =
"A line each time that somebody was asked and answered: process, container, service,\n"
"and guest, which only says it. With DIR a writer keeps records there, in a file that\n"
"is flushed after each and in one that is not: `synced 7` and `unsynced 7` are said\n"
"when the kernel has taken the seventh. Until it is ended. It runs in a VM, and the\n"
"lines are heard outside.\n",
		.example = "ringside witness /mnt >/dev/virtio-ports/beats &",
		.run = cmd_witness, .max_args = 1,
	}, {
		.name = "records", .args = "DIR",
		.summary = "what is left of a witness's records",
		.details =
"How many of the records that `ringside witness DIR` has written are there, one after\n"
"the other, and how many are not what they were.\n",
		.example = "ringside records /mnt",
		.run = cmd_records, .min_args = 1, .max_args = 1,
	}, {
		.name = "card", .args = "DIR",
		.summary = "what a failure took down, seen from outside of the VM",
		.details =
"DIR is what `ringside-vm fail --keep DIR` has kept: who was heard until when, what\n"
"is left of the records that the kernel had acknowledged, what recovery took, and\n"
"who was lost. Exit status 4 means that it was not who is expected to.\n",
		.example = "ringside card kept --predict machine",
		.run = cmd_card, .options = OPT_PREDICT | OPT_SVG, .min_args = 1, .max_args = 1,
	}, {
		.name = "oops", .args = "[FILE]",
		.summary = "a kernel log explained line by line",
		.details =
"Finds in FILE what the kernel reports of failures: oopses, BUGs, warnings, lockups,\n"
"tasks that hang, lists and slabs that are broken, panics. Below each line is what it\n"
"says, by its own figures, and for places in our modules the line of source: of other\n"
"modules with --ko FILE.ko or --ko DIR, if they were built with debug information.\n"
"Lines that it does not know are shown as they are. FILE may be what dmesg, a console,\n"
"a syslog or /dev/kmsg gave, - is stdin. Without FILE: the running kernel's log.\n",
		.example = "ringside oops console.log",
		.run = cmd_oops, .options = OPT_KO, .max_args = 1,
	}, {
		.name = "cross", .args = "NAME",
		.summary = "one crossing under the microscope",
		.details =
"How long each step takes from ring 3 into ring 0 and back, by one clock that both\n"
"sides read, the CPU's own. NAME is one of: function, vdso, getppid, int80, read,\n"
"write, open, page-fault, exception, signal, context-switch. Shown is the way that\n"
"most repetitions took: the median of each step, and below and above what a tenth\n"
"of them was. What the module itself does is taken off, and said. Without the\n"
"module: the whole way alone. Exit status 4 means that the stamps do not add up.\n",
		.example = "ringside cross getppid",
		.check = check_subject, .run = cmd_cross,
		.options = OPT_REPEAT | OPT_STAMPS, .min_args = 1, .max_args = 1,
	}, {
		.name = "cost", .args = "",
		.summary = "what crossings cost here, side by side",
		.details =
"The median of all that `ringside cross` knows, there and back, without stamps; how\n"
"often each goes into ring 0; and how many function calls could be made instead.\n"
"The module, when it is loaded, counts meanwhile: that is in the price.\n",
		.example = "ringside cost",
		.run = cmd_cost, .options = OPT_REPEAT,
	}, {
		.name = "explain", .args = "[NAME|NUMBER]...",
		.summary = "what a syscall, errno, exception or kind means",
		.details =
"What it means, which part of the kernel serves it, which library functions lead\n"
"to it, and the manual page to read. NAME may also be a library function: then\n"
"which syscalls it can cause. Without one: a line for each name.\n",
		.example = "ringside explain futex ENOENT page_fault printf",
		.run = cmd_explain, .max_args = -1,
	}, {
		.name = "doctor", .args = "[FILE.ko]",
		.summary = "why it does not work here, and what to type",
		.details =
"Looks at everything that can keep the module from being built, loaded or asked:\n"
"a line for each check, and below what is not well the command to type. FILE.ko\n"
"is the module to judge, by default the one that is found. Exit status 4 means\n"
"that a check failed.\n",
		.example = "ringside doctor module/ringside.ko",
		.run = cmd_doctor, .options = OPT_ROOT, .max_args = 1,
	}, {
		.name = "help", .args = "[COMMAND|classes|%CLASS]",
		.summary = "this, or more about a command",
		.details =
"`help classes` lists the classes of syscalls, `help %file` the calls of one, and\n"
"`help --names TABLE` all names that the program knows.\n",
		.example = "ringside help run",
		.run = cmd_help, .options = OPT_COMPLETION | OPT_NAMES, .max_args = 1,
	},
};

const size_t n_commands = ARRAY_SIZE(commands);

const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < n_commands; i++)
		if (!strcmp(name, commands[i].name))
			return &commands[i];
	return NULL;
}

/*
 * A standard stream that is closed would be taken by the next file that we
 * open, and be written to. The other direction than usual makes use an error.
 */
static void occupy_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)!open("/dev/null", O_CLOEXEC | (fd ? O_RDONLY : O_WRONLY));
}

static int print_version(void)
{
	out_command("version");
	out_begin();
	out_text("ringside %s\n", RINGSIDE_VERSION);
	return out_end();
}

static int print_help(const struct options *opt, const struct command *command)
{
	char *topic = command ? (char *)command->name : NULL;
	struct options help = { .color = opt->color, .argc = command ? 1 : 0, .argv = &topic };

	out_command("help");
	return cmd_help(&(struct context){ .opt = &help });
}

static int run_command(const struct command *command, const struct options *opt)
{
	struct context ctx = { .opt = opt };
	int code = command->check ? command->check(opt) : DONE;

	if (code == DONE && command->needs_module) {
		if (session_open(&ctx.session) != DONE)
			code = session_report(ctx.session);
		else
			code = check_version(ctx.session);
	}
	if (code == DONE)
		code = command->run(&ctx);
	session_close(ctx.session);
	return code;
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct options opt = { 0 };
	int code;

	occupy_standard_streams();
	code = parse_command_line(argc, argv, &opt, &command);
	if (code != DONE)
		;
	else if (opt.given & OPT_HELP)
		code = print_help(&opt, command);
	else if (opt.given & OPT_VERSION)
		code = print_version();
	else
		code = run_command(command, &opt);
	free(opt.argv);
	return code;
}
