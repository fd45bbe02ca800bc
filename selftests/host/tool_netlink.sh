#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the program makes of the kernel's answers, good and bad, played by
# fake_netlink.c; and how `run` treats its command. No module is needed.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq gcc

# The sanitizer's library wants to be the first one, but need not be.
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
fake=$scratch/fake_netlink.so

# play SCENE ARGUMENTS...
play()
{
	FAKE=$1 LD_PRELOAD=$fake "$ringside" "${@:2}"
}

# scene NAME STATUS STDOUT STDERR ARGUMENTS...
scene()
{
	check "$1: ringside ${*:5}" expect "$2" "$3" "$4" play "$1" "${@:5}"
}

good_answers()
{
	scene normal 0 'x86_64: entries [0-9]+ = exits' '' status
	scene normal 0 '^abi_7: entries 3 ' '' status
	scene normal 0 'sched_process_exit +no +this kernel does not offer it' ''
	scene normal 0 '^syscalls +on +-$' '' status
	scene normal 0 '^timing +off +switched off$' '' status
	scene normal 0 '^later +- +of a module' '' status
	scene normal 0 'faults +0 ' '' config faults=off
	scene normal 0 'abi_7 +3 +syscall_0x3 +18446744073709551614 ' '' syscalls
	scene normal 0 'ia32 +- +outside ' '' syscalls
	scene normal 0 'x86_64 +999 +syscall_0x3e7 ' '' syscalls
	scene normal 0 'syscall_0x3e7' '' syscalls syscall_0x3e7
	scene normal 0 'outside' '' syscalls outside
	scene normal 0 'x86_64 +257 +openat' '' syscalls %file
	scene normal 0 'No such syscall' '' syscalls getpid
	scene normal 0 '\(4 more' '' syscalls -n 1
	scene normal 0 'errno_4000 +denied +3' '' errors
	scene normal 0 'ENOENT +kernel +3' '' errors 'open*'
	scene normal 0 'a "b\\ \\x1b\[31m +2 .* read ' '' tasks
	scene normal 0 '\\xff\\xc3\(ä' '' tasks
	scene normal 0 'a "b' '' tasks 'a *'
	scene normal 0 'No such task' '' tasks 'b*'
	scene normal 0 '^generation 2 began' '' reset
	scene normal 0 'errnos +0 ' '' config errnos=0
	scene normal 0 'timing +0 ' '' config timing=off
	scene normal 0 'timing +1 ' '' config timing=on
	scene normal 0 'watches +- ' '' config
	scene normal 0 '' 'x86_64 +0 +read ' run true
	scene normal 0 'process 77 .* alive: 0' 'watching process 77' syscalls -p 77
}

times()
{
	local u='(us|µs)'

	scene normal 0 "openat +263 +6.00 ms +3.00 ms +3.00 ms +22.8 $u +6.00 ms\$" '' syscalls -t
	scene normal 0 'ia32 +outside( +-){6}$' '' syscalls --times
	scene normal 0 'timed +total' '' syscalls --sort mean
	scene normal 0 'read +0 +0 ns +0 ns +0 ns +- +- +[0-9.]+$' '' syscalls -ti 0.02 -c 2
	scene normal 0 "^ +2 .* 999 ns +999 $u +1.00 ms +read +61.0 s\$" '' tasks -t
	scene normal 0 "^ +3 .* 9.99 $u +10.0 $u +9223372037 s +- +-\$" '' tasks --sort user
	scene normal 0 '' 'time: 2.00 s in ring 3, 500 ms working in ring 0, 1.50 s waiting; together 4.00 s$' run true
	LC_ALL=C scene normal 0 '^ +512 ns +1  #$' '' syscalls -H openat
	LC_ALL=C scene normal 0 '^ +1 us +4  #$' '' syscalls -H openat
	LC_ALL=C scene normal 0 '^ +2 us +0$' '' syscalls -H openat
	LC_ALL=C scene normal 0 '^ +4 us +258  #{48}$' '' syscalls --histogram openat
	LC_ALL=C.UTF-8 scene normal 0 '^ +1 µs +4  ▋$' '' syscalls -H openat
	LC_ALL=C.UTF-8 scene normal 0 '^ +4 µs +258  █{48}$' '' syscalls -H openat
	scene normal 0 'x86_64 read: 6 calls took 3.00 ms, mean 500 '$u', longest 10.0 ms; working 2.70 ms, waiting 300 '$u'$' \
		'' syscalls -H read
	scene normal 0 'ia32 outside: not timed' '' syscalls -H
	scene untimed 0 'Times are not available: timing is off; .ringside config timing=on.' '' syscalls -t
	scene untimed 0 'Times are not available: timing is off' '' syscalls -H
	scene untimed 0 'Times are not available: timing is off' '' tasks --sort wait
	scene untimed 0 '' 'time: not available: timing is off' run true
	scene entries-only 0 'Times are not available: loaded with follow=0' '' syscalls -t
	scene lacking 0 'Times are not available: the module did not send them' '' tasks -t
	check "counts alone do not speak of times" \
		test "$(play untimed syscalls | grep -ci time)" = 0
	check "what is not timed is null, with the reason" test "$(play untimed -j syscalls read |
		jq -c '[.untimed_reason != null, (.syscalls[0] | .timed, .total_ns, .mean_ns, .histogram)]')" = \
		'[true,null,null,null,null]'
	check "JSON has the histogram" test "$(play normal -j syscalls openat |
		jq -c '[.untimed_reason, .syscalls[0].timed, (.syscalls[0].histogram[] | .from_ns, .calls)]')" = \
		'[null,263,512,1,1024,4,4096,258]'
}

