#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The program's front door, without a module: usage, help, JSON, man page,
# completion, and that it builds (RINGSIDE_BUILDS="gcc clang", or none).
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq make gcc

commands=$("$ringside" -j help | jq -r '.commands[].name')

# try STATUS STDOUT STDERR ARGUMENTS...
try()
{
	check "ringside ${*:4}" expect "$1" "$2" "$3" "$ringside" "${@:4}"
}

usage()
{
	try 0 '^usage: ringside' '' help
	try 0 '^usage: ringside' '' --help
	try 0 '^usage: ringside' '' -h
	try 0 '^usage: .* run ' '' run --help
	try 0 '^usage: .* run ' '' run -h -- true
	try 0 '^ringside [0-9]+\.[0-9]+' '' --version
	try 0 '^ringside [0-9]+\.[0-9]+' '' -V
	try 0 '%network' '' help classes
	try 0 'openat' '' help %file
	try 0 '39  getpid' '' help --names x86_64
	try 0 '2  ENOENT' '' help --names errno
	try 0 '^complete' '' help --completion bash
	try 1 '' "no command 'nonsense'" nonsense
	try 1 '' 'try: ringside status' statsu
	try 1 '' 'no option --nonsense' --nonsense
	try 1 '' 'try: --sort' syscalls --srot entries
	try 1 '' 'no option -z' syscalls -z
	try 1 '' 'no option --int' syscalls --int 1
	try 1 '' 'does not take --sort' reset --sort entries
	try 1 '' 'does not take --sort' --sort entries reset
	try 1 '' 'needs a value' syscalls --sort
	try 1 '' 'takes no value' syscalls --reverse=1
	try 1 '' 'cannot be sorted by' syscalls --sort nonsense
	try 1 '' 'cannot be sorted by' errors --sort entries
	try 1 '' 'no valid N' syscalls -n -1
	try 1 '' 'no valid N' syscalls -n 1x
	try 1 '' 'no valid N' syscalls -n 0x10
	try 1 '' 'no valid N' syscalls -n +1
	try 1 '' 'no valid N' syscalls -n 4294967296
	try 1 '' 'no valid N' syscalls -n 99999999999999999999999
	try 1 '' 'no valid N' syscalls -i 1 -c 0
	try 1 '' 'no valid SECONDS' syscalls -i 0
	try 1 '' 'no valid SECONDS' syscalls -i 0.009
	try 1 '' 'no valid SECONDS' syscalls -i -1
	try 1 '' 'no valid SECONDS' syscalls -i 1.
	try 1 '' 'no valid SECONDS' syscalls -i .5
	try 1 '' 'no valid SECONDS' syscalls -i 1e3
	try 1 '' 'no valid SECONDS' syscalls -i 86401
	try 1 '' 'no valid SECONDS' syscalls -i 1.0000000001
	try 1 '' 'no valid PID' syscalls -p 0
	try 1 '' 'no valid PID' syscalls -p self
	try 1 '' 'no valid PID' syscalls -p 4194305
	try 1 '' 'no valid ABI' syscalls --abi arm
	try 1 '' 'no valid ABI' syscalls --abi errno
	try 1 '' 'no valid WHEN' --color=sometimes
	try 1 '' 'no valid SHELL' help --completion fish
	try 1 '' 'no valid TABLE' help --names nothing
	try 1 '' '--count needs --interval' syscalls -c 3
	try 1 '' "no syscall 'opne'" syscalls opne
	try 1 '' 'try: open$' errors opne
	try 1 '' "no class '%nonsense'" syscalls %nonsense
	try 1 '' "no class '%nonsense'" help %nonsense
	try 1 '' 'no help on' help nonsense
	try 1 '' 'no setting' config errnos=2
	try 1 '' 'no setting' config tasks=1
	try 1 '' "try: ringside explain 'openat'" explain opneat
	try 1 '' "no use for 'x'" status x
	try 1 '' "no use for 'b'" help a b
	try 1 '' 'needs an argument' run
	try 1 '' 'needs an argument' run --
	try 1 '' 'no option -x' run -x true
}

