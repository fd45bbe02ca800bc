#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A failure seen from outside: the card of what was heard, on made-up machines of which
# all is known, and on a real one that dies. With RINGSIDE_FAIL=all on others, too.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq mkfs.ext4 qemu-system-x86_64

kernel=${RINGSIDE_KERNEL:-stock}

# beats NAME FROM TO: a line each fifth of a second
beats()
{
	awk -v name="$1" -v from="$2" -v to="$3" 'BEGIN {
		for (at = from; at <= to; at += 0.2) printf "%.6f %s\n", 1000 + at, name
	}'
}

# kept STATUS END ACKNOWLEDGED FOUND WRONG LOST [BY]: all are heard from 10 on, the
# kernel fails at 15, and after END nobody but the host is; FOUND records are right, and
# WRONG are not, from the fifth on; LOST is what the card inside says, and that recovery
# is BY reload or reboot.
kept()
{
	local who by=${7:-reload}

	rm -rf "$scratch/kept" && mkdir "$scratch/kept" && cd "$scratch/kept" || return
	printf '%s\n' "kind oops" "site kthread" "from host" "kernel 6.1" "status $1" >"what"
	{
		beats host 0 40
		for who in guest process container service network; do beats $who 10 "$2"; done
		echo "1015.000000 [    5.000000] ringside_crash: oops at kthread, as asked"
		echo "1014.500000 synced $3"
		echo "1014.600000 unsynced $3"
		echo "1022.100000 $([ "$1" = 0 ] && echo over || echo "ended $1")"
		[ "$1$by" = 0reload ] || printf '%s\n' "1022.300000 reset" "1030.600000 up again"
	} | sort -n >heard
	echo '{"kernel":[{"kind":"oops","in_task":"culprit","in_worker":"bystander","elsewhere":"machine","shows":"s"}],
		"sites":[{"site":"kthread","is":"in_task","shows":"s"}]}' >kinds
	[ -z "$6" ] || echo "{\"lost\":\"$6\",\"culprit\":{\"outcome\":\"died\"},
		\"oopses\":{\"after\":1},\"warnings_counted\":{\"after\":0},
		\"recovery\":{\"by\":\"$by\",\"ns\":$([ "$by" = reload ] && echo 5000000 || echo null),
		\"unload\":\"$([ "$by" = reload ] && echo works || echo stuck)\"}}" >card
	jq -n --argjson right "$4" --argjson wrong "$5" '["synced", "unsynced"] | {
		records: map({name: ., right: $right, wrong: $wrong}),
		wrong: map(select($wrong > 0) | {name: ., first: 5, last: (4 + $wrong)})}' >records
	cd - >/dev/null || return
}

# card STATUS FILTER WANTED [DIR]: what jq finds in the card
card()
{
	local status said

	"$ringside" -j card "${4:-$scratch/kept}" >"$scratch/out" 2>"$scratch/err"
	status=$?
	cat "$scratch/out" >>"$scratch/cards"
	said=$(jq -cr "$2" "$scratch/out")
	[ "$status" = "$1" ] && [ "$said" = "$3" ] && return
	echo "exit status $status; $2 is $said, not $3"
	cat "$scratch/out" "$scratch/err"
	return 1
}

healthy()
{
	kept 0 22 100 100 0 nobody
	# An oops takes its culprit along: that none is lost is not what is expected.
	check "nothing died" card 4 '[.lost, .expected, .surprise]' '["nobody","culprit",true]'
	check "and all are heard until the end" card 4 '[.heard[] | select(.lives).name]' \
		'["host","guest","process","container","service","network"]'
	check "five seconds of beats before, seven after" card 4 \
		'[.heard[] | select(.name == "process") | .before, .after]' '[25,36]'
	kept 0 22 100 100 0 culprit
	check "what was expected" card 0 '[.lost, .surprise]' '["culprit",false]'
	check "the module was loaded again, inside" card 0 '.recovery' \
		'{"by":"reload","ns":5000000,"unload":"works"}'
	kept 0 22 100 100 0 culprit reboot
	check "what cannot be unloaded is rebooted, outside" card 0 '.recovery' \
		'{"by":"reboot","ns":8300000000,"unload":"stuck"}'
}

