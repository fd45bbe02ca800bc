#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the guest of "make bench" writes down, and what becomes of that: made-up tools
# and records, since a real run takes some seven minutes.
set -u

# shellcheck source=selftests/host/lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
bench=$src/tool/bench

end_background()
{
	local pid

	for pid in "${background[@]}"; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}

# The guest's own parts, without the guest: nothing is attached.
# shellcheck disable=SC2034 # the parts share their variables
in_guest()
{
	local part price=true tracing=$scratch/none bare=300.0
	local records=$scratch/recorded work=$scratch background=() RINGSIDE_KO=none

	for part in off record ways figures; do
		# shellcheck source=/dev/null
		. "$bench/$part.sh" || return
	done
	: >"$records"
	: >"$work/log"
	everything_off() { end_background; }
	is_quiet() { :; }
	"$@"
}

# recorded KIND NAME [MORE]: the last record
recorded()
{
	local kind name more

	IFS=$'\t' read -r kind name more < <(tail -n 1 "$scratch/recorded")
	[ "$kind $name" = "$1 $2" ] && [[ $more == *"${3:-}"* ]]
}

# A tool that counts something of a thousand calls
made_up()
{
	echo 350.0 >"$scratch/result"
	"$@"
}

# counts KIND SAW COUNT: what becomes of a tool that says so
counts()
{
	way tool "a tool" 500 2 made_up "${@:2}" && recorded "$1" tool
}

# What a trace says in its last line
tallies()
{
	echo '{"syscalls":5,"entries":{"received":900,"lost":100,"counted":1000}}' >"$scratch/out"
	[ "$(tallied received)/$(tallied received lost)" = 900/1000 ]
}

# becomes KIND VALUE: the same of a figure
becomes()
{
	figure some.thing "$2" && recorded "$1" some.thing
}

# What the module counted, where the load's calls are "$counted"
counted_calls()
{
	echo "{\"syscalls\":[{\"name\":\"getppid\",\"entries\":$counted}]}"
}

endless()
{
	exec sleep 1000
}

# unloads KIND LOAD COUNTED: what becomes of it when the load is such a program
unloads()
{
	local price=$2 counted=$3 RINGSIDE=counted_calls

	insmod() { [ "$price" = endless ] || wait; }
	take() { echo 5000000.0; }
	rmmod_under_load && recorded "$1" time.rmmod-under-load
}

# Others that follow a program print a line for each of some calls.
prints()
{
	local i

	echo 5000.0 >"$scratch/result"
	for ((i = 0; i < $1; i++)); do
		echo 'getppid() = 1'
	done >"$scratch/out"
}

# follows KIND LOST COMMAND...: what is recorded of "perf trace" when this runs instead;
# strace has been there before and has left something.
follows()
{
	local command=("${@:3}")

	received() { prints 0; echo "$FOLLOWED"; }
	load() { :; }
	limited()
	{
		case $1 in
		strace) prints 5000 ;;
		perf) "${command[@]}" ;;
		esac
	}
	following && recorded "$1" follow.perf-trace-lost "$2" &&
		grep -q "^$1"$'\tfollow.perf-trace\t' "$scratch/recorded"
}

# takes KIND LOG [SUM]: what is recorded of the memory when the log of credentials got so
# much
takes()
{
	local log_bytes=$2

	trace_allocations() { :; }
	load() { :; }
	granted()
	{
		case $1 in
		rs_counters_alloc) echo 300 ;;
		rs_tasks_init) echo 5000 ;;
		rs_creds_init) echo "$log_bytes" ;;
		esac
	}
	status_number() { echo 1; }
	size() { :; }
	memory
	grep -q "^$1"$'\tmemory.granted\t'"${3:-}" "$scratch/recorded"
}

# line WORD...: one record
line()
{
	local record

	printf -v record '%s\t' "$@"
	printf '%s\n' "${record%$'\t'}"
}

records()
{
	line row bare nothing 300.0 - 1000
	line row floor 'empty probes' 400.0 - 1000
	line row default ringside 450.0 1000 1000
	line row slow 'another <tool> & more' 1800.0 990 1000
	line row bare-again 'nothing, again' 300.5 - 1000
	line figure threads.10.bare.call 300.0
	line figure threads.10.ringside.call 450.0
	line figure threads.10000.bare.call 310.0
	line figure threads.10000.ringside.call 463.0
	line figure memory.granted 1310720
	line figure memory.reported 1048576
	line figure time.rmmod 12000000
}

