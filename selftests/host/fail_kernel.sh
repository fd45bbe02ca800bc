#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What dies when the kernel fails: each line of fail_kernel.txt in a VM of its own,
# judged from outside. RINGSIDE_FAIL=all takes all lines, RINGSIDE_FAIL="KIND SITE"
# one; else those that say so are tried.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq qemu-system-x86_64

table=$here/fail_kernel.txt
kernel=${RINGSIDE_KERNEL:-stock}
which=${RINGSIDE_FAIL:-}

# Once: each VM would look again whether all is built.
find_module()
{
	[ -z "${RINGSIDE_KO:-}" ] || return 0
	kernel=$("$src/tool/build" "$kernel") || exit 1
	RINGSIDE_KO=$src/build/$kernel/module/ringside.ko
}

# in_vm [OPTION]... COMMAND...
in_vm()
{
	local options=()

	while [[ $1 == -* ]]; do
		options+=("$1")
		case $1 in
		--allow-splat) shift ;;
		*) options+=("$2") && shift 2 ;;
		esac
	done
	"$src/tool/vm/ringside-vm" -q --kernel "$kernel" ${options[@]+"${options[@]}"} \
		--env RINGSIDE_KO="$RINGSIDE_KO" --env RINGSIDE="$ringside" \
		--env CRASH="${RINGSIDE_KO%/*}/crash/ringside_crash.ko" -- "$@"
}

# fail_in_vm KIND SITE BOOT: leaves card, err, console and, of a machine that lives on,
# left/ledger. The meter balances then, and leaves, or the status says that it does not;
# from the first CPU, since the workers of the last may be lost, which rmmod needs. Where
# a CPU is never given back it refuses to stop the others for a reading, and rmmod would
# wait for ever, as the card says of any module.
fail_in_vm()
{
	rm -rf "$scratch/console" "$scratch/left"
	# shellcheck disable=SC2016 # for the inner shell
	in_vm --allow-splat --console "$scratch/console" --append "$3" --out "$scratch/left" sh -c '
		insmod "$RINGSIDE_KO" && insmod "$CRASH" i_know=1 &&
		uname -n | "$RINGSIDE" -j fail kernel "$0" --site "$1" || exit
		"$RINGSIDE" -j ledger >/run/ringside/out/ledger
		status=$?
		[ "$0" != soft-lockup ] || exit $((status != 2))
		[ $status = 0 ] && "$RINGSIDE" status >&2 && taskset -c 0 rmmod ringside' "$1" "$2" \
		</dev/null >"$scratch/card" 2>"$scratch/err"
}

lines()
{
	grep -v '^#' "$table"
}

# The card in the words of the table.
summary()
{
	jq -r '[.kind, .site, .lost, (.culprit.outcome | sub(" "; "_")),
		(.probes[] | select(.name == "unload the module") | .after),
		([.taint[] | select(.new) | .letter] | join("") | if . == "" then "-" else . end),
		.oopses.after - .oopses.before,
		.warnings_counted.after - .warnings_counted.before]
		| map(tostring) | join(" ")' "$scratch/card"
}

# A machine says nothing of its own death: the runner does, by its exit status. That
# it died of this failure, and of no other, its console knows.
death()
{
	local how

	case $1 in
	250) how=panics ;;
	251) how=hangs ;;
	*) how="status $1" ;;
	esac
	[ -s "$scratch/card" ] && how+=" with a card"
	grep -q "ringside_crash: $2 at $3, as asked" "$scratch/console" || how+=" of something else"
	echo "$2 $3 machine $how - - - -"
}

# Whatever the kernel survives the meter survives.
counts()
{
	jq -e '.probes[] | select(.name == "ringside counts") | .after == "works"' "$scratch/card"
}

# And nothing escapes it, on the CPU that counts its crossings, too.
balances()
{
	jq -e '[.checks[] | select(.own_count != null).residual] | length > 0 and all(. == 0)' \
		"$scratch/left/ledger"
}

# To stop all other CPUs for one that never stops would hang them.
refuses_to_stop()
{
	jq -e '.error.message | test("a CPU has been stuck")' "$scratch/left/ledger"
}

# The words of the table on KIND SITE BOOT
line_of()
{
	lines | awk -v kind="$1" -v site="$2" -v boot="$3" \
		'$2 == kind && $3 == site && $10 == boot { $1 = ""; NF = 9; print substr($0, 2) }'
}

# is_honest KIND: the meter, after it
is_honest()
{
	if [ "$1" = soft-lockup ]; then
		refuses_to_stop
	else
		balances
	fi
}

# What can be unloaded is loaded again at once, a process whose data was changed is
# started again; the rest waits for a reboot, and so do workers that died.
recovers()
{
	jq -e '.kind as $kind
		| (.probes[] | select(.name == "unload the module") | .after) as $unload
		| (.probes[] | select(.name == "deferred work") | .after) as $workers
		| .recovery | .unload == $unload and
		if $unload == "works" and $workers == "works" then
			.by == (if $kind == "wrong-write" then "restart" else "reload" end) and .ns > 0
		else .by == "reboot" and .ns == null end' "$scratch/card"
}