dead()
{
	kept 250 14.9 100 97 0 ''
	check "everything died" card 4 '[.lost, .machine, .ended_ns]' '["machine","panicked",7100000000]'
	check "none but the host is heard" card 4 '[.heard[] | select(.lives).name]' '["host"]'
	check "it was up again" card 4 '[.recovery.by, .recovery.ns]' '["reset",8300000000]'
	kept 251 21.9 100 97 0 ''
	check "some live on when a machine hangs" card 4 \
		'[.machine, ([.heard[] | select(.lives)] | length)]' '["hung",6]'
	kept 0 17 100 97 0 culprit
	check "who is not heard any more is lost, though the machine lives on" card 4 .lost bystander
}

# The machine lives on, and yet its card did not come in time.
stuck()
{
	kept 252 21.9 100 97 0 ''
	check "who asks is lost when no card comes" card 4 '[.lost, .machine, .recovery.by, .inside.culprit]' \
		'["bystander","lives on","reset",null]'
	check "and that is said" says 'got stuck over it' 4 "$scratch/kept"
	kept 252 21.9 100 97 0 culprit reboot
	check "a card that was there before the end counts" card 0 '[.lost, .inside.culprit]' \
		'["culprit","died"]'
}

# lanes N: as many are in the picture
lanes()
{
	[ "$(grep -o '<g class="who">' "$scratch/svg" | wc -l)" = "$1" ]
}

container()
{
	kept 250 14.9 100 97 0 ''
	sed -i 's/from host/from container/' "$scratch/kept/what"
	check "where it was caused" card 4 .from container
	check "and what that means" says 'one kernel under all containers: all are lost' 4 "$scratch/kept"
	kept 0 22 100 100 0 culprit
	check "nothing, from the host" card 0 .from host
}

network()
{
	kept 0 22 100 100 0 culprit
	sed -i '/1020.*network/,$ { / network$/d }' "$scratch/kept/heard"
	check "who does not answer on the network any more is lost" card 4 \
		'[.lost, (.heard[] | select(.lives | not).name)]' '["bystander","network"]'
	kept 0 22 100 100 0 culprit
	sed -i '/ network$/d; 1i 1000.000000 no network' "$scratch/kept/heard"
	check "a guest without a network is not asked there" card 0 \
		'[.lost, .has_network, (.heard | length)]' '["culprit",false,5]'
	check "and that is said" "$ringside" card --svg "$scratch/svg" "$scratch/kept"
	check "in the picture there is no lane for it" lanes 5
	kept 0 22 100 100 0 culprit
	sed -i '/ container$/d' "$scratch/kept/heard"
	check "who was never heard was not lost" card 0 \
		'[.lost, (.heard[] | select(.name == "container").lives)]' '["culprit",null]'
}

# What the console said until the end belongs to the card, also when it was heard after
# that; what the next start says does not, nor do the runner's own marks.
logs()
{
	kept 250 14.9 100 97 0 ''
	{
		sed '1,2d; s/^/1015.500000 /; /CR2:/,$d' "$here/oops/oops-timer.log"
		echo "1021.500000 guest"
		echo "1021.600000 heard 1"
		sed -n 's/^/1022.200000 /; /CR2: 0000000000000000$/,$p' "$here/oops/oops-timer.log"
		sed 's/^/1022.400000 /' "$here/oops/bug-work.log"
	} >>"$scratch/kept/heard"
	sort -s -n -k 1,1 -o "$scratch/kept/heard" "$scratch/kept/heard"
	check "the log of the console" card 4 '[.log[] | .kind]' '["oops"]'
	check "from its first line to its last" card 4 \
		'.log[0].lines | [(.[0].text | test("as asked$")), (.[-1].text | test("Fatal exception"))]' \
		'[true,true]'
	check "of it the lines that matter are shown" shows 'null pointer itself'
	kept 0 22 100 100 0 nobody
	check "a failure that nobody notices" shows 'log: the kernel has noticed nothing so far'
}

# shows WORDS: in the text of the card; that there is no file of the module may be warned of
shows()
{
	"$ringside" card "$scratch/kept" >"$scratch/out" 2>/dev/null
	grep -q -- "$1" "$scratch/out" && return
	cat "$scratch/out"
	return 1
}