ledgers()
{
	scene normal 0 'crossing +exception #UD +5 +no such instruction$' '' ledger
	scene normal 0 'origin unknown +interrupt timer +1 ' '' ledger
	scene normal 0 'crossing +nmi +- +nobody tells$' '' ledger
	scene normal 0 '^ +1 +125 +126 +1 +-$' '' ledger
	scene normal 0 '' '^exception #UD +5 +no such instruction$' run true
	scene normal 0 '' '^Beside that: fork 2$' run true
	check "run does not show kinds of which there were none, nor what is no crossing" \
		test "$(play normal run true 2>&1 | grep -cE '_signal|nmi|exec |nobody|unknown')" = 0
	check "run has the whole ledger in JSON" test "$(play normal run -j true 2>&1 |
		jq -c '[.ledger | length, (.[] | select(.count == 0 or .count == null) | .name)]')" = \
		'[10,"page_fault_signal","nmi","exec"]'
}

rosters()
{
	scene normal 0 '' '^200 +199 +leader +2 +110 +55 +3 +0 +2.00 s +250 ms +750 ms$' \
		run --by process true
	scene normal 0 '' '^200 +199 +again +1 +1000 +500 +3 +0 +1.50 s +250 ms +750 ms$' \
		run --by process true
	scene normal 0 '' '^200 +leader +x86_64 +257 +openat +10 +7$' run --by process true
	scene normal 0 '' '^200 +again +x86_64 +257 +openat +1000 +500$' run --by process true
	scene normal 0 '' '^201 +200 +199 +worker +100 +50 +1 +0 +500 ms +0 ns +0 ns$' \
		run -b thread true
	scene normal 0 '' '^200 +leader +x86_64 +257 +openat +6 +5$' run -b thread true
	scene normal 0 '' '^ +- +- +x86_64 +1 +write +1 +0$' run -b thread true
	scene normal 0 '' '^\(4 more; -n 0 shows all' run -b thread -n 1 true
	scene unlisted 0 '' '^5 of its tasks have no row: the roster holds 3' run -b process true
	scene unlisted 0 '' '^7 calls of these or others' run -b process true
	scene unlisted 0 '' '^ *pid +parent .* errors +denied +faults' run -b process true
	scene crowd 0 '' 'faults +exceptions +interrupts' run -b process true
	scene untimed 0 '' '^200 +199 +again +1 +1000 +500 +3 +0 +- +- +-$' run -b process true
	scene normal 1 '' "no rows by 'moon'" run -b moon true
	scene normal 0 '^200 +again +1 +1000 +500 +3 +0 +0 +ended +-$' 'watching process 200' \
		tasks -p 200 -b process
	scene normal 0 '^200 +leader +2 +110 +55 +3 +0 +0 +read +61.0 s$' 'watching process 201' \
		tasks -p 201 -b process
	scene normal 0 '^201 +200 +worker +100 +50 +1 +0 +0 +read +61.0 s$' 'watching process 201' \
		tasks -p 201
	scene unlisted 0 '^5 of its tasks have no row' 'watching' tasks -p 201
	scene normal 1 '' 'try: ringside run --by process -n 5' run -n 5 true
	check "without --by nobody has a row of his own" \
		test "$(play normal run -j true 2>&1 | jq 'has("by") or has("tasks")')" = false
	check "JSON has all rows, and who is alive" test "$(play normal run -j -b process true 2>&1 |
		jq -c '[.by, (.tasks[] | .number, .threads, .alive), (.task_syscalls | length)]')" = \
		'["process",2,1,0,0,2,1,4]'
}