# Who of those that were asked is lost; the lock is the module's own, and at init there
# may be none to ask for.
who_is_lost()
{
	case $1/$2/$3 in
	wrong-write/*) echo "bystander process" ;;
	soft-lockup/*) printf '%s\n' "deferred work" "load a module" ;;
	oops-with-mutex/work/*) printf '%s\n' "deferred work" "the failure's lock" ;;
	oops-with-mutex/init/* | deadlock/init/*) ;;
	oops-with-mutex/* | deadlock/*) echo "the failure's lock" ;;
	*/bystander) echo "deferred work" ;;
	esac
}

# All answered before, so that who is lost can be told.
asked()
{
	jq -e 'all(.probes[] | select(.name != "unload the module" and
		.name != "the failure'"'"'s lock"); .before == "works")' "$scratch/card" &&
		diff <(who_is_lost "$@") <(jq -r '.probes[] | select(.lost).name' "$scratch/card")
}

# says_the_table KIND SITE BOOT: of the card
says_the_table()
{
	diff <(line_of "$1" "$2" "$3") <(summary) && counts && recovers &&
		asked "$1" "$2" "$(line_of "$1" "$2" "$3" | cut -d ' ' -f 3)"
}

# one KIND SITE LOST BOOT
one()
{
	local status

	fail_in_vm "$1" "$2" "$4"
	status=$?
	if [ "$3" = machine ]; then
		diff <(line_of "$1" "$2" "$4") <(death "$status" "$1" "$2") && return
	else
		says_the_table "$1" "$2" "$4" && [ "$status" = 0 ] && is_honest "$1" && return
	fi
	echo "The VM's exit status is $status."
	tail -n 40 "$scratch/card" "$scratch/err" "$scratch/left/ledger" "$scratch/console"
	return 1
}

# wanted RUN KIND SITE
wanted()
{
	case $which in
	all) ;;
	'') [ "$1" = each ] ;;
	*) [ "$which" = "$2 $3" ] ;;
	esac
}

# One line for each try: its exit status, and what was said.
# shellcheck disable=SC2016 # for the inner shell
trier='try() { local said; said=$("$@" 2>&1); echo "exit $?:" $said; }'

# Who asks in the right way gets what they ask for, between refusals: that is an oops
# at kthread, after which the module is loaded again, as after one at init, and those
# from a container; by hand where the program does not find its file. Nothing takes
# lockdown back.
gate()
{
	# shellcheck disable=SC2016 # for the inner shell
	in_vm --allow-splat sh -c "$trier"'
		fail="$RINGSIDE fail kernel"
		trigger=/proc/ringside_crash/trigger
		lockdown=/sys/kernel/security/lockdown
		exec </dev/null
		insmod "$RINGSIDE_KO" || exit
		try insmod "$CRASH"
		try $fail oops
		insmod "$CRASH" i_know=1 || exit
		try $fail oops
		try $fail opps
		try $fail oops --site proc-
		try $fail wrong-write --site init
		try $fail deadlock --site timer
		echo 9.9.9 >/tmp/version
		mount --bind /tmp/version /sys/module/ringside_crash/version
		try $fail oops
		umount /sys/module/ringside_crash/version
		echo not-this-one >/tmp/name
		try $fail bug </tmp/name
		try sh -c "echo oops kthread 1 2 >$trigger"
		try setpriv --reuid 65534 --clear-groups cat /proc/ringside_crash/kinds
		try unshare -Ur sh -c "echo unprivileged; echo oops kthread >$trigger"
		try unshare -Ur $fail oops
		try unshare -Ur "$RINGSIDE" fail
		"$RINGSIDE" -j fail
		echo leak kthread >$trigger || exit
		uname -n >/tmp/name
		"$RINGSIDE" -j fail kernel oops </tmp/name
		"$RINGSIDE" -j oops
		try $fail leak --site init </tmp/name
		try $fail leak --from-container </tmp/name
		try $fail wrong-write --from-container </tmp/name
		cp "$RINGSIDE" /tmp/ringside && /tmp/ringside fail kernel leak </tmp/name
		insmod "$CRASH" i_know=1 || exit
		[ -e $lockdown ] || mount -t securityfs none /sys/kernel/security
		echo integrity >$lockdown || exit
		try $fail panic </tmp/name
		try sh -c "echo locked; echo panic kthread >$trigger"
		rmmod ringside_crash ringside || exit
		dmesg | grep "ringside_crash: "' >"$scratch/said" 2>"$scratch/err" && return
	cat "$scratch/said" "$scratch/err"
	return 1
}

# A CPU that does not say that it is emulated stands for one that is not.
refuses_bare_metal()
{
	# shellcheck disable=SC2016 # for the inner shell
	in_vm --append clearcpuid=hypervisor sh -c "$trier"'
		try insmod "$CRASH" i_know=1
		try "$RINGSIDE" fail kernel oops
		dmesg | grep "ringside_crash: "' >"$scratch/said" 2>"$scratch/err" </dev/null
}