records()
{
	local line

	kept 250 14.9 100 93 2 ''
	check "acknowledged records that are not there" card 4 \
		'[.records[] | [.acknowledged, .found, .lost, .changed]]' '[[100,93,5,2],[100,93,5,2]]'
	jq '.records[].right = 103 | .wrong[] |= {name, first: 104, last: 105}' \
		"$scratch/kept/records" >"$scratch/more" && mv "$scratch/more" "$scratch/kept/records"
	check "what nobody was told of is not judged" card 4 \
		'[.records[] | [.acknowledged, .found, .lost, .changed]]' '[[100,100,0,0],[100,100,0,0]]'
	echo >"$scratch/kept/records"
	check "nor is what nobody could look at" card 4 \
		'[.records[] | [.acknowledged, .found, .lost, .changed]]' '[[100,null,null,null],[100,null,null,null]]'
	rm -rf "$scratch/disk" && mkdir "$scratch/disk"
	timeout -s INT 20 "$ringside" witness "$scratch/disk" | sed '/^synced 30$/q' >"$scratch/heard"
	line=$(grep -c ^synced "$scratch/heard")
	check "each record is acknowledged in its turn" \
		diff <(seq "$line") <(sed -n 's/^synced //p' "$scratch/heard")
	# Of the first thirty: two are gone, one has another digit, one is cut off.
	head -c $((28 * 32)) "$scratch/disk/synced" | sed '5s/^0/1/' | head -c -1 >"$scratch/disk/unsynced"
	check "a writer that has lost some" found unsynced 26 2 5-5 28-28
	head -c $((30 * 32)) "$scratch/disk/synced" >"$scratch/disk/unsynced"
	check "and one that has not" found unsynced 30 0
	check "a witness says when it is over" says_over
}

# What it does after that may take long, and must not be taken for a silence.
says_over()
{
	local pid

	"$ringside" witness >"$scratch/heard" &
	pid=$!
	until grep -q guest "$scratch/heard" || ! kill -0 $pid; do sleep 0.1; done
	kill $pid
	wait $pid && [ "$(tail -n 1 "$scratch/heard")" = over ] &&
		[ "$(grep -c over "$scratch/heard")" = 1 ]
}

# found NAME RIGHT WRONG [RUN]...: those that are wrong from one to another
found()
{
	"$ringside" -j records "$scratch/disk" >"$scratch/out" || return
	cat "$scratch/out" >>"$scratch/cards"
	jq -e --arg name "$1" --argjson right "$2" --argjson wrong "$3" '
		([.records[] | select(.name == $name) | .right, .wrong] == [$right, $wrong]) and
		[.wrong[] | select(.name == $name) | "\(.first)-\(.last)"] == $ARGS.positional' \
		--args "${@:4}" <"$scratch/out" >/dev/null && return
	cat "$scratch/out"
	return 1
}

# says WORDS [STATUS DIR]: else a card that cannot be read says so
says()
{
	"$ringside" card "${3:-$scratch/kept}" >"$scratch/out" 2>&1
	[ $? = "${2:-1}" ] && grep -q -- "$1" "$scratch/out" && return
	cat "$scratch/out"
	return 1
}

unreadable()
{
	kept 0 22 100 100 0 culprit
	rm "$scratch/kept/what"
	check "who does not say what failed" says "does not say what failed"
	kept 0 22 100 100 0 culprit
	sed -i '/as asked/d' "$scratch/kept/heard"
	check "a failure that was not heard" says "was not heard"
	kept 0 22 100 100 0 culprit
	echo '{' >"$scratch/kept/kinds"
	check "a list that is no JSON" says "does not know that kind"
	kept 0 22 100 100 0 ''
	kept 0 22 100 100 0 culprit
	echo '{"error":{"message":"there is no kind","try":"another"}}' >"$scratch/kept/card"
	check "what was refused inside is said outside" says "in the VM: there is no kind" 2
	kept 0 22 100 100 0 ''
	check "no card, though the machine lives on" says "has printed no card"
	kept 0 22 100 100 0 culprit nonsense
	check "a recovery that there is not" says "has printed no card"
	head -c 4096 /dev/urandom >"$scratch/kept/heard"
	check "noise" says "was not heard"
}