# In JSON mode an error is JSON wherever the option stands, and only that.
json_errors()
{
	local args

	for args in "-j nonsense" "nonsense -j" "syscalls -n x --json" "syscalls --nonsense -j" "-jz"; do
		# shellcheck disable=SC2086 # a list of words
		expect 1 '^{.*"error":' "" "$ringside" $args || return 1
		jq -e '.error | .exit == 1 and (.message | length) > 0' "$scratch/out" || return 1
	done
}

# The -j of a command that is run is not ours.
json_is_not_taken_from_run()
{
	expect "$1" "" '^ringside: ' "$ringside" run ls -j
}

# What we say of a word must be that word, whatever bytes it has.
json_escapes()
{
	local word want

	for word in 'a"b' 'a\b' $'a\tb' $'a\nb' $'a\x01b' $'a\x7fb' $'a\xc2\x9bb' 'äöü €' '😀'; do
		"$ringside" -j "$word" >"$scratch/out"
		want="there is no command '$word'"
		[ "$(jq -r .error.message "$scratch/out")" = "$want" ] || { cat "$scratch/out"; return 1; }
	done
	for word in $'a\xffb' $'a\xc3' $'\xc0\x80' $'\xed\xa0\x80' $'\xf5\x80\x80\x80' $'\xe2\x82'; do
		"$ringside" -j "$word" | iconv -f UTF-8 -t UTF-8 | jq -e '.error.message | contains("\ufffd")' ||
			return 1
	done
}

# Nothing that is typed or named may reach the terminal as an escape code.
text_escapes()
{
	local json

	for json in '' -j; do
		"$ringside" $json $'a\x1b[31m\xc2\x9b31m' 2>&1 |
			LC_ALL=C grep -q "[$(printf '\x1b\x9b')]" && return 1
	done
	"$ringside" $'a\x1b[31m' 2>&1 | grep -qF 'a\x1b[31m'
}

schema()
{
	python3 - "$src/Documentation/json/ringside.schema.json" "$@" <<-'EOF'
	import json, sys
	import jsonschema
	schema = json.load(open(sys.argv[1]))
	validator = jsonschema.validators.validator_for(schema)
	validator.check_schema(schema)
	for line in open(sys.argv[2]):
	    validator(schema).validate(json.loads(line))
	EOF
}

# All that can be had without a module.
json_is_as_described()
{
	local name

	{
		"$ringside" -j help
		"$ringside" -j --version
		"$ringside" -j help classes
		"$ringside" -j help %%stat
		"$ringside" -j help --names ia32
		"$ringside" -j nonsense
		"$ringside" -j doctor
		"$ringside" -j explain
		"$ringside" -j explain read EINTR pf printf
		for name in $commands; do
			"$ringside" -j help "$name"
		done
	} >"$scratch/lines"
	schema "$scratch/lines" || return 1
	# One that lacks a member must be refused.
	echo '{"ringside":{"schema":2,"version":"0","command":"reset"}}' >"$scratch/lines"
	! schema "$scratch/lines" 2>/dev/null
}

colors()
{
	local escape=$'\x1b'

	"$ringside" --color=always help | grep -q "$escape" || return 1
	! "$ringside" help | grep -q "$escape" || return 1
	! "$ringside" --color=always -j help | grep -q "$escape" || return 1
	script -qec "$ringside help" /dev/null </dev/null | grep -q "$escape" || return 1
	! NO_COLOR=1 script -qec "$ringside help" /dev/null </dev/null | grep -q "$escape" || return 1
	! script -qec "$ringside --color=never help" /dev/null </dev/null | grep -q "$escape"
}

write_errors()
{
	[ -c /dev/full ] || return 0
	"$ringside" help >/dev/full 2>"$scratch/err" && return 1
	grep -q 'cannot write' "$scratch/err" || return 1
	"$ringside" help >&- 2>"$scratch/err" && return 1
	grep -q 'cannot write' "$scratch/err"
}

# A reader that has seen enough: no message, whether SIGPIPE kills us or not.
broken_pipe()
{
	(trap '' PIPE; "$ringside" help --names x86_64 2>"$scratch/err") | head -n 1 >/dev/null
	[ ! -s "$scratch/err" ] || { cat "$scratch/err"; return 1; }
	"$ringside" help --names x86_64 2>"$scratch/err" | head -n 1 >/dev/null
	[ ! -s "$scratch/err" ]
}