# said REGEX
said()
{
	grep -qE -- "$1" "$scratch/said" && return
	echo "not said: $1"
	cat "$scratch/said" "$scratch/err"
	return 1
}

# What jq finds in the JSON that was said
documents()
{
	grep '^{' "$scratch/said" | jq -r "$1"
}

list_is_whole()
{
	diff <(documents '.kernel[]?.kind' | sort) \
		<(lines | awk '{ print $2 }' | sort -u)
}

sites_are_whole()
{
	diff <(documents '.sites[]?.site' | sort) \
		<(lines | awk '{ print $3 }' | sort -u)
}

# The card is of the oops, not of the leak that the program knows nothing of; and
# all that was done then is three leaks more, and a wrong write.
all_were_done()
{
	documents 'select(.ring == "kernel")' >"$scratch/card"
	says_the_table oops kthread "" &&
		[ "$(grep '^\[.*as asked' "$scratch/said" | sort -u | wc -l)" = 6 ] && return
	cat "$scratch/said" "$scratch/err"
	return 1
}

# The card of the oops, and afterwards the whole log, name the statement that failed; in
# the trace, the call of it, be it inlined or not. What addr2line says of the same place they must say as well.
names_the_line()
{
	local wanted called

	wanted=$(grep -n 'WRITE_ONCE(\*nowhere' "$src/module/crash/fail_faults.c" | cut -d : -f 1)
	called=$(grep -n 'kind->fail(' "$src/module/crash/sites.c" | cut -d : -f 1)
	documents 'select(.ring == "kernel" or .ringside.command == "oops")
		| (.log // .reports)[] | select(.kind == "oops").lines[]
		| select(.file) | "\(.function) \(.file):\(.line) \(.source)"' >"$scratch/lines"
	[ "$(grep -cxF "rs_fail_oops module/crash/fail_faults.c:$wanted WRITE_ONCE(*nowhere, 1);" "$scratch/lines")" = 2 ] &&
		[ "$(grep -cE "^(in_kthread|perform) module/crash/sites.c:$called " "$scratch/lines")" = 2 ] && return
	cat "$scratch/lines" "$scratch/said"
	return 1
}

refusals()
{
	check "a VM for the refusals" gate
	# All that follows is about what was said there.
	[ $failures = 0 ] || return
	check "insmod without i_know is refused" said 'refused: this module breaks the machine'
	check "no module, no failure" said 'exit 3: .*crash module is not loaded'
	check "a module of another version" said 'exit 2: .*not of version'
	check "nothing typed, nothing done" said 'exit 2: oops .*nothing was done'
	check "another name typed, nothing done" said 'exit 2: bug .*nothing was done'
	check "a kind that there is not" said 'exit 1: .*try: ringside fail kernel oops'
	check "a site that there is not" said "exit 1: .*no site 'proc-'"
	check "no victim can be named at init" said 'exit 1: .*wrong-write needs a victim'
	check "who sleeps cannot be in a timer" said 'exit 1: .*deadlock sleeps'
	check "a victim that is not needed" said 'not understood'
	check "who is not root sees nothing" said 'exit 1: cat: .*Permission denied'
	check "nor does a container with users of its own" \
		said 'exit [12]: unprivileged .*trigger: Operation not permitted'
	check "not even what there is" said 'exit 2: .*does not say what can fail: Operation not permitted'
	check "who asks what there is, and may not know, is told who may" said 'exit 0: .*tells root alone'
	check "lockdown" said 'exit 2: .*lockdown is on'
	check "lockdown, for who writes the file, too" said 'exit [12]: locked .*trigger: Operation not permitted'
	check "what is asked for rightly is done, and nothing else" all_were_done
	check "at init, too, and it is loaded again" said 'exit 0: .*leak in ring 0, init.*loaded again'
	check "from a container that may do all, too" \
		said 'exit 0: leak .*from inside a container; one kernel under all .* goes on for all of them'
	check "whose wrong write hits one outside of it" \
		said 'exit 0: wrong-write .*from inside a container; .* one outside of this one was lost'
	check "a file that is not found is said" said 'file was not found.*insmod .* i_know=1'
	check "its log names the line that failed" names_the_line
	check "each kind has a line" list_is_whole
	check "each site has a line" sites_are_whole
}

bare_metal()
{
	check "a VM that does not say that it is one" refuses_bare_metal
	[ -s "$scratch/said" ] || return
	check "insmod on bare metal is refused" said 'refused: this is no virtual machine'
	check "no failure on bare metal" said 'exit 2: .*no virtual machine'
}

find_module
begin
[[ $which == *' '* ]] || refusals
[ "$which" != all ] || bare_metal
while read -r run kind site lost _ _ _ _ _ boot; do
	! wanted "$run" "$kind" "$site" ||
		check "$kind at $site: $lost${boot:+, $boot}" one "$kind" "$site" "$lost" "$boot"
done < <(lines)
[ $tests -gt 0 ] || check "fail_kernel.txt has a line '$which'" false
finish
