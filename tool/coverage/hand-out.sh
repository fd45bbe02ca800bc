#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The last test of a coverage run: prints what gcov counted in the module. The
# kernel keeps that when the module is unloaded.
set -u

counts=/sys/kernel/debug/gcov
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT

echo "TAP version 13"
echo 1..1
# Files of the kernel have no size that tar could go by.
found=0
while IFS= read -r file; do
	name=${file##*/module/}
	mkdir -p "$out/$(dirname "$name")"
	cat "$file" >"$out/$name" && found=$((found + 1))
done < <(find $counts -path '*/module/*.gcda' 2>/dev/null)

if [ $found = 0 ]; then
	echo "# no counts in $counts: the kernel needs CONFIG_GCOV_KERNEL"
	echo "not ok 1 coverage is handed out"
	exit 1
fi
echo "# gcov begin"
tar -C "$out" -cz . | base64 | sed 's/^/# /'
echo "# gcov end"
echo "ok 1 coverage is handed out"
