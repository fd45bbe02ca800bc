# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2154 # the parts share their variables
#
# What the module costs besides: for calls that fail, with many
# threads, in memory, in time.

# Calls that a trace must receive to have followed a program
readonly FOLLOWED=200000

# load FIGURE [PARAMETER...]: without the module there is no such figure.
load()
{
	insmod "$RINGSIDE_KO" "${@:2}" 2>"$work/log" && return
	figure "$1" ''
	return 1
}

# quotient A B: nothing when either is missing or 0, which is no measurement.
quotient()
{
	awk -v a="$1" -v b="$2" 'BEGIN { if (a > 0 && b > 0) print a / b }'
}

# with_threads N WHAT: a call costs the same, and one after a switch to another
# task, for which the module has to look the task up.
with_threads()
{
	figure "threads.$1.$2.call" "$(take "$1" calls 100000 3)"
	figure "threads.$1.$2.switch" "$(take "$1" yields 20000 3)"
}

threads()
{
	local n

	for n in 10 10000; do
		say "$n threads alive"
		with_threads $n bare
		load "threads.$n.ringside" || return
		with_threads $n ringside
		everything_off
	done
}

# A call that fails is counted by errno too.
failing()
{
	say "a call that fails"
	figure failing.bare "$(take 0 failures 100000 3)"
	load failing.ringside || return
	figure failing.ringside "$(take 0 failures 100000 3)"
	everything_off
	load failing.errnos0 errnos=0 || return
	figure failing.errnos0 "$(take 0 failures 100000 3)"
	everything_off
}

# counted_library: the same, of which --both must have seen each call.
counted_library()
{
	"$RINGSIDE" -j run --both -o "$work/out" -- "$PRICE_DYNAMIC" "$work/result" "$@" \
		2>"$work/log" || return
	grep -q '"function":"toascii"[^}]*"calls":300000[,}]' "$work/out" && cat "$work/result"
}

library_calls()
{
	say "a library call"
	figure library.bare "$("$PRICE_DYNAMIC" - 0 library 100000 3 2>"$work/log")"
	load library.counted || return
	figure library.counted "$(counted_library 0 library 100000 3)"
	everything_off
}

# The program's report must hold every thread, or the time would mean nothing.
dump_tasks()
{
	local ns rows

	say "dump of 10000 tasks"
	load tasks.dump || return
	ns=$("$price" "$work/ns" 10000 run 3 "$RINGSIDE" -j tasks -n 0 2>"$work/log" |
		tail -n 1 >"$work/tasks" && cat "$work/ns")
	rows=$(grep -o '"tgid":' "$work/tasks" | wc -l)
	everything_off
	if [ "$rows" -lt 10000 ]; then
		echo "the report had $rows tasks" >>"$work/log"
		ns=''
	fi
	figure tasks.dump "$ns"
}

# Which functions' allocations the kernel granted, by their stacks.
trace_allocations()
{
	local event

	for event in "$tracing"/events/kmem/kmalloc{,_node}/trigger; do
		[ ! -e "$event" ] || echo "$1hist:keys=stacktrace:vals=bytes_alloc if ptr != 0" >"$event"
	done
}

# granted FUNCTION: bytes that the kernel gave to it, by either allocator.
granted()
{
	{
		cat "$tracing"/events/kmem/kmalloc{,_node}/hist 2>/dev/null
		# A line of its own form there: the caller, then pages=N.
		sed -n "s/.* $1+.*pages=\([0-9]*\) .*/vmalloc \1/p" /proc/vmallocinfo
	} | awk -v wanted="$1+" '
		/stacktrace:/ { ours = 0 }
		index($0, wanted) { ours = 1 }
		ours && /bytes_alloc:/ { sub(/.*bytes_alloc:/, ""); bytes += $1 }
		$1 == "vmalloc" { bytes += $2 * 4096 }
		END { print bytes + 0 }'
}

status_number()
{
	"$RINGSIDE" -j status | sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p"
}

# sum BYTES...: nothing when one is 0, which was not found.
sum()
{
	local bytes sum=0

	for bytes; do
		[ "$bytes" -gt 0 ] || return
		sum=$((sum + bytes))
	done
	echo $sum
}

memory()
{
	local blocks slots log

	say "memory"
	trace_allocations ''
	load memory || { trace_allocations '!'; return; }
	blocks=$(granted rs_counters_alloc)
	slots=$(granted rs_tasks_init)
	log=$(granted rs_creds_init)
	: >"$work/log"
	figure memory.granted "$(sum "$blocks" "$slots" "$log")"
	figure memory.reported "$(status_number memory)"
	figure memory.per-cpu "$(quotient "$blocks" "$(status_number cpus)")"
	figure memory.per-slot "$(quotient "$slots" "$(cat /sys/module/ringside/parameters/tasks)")"
	figure size.text "$(size "$RINGSIDE_KO" | awk 'NR == 2 { print $1 }')"
	figure size.data "$(size "$RINGSIDE_KO" | awk 'NR == 2 { print $2 + $3 }')"
	figure size.loaded "$(cat /sys/module/ringside/coresize)"
	everything_off
	trace_allocations '!'
}