failures()
{
	line failed broken 'a broken tool' 'it cannot "open" its eyes'
	line failed tasks.dump tasks.dump 'the report had 3 tasks'
}

# document_of COMMAND...: what becomes of the records that it prints
document_of()
{
	"$@" >"$scratch/records" &&
		"$bench/collect" "$scratch/records" 6.1.0-test 'an emulator' 0.0.1 >"$scratch/bench.json"
}

some_failed()
{
	records
	failures
}

one_failed()
{
	records
	failures | grep "$1"
}

# field EXPRESSION VALUE: of the document, as Python sees it
field()
{
	python3 - "$scratch/bench.json" "$1" "$2" <<-'EOF'
		import json, sys
		document = json.load(open(sys.argv[1]))
		rows = {row["name"]: row for row in document["rows"]}
		figures = document["figures"]
		got = eval(sys.argv[2])
		assert str(got) == sys.argv[3], f"{sys.argv[2]} is {got}, not {sys.argv[3]}"
	EOF
}

# budget LINE...: into the file that judged() reads
budget()
{
	printf '%s\n' "$@" >"$scratch/budgets"
}

# judged STATUS PATTERN
judged()
{
	expect "$1" "$2" '' "$bench/judge" "$scratch/bench.json" "$scratch/budgets"
}

refuses_budgets()
{
	expect 1 '' 'budgets:1: want' "$bench/judge" "$scratch/bench.json" "$scratch/budgets"
}

refuses_records()
{
	line whatever it means >"$scratch/odd"
	expect 1 '' 'unknown record' "$bench/collect" "$scratch/odd" kernel emulator 0.0.1
}

refuses_other_format()
{
	echo '{"bench": 999}' >"$scratch/other.json"
	expect 1 '' "make bench" "$bench/judge" "$scratch/other.json" "$bench/budgets"
}

draws()
{
	"$bench/plot" "$scratch/bench.json" "$scratch/cost.svg" && is_picture "$scratch/cost.svg"
}

# Well-formed, needs nothing from elsewhere, and a longer bar for a higher price.
is_picture()
{
	python3 - "$1" <<-'EOF'
		import sys, xml.etree.ElementTree as tree
		name = "{http://www.w3.org/2000/svg}"
		root = tree.parse(sys.argv[1]).getroot()
		assert root.tag == name + "svg", root.tag
		for element in root.iter():
		    assert element.tag != name + "image", "an image inside"
		    assert not any("href" in key for key in element.attrib), "a link inside"
		bars = [float(bar.get("width")) for bar in root.iter(name + "rect")
		        if bar.get("class") in ("ours", "floor", "other")]
		assert len(bars) > 2 and bars == sorted(bars) and bars[0] >= 0, bars
		numbers = [float(part) for bar in root.iter() for key, part in bar.attrib.items()
		           if key in ("x", "y", "width", "height")]
		assert all(number == number for number in numbers)
	EOF
}

no_picture_of_nothing()
{
	expect 1 '' 'make bench' "$bench/plot" "$scratch/none.json" "$scratch/none.svg" &&
		[ ! -e "$scratch/none.svg" ]
}

# Every budget names a figure that some part of the measurement makes.
budgets_are_measured()
{
	local name row

	while read -r name _; do
		row=${name#*.}
		case $name in
		added.* | to-floor.* | to-ringside.*)
			grep -qE "way $row " "$bench/ways.sh" ;;
		threads.growth.* | failing.added.* | library.added | event.* | follow.to-* | memory.granted-to-reported)
			grep -q "\"${name%.*}\.\|$name" "$bench/collect" ;;
		*) grep -q "figure $name " "$bench/figures.sh" ;;
		esac || { echo "nothing measures $name"; return 1; }
	done < <(grep -vE '^(#|$)' "$bench/budgets")
}

# One tool's odd answer must not spoil the answers of the others.
keeps_the_others()
{
	counts failed saw '' && cat "$scratch/recorded" >"$scratch/records" &&
		line row bare nothing 300.0 - 1000 >>"$scratch/records" &&
		"$bench/collect" "$scratch/records" kernel emulator 0.0.1
}

