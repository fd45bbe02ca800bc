#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# tool/ktap decides whether the whole suite passed, so each way in which a
# result can go missing is tried on it here.
set -u

here=$(dirname "$(realpath "$0")")
ktap=${RINGSIDE_SRC:-$here/../..}/tool/ktap
number=0
failures=0

# expect NAME 'LAST LINE' STATUS [TEXT], the KTAP on standard input; TEXT must
# be part of what is printed.
expect()
{
	local output status verdict=ok

	output=$("$ktap" it=/dev/stdin 2>&1)
	status=$?
	number=$((number + 1))
	[ "$(tail -n 1 <<<"$output")" = "$2" ] && [ $status = "$3" ] &&
		grep -qF -- "${4:-}" <<<"$output" || verdict='not ok'
	if [ "$verdict" != ok ]; then
		failures=$((failures + 1))
		echo "# wanted: $2 (status $3) ${4:+with: $4}"
		printf 'got (status %s): %s\n' "$status" "$output" | sed 's/^/# /'
	fi
	echo "$verdict $number $1"
}

echo 'TAP version 13'
echo 1..20

expect 'flat list' '2 passed, 0 failed, 0 skipped' 0 <<'EOF'
TAP version 13
1..2
ok 1 a
ok 2 - b
EOF

expect 'failed test, with what it said before' '1 passed, 1 failed, 0 skipped' 1 'wanted 23, got 22' <<'EOF'
TAP version 13
1..2
# wanted 23, got 22
not ok 1 a
ok 2 b
EOF

expect 'skipped test, with its reason' '1 passed, 0 failed, 1 skipped' 0 'skipped  it: a: no x32 here' <<'EOF'
TAP version 13
1..2
ok 1 a # SKIP no x32 here
ok 2 b
EOF

expect 'subtests stand for their test' '3 passed, 0 failed, 0 skipped' 0 <<'EOF'
TAP version 13
1..2
# TAP version 13
# 1..2
# ok 1 a.x
# ok 2 a.y
# # Totals: pass:2 fail:0 xfail:0 xpass:0 skip:0 error:0
ok 1 a
ok 2 b
EOF

expect 'the program is named, and a test without a name' '1 passed, 1 failed, 1 skipped' 1 \
	'skipped  it: a.sh: test 2: no x32 here' <<'EOF'
TAP version 13
1..1
# selftests: ringside: a.sh
# TAP version 13
# 1..3
# ok 1 a.x
# ok 2 # SKIP no x32 here
# not ok 3 a.z
not ok 1 selftests: ringside: a.sh # exit=1
EOF

expect 'subtests indented by spaces, two deep' '2 passed, 1 failed, 0 skipped' 1 'FAILED   it: y' <<'EOF'
KTAP version 1
1..1
  KTAP version 1
  1..2
    KTAP version 1
    1..2
    ok 1 x
    not ok 2 y
  not ok 1 a
  ok 2 b
not ok 1 all
EOF

expect 'a failed subtest fails once' '1 passed, 1 failed, 0 skipped' 1 <<'EOF'
TAP version 13
1..1
# TAP version 13
# 1..2
# ok 1 a.x
# not ok 2 a.y
not ok 1 a # exit=1
EOF

expect 'bad exit though each subtest passed' '1 passed, 1 failed, 0 skipped' 1 exit=139 <<'EOF'
TAP version 13
1..1
# TAP version 13
# 1..1
# ok 1 a.x
not ok 1 a # exit=139
EOF

expect 'program that dies half way' '2 passed, 3 failed, 0 skipped' 1 '3 of 4 planned' <<'EOF'
TAP version 13
1..2
# TAP version 13
# 1..4
# ok 1 a.x
not ok 1 a # exit=134
ok 2 b
EOF

expect 'program that ends early with status 0' '1 passed, 1 failed, 0 skipped' 1 <<'EOF'
TAP version 13
1..1
# TAP version 13
# 1..2
# ok 1 a.x
ok 1 a
EOF

expect 'timeout is named' '1 passed, 1 failed, 0 skipped' 1 'TIMEOUT 45 seconds' <<'EOF'
TAP version 13
1..1
# TAP version 13
# 1..2
# ok 1 a.x
#
not ok 1 a # TIMEOUT 45 seconds
EOF

expect 'stream cut off inside a test' '1 passed, 3 failed, 0 skipped' 1 <<'EOF'
TAP version 13
1..2
# TAP version 13
# 1..2
# ok 1 a.x
EOF

expect 'no output at all' '0 passed, 1 failed, 0 skipped' 1 'died before it began' </dev/null

expect 'output that is no KTAP' '0 passed, 1 failed, 0 skipped' 1 <<'EOF'
bash: no such file
EOF

expect 'list without a plan' '1 passed, 1 failed, 0 skipped' 1 'no plan' <<'EOF'
TAP version 13
ok 1 a
EOF

expect 'more results than planned' '2 passed, 1 failed, 0 skipped' 1 'only 1 planned' <<'EOF'
TAP version 13
1..1
ok 1 a
ok 2 b
EOF

expect 'a number missing' '2 passed, 1 failed, 0 skipped' 1 'numbered 3' <<'EOF'
TAP version 13
1..2
ok 1 a
ok 3 c
EOF

expect 'a whole program skipped by its plan' '1 passed, 0 failed, 1 skipped' 0 'needs root' <<'EOF'
TAP version 13
1..2
# TAP version 13
# 1..0 # SKIP needs root
ok 1 a # SKIP
ok 2 b
EOF

expect 'two lists in one test' '2 passed, 1 failed, 0 skipped' 1 <<'EOF'
TAP version 13
1..1
# TAP version 13
# 1..2
# ok 1 a.x
# not ok 2 a.y
# TAP version 13
# 1..1
# ok 1 b.x
not ok 1 both # exit=1
EOF

expect 'diagnostics are no results' '1 passed, 0 failed, 0 skipped' 0 <<'EOF'
TAP version 13
1..1
# ok 1 this is only talk
# not ok 2 and so is this
ok 1 a
EOF

[ $failures = 0 ]
