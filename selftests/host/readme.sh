#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# README.md is true: the demo shows each command of its ```console blocks,
# its ```sh blocks name targets that exist, what its ```sh vm blocks say works
# in a VM as written, and what it links to is there.
set -u

here=$(dirname "$(realpath "$0")")
cd "${RINGSIDE_SRC:-$here/../..}" || exit 1
kernel=${RINGSIDE_KERNEL:-stock}
# README.md speaks of kernels that are installed, not of unpacked ones.
[[ $kernel != */* ]] || kernel=stock
number=0
failures=0
output=$(mktemp) || exit 1
trap 'rm -rf "$output" "$copy"' EXIT
mkdir -p build && copy=$(mktemp -d "$PWD/build/readme.XXXXXX") || exit 1

# blocks INFO: the lines of the fenced blocks that carry this info string.
blocks()
{
	awk -v fence="\`\`\`$1" '/^```/ { inside = !inside && $0 == fence; next } inside' README.md
}

# report NAME PROBLEMS: no problem is what passes.
report()
{
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number $1"
	else
		failures=$((failures + 1))
		# shellcheck disable=SC2001 # each line
		sed 's/^/# /' <<<"$2"
		echo "not ok $number $1"
	fi
}

# The problem, if there is one: what was run and how it ended.
ends_well()
{
	local status

	"$@" >"$output" 2>&1 </dev/null
	status=$?
	[ $status = 0 ] || { tail -n 30 "$output"; echo "'$1' ended with status $status"; }
}

# Compiling takes minutes in an emulated machine. So the sources are built
# here, in a copy, and the 'make' of the VM sees that nothing is left to do.
own_machine()
{
	local release steps

	steps=$(blocks 'sh vm')
	release=$(tool/kernel "$kernel")
	cp -a Kbuild Makefile module tool "$copy"
	cd "$copy" || return
	rm -f tool/ringside module/ringside.ko
	ends_well make -s KDIR="$(tool/kernel -b "$kernel")" | grep . && return
	if [ ! -e module/ringside.ko ] || [ ! -x tool/ringside ]; then
		echo "make left something out"
		return
	fi
	ends_well tool/vm/ringside-vm --kernel "$release" -- bash -ec "$steps"
}

not_shown()
{
	local command count=0

	while IFS= read -r command; do
		count=$((count + 1))
		grep -qxF -- "$command" "$output" || echo "the demo does not show: $command"
	done < <(blocks console | grep '^# ')
	[ $count -gt 0 ] || echo "no commands found in README.md"
}

no_targets()
{
	local target count=0

	while IFS= read -r target; do
		count=$((count + 1))
		make -s help | grep -q "^  $target " || echo "no such target: make $target"
	done < <(blocks sh | grep -oP '^make \K[a-z]+')
	[ $count -gt 0 ] || echo "no targets found in README.md"
}

dead_links()
{
	local link

	grep -oP '\]\(\K[^)#]+' README.md | grep -v '^https\?:' | while IFS= read -r link; do
		[ -e "$link" ] || echo "no such file: $link"
	done
}

echo 'TAP version 13'
echo 1..5
report 'the links lead somewhere' "$(dead_links)"
report 'the targets exist' "$(no_targets)"
report 'the demo works' "$(ends_well tool/in-vm "$kernel" tool/demo)"
report 'the demo shows each command' "$(not_shown)"
report 'the steps for an own machine work in a VM' "$(own_machine)"
[ $failures = 0 ]