tops()
{
	local words='no terminal to draw in'

	scene crowd 0 '^ *100 +leader +3 +[0-9.]+ +[0-9.]+ .* ia32 write +7.00 ' '' top -i 0.02 -c 1
	scene crowd 0 '\(1 more' '' top -n 1 -b command -c 2 -i 0.02
	scene reset 0 'were reset meanwhile' '' top -i 0.02 -c 3
	scene absent 3 '' 'try: insmod' top
	scene normal 1 '' "no rows by 'moon'" top -b moon
	check "no terminal: top says so, and goes on in text" no_terminal "$words"
	check "where nobody crosses, top says so" expect 0 'Nobody crossed' '' play normal top -i 0.02 -c 1 'b*'
}

traces()
{
	local u='(us|µs)' svg=$scratch/trace.svg at

	scene normal 0 '^ +0\.000000 +77 +0 +- +read +2\.00 ms +2\.00 ms +5$' '' trace -p 77
	scene normal 0 "^ +0\.002003 +77 +0 +1\.00 $u +page_fault( +-){3}\$" '' trace -p 77
	scene normal 0 "^ +0\.002004 +77 +0 +<1\.00 $u +openat +1\.00 $u +0 ns +ENOENT\$" '' trace -p 77
	scene normal 0 'event fork +- +- +task 999 was made$' '' trace -p 77
	scene normal 0 '^ +0\.000000 +78 +1 +- +getpid ' '' trace -p 77
	scene normal 0 ' lost +- +- +3 events: no room' '' trace -p 77
	scene normal 0 "syscall_0x3e7 +1\.00 $u +0 ns +0x10000000000\$" '' trace -p 77
	scene normal 0 'event what_77 ' '' trace -p 77
	scene normal 0 '^5 syscalls, 1 page faults, 1 interrupts, 1 switches; 11 lines; 3 lost' '' trace -p 77
	scene normal 0 '^entries: 5 received \+ 1 lost = 6 counted$' '' trace -p 77
	scene normal 0 '^5 syscalls.*; 3 lines; ' '' trace -p 77 --class %file,write
	scene normal 0 '' 'openat .* ENOENT$' trace true
	scene unbalanced 4 '^exits: 5 received \+ 1 lost is not 5 counted' '' trace -p 77
	scene lacking 4 '^ +- +77 +0 +- +outside +- +0 ns +5$' '' trace -p 77
	scene lacking 4 '^exits: 5 received \+ 1 lost is not - counted: the module does not say all$' '' trace -p 77
	scene short 2 '' 'does not look as it should' trace -p 77
	scene missed 0 'openat' 'warning: 1 tasks found no room' trace -p 77
	scene unloaded 3 '' 'the module was unloaded' trace -p 77
	scene unloaded 3 '' 'the module was unloaded' story -p 77
	check "pictures" expect 0 openat '' play normal trace -p 77 --svg "$svg" \
		--perfetto "$svg.json" --csv "$svg.csv" --folded "$svg.folded"
	check "what is told late does not stretch them" grep -q ' of 2 tasks in 2\.01 ms, 3 events lost' "$svg"
	at=$(jq '[.traceEvents[].ts // 0 | . > 2012 or . < 0] | any' "$svg.json")
	check "nor in Perfetto" test "$at" = false
	check "nor in a spreadsheet" grep -q '^0,78,1,,0,syscall,getpid,' "$svg.csv"
	check "stacks are counted" grep -qx 'task 77;ring 0;syscall;openat;ENOENT 1' "$svg.folded"
}

