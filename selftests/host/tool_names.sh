#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Names and classes of the program against those of the installed strace:
# each syscall number is made once, denied by seccomp, and traced.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs strace jq gcc

last_number=600
classes=$("$ringside" -j help classes | jq -r '.classes[].name')

# traced ABI [STRACE OPTION...]: the names that strace saw, without those it
# does not know, which are members of all its classes. An x32 number whose
# arguments differ has a mark.
traced()
{
	strace -qq -e raw=all -e signal=none "${@:2}" -o "$scratch/trace" \
		"$scratch/each_syscall" "$1" "$last_number" || return 1
	sed -n 's/^\([a-z0-9_]*\)\(#64\)\?(.*EHWPOISON.*/\1/p' "$scratch/trace" |
		grep -v '^syscall_0x' | sort -u
}

ours()
{
	"$ringside" -j help --names "$1" | jq -r '.names[].name' | sort -u
}

same_names()
{
	traced "$1" >"$scratch/known.$1" || return 1
	same_numbers "$1"
}

# What strace saw, in order, must be what we would call these numbers. Newer
# headers or a newer strace know more: only what both know must agree. Calls
# that do not return show no answer, which is how ours are told from others.
same_numbers()
{
	sed -n 's/^\([a-z0-9_#]*\)(.*EHWPOISON.*/\1/p' "$scratch/trace" >"$scratch/order"
	"$ringside" -j help --names "$1" |
		jq -r --argjson last "$last_number" --arg abi "$1" '
			(.names | map({ key: (.nr | tostring), value: .name }) | from_entries) as $name |
			(if $abi == "x32" then 1073741824 else 0 end) as $bit |
			range($last + 1) | select($abi == "ia32" or (. != 335 and . != 336)) |
			$name[tostring] // "syscall_0x\(. + $bit)"' >"$scratch/expected"
	python3 - "$scratch/order" "$scratch/expected" <<-'PYTHON'
	import sys
	seen, expected = (open(name).read().split() for name in sys.argv[1:])
	def known(name):
	    # What strace marks is a number that x32 does not have.
	    return not name.startswith("syscall_0x") and not name.endswith("#64")
	mute = {"exit", "exit_group", "rt_sigreturn", "sigreturn"}
	if len(seen) + 4 < len(expected):
	    sys.exit(f"strace saw {len(seen)} calls, not about {len(expected)}")
	expected = [name for name in expected if name not in mute]
	seen = [name for name in seen if name not in mute]
	both = list(zip(seen, expected))
	wrong = [pair for pair in both if known(pair[0]) and known(pair[1]) and pair[0] != pair[1]]
	if wrong or sum(known(name) for pair in both for name in pair) < 600:
	    sys.exit(f"strace and we differ: {wrong[:5]}")
	PYTHON
}

members()
{
	"$ringside" -j help "$2" | jq -r --arg abi "$1" '.names[] | select(.abi == $abi) | .name' |
		sort -u
}

# Of the names that both know, the same ones must be members.
same_class()
{
	local class=$1 abi

	for abi in x86_64 ia32 x32; do
		ours $abi | comm -12 - "$scratch/known.$abi" >"$scratch/common"
		traced $abi -e trace="$class" | comm -12 - "$scratch/common" >"$scratch/theirs"
		members $abi "$class" | comm -12 - "$scratch/common" >"$scratch/ours"
		diff "$scratch/theirs" "$scratch/ours" || { echo "$class differs for $abi"; return 1; }
	done
}

# Every class that strace's manual names must be ours too.
no_class_is_missing()
{
	local class

	for class in %file %process %net %network %signal %ipc %desc %memory %creds %clock \
		     %stat %lstat %fstat %%stat %statfs %fstatfs %%statfs %pure; do
		strace -e trace=$class true 2>/dev/null || continue
		grep -qx "$class" <<<"$classes" || { echo "no $class"; return 1; }
	done
}

same_errnos()
{
	echo '#include <errno.h>' | gcc -E -dM -x c - |
		awk '$2 ~ /^E/ && $3 ~ /^[0-9]+$/ { print $3, $2 }' | sort >"$scratch/theirs"
	"$ringside" -j help --names errno | jq -r '.names[] | "\(.nr) \(.name)"' | sort |
		diff "$scratch/theirs" -
}

begin
if gcc -O2 -Wall -Werror -o "$scratch/each_syscall" "$here/each_syscall.c"; then
	for abi in x86_64 ia32 x32; do
		check "$abi: names are strace's" same_names $abi
	done
	for class in $classes; do
		check "class $class is strace's" same_class "$class"
	done
else
	check "each_syscall builds" false
fi
check "no class is missing" no_class_is_missing
check "errnos are those of the headers" same_errnos
finish
