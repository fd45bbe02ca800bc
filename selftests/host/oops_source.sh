#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Source lines in `ringside oops`: of a module that is made here, in which a constant marks
# each line, so that it is known where which line is; and when there must be none.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
# shellcheck source=oops.bash
. "$here/oops.bash"
needs jq gcc ld nm objdump objcopy addr2line

# Two files with a function of the same name: the module fake, and where its lines are.
make_module()
{
	cat >"$scratch/a.c" <<-'EOF'
	static const char info[] __attribute__((used, section(".modinfo"))) =
		"name=fake\0vermagic=6.1.0-test SMP";
	static inline __attribute__((always_inline)) void within(void)
	{
		asm volatile("movl $0x1111111, %eax");
	}
	__attribute__((noinline)) void outer(void)
	{
		asm volatile("movl $0x2222222, %eax");
		within();
		asm volatile("call outer");
		asm volatile("movl $0x3333333, %eax");
	}
	static __attribute__((noinline, used)) void twin(void)
	{
		asm volatile("movl $0x4444444, %eax");
	}
	static __attribute__((noinline, used)) void same(void)
	{
		asm volatile("movl $0x5555555, %eax");
	}
	EOF
	cat >"$scratch/b.c" <<-'EOF'
	static __attribute__((noinline, used)) void twin(void)
	{
		asm volatile("movl $0x6666666, %eax; .skip 32, 0x90");
	}
	static __attribute__((noinline, used)) void same(void)
	{
		asm volatile("movl $0x7777777, %eax");
	}
	void behind(void)
	{
	}
	EOF
	sed -i 's/^\t//' "$scratch"/[ab].c
	gcc -g -O2 -c -o "$scratch/a.o" "$scratch/a.c" && gcc -g -O2 -c -o "$scratch/b.o" "$scratch/b.c" &&
		ld -r -o "$scratch/fake.ko" "$scratch/a.o" "$scratch/b.o"
}

# place MARK [BYTES]: how the kernel prints the instruction with it: its function, by nm,
# ends where the next begins.
place()
{
	local at address type symbol name='' from=0

	at=$((16#$(objdump -d "$scratch/fake.ko" | sed -n "s/^ *\([0-9a-f]*\):.*\$0x$1,.*/\1/p")))
	while read -r address type symbol; do
		[ "${type,,}" = t ] || continue
		if [ -n "$name" ] && ((at >= from && at < 16#$address)); then
			printf '%s+0x%x/0x%x [fake]\n' "$name" $((at - from)) $((16#$address - from))
		fi
		name=$symbol from=$((16#$address))
	done < <(nm -n "$scratch/fake.ko")
}

# line_of MARK [LINES BEFORE]
line_of()
{
	local file nr

	file=$(grep -l "0x$1" "$scratch"/[ab].c)
	nr=$(grep -n "0x$1" "$file" | cut -d : -f 1)
	echo "$file:$((nr - ${2:-0}))"
}

# source_of LINE WANTED [RELEASE]: of a report with that line
source_of()
{
	printf '%s\n' 'BUG: kernel NULL pointer dereference, address: 0000000000000000' \
		"CPU: 0 PID: 1 Comm: a Not tainted ${3:-6.1.0-test} #1" "$1" >"$scratch/source.log"
	explain "$scratch/source.log" --ko "$scratch/fake.ko" || return
	jq -e --arg wanted "$2" '.reports[0].lines[2]
		| (if .file then "\(.file):\(.line)" else "" end) == $wanted' "$scratch/out" >/dev/null &&
		return
	echo "$1: not $2"
	cat "$scratch/out"
	return 1
}

source_lines()
{
	local twin

	check "a module is made" make_module
	check "the line of an instruction" source_of "RIP: 0010:$(place 2222222)" "$(line_of 2222222)"
	check "of one that was inlined" source_of "RIP: 0010:$(place 1111111)" "$(line_of 1111111)"
	check "which says so" jq -e '.reports[0].lines[2].inlined == "within"' "$scratch/out"
	check "the text of the line" jq -e '.reports[0].lines[2].source | contains("0x1111111")' "$scratch/out"
	check "where a call comes back to, it is the call" source_of " $(place 3333333)" "$(line_of 3333333 1)"
	check "but of an instruction itself it is not" source_of "RIP: 0010:$(place 3333333)" "$(line_of 3333333)"
	check "of two with the same name the size tells" source_of "RIP: 0010:$(place 4444444)" "$(line_of 4444444)"
	check "of the other, too" source_of "RIP: 0010:$(place 6666666)" "$(line_of 6666666)"
	check "of two with the same size nobody knows" source_of "RIP: 0010:$(place 5555555)" ""
	check "another kernel's module" source_of "RIP: 0010:$(place 2222222)" "" 6.1.0-other
	check "is said to be" warns "no file of the module fake"
	twin=$(place 4444444)
	check "another build" source_of "RIP: 0010:${twin/\/0x/\/0x1}" ""
	check "is said once" warns "is of another build"
	check "and no other line of it is shown" none_of_mixed "RIP: 0010:$(place 2222222)" " ${twin/\/0x/\/0x1}"
	check "a place outside of its function" source_of "RIP: 0010:${twin/+0x/+0x1000}" ""
	touch -d '+1 hour' "$scratch/a.c"
	check "a source that was changed since" source_of "RIP: 0010:$(place 2222222)" "$(line_of 2222222)"
	check "has its text not shown" jq -e '.reports[0].lines[2].source == null' "$scratch/out"
	objcopy -g "$scratch/fake.ko"
	check "no debug information" source_of "RIP: 0010:$(place 2222222)" ""
	check "is said" warns "without debug information"
	head -c 3000 "$scratch/fake.ko" >"$scratch/cut.ko" && mv "$scratch/cut.ko" "$scratch/fake.ko"
	check "a module's file that is cut off" source_of "RIP: 0010:outer+0x1/0x20 [fake]" ""
}

warns()
{
	[ "$(jq '.warnings | length' "$scratch/out")" = 1 ] &&
		jq -e --arg words "$1" '.warnings[0].message | contains($words)' "$scratch/out" && return
	cat "$scratch/out"
	return 1
}

none_of_mixed()
{
	printf '%s\n' 'BUG: kernel NULL pointer dereference, address: 0000000000000000' \
		'CPU: 0 PID: 1 Comm: a Not tainted 6.1.0-test #1' "$@" >"$scratch/mixed.log"
	explain "$scratch/mixed.log" --ko "$scratch" &&
		jq -e '[.reports[].lines[].file] | all(. == null)' "$scratch/out" && warns "another build"
}

begin
source_lines
finish
