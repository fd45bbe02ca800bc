#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Nothing has leaked so far: runs last, where the kernel has kmemleak. The
# kernel's own kmemleak-test leaks on purpose, later than all others. So once
# the scan finds its leaks, it has found those before as well.
set -u

kmemleak=/sys/kernel/debug/kmemleak
deadline=$((SECONDS + 600))
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"; rmmod kmemleak_test 2>/dev/null' EXIT

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 4
}

# The memory of a module's start is gone when the report is made, and with it the
# names there. So leaks are told apart by the program that loaded the module.
leaky=on_purpose

leak_on_purpose()
{
	ln -s "$(command -v modprobe)" "$work/$leaky"
	( exec -a modprobe "$work/$leaky" kmemleak_test )
}

# Objects that this program has left, or with -v all others.
objects()
{
	awk -v RS='unreferenced object' -v by="comm \"$leaky\"" -v other="${1:-}" \
		'NR > 1 && (index($0, by) ? !other : other) { print RS $0 }' "$work/report"
}

# An object must have been there for some seconds, and unchanged between two
# scans, before it is reported.
scan_until_found()
{
	: >"$work/report"
	until [ -n "$(objects)" ]; do
		((SECONDS < deadline)) || return 1
		echo scan >$kmemleak || return 1
		cat $kmemleak >"$work/report"
	done
}

result()
{
	[ "$1" = 0 ] || printf 'not '
	echo "ok $2 $3"
}

echo "TAP version 13"
[ -w $kmemleak ] || skip_all "no $kmemleak: needs CONFIG_DEBUG_KMEMLEAK, make check-debug"
# A scan takes seconds without a pause. Where the machine is slow, the scheduler warns
# of that on a CPU without ticks, so it shall not be one of those.
taskset -p -c 0 $$ >/dev/null || exit 1
leak_on_purpose || skip_all "needs CONFIG_DEBUG_KMEMLEAK_TEST=m, make check-debug"
echo 1..3

# What its globals point to is no leak for as long as it is loaded.
[ ! -e /sys/module/ringside ]
gone=$?
result $gone 1 "ringside is unloaded, with all that it had"

scan_until_found
found=$?
result $found 2 "a leak on purpose is found"

ours=$(objects -v)
[ -z "$ours" ] || echo "# ${ours//$'\n'/$'\n'# }"
[ -z "$ours" ]
clean=$?
result $clean 3 "nothing else has leaked"

# For a second run on the same kernel.
rmmod kmemleak_test && echo clear >$kmemleak
exit $((gone || found || clean))