# all STATUS WORDS: of the one failure in $scratch/all
all()
{
	"$src/tool/vm/ringside-vm" fail --kernel "$kernel" --keep "$scratch/all" --all \
		>"$scratch/said" 2>&1
	[ $? = "$1" ] && grep -qF -- "$2" "$scratch/said" && return
	cat "$scratch/said"
	return 1
}

# What is there is not done again, so that no VM is started for this.
resumed()
{
	mkdir -p "$scratch/all"
	echo "oops kthread" >"$scratch/all/pairs"
	kept 0 22 100 100 0 culprit
	mv "$scratch/kept" "$scratch/all/oops-kthread"
	check "--all takes what is there" all 0 "1 of 1: oops at kthread: lost: culprit; expected: culprit"
	sed -i 's/"lost":"culprit"/"lost":"nobody"/' "$scratch/all/oops-kthread/card"
	check "and counts surprises" all 4 "surprises: 1"
	rm "$scratch/all/oops-kthread/heard"
	check "what cannot be judged is no surprise" all 254 "surprises: 0, not done: 1"
	check "and is done the next time" test ! -e "$scratch/all/oops-kthread/what"
	echo "9.9, from host" >"$scratch/all/of"
	check "what is of another kernel is not taken" all 254 "has failures of 9.9, from host"
}

# outside KIND SITE [OPTION]...
outside()
{
	"$src/tool/vm/ringside-vm" fail --kernel "$kernel" --keep "$scratch/real" \
		--svg "$scratch/svg" kernel "$1" --site "$2" "${@:3}" >"$scratch/said" 2>&1 && return
	cat "$scratch/said"
	return 1
}

# The statement that ends everything
failing_line()
{
	(cd "$src" && grep -nH 'panic("ringside_crash' module/crash/fail_faults.c | cut -d : -f 1,2)
}

# What is flushed is there; what is not is gone, since the kernel had seconds to write.
real()
{
	check "a kernel that panics, from inside a container, seen from outside" \
		outside panic kthread --from-container
	check "the machine is lost, and comes back" card 0 \
		'[.lost, .machine, .recovery.by, (.recovery.ns > 0)]' '["machine","panicked","reset",true]' \
		"$scratch/real"
	check "all containers are lost with it, and the host of the VM is not" says \
		"from inside a container; one kernel under all containers: all are lost.*host lives on" \
		0 "$scratch/real"
	check "the host lives, and nobody there" card 0 '[.heard[] | [.name, .lives, .before > 0]]' \
		'[["host",true,true],["guest",false,true],["process",false,true],["container",false,true],["service",false,true],["network",false,true]]' \
		"$scratch/real"
	check "what was flushed is on the disk, what was not is lost" card 0 \
		'[.records[] | [.name, .acknowledged > 0, .lost > 0, .changed]]' \
		'[["synced",true,false,0],["unsynced",true,true,0]]' "$scratch/real"
	check "its last words name the line that ended it" card 0 \
		'[.log[].lines[] | select(.text | test("rs_fail_panic")) | "\(.file):\(.line)"][0]' \
		"$(failing_line)" "$scratch/real"
	check "the picture has a lane for each" \
		lanes 6
	[ "${RINGSIDE_FAIL:-}" = all ] || return
	check "a kernel that hangs is recognised" outside soft-lockup timer --hang 5
	check "within seconds, and is reset" card 0 \
		'[.machine, (.ended_ns / 1e9 | . > 2 and . < 60), .recovery.by]' \
		'["hung",true,"reset"]' "$scratch/real"
	check "what takes longer than its card may is ended" outside soft-lockup kthread --patience 30
	# Whether the network lives on depends on the CPU that its interrupts come to.
	check "the others live on, and it is reset" card 0 \
		'[.lost, .machine, ([.heard[] | select(.lives and .name != "network")] | length), .recovery.by, .inside.culprit]' \
		'["bystander","lives on",5,"reset",null]' "$scratch/real"
	check "a module that fails while it is loaded" outside oops init
	check "the machine lives on, and is rebooted" card 0 \
		'[.lost, .machine, .recovery.by, (.recovery.ns > 0), .recovery.unload]' \
		'["culprit","lives on","reboot",true,"fails"]' "$scratch/real"
}

begin
healthy
dead
stuck
container
network
logs
records
unreadable
[ "${RINGSIDE_BUILDS:-}" = none ] || { resumed && real; }
schema "$scratch/cards"
finish