least()
{
	sort -n "$1" | head -n 1
}

most()
{
	sort -n "$1" | tail -n 1
}

# A round that failed spoils the others: rather no figure than a doubtful one.
loading()
{
	say "insmod and rmmod"
	: >"$work/insmod" >"$work/rmmod"
	for _ in 1 2 3; do
		take 0 insmod "$RINGSIDE_KO" '' >>"$work/insmod" || { : >"$work/insmod"; break; }
		take 0 rmmod ringside >>"$work/rmmod" || { : >"$work/rmmod"; break; }
	done
	figure time.insmod "$(least "$work/insmod")"
	figure time.rmmod "$(least "$work/rmmod")"
}

# all_cross: those in the background live, and the module sees calls of theirs.
all_cross()
{
	local calls pid

	calls=$("$RINGSIDE" -j syscalls getppid | getppid_entries)
	[ "${calls:-0}" -gt 0 ] || { echo "no load: the module saw no call of it" >&2; return 1; }
	for pid in "${background[@]}"; do
		kill -0 "$pid" || return
	done
}

# Unloading in a hurry is no figure when nobody was in the way.
rmmod_when_crossed()
{
	insmod "$RINGSIDE_KO" && all_cross && take 0 rmmod ringside >>"$work/rmmod"
}

# The worst of some, with the CPU taken by programs that do nothing but cross.
rmmod_under_load()
{
	say "rmmod under load"
	: >"$work/rmmod"
	for _ in 1 2 3 4; do
		"$price" /dev/null 0 calls 2000000000 1 &
		background+=("$!")
	done
	for _ in 1 2 3; do
		rmmod_when_crossed 2>"$work/log" || { : >"$work/rmmod"; break; }
	done
	everything_off
	figure time.rmmod-under-load "$(most "$work/rmmod")"
}

reading()
{
	local file

	say "reading /proc"
	load time.read || return
	for file in /proc/ringside/*; do
		figure "time.read.${file##*/}" "$(take 0 read 3 "$file")"
	done
	everything_off
}

# received WORK: a trace of a program that does so many instructions of work before
# each call; prints how many calls it received, if none was lost.
received()
{
	rm -f "$work/result" "$work/out"
	"$RINGSIDE" trace -o "$work/out" -- \
		"$price" "$work/result" 0 spread "$FOLLOWED" 1 "$1" >"$work/log" 2>&1 &&
		sed -n 's/^entries: \([0-9]*\) received + 0 lost = .*/\1/p' "$work/out"
}

# Calls that a program makes in a million instructions of this CPU, for which the
# tool that follows it competes.
rate()
{
	quotient 1000000 "$(cat "$work/result" 2>/dev/null)"
}

# followed CALLS COMMAND...: the same by another tool. One that prints none of the calls
# has not followed them.
followed()
{
	rm -f "$work/result" "$work/out"
	limited "${@:2}" -o "$work/out" -- "$price" "$work/result" 0 spread "$1" 1 "$at" \
		>"$work/log" 2>&1
	grep -qs 'getppid(' "$work/out" || rm -f "$work/result"
}

# missing CALLS: how many of them are not in what it has printed; nothing when it has
# followed none.
missing()
{
	[ ! -e "$work/result" ] || echo $(($1 - $(grep -c 'getppid(' "$work/out")))
}

# How fast a program may cross so that a trace loses nothing; and what others make of
# that program. strace makes it wait, perf trace may lose.
following()
{
	local at calls=''

	say "a program is followed, call by call"
	load follow.ringside || return
	for at in 0 500 1000 1500 2000 3000 4000 8000; do
		calls=$(received $at)
		[ "${calls:-0}" -lt "$FOLLOWED" ] || break
		calls=''
	done
	figure follow.work "${calls:+$at}"
	figure follow.ringside "${calls:+$(rate)}"
	everything_off
	[ -n "$calls" ] || return
	followed 5000 strace
	figure follow.strace "$(rate)"
	followed 20000 perf trace
	figure follow.perf-trace "$(rate)"
	figure follow.perf-trace-lost "$(missing 20000)"
}

all_figures()
{
	following
	memory
	failing
	library_calls
	threads
	dump_tasks
	loading
	rmmod_under_load
	reading
}
