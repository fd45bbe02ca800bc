# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # the parts share their variables
#
# What is written down of a measurement, a line each, tab between:
#	row	NAME	TITLE	PRICE	SEEN	MADE
#	failed	NAME	TITLE	WHY
#	figure	NAME	VALUE
# What is no number is a failure of that way or figure, and of no other.

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

is_number()
{
	[[ $1 =~ ^-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?$ ]]
}

# The thing that is measured, as words, for tools that start it themselves.
set_workload()
{
	calls=$1 repeats=$2
	workload=("$price" "$work/result" 0 calls "$calls" "$repeats")
	rm -f "$work/result" "$work/seen" "$work/how"
}

# saw COUNT [HOW]: of the calls, "-" of what keeps no count. HOW is "each" where none
# may be missing, "exactly" where no other may be counted, either.
saw()
{
	echo "$1" >"$work/seen"
	echo "${2:-about}" >"$work/how"
}

# is_believed MADE: others lose some, and some count what else was called meanwhile. What
# a tool saw of few, or of more than there can have been, it did not measure.
is_believed()
{
	local seen least=$(($1 / 2)) most=$(($1 + $1 / 100))

	seen=$(cat "$work/seen")
	[ "$seen" != - ] || return 0
	case $(cat "$work/how") in
	exactly) least=$1 most=$1 ;;
	each) least=$1 ;;
	esac
	if [[ ! $seen =~ ^[0-9]+$ ]] || [ "$seen" -lt "$least" ] || [ "$seen" -gt "$most" ]; then
		echo "it saw '$seen' of $1 calls"
		return 1
	fi
}

# way NAME TITLE CALLS REPEATS FUNCTION [ARGS...]: the function attaches, runs
# the workload, and says with saw() how many calls the tool counted.
way()
{
	local name=$1 title=$2 made why

	set_workload "$3" "$4"
	made=$((calls * repeats))
	say "$title"
	"${@:5}" >"$work/log" 2>&1 </dev/null
	everything_off
	if ! is_number "$(cat "$work/result" 2>/dev/null)" || [ ! -s "$work/seen" ]; then
		why=$(grep . "$work/log" | tail -n 3)
		record failed "$name" "$title" "${why:-it ended without a word}"
	elif ! why=$(is_believed $made); then
		record failed "$name" "$title" "$why"
	elif [ -n "$bare" ] && ! why=$(is_quiet); then
		record failed "$name" "$title" "$why"
	else
		record row "$name" "$title" "$(cat "$work/result")" "$(cat "$work/seen")" "$made"
	fi
	tail -n 1 "$records" >&2
}

# figure NAME VALUE: an empty one is a measurement that failed, not a zero.
figure()
{
	local why

	if is_number "$2"; then
		record figure "$1" "$2"
	else
		why=$(tail -n 3 "$work/log")
		record failed "$1" "$1" "${why:-what came of it is \"$2\"}"
	fi
	tail -n 1 "$records" >&2
}