stories()
{
	scene normal 0 '^2\. It reads\.  task 77, after 0\.000000 s$' '' story -p 77
	scene normal 0 'took +1\.00 .s in ring 3, 2\.00 ms in syscalls, 2\.00 ms of that waiting$' '' story -p 77
	scene normal 0 '^  missed   1 pages' '' story -p 77
	scene normal 0 'failed +openat 1: ENOENT, No such file' '' story -p 77
	scene normal 0 '^  besides  events that were lost 3, fork 1, interrupt timer 1$' '' story -p 77
	scene normal 0 '^5 syscalls.*; 5 steps; 3 lost' '' story -p 77
	scene normal 0 '^ +0\.002004 +ring 3 .* openat  ENOENT$' '' story --full -p 77
	scene normal 0 '' 'It reads.* task [0-9]+, after 0\.000000' story true
	scene lacking 4 'task 77, after - s$' '' story -p 77
	scene short 2 '' 'does not look as it should' story -p 77
}

marks()
{
	local one=$scratch/one.mark two=$scratch/two.mark

	scene normal 0 "^Marked in $one" '' mark "$one"
	scene crowd 0 '^Marked in ' '' mark "$two"
	scene normal 0 '^What crossed in ' '' since "$one"
	scene normal 0 '^Nothing crossed' '' diff "$one" "$one"
	scene reload 2 '' 'was loaded anew in between' since "$one"
	scene reset 2 '' 'reset in between: generation 1 of the mark has ended, 2 has begun' since "$one"
	scene normal 1 '' 'first mark is later than the second' diff "$two" "$one"
	scene normal 1 '' 'try: ringside mark' since "$scratch/nothing"
	scene normal 1 '' 'cannot write' mark "$scratch/no/where"
	check "a mark in the usual place" in_the_usual_place
	check "the difference is exact" test "$(jq -c '.generation = 1 |
		.mark.at_ns += 2000000000 | .syscalls[0].entries += 23 | .ledger[1].count += 5 |
		.errors += [{"call": "x86_64 read", "errno_name": "EIO", "by": "kernel", "count": 3}]' \
		"$one" >"$two"; "$ringside" -j diff "$one" "$two" | jq -c '[.seconds, (.ledger[], .syscalls[],
		.errors[]) | .count? // .entries? // .]')" = '[2,5,23,3]'
	for text in '' '{' '{"mark": 7}' '[1,2' '{"mark":{"schema":2}}' 'x' "$(printf '[%.0s' {1..99})"; do
		printf '%s' "$text" >"$scratch/bad"
		check "no mark: '${text:0:20}'" expect 1 '' 'is no mark of ringside' \
			"$ringside" diff "$scratch/bad" "$one"
	done
}

in_the_usual_place()
{
	export XDG_RUNTIME_DIR=$scratch

	expect 0 "$scratch/ringside.mark" '' play normal mark &&
		expect 0 'What crossed' '' play normal since
}

no_terminal()
{
	FAKE=crowd LD_PRELOAD=$fake timeout 4 "$ringside" top >"$scratch/out" 2>"$scratch/err" </dev/null
	grep -q "$1" "$scratch/err" && grep -q 'crossings/s' "$scratch/out"
}

# by WHAT FILTER WANT: rows of the tasks added up
by()
{
	local got

	got=$(play crowd -j tasks --by "$1" -s crossings | jq -c "$2")
	[ "$got" = "$3" ] || { echo "$got"; return 1; }
}

groups()
{
	scene crowd 0 'process +syscalls|in flight +for$' '' tasks
	scene crowd 0 '^ *100 +leader +3 .* ia32 write +7.00 (us|µs)$' '' tasks --by process
	scene crowd 0 '^worker +2 ' '' tasks -b command
	scene crowd 0 '^ +4026531000 +3 ' '' tasks --by=pidns
	scene crowd 0 '^number 18446744073709551612 +4 ' '' tasks --by cgroup
	scene crowd 0 '^ +2 .* read +61.0 s$' '' tasks
	scene untimed 0 '^ +2 .* read +earlier$' '' tasks
	scene normal 1 '' "'tasks' has no rows by 'nothing'" tasks --by nothing
	scene normal 1 '' "'syscalls' does not take --by" syscalls --by process
	check "a process is its threads" by process \
		'.tasks[0] | [.pid, .command, .threads, .errors, .faults, .crossings - .entries]' \
		'[100,"leader",3,3,123,453]'
	check "a command has no number" by command '[.tasks[] | .pid, .tgid, .pidns, .cgroup] | unique' '[null]'
	check "a pid namespace has its own only" by pidns \
		'.tasks[0] | [.pidns, .command, .cgroup]' '[4026531000,null,null]'
	check "a cgroup that nobody finds has its number" by cgroup \
		'.tasks[0] | [.cgroup_path, .threads]' '[null,4]'
	check "what comes in an interval is added up, too" test "$(play crowd -j tasks --by process \
		-i 0.02 -c 1 'lead*' 'work*' | jq -c '[.tasks[] | .entries % 1000, .errors, .user_ns % 1000]')" = \
		'[0,0,0]'
}

bad_answers()
{
	scene lacking 0 'not available: the module did not send it' '' status
	scene entries-only 0 'x86_64: entries [0-9]+ \(loaded with follow=0' '' status
	scene lacking 0 'read +- +- ' '' syscalls
	scene short 2 '' 'does not look as it should' status
	scene short 2 '' 'does not look as it should' syscalls
	scene wrong-command 2 '' 'does not look as it should' tasks
	scene cut-off 2 '' 'gave 0 answers' status
	scene cut-attribute 2 '' 'does not look as it should' status
	scene only-ack 2 '' 'gave 0 answers' status
	scene unbalanced 4 'DOES NOT BALANCE, the sum is' '' status
	scene other-version 0 'entries' 'the module is version 9\.9\.9' status
	scene escape 0 '^ringside .x1b\[2J has' 'version .x1b' status
	scene eintr 0 'x86_64: entries' '' status
	scene no-buffer 2 '' 'no buffer space' syscalls
	scene silent 2 '' 'did not answer within 10 seconds' status
	scene refused 2 '' 'the module has its reasons \(Operation not permitted\)' status
	scene refused 2 '' 'try: sudo ringside' reset
	scene refused-busy 2 '' 'try: rmmod .* watches=63' run true
	scene refused-busy 2 '' 'try: ps -C ringside' config syscalls=off
	scene refused-busy 0 'Without stamps' 'try: the same again' cross getppid -R 10
	scene refused-busy 0 '^rdmsr .* ring 0 +the kernel refused: the module has its reasons' \
		'the kernel side is missing' boundary
	scene refused-gone 2 '' 'try: ps -e' syscalls -p 77
	scene refused-entries-only 2 '' 'try: rmmod .*without follow=0' errors
	scene refused-wordless 2 '' 'refused: Operation not permitted' status
	scene refused-late 2 '' 'the module has its reasons \(Invalid argument\)' syscalls
	scene interrupted 2 '' 'were reset during each of 20 attempts' syscalls
	scene interrupted-once 0 'read' '' syscalls
	scene absent 3 '' 'try: insmod module/ringside.ko' status
	scene absent 3 '' 'not loaded' run touch "$scratch/ran"
	check "nothing is run without the module" test ! -e "$scratch/ran"
	scene missed 2 '' 'no room for the command' run touch "$scratch/ran"
	check "nothing is run that cannot be watched" test ! -e "$scratch/ran"
	scene lacking 2 '' 'does not say what the watch' run true
	scene alive 0 '' '^2 of its tasks still run' run true
}

intervals()
{
	scene normal 0 'read +[0-9 ]+ [0-9]+\.[0-9]$' '' syscalls -i 0.02 -c 2
	check "unchanged rows are left out" \
		test "$(play normal syscalls -i 0.02 -c 1 | grep -c openat)" = 0
	check "as many intervals as asked for" \
		test "$(play normal syscalls -i 0.02 -c 3 | grep -c '^interval')" = 3
	scene reset 0 'were reset: generation 1 ended, 2 began' '' syscalls -i 0.02 -c 2
	check "after a reset all is counted" \
		test "$(play reset -j syscalls -i 0.02 -c 1 | jq -c '[.interval.reset, (.syscalls[] | select(.name == "read").entries)]')" = "[true,7]"
}

# sorted KEY FILTER WANT: the order of the x86_64 rows
sorted()
{
	[ "$(play normal -j syscalls --sort "$1" --abi x86_64 "${@:3}" | jq -c '[.syscalls[].nr]')" = "$2" ]
}

# in_order WANT COMMAND KEY MEMBER [ARGUMENT...]: what is in a column, sorted
in_order()
{
	local got

	got=$(play normal -j "$2" --sort "$3" "${@:5}" | jq -c "[.${2}[].$4]")
	[ "$got" = "$1" ] || { echo "$got"; return 1; }
}

each_column()
{
	local command key member want

	while read -r want command key member; do
		check "$command sorted by $key" in_order "$want" "$command" "$key" "$member"
	done <<-'COLUMNS'
	["x86_64","x86_64","x86_64","ia32","abi_7"] syscalls abi abi
	[8,3,3] errors count count
	[2,4,4000] errors errno errno
	["openat","openat","read"] errors name name
	[3,257,257] errors nr nr
	["x86_64","x86_64","ia32"] errors abi abi
	[3,2] tasks entries pid
	[3,2] tasks crossings pid
	[2,3] tasks faults pid
	[2,3] tasks exceptions pid
	[3,2] tasks interrupts pid
	[3,2] tasks cgroup pid
	[2,0] tasks errors errors
	[2,3] tasks pid pid
	[2,3] tasks tgid tgid
	[3,2] tasks pidns pid
	[2,3] tasks command pid
	["read",null] tasks in-flight in_flight
	COLUMNS
	while read -r want key; do
		check "syscalls sorted by $key" in_order "$want" syscalls "$key" "$key" --abi x86_64
	done <<-'COLUMNS'
	[10,2,0] exits
	[8,6,0] never
	[10,6,0] denied
	[4,3,0] errors
	[7,2,0] restarts
	COLUMNS
	while read -r want key; do
		check "syscalls sorted by $key" in_order "$want" syscalls "$key" "${key}_ns" --abi x86_64
	done <<-'COLUMNS'
	[12000000,6000000,3000000] total
	[500000,22813,11940] mean
	[10000000,6000000,2000000] longest
	[10800000,3000000,2700000] work
	[3000000,1200000,300000] wait
	COLUMNS
	while read -r want key member; do
		check "tasks sorted by $key" in_order "$want" tasks "$key" "$member"
	done <<-'COLUMNS'
	[9994,999] user user_ns
	[999499,9995] work work_ns
	[3,2] wait pid
	[61000000000,null] since in_flight_ns
	COLUMNS
}

sorting()
{
	check "sorted by entries" sorted entries '[0,257,999]'
	check "sorted by entries, reversed" sorted entries '[999,257,0]' -r
	check "sorted by name" sorted name '[257,0,999]'
	check "sorted by nr, the first two" sorted nr '[0,257]' -n 2
	check "a glob and a number" sorted nr '[257,999]' 'open*' 999
	each_column
}

json()
{
	local scene args

	for scene in normal untimed lacking entries-only other-version missed; do
		while IFS= read -r args; do
			# shellcheck disable=SC2086 # a list of words
			play $scene -j $args
			cat "$scratch/report" 2>/dev/null && rm "$scratch/report"
		done <<-ARGS
		status
		syscalls
		errors
		tasks
		syscalls -i 0.02 -c 2
		errors -i 0.02 -c 1
		ledger
		ledger -i 0.02 -c 1
		tasks -i 0.02 -c 1
		tasks --by command
		mark $scratch/json.mark
		since $scratch/json.mark
		top -i 0.02 -c 2
		top -i 0.02 -c 1 -b cgroup a*
		tasks --by cgroup -t
		syscalls -p 77
		tasks -p 200 -b process
		tasks -p 201 -i 0.02 -c 1
		reset
		config
		run -o $scratch/report -- true
		run -o $scratch/report -- false
		run -o $scratch/report --by process -- true
		run -o $scratch/report --by thread -n 1 -- true
		trace -p 77
		trace -o $scratch/report --class %file -- true
		story -p 77
		story --full -p 77
		ARGS
	done >"$scratch/lines"
	play refused -j status >>"$scratch/lines"
	play refused-busy -j boundary >>"$scratch/lines"
	[ "$(wc -l <"$scratch/lines")" -gt 40 ] || return 1
	python3 - "$src/Documentation/json/ringside.schema.json" "$scratch/lines" <<-'PYTHON'
	import json, sys
	import jsonschema
	schema = json.load(open(sys.argv[1]))
	validator = jsonschema.validators.validator_for(schema)(schema)
	for line in open(sys.argv[2]):
	    for error in validator.iter_errors(json.loads(line)):
	        sys.exit(f"{line}\n{error.message}")
	PYTHON
}

# ---- run ----

exit_status()
{
	local status

	for status in 0 1 2 3 4 42 255; do
		expect $status '' 'exit status '$status play normal run sh -c "exit $status" || return 1
	done
}

# The shell must see the very signal, and no core of ours. What nohup ignores is
# ignored here, too; undo that.
signals()
{
	local signal status

	for signal in HUP INT QUIT KILL SEGV TERM; do
		# shellcheck disable=SC2016 # for the inner shell
		(cd "$scratch" && ulimit -c unlimited && FAKE=normal LD_PRELOAD=$fake \
			python3 -c 'import subprocess, sys; print(subprocess.call(sys.argv[1:]))' \
			env --default-signal "$ringside" run sh -c 'ulimit -c 0; kill -'$signal' $$' >status 2>err) || return 1
		status=$(cat "$scratch/status")
		[ "$status" = "-$(kill -l $signal)" ] ||
			{ echo "$signal: $status"; cat "$scratch/err"; return 1; }
		[ -z "$(find "$scratch" -name 'core*')" ] || { echo "a core"; return 1; }
	done
}

not_run()
{
	echo '#!/nonexistent' >"$scratch/script"
	echo 'echo hello' >"$scratch/plain"
	echo 'echo hello' >"$scratch/closed"
	chmod +x "$scratch/script" "$scratch/plain"
	scene normal 127 '' 'cannot run no-such-command-here' run no-such-command-here
	scene normal 127 '' 'No such file' run /no/such/file
	scene normal 127 '' 'is its interpreter there' run "$scratch/script"
	scene normal 126 '' 'Permission denied' run "$scratch/closed"
	scene normal 126 '' 'Permission denied' run "$scratch"
	scene normal 126 '' 'ringside run -- sh ' run "$scratch/plain"
	scene normal 127 '' 'cannot run' run ''
}

# Our own descriptors must not reach the command, nor our signal settings.
command_is_left_alone()
{
	local ours theirs='grep -E "^(SigIgn|SigBlk|SigCgt)" /proc/self/status; ls /proc/self/fd | wc -l'

	ours=$(sh -c "$theirs")
	[ "$(play normal run sh -c "$theirs" 2>/dev/null)" = "$ours" ] &&
		[ "$(trap '' CHLD PIPE; play normal run sh -c "$theirs" 2>/dev/null)" = \
		  "$(trap '' CHLD PIPE; sh -c "$theirs")" ]
}

arguments_are_passed()
{
	[ "$(play normal run -- printf '%s|' a 'b c' '' -j 2>/dev/null)" = 'a|b c||-j|' ] &&
		[ "$(play normal run printf '%s|' -- x 2>/dev/null)" = '--|x|' ] &&
		[ "$(cd /usr/bin && PATH=: play normal run true 2>&1 | grep -c 'exit status 0')" = 1 ]
}

report_goes_where_asked()
{
	play normal run -o "$scratch/report" echo hello >"$scratch/out" 2>"$scratch/err" || return 1
	[ "$(cat "$scratch/out")" = hello ] && [ ! -s "$scratch/err" ] &&
		grep -q 'exit status 0' "$scratch/report" &&
		expect 1 '' 'cannot write /nonexistent/x' play normal run -o /nonexistent/x true
}

# Ctrl-C reaches the whole group: the command decides, and we tell. A shell
# lets what it starts in the background ignore Ctrl-C; undo that.
interrupt()
{
	local pid status

	FAKE=normal LD_PRELOAD=$fake setsid env --default-signal=INT \
		"$ringside" run sh -c 'trap "echo caught; exit 9" INT; echo ready
			while :; do sleep 0.05; done' >"$scratch/out" 2>"$scratch/err" &
	pid=$!
	until grep -q ready "$scratch/out"; do
		kill -0 $pid || return 1
		sleep 0.02
	done
	kill -INT -- -$pid
	wait $pid
	status=$?
	cat "$scratch/err"
	[ $status = 9 ] && grep -q caught "$scratch/out" && grep -q 'exit status 9' "$scratch/err"
}

begin
if ! gcc -shared -fPIC -O2 -Wall -Werror -include "$src/module/version.h" \
	-I"$src/module/include/uapi" -o "$fake" "$here/fake_netlink.c" -ldl; then
	check "fake_netlink builds" false
	finish
	exit
fi
good_answers
times
groups
ledgers
rosters
tops
traces
stories
marks
bad_answers
intervals
sorting
if python3 -c 'import jsonschema' 2>/dev/null; then
	check "JSON is as the schema says" json
else
	skip "JSON is as the schema says" "python3-jsonschema is missing"
fi
check "run: the exit status is passed on" exit_status
check "run: the signal is passed on" signals
not_run
check "run: descriptors and signals are the command's own" command_is_left_alone
check "run: arguments are passed on" arguments_are_passed
check "run: the report goes where it was asked to" report_goes_where_asked
check "run: Ctrl-C is the command's" interrupt
finish
