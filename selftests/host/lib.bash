# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# KTAP for the scripts of this folder, which source it. What they test comes
# from the environment; without it, from this folder's place in the repository.

here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
src=${RINGSIDE_SRC:-$(dirname "$(dirname "$here")")}
ringside=${RINGSIDE:-$src/tool/ringside}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT

tests=0
failures=0

begin()
{
	echo "KTAP version 1"
}

# result STATUS NAME: what the last command of a check returned.
result()
{
	tests=$((tests + 1))
	if [ "$1" = 0 ]; then
		echo "ok $tests $2"
	else
		failures=$((failures + 1))
		echo "not ok $tests $2"
	fi
}

skip()
{
	tests=$((tests + 1))
	echo "ok $tests $1 # SKIP $2"
}

# check NAME COMMAND...: passes when the command does.
check()
{
	local name=$1 output status

	shift
	output=$("$@" 2>&1)
	status=$?
	[ $status = 0 ] || printf '%s\n' "$output" "(exit status $status)" | sed 's/^/# /'
	result $status "$name"
}

as_schema_says()
{
	python3 - "$src/Documentation/json/ringside.schema.json" "$@" <<-'EOF'
	import json, sys
	import jsonschema
	schema = json.load(open(sys.argv[1]))
	validator = jsonschema.validators.validator_for(schema)(schema)
	for name in sys.argv[2:]:
	    for line in open(name):
	        for error in validator.iter_errors(json.loads(line)):
	            sys.exit(f"{line}{error.message}")
	EOF
}

# schema FILE...: each line is JSON, and as the schema has it.
schema()
{
	if python3 -c 'import jsonschema' 2>/dev/null; then
		check "JSON is as the schema says" as_schema_says "$@"
	else
		skip "JSON is as the schema says" "python3-jsonschema is missing"
	fi
}

# Its status is the script's.
finish()
{
	echo "1..$tests"
	echo "# Totals: pass:$((tests - failures)) fail:$failures"
	[ $failures = 0 ]
}

# expect STATUS STDOUT STDERR COMMAND...: STDOUT and STDERR are extended
# regular expressions that the output must match; "" means no output.
expect()
{
	local want=$1 out=$2 err=$3 status

	shift 3
	"$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	status=$?
	if [ "$status" != "$want" ]; then
		echo "exit status $status, not $want: $*"
		cat "$scratch/out" "$scratch/err"
		return 1
	fi
	matches "$out" "$scratch/out" "stdout of $*" && matches "$err" "$scratch/err" "stderr of $*"
}

matches()
{
	if [ -z "$1" ] && [ ! -s "$2" ]; then
		return 0
	fi
	if [ -n "$1" ] && grep -qE -- "$1" "$2"; then
		return 0
	fi
	echo "$3 is not ${1:-empty}:"
	cat "$2"
	return 1
}

needs()
{
	local program

	for program in ringside "$@"; do
		if [ "$program" = ringside ]; then
			[ -x "$ringside" ] && continue
			echo "1..0 # SKIP $ringside is not built: make -C tool"
			exit 4
		fi
		command -v "$program" >/dev/null && continue
		echo "1..0 # SKIP $program is missing: run tool/setup"
		exit 4
	done
}
