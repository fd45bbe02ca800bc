#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What `ringside rings` says follows the machine: its selftest once more, in a
# VM whose kernel was told to use two fences less and one more; and what it says
# where a system call arrives elsewhere on one CPU.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs gcc

kernel=${RINGSIDE_KERNEL:-stock}
# The guest has a /tmp of its own.
mkdir -p "$src/build" && place=$(mktemp -d "$src/build/rings.XXXXXX") || exit 1
trap 'rm -rf "$scratch" "$place"' EXIT

told()
{
	gcc -O2 -o "$place/gates" "$src/selftests/gates.c" &&
		cp -r "$src/selftests/rings.py" "$src/selftests/lib" "$place/" || return 1
	# shellcheck disable=SC2016 # for the inner shell
	"$src/tool/in-vm" --append "$1" "$kernel" sh -c '
		"$0" && insmod "$RINGSIDE_KO" && "$RINGSIDE" rings' "$place/rings.py" \
		>"$scratch/said" 2>"$scratch/err" && return
	cat "$scratch/said" "$scratch/err"
	return 1
}

# So it does on a CPU that no program runs on; then it is as it was before.
another_handler()
{
	cat >"$place/elsewhere.py" <<-'EOF'
	import os, subprocess
	LSTAR = 0xc0000082
	with open("/proc/kallsyms") as symbols:
	    other = next(int(line.split()[0], 16) for line in symbols
	                 if line.split()[2] == "asm_exc_page_fault")
	cpu = os.open("/dev/cpu/1/msr", os.O_RDWR)
	handler = os.pread(cpu, 8, LSTAR)
	os.pwrite(cpu, other.to_bytes(8, "little"), LSTAR)
	subprocess.run([os.environ["RINGSIDE"], "rings"], check=True)
	os.pwrite(cpu, handler, LSTAR)
	EOF
	# shellcheck disable=SC2016 # for the inner shell
	"$src/tool/in-vm" --append isolcpus=1 "$kernel" sh -c '
		modprobe msr allow_writes=on && insmod "$RINGSIDE_KO" && python3 "$0"' \
		"$place/elsewhere.py" >"$scratch/said" 2>"$scratch/err" && return
	cat "$scratch/said" "$scratch/err"
	return 1
}

# says NAME STATE
says()
{
	grep -E "^$1 +$2 " "$scratch/said"
}

begin
# 9 * 32 + 7 and 9 * 32 + 20 are SMEP and SMAP; older kernels know no names.
check "the test passes with: pti=on clearcpuid=295,308" told 'pti=on clearcpuid=295,308'
check "page-table isolation is on" says 'page-table isolation' on
check "SMAP is off" says SMAP off
check "SMEP is off" says SMEP off
check "UMIP stays on" says UMIP on
check "a system call arrives elsewhere on one CPU" another_handler
check "the entry differs" says 'system call entry' 'differs +1'
check "the handler is the first CPU's" grep 'by SYSCALL, to entry_SYSCALL_64\.' "$scratch/said"
finish
