#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Where the kernel trusts the time stamp counter the scheduler's clock loses
# nothing, on no CPU: the selftest of times once more, in such a VM, and each
# time equals the scheduler's own.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"

kernel=${RINGSIDE_KERNEL:-stock}
# The guest has a /tmp of its own.
mkdir -p "$src/build" && place=$(mktemp -d "$src/build/clock.XXXXXX") || exit 1
trap 'rm -rf "$scratch" "$place"' EXIT

in_steady_vm()
{
	"$src/tool/place-suite" "$place/suite" &&
		"$src/tool/in-vm" --append tsc=reliable "$kernel" \
			"$place/suite/tools/testing/selftests/ringside/times.py" \
			>"$scratch/said" 2>"$scratch/err" && return
	cat "$scratch/said" "$scratch/err"
	return 1
}

equal_to_the_scheduler()
{
	grep -E "^ok [0-9]+ $1: user \+ work is what the scheduler gave" "$scratch/said"
}

begin
check "the test passes with: tsc=reliable" in_steady_vm
for where in "a CPU that is shared" "a CPU that tracks its crossings"; do
	check "$where: equal to what the scheduler saw" \
		equal_to_the_scheduler "$where"
done
finish
