#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What dies when the kernel fails: each line of the table in a VM of its own, judged
# from outside. RINGSIDE_FAIL=all takes all lines, RINGSIDE_FAIL="KIND SITE" one;
# else those that are marked with * are tried.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq qemu-system-x86_64

kernel=${RINGSIDE_KERNEL:-stock}
which=${RINGSIDE_FAIL:-}

# Tried or not, kind, site, who is lost, how the culprit ends, whether the module
# can be unloaded, which taints are new, oopses and warnings. Measured on a stock
# kernel.
table='
* warn             kthread    nobody     came_back  works  W   0 1
  warn             work       nobody     came_back  works  W   0 1
  warn             proc       nobody     came_back  works  W   0 1
  warn             timer      nobody     came_back  works  W   0 1
  warn             interrupt  nobody     came_back  works  W   0 1
* oops             kthread    culprit    died       works  D   1 0
  oops             work       culprit    died       works  D   1 0
  oops             proc       culprit    died       stuck  D   1 0
* oops             timer      machine    -          -      -   - -
  oops             interrupt  machine    -          -      -   - -
  bug              kthread    culprit    died       works  D   1 0
  panic            kthread    machine    -          -      -   - -
  stack-overflow   kthread    machine    -          -      -   - -
  use-after-free   kthread    nobody     came_back  works  -   0 0
  slab-overflow    kthread    nobody     came_back  works  -   0 0
  double-free      kthread    culprit    died       works  D   1 0
  list-corruption  kthread    culprit    died       works  D   1 0
  leak             kthread    nobody     came_back  works  -   0 0
  stuck-reference  kthread    nobody     came_back  fails  -   0 0
  sleep-in-atomic  kthread    nobody     came_back  works  W   0 2
  soft-lockup      kthread    machine    -          -      -   - -
  hung-task        kthread    culprit    stuck      fails  -   0 0
  deadlock         kthread    culprit    stuck      fails  -   0 0
  oops-with-mutex  kthread    culprit    died       stuck  D   1 0
* wrong-write      kthread    bystander  came_back  works  -   0 0
'

# in_vm PLACE KIND SITE: the card in PLACE/card, what was said in PLACE/err.
in_vm()
{
	# shellcheck disable=SC2016 # for the inner shell
	"$src/tool/in-vm" -q --allow-splat "$kernel" sh -c '
		insmod "$RINGSIDE_KO" &&
		insmod "${RINGSIDE_KO%/*}/crash/ringside_crash.ko" i_know=1 &&
		uname -n | "$RINGSIDE" -j fail kernel "$0" --site "$1"' "$2" "$3" \
		>"$1/card" 2>"$1/err"
}

# summary FILE: the card in the words of the table
summary()
{
	jq -r '[.kind, .site, .lost, (.culprit.outcome | sub(" "; "_")),
		(.probes[] | select(.name == "unload the module") | .after),
		([.taint[] | select(.new) | .letter] | join("") | if . == "" then "-" else . end),
		.oopses.after - .oopses.before,
		.warnings_counted.after - .warnings_counted.before]
		| map(tostring) | join(" ")' "$1"
}

# The runner's word for a machine that died: it panicked, or hung.
is_dead()
{
	[ "$1" = 250 ] || [ "$1" = 251 ]
}

# one KIND SITE LOST REST...
one()
{
	local status got

	in_vm "$scratch" "$1" "$2"
	status=$?
	if [ "$3" = machine ]; then
		is_dead "$status" && [ ! -s "$scratch/card" ] && return
	else
		got=$(summary "$scratch/card")
		[ "$got" = "$*" ] && [ "$status" = 0 ] && counts "$scratch/card" && return
		echo "got:  $got"
	fi
	echo "want: $*; the VM's exit status is $status"
	cat "$scratch/card" "$scratch/err"
	return 1
}

# Whatever the kernel survives the meter survives.
counts()
{
	jq -e '.probes[] | select(.name == "ringside counts") | .after == "works"' "$1"
}

wanted()
{
	case $which in
	all) ;;
	'') [ "$1" = '*' ] ;;
	*) [ "$which" = "$2 $3" ] ;;
	esac
}

refuses()
{
	# shellcheck disable=SC2016 # for the inner shell
	"$src/tool/in-vm" -q "$kernel" sh -c '
		crash=${RINGSIDE_KO%/*}/crash/ringside_crash.ko
		try() { "$@" </dev/null 2>&1; echo "exit $?"; }
		try insmod "$crash"
		try "$RINGSIDE" fail kernel oops
		insmod "$crash" i_know=1 || exit
		try "$RINGSIDE" fail kernel oops
		try "$RINGSIDE" fail kernel opps
		try "$RINGSIDE" fail kernel oops --site proc-
		try "$RINGSIDE" fail kernel oops --site init
		try "$RINGSIDE" fail kernel deadlock --site timer
		echo not-this-one | "$RINGSIDE" fail kernel oops 2>&1; echo "exit $?"
		try setpriv --reuid 65534 --clear-groups cat /proc/ringside_crash/kinds
		"$RINGSIDE" -j fail
		rmmod ringside_crash
		dmesg | grep "ringside_crash: refused"' >"$scratch/said" 2>"$scratch/err"
}

# said STATUS WORDS...: in that order
said()
{
	grep -qE -- "$1" "$scratch/said" || { echo "not said: $1"; cat "$scratch/said" "$scratch/err"; return 1; }
}

list_is_whole()
{
	diff <(grep '^{' "$scratch/said" | jq -r '.kernel[].kind' | sort) \
		<(awk '{ sub(/^\*/, "") } NF { print $1 }' <<<"$table" | sort -u)
}

begin
if [ "$which" = all ] || [ -z "$which" ]; then
	check "a VM for the refusals" refuses
	check "insmod without i_know is refused" said 'refused: this module breaks the machine'
	check "no module, no failure" said 'crash module is not loaded'
	check "nothing typed, nothing done" said 'nothing was done'
	check "a kind that there is not" said 'try: ringside fail kernel oops'
	check "a site that there is not" said "no site 'proc-'"
	check "init is for insmod" said 'init=oops'
	check "who sleeps cannot be in a timer" said 'deadlock sleeps'
	check "each kind has a line here" list_is_whole
fi
while read -r line; do
	[ -n "$line" ] || continue
	mark=' '
	[[ $line != '*'* ]] || { mark='*'; line=${line#\* }; }
	read -r -a words <<<"$line"
	! wanted "$mark" "${words[0]}" "${words[1]}" ||
		check "${words[0]} at ${words[1]}: ${words[2]}" one "${words[@]}"
done <<<"$table"
finish
