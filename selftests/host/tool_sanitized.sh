#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The program's other tests once more, under ASan and UBSan: those that need neither a VM
# nor any privilege.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs make gcc

sanitized=$scratch/san/ringside
scripts=(tool tool_netlink tool_doctor tool_explain tool_names oops oops_source fail_outside)
# Their own status, 1, is also that of misuse.
export ASAN_OPTIONS=exitcode=99 UBSAN_OPTIONS=exitcode=99

# The sanitizer must see what is wrong, or it proves nothing.
sees()
{
	printf '%s\n' 'int main(int argc, char **argv)' \
		'{ char *p = __builtin_malloc(1); (void)argv; return p[argc]; }' >"$scratch/bad.c" &&
		gcc -fsanitize=address,undefined -o "$scratch/bad" "$scratch/bad.c" &&
		! "$scratch/bad" 2>/dev/null
}

passes()
{
	RINGSIDE=$sanitized RINGSIDE_SRC=$src RINGSIDE_BUILDS=none "$here/$1.sh" >"$scratch/log" 2>&1 ||
		{ sed 's/^/log: /' "$scratch/log"; return 1; }
	# A script that is skipped has shown nothing.
	grep -q '^ok' "$scratch/log"
}

begin
if ! echo 'int main(void) { return 0; }' |
	gcc -fsanitize=address,undefined -x c -o "$scratch/probe" - 2>/dev/null; then
	skip "the program is sound" "gcc has no sanitizers here"
	finish
	exit
fi
check "the sanitizers see a mistake" sees
check "it builds with them" make -s -C "$src/tool" SAN=1 O="$scratch/san"
for script in "${scripts[@]}"; do
	check "$script.sh" passes "$script"
done
finish
