#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `ringside fail` without the crash module: each kind of ring 3, what it says when a
# bystander does die, and who is refused what. Nothing here touches the kernel.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq gcc

# kind, who is lost, how the culprit ends, of what
kinds='
null-write           culprit  died     SEGV   SEGV_MAPERR
abort                culprit  died     ABRT   SI_TKILL
illegal-instruction  culprit  died     ILL    ILL_ILLOPN
divide-by-zero       culprit  died     FPE    FPE_INTDIV
bus-error            culprit  died     BUS    BUS_ADRERR
stack-overflow       culprit  died     SEGV   SEGV_MAPERR
leak                 nobody   gave_up  -      ENOMEM
too-many-files       nobody   gave_up  -      EMFILE
endless-loop         culprit  died     XCPU   -
deadlock             culprit  stuck    -      -
'

# recovers LOST: a program that was lost is there again, and nothing else is needed.
recovers()
{
	if [ "$1" = nobody ]; then
		jq -e '.recovery == {by: "nothing", ns: null, unload: null}' "$scratch/card"
	else
		jq -e '.recovery | .by == "restart" and .ns > 0' "$scratch/card"
	fi
}

# one KIND LOST OUTCOME SIGNAL DETAIL [OPTION]
one()
{
	local got

	"$ringside" -j fail user "$1" ${6:+"$6"} >"$scratch/card" || { cat "$scratch/card"; return 1; }
	got=$(jq -r '[.lost, (.culprit.outcome | sub(" "; "_")), .culprit.signal // "-",
		.culprit.code // .culprit.errno // "-"] | join(" ")' "$scratch/card")
	[ "$got" = "$2 $3 $4 $5" ] || { echo "got: $got"; return 1; }
	jq -e '[.probes[] | .before == "works" and .after == "works" and .lost == false] | all' \
		"$scratch/card" &&
		jq -e '.surprise == false and .oopses.before == .oopses.after' "$scratch/card" &&
		jq -e '[.taint[].new] | any | not' "$scratch/card" &&
		jq -e --arg from "${6:+container}" '.from == (if $from == "" then "host" else $from end)' \
			"$scratch/card" && recovers "$2" || return 1
	cat "$scratch/card" >>"$scratch/cards"
}

table_is_whole()
{
	diff <(awk 'NF { print $1 }' <<<"$kinds" | sort) \
		<("$ringside" -j fail | tee "$scratch/list" | jq -r '.user[].kind' | sort)
}

limits_are_kept()
{
	jq -e -s 'map(select(.kind == "leak")) | .[0].culprit
		| .reached == 16777216 and .unit == "bytes"' "$scratch/cards" &&
	jq -e -s 'map(select(.kind == "too-many-files")) | .[0].culprit
		| .reached > 0 and .reached < 64' "$scratch/cards" &&
	jq -e -s 'map(select(.kind == "stack-overflow")) | .[0].culprit
		| .reached > 500000 and .reached < 1048576' "$scratch/cards"
}

predictions()
{
	"$ringside" -j fail user abort --predict machine >"$scratch/card" || return 1
	jq -e '.predicted == "machine" and .surprise and .lost == "culprit"' "$scratch/card" || return 1
	cat "$scratch/card" >>"$scratch/cards"
	expect 0 'SURPRISE' '' "$ringside" fail user abort --predict nobody
}

# What is asked for by name is refused by name.
refusals()
{
	expect 1 '' "try: ringside fail user null-write" "$ringside" fail user null-writ &&
		expect 1 '' 'is no ring' "$ringside" fail hypervisor oops &&
		expect 1 '' 'kind of failure is missing' "$ringside" fail user &&
		expect 1 '' 'only ring 0 has sites' "$ringside" fail user abort --site proc &&
		expect 1 '' 'what is to fail' "$ringside" fail --from-container &&
		expect 1 '' 'no valid WHO' "$ringside" fail user abort --predict me &&
		expect 1 '' "does not take --site" "$ringside" status --site proc
}

# Wherever this is: nobody may, or there is no such module.
no_kernel_failure()
{
	"$ringside" fail kernel oops </dev/null >"$scratch/out" 2>"$scratch/err"
	case $? in
	2) matches 'only root|no virtual machine|lockdown' "$scratch/err" "the refusal" ;;
	3) matches 'crash module is not loaded' "$scratch/err" "the refusal" ;;
	*) cat "$scratch/out" "$scratch/err"; return 1 ;;
	esac
}

nobody_may()
{
	[ "$(id -u)" = 0 ] || { "$ringside" fail kernel oops; [ $? = 2 ]; return; }
	# Where others may not look, root's build may be.
	install -m 755 "$ringside" "$scratch/ringside" && chmod 755 "$scratch" || return 1
	expect 2 '' 'only root' setpriv --reuid 65534 --clear-groups "$scratch/ringside" \
		fail kernel oops
}

# The child of $1 with a limit of CPU time, the one that fails, in $culprit.
failing_child()
{
	local child

	# shellcheck disable=SC2013 # words are meant
	for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
		grep -q '^Max cpu time  *1 ' "/proc/$child/limits" 2>/dev/null && culprit=$child && return
	done
	return 1
}

