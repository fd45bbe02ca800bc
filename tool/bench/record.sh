# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share their variables
#
# What is written down of a measurement, a line each, tab between:
#	row	NAME	TITLE	PRICE	SEEN	MADE
#	failed	NAME	TITLE	WHY
#	figure	NAME	VALUE

say()
{
	printf 'bench: %s\n' "$*" >&2
}

record()
{
	local field line=$1

	shift
	for field; do
		line+=$'\t'${field//[$'\t\n']/ }
	done
	printf '%s\n' "$line" >>"$records"
}

# The thing that is measured, as words, for tools that start it themselves.
set_workload()
{
	calls=$1 repeats=$2
	workload=("$price" "$work/result" 0 calls "$calls" "$repeats")
	rm -f "$work/result" "$work/seen"
}

saw()
{
	echo "$1" >"$work/seen"
}

# way NAME TITLE CALLS REPEATS FUNCTION [ARGS...]: the function attaches, runs
# the workload, and says with saw() how many calls the tool counted. What a
# tool saw of none, it did not measure.
way()
{
	local name=$1 title=$2 made why

	set_workload "$3" "$4"
	made=$((calls * repeats))
	say "$title"
	"${@:5}" >"$work/log" 2>&1 </dev/null
	everything_off
	if [ ! -s "$work/result" ] || [ ! -s "$work/seen" ]; then
		why=$(grep . "$work/log" | tail -n 3)
		record failed "$name" "$title" "${why:-it ended without a word}"
	elif ! grep -qx - "$work/seen" && [ "$(cat "$work/seen")" -lt $((made / 2)) ]; then
		record failed "$name" "$title" "it saw $(cat "$work/seen") of $made calls"
	elif [ -n "$bare" ] && ! why=$(is_quiet); then
		record failed "$name" "$title" "$why"
	else
		record row "$name" "$title" "$(cat "$work/result")" "$(cat "$work/seen")" "$made"
	fi
	tail -n 1 "$records" >&2
}

# An empty value is a measurement that failed, not a zero.
figure()
{
	local why

	if [ -z "$2" ]; then
		why=$(tail -n 3 "$work/log")
		record failed "$1" "$1" "${why:-nothing came of it}"
	else
		record figure "$1" "$2"
	fi
	tail -n 1 "$records" >&2
}