help_lists_all()
{
	local name file

	for file in "$src"/tool/cmd_*.c; do
		name=${file##*/cmd_}
		name=${name%.c}
		grep -qx "$name" <<<"$commands" || { echo "$name is not in help"; return 1; }
		"$ringside" help "$name" | grep -q "^example: ringside" || return 1
	done
	for name in $commands; do
		grep -q "^int cmd_$name(" "$src"/tool/cmd_*.c || { echo "no file has cmd_$name()"; return 1; }
	done
}

all_options()
{
	"$ringside" -j help | jq -r '[.options, .commands[].options] | flatten | .[].name' | sort -u
}

man_page_has_all()
{
	local page=$src/tool/man/ringside.8 word

	for word in $commands; do
		grep -q "^\.It Cm $word\b" "$page" || { echo "no command $word"; return 1; }
	done
	for word in $(all_options); do
		grep -qE "^\.It (Fl . , )?Fl -$word\b" "$page" || { echo "no option $word"; return 1; }
	done
	for word in NAME SYNOPSIS DESCRIPTION 'EXIT STATUS' EXAMPLES FILES 'SEE ALSO'; do
		grep -q "^\.Sh $word" "$page" || { echo "no section $word"; return 1; }
	done
}

# References to pages that this machine does not have are no fault.
man_page_is_clean()
{
	local said

	said=$(mandoc -Tlint -W warning "$src/tool/man/ringside.8" 2>/dev/null)
	[ -z "$said" ] || { echo "$said"; return 1; }
}

# complete WORD...: what is offered for the last word.
complete_words()
{
	bash -c '
		. "$1"; shift
		PATH=$(dirname "$1"):$PATH
		COMP_WORDS=(ringside "${@:2}")
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_ringside ringside "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
		printf "%s\n" "${COMPREPLY[@]}"' \
		complete "$scratch/completion" "$ringside" "$@"
}

completion_offers()
{
	local name option

	"$ringside" help --completion bash >"$scratch/completion" || return 1
	for name in $commands; do
		complete_words "" | grep -qx "$name" || { echo "not $name"; return 1; }
		for option in $("$ringside" -j help "$name" | jq -r '.commands[].options[].name'); do
			complete_words "$name" -- | grep -qx -e "--$option" ||
				{ echo "not --$option for $name"; return 1; }
		done
	done
	complete_words syscalls --sort "" | grep -qx restarts || return 1
	complete_words errors %n | grep -qx %network || return 1
	complete_words syscalls openat | grep -qx openat2 || return 1
	complete_words syscalls --abi "" | grep -qx ia32 || return 1
	complete_words help r | grep -qx reset || return 1
	complete_words run -- tru | grep -qx true
}

completion_is_current()
{
	"$ringside" help --completion bash | diff - "$src/tool/completion/ringside.bash"
}

builds_with()
{
	make -s -C "$src/tool" O="$scratch/build-$1" CC="$1" >"$scratch/build.log" 2>&1
	cat "$scratch/build.log"
	[ ! -s "$scratch/build.log" ] && "$scratch/build-$1/ringside" --version
}

begin
usage
check "errors are JSON in JSON mode" json_errors
check "JSON escapes any bytes" json_escapes
check "text escapes control bytes" text_escapes
check "options of a command that is run are its own" json_is_not_taken_from_run \
	"$("$ringside" run true >/dev/null 2>&1; echo $?)"
if python3 -c 'import jsonschema' 2>/dev/null; then
	check "JSON is as the schema says" json_is_as_described
else
	skip "JSON is as the schema says" "python3-jsonschema is missing"
fi
check "colours" colors
check "a full disk and a closed stdout are errors" write_errors
check "a broken pipe is none" broken_pipe
check "help lists each command" help_lists_all
check "the man page lists each command and option" man_page_has_all
if command -v mandoc >/dev/null; then
	check "the man page is well formed" man_page_is_clean
else
	skip "the man page is well formed" "mandoc is missing"
fi
check "completion offers each command and option" completion_offers
check "the completion file is current" completion_is_current
for compiler in ${RINGSIDE_BUILDS:-gcc clang}; do
	if [ "$compiler" = none ]; then
		skip "builds" "not asked for"
	elif command -v "$compiler" >/dev/null; then
		check "builds with $compiler without a word" builds_with "$compiler"
	else
		skip "builds with $compiler without a word" "$compiler is missing"
	fi
done
finish