# The child of $1 that makes the container, in $maker; who fails is its child.
contained_culprit()
{
	# shellcheck disable=SC2013 # words are meant
	for maker in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
		failing_child "$maker" && return
	done
	return 1
}

# What is its own in the container, a word each
own_namespaces()
{
	local space

	for space in pid_for_children mnt net uts ipc cgroup; do
		[ "$(readlink "/proc/$maker/ns/$space")" = \
			"$(readlink "/proc/self/ns/${space%_*_*}")" ] || echo "$space"
	done
}

# Who fails has no namespace in common with us; who watches finds it as any other.
in_a_container()
{
	local pid i own inside

	"$ringside" -j fail user endless-loop --from-container >"$scratch/card" &
	pid=$!
	for ((i = 0; i < 1000; i++)); do
		contained_culprit "$pid" && break
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.02
	done
	own=$(own_namespaces | wc -l)
	inside=$(awk '/^NSpid:/ { print NF - 1 }' "/proc/$culprit/status")
	wait "$pid" && jq -e --argjson pid "$culprit" '.culprit.pid == $pid' "$scratch/card" &&
		[ "$own $inside" = "6 2" ] && return
	echo "$own namespaces of its own, $inside pids"
	return 1
}

no_container()
{
	# shellcheck disable=SC2016 # for the inner shell
	expect 2 '' 'no container to be had' unshare -Ur sh -c \
		'echo 0 >/proc/sys/user/max_pid_namespaces && exec "$0" fail user abort --from-container' \
		"$ringside"
}

# The card must not say that all is well when it is not: kill the Nth bystander
# while the failure is under way.
sees_a_dead_one()
{
	local probe=$2 pid i

	"$ringside" -j fail user endless-loop >"$scratch/card" &
	pid=$!
	for ((i = 0; i < 1000; i++)); do
		failing_child "$pid" && break
		kill -0 "$pid" 2>/dev/null || return 1
		sleep 0.02
	done
	kill -KILL "$(cut -d ' ' -f "$1" "/proc/$pid/task/$pid/children")"
	wait "$pid"
	[ $? = 4 ] || { cat "$scratch/card"; return 1; }
	jq -e --arg probe "$probe" '.lost == "bystander" and .surprise and
		([.probes[] | select(.lost) | .name] == [$probe])' "$scratch/card" ||
		{ cat "$scratch/card"; return 1; }
	cat "$scratch/card" >>"$scratch/cards"
}

# Who starts with a word and ends badly does not recover. A library is loaded into both
# of them, and ends the one that is started again.
does_not_recover()
{
	gcc -shared -fPIC -x c -o "$scratch/bad.so" - <<-'EOF' || return 1
		#include <string.h>
		#include <unistd.h>
		__attribute__((constructor)) static void begin(int argc, char **argv)
		{
			if (argc > 1 && !strcmp(argv[1], "--version"))
				_exit(write(1, "ringside", 8) == 8 ? 7 : 8);
		}
	EOF
	LD_PRELOAD=$scratch/bad.so "$ringside" -j fail user abort >"$scratch/card"
	jq -e '.recovery == {by: "restart", ns: null, unload: null}' "$scratch/card" ||
		{ cat "$scratch/card"; return 1; }
	cat "$scratch/card" >>"$scratch/cards"
}

# Who ignores SIGCHLD does not hear how a child ended.
in_any_surroundings()
{
	(trap '' CHLD; "$ringside" -j fail user abort) >"$scratch/card" &&
		jq -e '.lost == "culprit" and .culprit.signal == "ABRT"' "$scratch/card"
}

# An init goes when its container's maker has gone.
nobody_is_left()
{
	local i

	for ((i = 0; i < 500; i++)); do
		pgrep -f "^$ringside .*fail user" || return 0
		sleep 0.02
	done
	return 1
}

begin
check "each kind has a line here" table_is_whole
while read -r kind lost outcome number detail; do
	[ -z "$kind" ] || check "$kind: $lost" one "$kind" "$lost" "$outcome" "$number" "$detail"
done <<<"$kinds"
check "limits end what would not end" limits_are_kept
check "a prediction that is wrong is a surprise" predictions
check "what makes no sense is refused" refusals
check "no failure of the kernel without the crash module" no_kernel_failure
check "none for who is not root" nobody_may
check "a bystander that dies is seen" sees_a_dead_one 1 "bystander process"
check "a service that dies is seen" sees_a_dead_one 2 "service on a socket"
check "one that ends badly has not recovered" does_not_recover
check "it works where SIGCHLD is ignored" in_any_surroundings
if unshare -Ur true 2>/dev/null; then
	while read -r kind lost outcome number detail; do
		[ -z "$kind" ] || check "$kind in a container: $lost" \
			one "$kind" "$lost" "$outcome" "$number" "$detail" --from-container
	done <<<"$kinds"
	check "that is one with namespaces of its own" in_a_container
	check "where there is none to be had, that is said" no_container
else
	skip "in a container" "there are no namespaces to be had"
fi
check "nobody is left behind" nobody_is_left
schema "$scratch/cards" "$scratch/list"
finish
