#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `ringside oops`: logs of real failures, kept in oops/, say what their figures say; logs
# in each form in which they are kept, mixed, mutilated, and without a report.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq python3

# shellcheck source=oops.bash
. "$here/oops.bash"

logs=$here/oops

# kinds LOG WORDS...: the kinds of its reports
kinds()
{
	local said

	explain "$logs/$1.log" || return
	said=$(jq -r '[.reports[].kind] | join(" ")' "$scratch/out")
	[ "$said" = "${*:2}" ] || { echo "$1: $said, not ${*:2}"; return 1; }
}

# says LOG TEXT WORDS: the first line with TEXT is explained with WORDS, "" not at all.
says()
{
	local said

	explain "$logs/$1.log" || return
	said=$(jq -r --arg text "$2" '[.reports[].lines[] | select(.text | contains($text))][0]
		| .explanation // ""' "$scratch/out")
	[ -n "$3" ] || { [ -z "$said" ] || { echo "$2: $said"; return 1; }; return 0; }
	[[ $said == *"$3"* ]] || { echo "$2: ${said:-nothing}, not: $3"; return 1; }
}

# one LINE WORDS: what is said of a line that is made up
one()
{
	printf '%s\n' 'BUG: unable to handle page fault for address: ffff888000000000' "$1" \
		>"$scratch/one.log"
	explain "$scratch/one.log" || return
	jq -e --arg words "$2" '.reports[-1].lines[-1].explanation // "" | contains($words)' \
		"$scratch/out" >/dev/null && return
	echo "$1: $(jq -r '.reports[-1].lines[-1].explanation' "$scratch/out"), not: $2"
	return 1
}

of_each_kind()
{
	check "a warning" kinds warn warning
	check "an oops" kinds oops-kthread oops
	check "an oops in a program's write()" kinds oops-proc oops
	check "an oops in a timer, and the panic of it" kinds oops-timer oops
	check "a BUG in a worker" kinds bug-work bug
	check "sleeping in atomic, noticed twice" kinds sleep-in-atomic sleep-in-atomic sleep-in-atomic
	check "a broken list" kinds list-corruption list-corruption
	check "a stack that overflowed" kinds stack-overflow stack-overflow
	check "a panic" kinds panic panic
	check "a task that hangs" kinds hung-task hung-task
	check "a CPU that is stuck" kinds soft-lockup rcu-stall soft-lockup
	check "a byte past the end of an object" kinds slab-overflow slab
	check "a byte into a freed object" kinds use-after-free slab
	check "the same, by a kernel that checks each access, and ends of it" kinds kasan kasan
	check "each log is tried here" all_logs_are_tried
}

all_logs_are_tried()
{
	local log name missing=0

	for log in "$logs"/*.log; do
		name=$(basename "$log" .log)
		grep -q "kinds $name " "$0" || { echo "$name is not"; missing=1; }
	done
	return $missing
}

figures()
{
	check "who asked for it" says oops-proc "as asked" "the failure oops at the site proc"
	check "a null pointer" says oops-proc "NULL pointer" "0x0, is a null pointer itself"
	check "what access it was" says oops-proc "#PF: supervisor" "to write, with the rights of ring 0"
	check "the number of the oops" says oops-proc "Oops: 0002 [#6]" "Oops number 6 since boot"
	check "how the kernel is built" says oops-proc "Oops: 0002" "SMP (for several CPUs), NOPTI"
	check "the page tables" says oops-proc "PGD 0 P4D 0" "the P4D, is 0x0, which is not present"
	check "task, CPU and taint" says oops-proc "CPU: 1 PID: 212" "CPU 1, in task 212, sh"
	check "letters of taint" says oops-proc "CPU: 1 PID: 212" \
		"W: the kernel has warned; O: a module from outside"
	check "no letter that is not there" says_not warn "CPU: 0 PID: 179" "the kernel has died"
	check "the machine" says oops-proc "Hardware name" "a virtual one"
	check "how far into which function" says oops-proc "RIP: 0010" \
		"at byte 7 of the 32 of rs_fail_oops, module ringside_crash"
	check "the failing byte" says oops-proc "Code: 00 00 00" "<c7> is the first byte of the instruction, behind 42"
	check "UD2" says warn "Code:" "0f 0b is UD2"
	check "flags, with interrupts on" says oops-proc "RSP: 0018" "interrupts were on (IF"
	check "flags of the last result" says warn "RSP: 0018" "parity, sign"
	check "ring 3, below" says oops-proc "RIP: 0033" "in ring 3 (the code segment, 0x33"
	check "the syscall that it was in" says oops-proc "ORIG_RAX" "syscall 1, write"
	check "control registers" says oops-proc "CR0:" "protected mode (PE), paging (PG), ring 0 heeds"
	check "SMEP and SMAP" says oops-proc "CR4:" "SMEP), nor touch its data (SMAP)"
	check "modules" says oops-proc "Modules linked in" "The 16 modules"
	check "a trace" says oops-proc "vfs_write+0xc7" "byte 199 of the 1008 of vfs_write: write()"
	check "what may be left over" says oops-proc "? path_openat" "may be left over"
	check "registers behind the end are of the first oops" says_last oops-proc "RIP: 0010" \
		"those of the first oops since boot"
	check "why it died so" says oops-proc "note: sh[212]" "interrupts were off"
	check "an interrupt's task is not its own" says oops-timer "PID: 0" "runs when there is nothing to do"
	check "why a timer's oops is a panic" says oops-timer "Kernel panic" "came in an interrupt"
	check "what was interrupted" says oops-timer "RIP: 0010:__schedule" "was interrupted"
	check "what a check found" says warn "WARNING:" "line 25 of fail_faults.c"
	check "what a BUG is" says bug-work "kernel BUG at" "Line 56 of fail_faults.c"
	check "a worker" says bug-work "Workqueue:" "busy with in_work, of the queue events"
	check "preempt_count" says sleep-in-atomic "/0x00000002" "2 times preemption was switched off"
	check "a poisoned pointer" says list-corruption "list_del corruption" "LIST_POISON1"
	check "how long a CPU is stuck" says soft-lockup "BUG: soft lockup" \
		"CPU 0 has run kernel code for 11 s"
	check "how long a task hangs" says hung-task "blocked for more" "more than 5 s"
	check "its state" says hung-task "state:D" "heeds no signal"
	check "what was overwritten" says slab-overflow "Redzone overwritten" "past the end of an object"
	check "by which byte" says slab-overflow "First byte" "0xff. There must be 0xcc"
	check "who had freed it" says use-after-free "Freed in" "freed it last, 5 timer ticks before: task 643"
	check "what KASAN found" says kasan "BUG: KASAN" "memory was used that had been freed"
	check "where in the object" says kasan "located 8 bytes inside" "8 bytes into the object"
	check "how large that is" says kasan "64-byte region" "64 bytes"
	check "what else of memory is known, once" says kasan "ffff888008798d00: fc fc" ""
	check "what nobody knows is not explained" says warn "] as asked" ""
	check "nor a dump's second line" says slab-overflow "Redzone  ffff8def83f46310" ""
}

# Whatever the figures are: each bit of the error code, each ring, addresses
bits()
{
	local code

	for code in 0 1 2 3 4 5 6 7 16 17; do
		one "#PF: error_code(0x00$(printf %02x "$code")) - x" \
			"$( ((code & 1)) && echo "the page is there, but not for this" || echo "the page is not there")" &&
			one "#PF: error_code(0x00$(printf %02x "$code")) - x" \
				"$( ((code & 2)) && echo "it was a write" || echo "it was no write")" &&
			one "#PF: error_code(0x00$(printf %02x "$code")) - x" \
				"$( ((code & 4)) && echo "in ring 3" || echo "in ring 0")" || return
	done
	one "#PF: error_code(0x0010) - x" "while an instruction was fetched" &&
		one "#PF: error_code(0x0009) - x" "a reserved bit"
}

made_up()
{
	check "each bit of an error code" bits
	check "interrupts off" one "RSP: 0018:0 EFLAGS: 00000046" "interrupts were off"
	check "a user's access" one "#PF: user read access in user mode" "to read, with the rights of ring 3"
	check "an offset from null" one "CR2: 0000000000000018" "24 bytes behind address 0"
	check "an errno for a pointer" one "CR2: fffffffffffffff4" "an error number, -12"
	check "freed memory for a pointer" one "CR2: 6b6b6b6b6b6b6b6b" "memory that had been freed"
	check "no address at all" one "CR2: 1234567812345678" "not canonical"
	check "a null pointer that was called" one "RIP: 0010:0x0" "was called as a function"
	check "no PREEMPT out of PREEMPT_RT" one "Oops: 0002 [#1] PREEMPT_RT SMP" \
		"The kernel: PREEMPT_RT (threads of the kernel can be preempted nearly everywhere), SMP"
	check "a general protection fault" one \
		"general protection fault, probably for non-canonical address 0xdead000000000108: 0000 [#1] SMP" \
		"0xdead000000000108, is LIST_POISON1"
	check "KASAN's access" one "Write of size 8 at addr ffff888104a2f308 by task a/77" "a write of 8 bytes, by a/77"
	check "a lock that stays locked" one "note: a[7] exited with preempt_count 1" "1 deep in"
	check "an interrupt's preempt_count" one "BUG: scheduling while atomic: a/b/7/0x00010101" \
		"1 times preemption was switched off, 1 softirqs, 1 interrupts, 0 NMIs"
}

says_not()
{
	says "$1" "$2" "" >/dev/null && { echo "nothing is said"; return 1; }
	! says "$@" >/dev/null || { echo "it says so: $3"; return 1; }
}

# As says, of the last such line
says_last()
{
	explain "$logs/$1.log" || return
	jq -e --arg text "$2" --arg words "$3" '[.reports[].lines[] | select(.text | contains($text))]
		| .[-1].explanation | contains($words)' "$scratch/out"
}

# ---- forms of logs ----

# What is said, without the lines as they are kept
meanings()
{
	explain "$1" && jq -c '[.reports[] | {kind, lines: [.lines[] | del(.text)]}]' "$scratch/out"
}

# same SCRIPT: a log that sed has turned into another form says the same.
same()
{
	sed -E "$1" "$logs/oops-proc.log" >"$scratch/form"
	meanings "$logs/oops-proc.log" >"$scratch/wanted" &&
		meanings "$scratch/form" >"$scratch/got" && diff "$scratch/wanted" "$scratch/got"
}

forms()
{
	check "without times" same 's/^\[[^]]*\] //'
	check "with priorities" same 's/^/<4>/'
	check "of a console" same 's/$/\r/'
	check "of dmesg -T" same 's/^\[[^]]*\]/[Sun Nov 22 23:16:10 2026]/'
	check "of dmesg -x" same 's/^/kern  :warn  : /'
	check "of a syslog" same 's/^/Nov 22 23:16:10 machine kernel: /'
	check "of /dev/kmsg" same 's/^\[ *([0-9]+)\.([0-9]+)\] /4,1201,\1\2,-;/'
	check "with callers" same 's/^(\[[^]]*\])/\1[  T212]/'
	check "a record of several lines" several_lines
	check "on stdin" on_stdin
}

# As KASAN and RCU print: a newline, and a tab.
several_lines()
{
	printf '%s\n' '4,1,1000000,-;BUG: KASAN: use-after-free in a+0x1/0x2' \
		'3,2,1000001,-;Write of size 1 at addr 0 by task a/7\x0a\x0aAllocated by task 7:' \
		' SUBSYSTEM=none' '3,3,1000002,-;rcu: \x090-....: (7 ticks this GP) a\x5cb' >"$scratch/records"
	explain "$scratch/records" &&
		jq -e '[.reports[0].lines[] | .text] | .[1:4] == ["[    1.000001] Write of size 1 at addr 0 by task a/7",
			"[    1.000001] ", "[    1.000001] Allocated by task 7:"]' "$scratch/out" &&
		jq -e '.reports[0].lines[-1] | (.text | test("a\\\\b$")) and (.explanation | test("had 7 timer"))' \
			"$scratch/out" && return
	cat "$scratch/out"
	return 1
}

on_stdin()
{
	meanings "$logs/oops-proc.log" >"$scratch/wanted" &&
		"$ringside" -j oops - <"$logs/oops-proc.log" >"$scratch/out" &&
		jq -c '[.reports[] | {kind, lines: [.lines[] | del(.text)]}]' "$scratch/out" |
		diff "$scratch/wanted" -
}

# Two CPUs whose lines alternate: where the log says who wrote which, nothing is mixed up.
two_at_once()
{
	sed -E 's/^\[[^]]*\] /[    1.000000][    T1] /' "$logs/oops-proc.log" >"$scratch/one"
	sed -E 's/^\[[^]]*\] /[    1.000000][    C2] /' "$logs/bug-work.log" >"$scratch/two"
	paste -d '\n' "$scratch/one" "$scratch/two" | sed '/^$/d' >"$scratch/both"
	{ meanings "$scratch/one" && meanings "$scratch/two"; } | jq -c '.[]' >"$scratch/wanted"
	meanings "$scratch/both" | jq -c '.[]' >"$scratch/got"
	diff "$scratch/wanted" "$scratch/got"
}

# A line that begins a new one in the middle ends nothing else: all is still explained.
mixed_without_names()
{
	paste -d '\n' "$logs/oops-proc.log" "$logs/oops-timer.log" | sed '/^$/d' >"$scratch/both"
	explain "$scratch/both" &&
		jq -e '[.reports[].kind] | map(select(. == "oops")) | length == 2' "$scratch/out"
}

# From each line on, and up to each: nothing is lost that is there, and nothing invented.
mutilated()
{
	local n total

	total=$(wc -l <"$logs/oops-kthread.log")
	for ((n = 1; n <= total; n++)); do
		tail -n "+$n" "$logs/oops-kthread.log" >"$scratch/cut" && explain "$scratch/cut" &&
			head -n "$n" "$logs/oops-kthread.log" >"$scratch/cut" && explain "$scratch/cut" || return
	done
	tail -n +12 "$logs/oops-kthread.log" >"$scratch/cut"
	explain "$scratch/cut" &&
		jq -e '.reports[0] | .kind == "cut-off" and (.title | test("beginning"))' "$scratch/out"
}

# Each line of all logs, as if it ended at each of its bytes: none is read beyond its end.
cut_lines()
{
	sort -u "$logs"/*.log | awk '{ for (n = 1; n <= length; n++) print substr($0, 1, n) }' \
		>"$scratch/cut" &&
		explain "$scratch/cut" &&
		[ "$(wc -l <"$scratch/cut")" -gt 10000 ]
}

# Bytes changed at random, but the same each time: JSON comes out, with each line as it is.
noisy()
{
	python3 - "$logs" "$scratch/noise" <<-'EOF'
	import glob, random, sys
	chance = random.Random(6)
	text = bytearray(b"".join(open(f, "rb").read() for f in sorted(glob.glob(sys.argv[1] + "/*.log"))))
	for _ in range(400):
	    text[chance.randrange(len(text))] = chance.randrange(256)
	open(sys.argv[2], "wb").write(text)
	EOF
	explain "$scratch/noise" && jq -e '.reports | length > 3' "$scratch/out" &&
		"$ringside" oops "$scratch/noise" >"$scratch/text" 2>&1 &&
		! grep -qP '[\x00-\x08\x0b-\x1f]' "$scratch/text"
}

enormous()
{
	{
		echo 'BUG: kernel NULL pointer dereference, address: 0000000000000000'
		head -c 3000000 /dev/zero | tr '\0' 'x'
		echo
		yes ' vfs_write+0xc7/0x3f0' | head -n 20000
	} >"$scratch/enormous"
	explain "$scratch/enormous" && [ "$(jq '[.reports[].lines[]] | length' "$scratch/out")" -gt 20000 ]
}

nothing()
{
	printf '%s\n' '[    0.000000] Linux version 6.1' '[    1.0] eth0: link is up' >"$scratch/quiet"
	explain "$scratch/quiet" && jq -e '.reports == []' "$scratch/out" &&
		expect 0 'no report of a failure in these 2 lines' '' "$ringside" oops "$scratch/quiet" &&
		expect 0 'no report' '' "$ringside" oops /dev/null
}

refusals()
{
	expect 1 '' 'cannot read /nothing/here' "$ringside" oops /nothing/here &&
		expect 1 '' 'cannot read /nothing.ko' "$ringside" oops --ko /nothing.ko /dev/null &&
		expect 1 '' 'has no use for' "$ringside" oops a b &&
		expect 1 '' "does not take --ko" "$ringside" status --ko a
}

schema()
{
	local log

	for log in "$logs"/*.log "$scratch/noise" "$scratch/both"; do
		"$ringside" -j oops "$log"
	done >"$scratch/documents"
	python3 - "$src/Documentation/json/ringside.schema.json" "$scratch/documents" <<-'EOF'
	import json, sys
	import jsonschema
	schema = json.load(open(sys.argv[1]))
	validator = jsonschema.validators.validator_for(schema)(schema)
	for line in open(sys.argv[2]):
	    validator.validate(json.loads(line))
	EOF
}

# Of a person's view: the title first, explanations indented, what is the same once.
text_is_for_people()
{
	"$ringside" oops "$logs/stack-overflow.log" >"$scratch/text" 2>/dev/null
	grep -q '^report 1 of 1: stack-overflow$' "$scratch/text" &&
		grep -q '^    The stack of the task was used up' "$scratch/text" &&
		grep -q 'more of this' "$scratch/text" &&
		[ "$(grep -c 'deeper.isra.0+0x42' "$scratch/text")" = 1 ] &&
		! grep -v '^\[' "$scratch/text" | grep -v ':[0-9]*: ' | grep -q '.\{100\}'
}

# The README's example is what comes of such a log, and its source lines are there.
readme_is_true()
{
	local line place text

	sed -n 's/^\[[^]]*\] //p' "$logs/oops-proc.log" | "$ringside" oops - >"$scratch/text" 2>/dev/null
	sed -n '/^# dmesg -t | ringside oops/,/^```/p' "$src/README.md" | sed '1d;$d' >"$scratch/example"
	[ -s "$scratch/example" ] || return
	while IFS= read -r line; do
		case $line in
		'['*' more line'*) ;;
		'    module/'*)
			place=${line%%: *}
			text=$(sed -n "${place##*:}{s/^\t*//p}" "$src/$(sed 's/^ *//; s/:.*//' <<<"$place")")
			[ "${line#*: }" = "$text" ] || { echo "$line: $text"; return 1; }
			;;
		*) grep -qxF -- "$line" "$scratch/text" || { echo "not said: $line"; return 1; } ;;
		esac
	done <"$scratch/example"
}

# More lines than are kept: what is not looked at is said.
too_long()
{
	yes x | head -n 1000001 >"$scratch/long"
	"$ringside" oops "$scratch/long" >"$scratch/text" 2>"$scratch/err" || return
	grep -q 'some of the log is missing' "$scratch/err" || return
	head -n 1000 "$scratch/long" | "$ringside" oops - 2>&1 | grep 'is missing' && return 1
	return 0
}

begin
of_each_kind
figures
made_up
forms
check "two CPUs at once" two_at_once
check "the same where nobody says who wrote what" mixed_without_names
check "a log that begins or ends in the middle" mutilated
check "lines that end anywhere" cut_lines
check "noise" noisy
check "lines without an end, and without number" enormous
check "more lines than are kept" too_long
check "no report" nothing
check "what makes no sense is refused" refusals
check "text is for people" text_is_for_people
check "the README's example" readme_is_true
if python3 -c 'import jsonschema' 2>/dev/null; then
	check "JSON is as the schema says" schema
else
	skip "JSON is as the schema says" "python3-jsonschema is missing"
fi
finish