needs python3
begin
check "what a tool counted is recorded" in_guest counts row saw 1000
check "so is that it keeps no count" in_guest counts row saw -
check "a count of less than half is a failure" in_guest counts failed saw 499
check "so is an empty one" in_guest counts failed saw ''
check "so are words" in_guest counts failed saw '<not counted>'
check "so are two" in_guest counts failed saw $'1000\n1000'
check "so is one of more than there were" in_guest counts failed saw 1011
check "ours has each call" in_guest counts row saw 1005 each
check "one that is missing is a failure" in_guest counts failed saw 999 each
check "ours has them exactly" in_guest counts row saw 1000 exactly
check "one less is a failure" in_guest counts failed saw 999 exactly
check "so is one more" in_guest counts failed saw 1001 exactly
check "of a trace it is known what was lost" in_guest tallies
check "the others are kept when one fails" in_guest keeps_the_others
check "a figure is recorded" in_guest becomes figure 1.5
check "so is a large one" in_guest becomes figure 1.31072e+06
check "one that is empty is a failure" in_guest becomes failed ''
check "so is one that is no number" in_guest becomes failed 'none of 5'
check "unloading under load is a figure" in_guest unloads figure endless 5
check "a load that has ended is a failure" in_guest unloads failed true 5
check "so is one that does not cross" in_guest unloads failed endless 0
check "so is one that nobody has counted" in_guest unloads failed endless ''
check "who follows a program loses something" in_guest follows figure 2000 prints 18000
check "who follows none has failed" in_guest follows failed '' prints 0
check "so has who does not start" in_guest follows failed '' false
check "so has who starts nothing" in_guest follows failed '' true
check "memory is all that was granted" in_guest takes figure 70 5370
check "a part that was not found is a failure" in_guest takes failed 0

check "records become a document" document_of some_failed
check "a price is told from the bare call" field 'rows["default"]["added"]' 150.0
check "and from the floor" field 'figures["to-floor.default"]' 1.5
check "and from ours" field 'figures["to-ringside.slow"]' 10.0
check "the floor is 1 floor" field 'figures["to-floor.floor"]' 1.0
check "a bare call has no ratio" field '"to_floor" in rows["bare-again"]' False
check "growth with threads is ours alone" field 'figures["threads.growth.call"]' 3.0
check "memory granted in terms of memory reported" field 'figures["memory.granted-to-reported"]' 1.25
check "a failed row keeps its reason" field 'rows["broken"]["failed"]' 'it cannot "open" its eyes'
check "so does a failed figure" field 'document["failed"]["tasks.dump"]' 'the report had 3 tasks'
check "an unknown record is refused" refuses_records

budget 'to-ringside.broken >= 8 times cheaper'
check "a budget whose tool failed" judged 1 '^NOT MEASURED +to-ringside.broken: it cannot'
budget '# nothing'
check "failed tools are told" judged 1 '^a broken tool +FAILED: it cannot'
check "lost calls are told" judged 1 'missed 10 of 1000'
check "what failed is told in the end" judged 1 '^failed, see above: a broken tool; tasks.dump$'
document_of one_failed broken
check "a tool that failed is enough" judged 1 '^failed, see above: a broken tool$'
document_of one_failed tasks.dump
check "so is a figure" judged 1 '^failed, see above: tasks.dump$'

document_of records
budget 'to-floor.default <= 2 times why it matters'
check "a budget that holds" judged 0 '^ok +to-floor.default: 1.5'
budget 'to-floor.default <= 2 times all is well' 'to-floor.default <= 1.4 times too dear'
check "a budget that is exceeded" judged 1 '^EXCEEDED +to-floor.default: 1.5, must be <= 1.4 times: too dear'
budget 'to-ringside.slow >= 11 times not cheaper'
check "a budget that is not reached" judged 1 '^EXCEEDED +to-ringside.slow'
budget 'no.such <= 8 times nothing'
check "a budget for what nobody measures" judged 1 '^NOT MEASURED +no.such'
budget 'to-floor.default < 2 times wrong'
check "a budget with an unknown relation is refused" refuses_budgets
budget 'to-floor.default <= much times wrong'
check "a budget without a number is refused" refuses_budgets
check "a document of another format is refused" refuses_other_format
check "each budget that is checked in is measured" budgets_are_measured

check "the picture is well-formed" draws
check "so is the one that is checked in" is_picture "$src/Documentation/cost.svg"
check "no picture without a result" no_picture_of_nothing
finish
