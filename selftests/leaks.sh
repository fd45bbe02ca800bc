#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Nothing has leaked so far: runs last, where the kernel has kmemleak. The
# kernel's own kmemleak-test leaks on purpose, later than all others. So once
# the scan finds its leaks, it has found those before as well.
set -u

kmemleak=/sys/kernel/debug/kmemleak
deadline=$((SECONDS + 120))
report=$(mktemp) || exit 1
trap 'rm -f "$report"; rmmod kmemleak_test 2>/dev/null' EXIT

skip_all()
{
	echo "1..0 # SKIP $*"
	exit 4
}

# Objects whose allocation has this in its stack, or with -v has not.
objects()
{
	awk -v RS='unreferenced object' -v text="${*: -1}" -v other="$([ "$1" = -v ] && echo 1)" \
		'NR > 1 && (index($0, text) ? !other : other) { print RS $0 }' "$report"
}

# An object must have been there for some seconds, and unchanged between two
# scans, before it is reported.
scan_until_found()
{
	until [ -n "$(objects kmemleak_test)" ]; do
		((SECONDS < deadline)) || return 1
		echo scan >$kmemleak || return 1
		cat $kmemleak >"$report"
	done
}

result()
{
	[ "$1" = 0 ] || printf 'not '
	echo "ok $2 $3"
}

echo "TAP version 13"
[ -w $kmemleak ] || skip_all "no $kmemleak: needs CONFIG_DEBUG_KMEMLEAK, make check-debug"
modprobe kmemleak_test || skip_all "needs CONFIG_DEBUG_KMEMLEAK_TEST=m, make check-debug"
echo 1..2

scan_until_found
found=$?
result $found 1 "a leak on purpose is found"

ours=$(objects -v kmemleak_test)
[ -z "$ours" ] || echo "# ${ours//$'\n'/$'\n'# }"
[ -z "$ours" ]
clean=$?
result $clean 2 "nothing else has leaked"

# For a second run on the same kernel.
rmmod kmemleak_test && echo clear >$kmemleak
exit $((found || clean))
