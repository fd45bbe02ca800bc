# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154,SC2016 # the parts share their variables; programs of others
#
# The ways of counting: ours, what is under it, and what one would use instead.

# Seconds of the guest for a tool to say that it has begun, and to end.
readonly BEGIN_PATIENCE=60 END_PATIENCE=120
# Some tools print the number of getppid(): 110.

bare()
{
	"${workload[@]}" && saw -
}

# Empty probes keep no count: that the price rises is what shows them.
empty_probes()
{
	insmod "$floor_ko" "$@" && "${workload[@]}" && saw -
}

getppid_entries()
{
	sed -n 's/.*"name":"getppid","entries":\([0-9]*\).*/\1/p' | head -n 1
}

ringside()
{
	insmod "$RINGSIDE_KO" "$@" && "${workload[@]}" &&
		saw "$("$RINGSIDE" -j syscalls getppid | getppid_entries)" exactly
}

watched()
{
	insmod "$RINGSIDE_KO" && "$RINGSIDE" -j run -o "$work/out" -- "${workload[@]}" &&
		saw "$(getppid_entries <"$work/out")" exactly
}

# The program is stopped meanwhile: what is left is what the probes do for it. What is
# lost would cost less.
kept()
{
	insmod "$RINGSIDE_KO" &&
		"$RINGSIDE" -j trace --room 131072 -o "$work/out" -- \
			sh -c 'kill -STOP $PPID; "$@"; kill -CONT $PPID' sh "${workload[@]}" &&
		saw "$(tallied received)" each
}

# Program and workload share the CPU, and the program takes what it can.
traced()
{
	insmod "$RINGSIDE_KO" && "$RINGSIDE" -j trace --class brk --room 131072 -o "$work/out" -- \
		"${workload[@]}" && saw "$(tallied received lost)" each
}

# tallied received|lost...: calls that the trace says were so
tallied()
{
	local which

	for which; do
		sed -n "s/.*\"entries\":{[^}]*\"$which\":\([0-9]*\)[,}].*/\1/p" "$work/out"
	done | awk '{ n += $1 } END { print n }'
}

# A tool that hangs must not take the other rows with it.
limited()
{
	timeout -k 5 "$END_PATIENCE" "$@" || {
		[ $? != 124 ] || echo "it did not end within $END_PATIENCE seconds"
		return 1
	}
}

perf_stat()
{
	limited perf stat -x, -o "$work/out" -e raw_syscalls:sys_enter -- "${workload[@]}" &&
		saw "$(awk -F, '/raw_syscalls/ { print $1 }' "$work/out")"
}

# hist_trigger KEYS
hist_trigger()
{
	local event=$tracing/events/raw_syscalls/sys_enter

	echo "hist:keys=$1" >"$event/trigger" && "${workload[@]}" &&
		saw "$(awk '/id: +110 [}]|sys_getppid/ { sub(/.*hitcount:/, ""); n += $1 }
			END { print n }' "$event/hist")"
}

# The ring keeps the last events only; its statistics know of the others.
trace_events()
{
	echo 1 >"$tracing/events/raw_syscalls/enable" && "${workload[@]}" &&
		saw "$(awk '/^(entries|overrun):/ { n += $2 } END { print int(n / 2) }' \
			"$tracing/per_cpu/cpu0/stats")"
}

bpftrace_count()
{
	limited bpftrace -o "$work/out" -c "${workload[*]}" \
		-e 'tracepoint:raw_syscalls:sys_enter { @[args->id] = count(); }' &&
		saw "$(awk '$1 == "@[110]:" { print $2 }' "$work/out")"
}

bpftrace_latency()
{
	limited bpftrace -o "$work/out" -c "${workload[*]}" -e '
		tracepoint:raw_syscalls:sys_enter { @start[tid] = nsecs; }
		tracepoint:raw_syscalls:sys_exit /@start[tid]/ {
			@ns = hist(nsecs - @start[tid]);
			delete(@start[tid]);
		}
		END { clear(@start); }' &&
		saw "$(awk '/\|$/ && sub(/^[[(][^])]*[])]/, "") { n += $1 } END { print n }' "$work/out")"
}

wait_for_line()
{
	local left=$((BEGIN_PATIENCE * 10))

	until grep -q "$1" "$2"; do
		kill -0 "$3" 2>/dev/null && [ $((left -= 1)) -gt 0 ] || return 1
		sleep 0.1
	done
}

libbpf_syscount()
{
	local pid

	timeout -k 5 "$END_PATIENCE" stdbuf -oL syscount >"$work/out" 2>&1 &
	pid=$!
	background=("$pid")
	if ! wait_for_line Tracing "$work/out" "$pid"; then
		cat "$work/out"
		return 1
	fi
	"${workload[@]}"
	kill -INT "$pid"
	wait "$pid"
	saw "$(awk '$1 == "getppid" { print $2 }' "$work/out")"
}

perf_trace()
{
	limited perf trace -s -o "$work/out" -- "${workload[@]}" &&
		saw "$(awk '$1 == "getppid" { print $2 }' "$work/out")"
}

strace_count()
{
	limited strace -c -o "$work/out" -- "${workload[@]}" &&
		saw "$(awk '$NF == "getppid" { print $4 }' "$work/out")"
}

# The slow ones repeat less: the count of instructions hardly varies.
all_ways()
{
	way bare "nothing" 100000 5 bare
	bare=$(cat "$work/result")
	way floor-enter "empty probe on sys_enter" 100000 5 empty_probes
	way floor "empty probes on sys_enter and sys_exit" 100000 5 empty_probes exits=1
	way follow0 "ringside, entries only (follow=0)" 100000 5 ringside follow=0
	way errnos0 "ringside without errnos (errnos=0)" 100000 5 ringside errnos=0
	way timing0 "ringside without times (timing=0)" 100000 5 ringside timing=0
	way default "ringside" 100000 5 ringside
	way watched "ringside run" 100000 5 watched
	way kept "ringside trace, its events kept" 10000 5 kept
	way traced "ringside trace, with all that it does" 100000 3 traced
	way perf-stat "perf stat -e raw_syscalls:sys_enter" 100000 3 perf_stat
	way hist-id "ftrace hist trigger, by syscall" 100000 3 hist_trigger id
	way hist-execname "ftrace hist trigger, by process and syscall" 100000 3 \
		hist_trigger common_pid.execname,id.syscall
	way events "ftrace, raw_syscalls events" 100000 3 trace_events
	way bpftrace-count "bpftrace, count by syscall" 100000 3 bpftrace_count
	way bpftrace-latency "bpftrace, latency histogram" 50000 3 bpftrace_latency
	way syscount "libbpf-tools syscount" 100000 3 libbpf_syscount
	way perf-trace "perf trace -s" 20000 3 perf_trace
	way strace "strace -c" 10000 3 strace_count
	way bare-again "nothing, again" 100000 5 bare
}
