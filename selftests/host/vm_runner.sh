#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The VM runner itself: what comes out of it, how it judges a guest that dies,
# hangs or dawdles, and what it leaves behind. Boots some fifteen VMs; with
# another kernel than the stock one only those that say something about it.
set -u

here=$(dirname "$(realpath "$0")")
vm=$(realpath "${RINGSIDE_SRC:-$here/../..}/tool/vm/ringside-vm")
kernel=${RINGSIDE_KERNEL:-stock}
number=0
failures=0
problem=''

tmp=$(mktemp -d) || exit 1
tmp=$(realpath "$tmp")
trap 'rm -rf "$tmp"' EXIT
# Its temporary files and its memory are ours, so that leftovers are seen and
# nothing that was learned before helps.
mkdir "$tmp/tmp" "$tmp/cache"
export TMPDIR=$tmp/tmp XDG_CACHE_HOME=$tmp/cache
unset RINGSIDE_QEMU RINGSIDE_KVM_DEVICE
given_accel=${RINGSIDE_ACCEL:-}

wrong()
{
	problem+="$*"$'\n'
}

# Report the problems collected since the last report.
report()
{
	local verdict=ok

	number=$((number + 1))
	if [[ -n $problem ]]; then
		verdict='not ok'
		failures=$((failures + 1))
		{ printf '%s' "$problem"; echo "its standard error:"; cat "$tmp/err"; } |
			sed 's/^/# /'
	fi
	problem=''
	echo "$verdict $number $1"
}

# begin ARGS...: output in $tmp/out and $tmp/err; end leaves the status in $status
begin()
{
	# Emptied here, not by the redirections of the process in the background:
	# until those are done, who waits for a word would find the last run's.
	: >"$tmp/out"
	: >"$tmp/err"
	"$vm" --kernel "$kernel" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null &
	runner=$!
}

end()
{
	wait "$runner"
	status=$?
}

run()
{
	begin "$@"
	end
}

want_status()
{
	[[ $status == "$1" ]] || wrong "status $status, wanted $1"
}

want_said()
{
	grep -qE -- "$1" "$tmp/err" || wrong "standard error does not say: $1"
}

# fake_qemu VERSION KVM [OTHERWISE]: what it does when asked for KVM, and otherwise;
# by itself it gives up.
fake_qemu()
{
	cat >"$tmp/qemu" <<-END
	#!/bin/bash
	case " \$* " in
	*" --version "*) echo "fake $1"; exit ;;
	*" -accel kvm "*) $2 ;;
	esac
	${3:-}
	echo "fake: cannot run" >&2
	exit 1
	END
	chmod +x "$tmp/qemu"
	# Any file that can be written stands for /dev/kvm.
	export RINGSIDE_QEMU=$tmp/qemu RINGSIDE_KVM_DEVICE=$tmp/qemu
	unset RINGSIDE_ACCEL
}

real_qemu()
{
	unset RINGSIDE_QEMU RINGSIDE_KVM_DEVICE
	[[ -z $given_accel ]] || export RINGSIDE_ACCEL=$given_accel
}

misuse()
{
	local arguments

	for arguments in "" "--no-such-option x" "--cpus x true" "--env =1 true" "--timeout" \
		"--disk /nothing true" "--port out=x true" "--port news true" "--forward 7 true" "--forward 65536=x true"; do
		# shellcheck disable=SC2086 # words are meant
		run $arguments
		want_status 254
		want_said 'see ringside-vm --help'
	done
	"$vm" --kernel 0.0.0-none true >"$tmp/out" 2>"$tmp/err"
	status=$?
	want_status 254
	want_said 'apt-get install|--kernel'
	run --help
	want_status 0
	grep -q '^Usage: ' "$tmp/out" || wrong "--help does not go to standard output"
	report "misuse exits 254 and says what to do, --help exits 0"
}

kvm_that_hangs()
{
	local began=$SECONDS

	fake_qemu hangs 'exec sleep 1000'
	run -- true
	want_status 254
	want_said 'tcg \(KVM does not work'
	want_said 'QEMU ended: fake: cannot run'
	((SECONDS - began < 20)) || wrong "took $((SECONDS - began)) s to fall back"
	report "KVM that hangs falls back within seconds"
}

kvm_answer_is_kept()
{
	fake_qemu hangs 'exec sleep 1000'
	run -- true
	run -- true
	grep -q trying "$tmp/err" && wrong "KVM was tried again"
	want_said 'tcg \(KVM does not work'
	report "the answer about KVM is remembered"
}

kvm_that_aborts()
{
	fake_qemu aborts 'echo "fake: error: failed to set MSR" >&2; kill -ABRT $$'
	run -- true
	want_said 'tcg \(KVM does not work: QEMU gave up: fake: error: failed to set MSR'
	! grep -qv "^ringside-vm: " "$tmp/err" || wrong "somebody else says something, too"
	report "KVM that aborts falls back, and says why"
}

kvm_that_works()
{
	fake_qemu works 'echo boot >ctl.out; exec sleep 1000'
	begin -- true
	wait_for "$tmp/err" booting
	kill "$runner"
	end
	want_said 'booting .* kvm \(a guest answered'
	report "KVM that answers is used"
}

# wait_for FILE PATTERN
wait_for()
{
	local deadline=$((SECONDS + 240))

	until grep -qE -- "$2" "$1" 2>/dev/null; do
		((SECONDS < deadline)) || { wrong "no '$2' within 240 s"; return; }
		sleep 0.2
	done
}

streams()
{
	head -c 1048576 /dev/urandom >"$tmp/one"
	head -c 1048576 /dev/urandom >"$tmp/two"
	cd "$tmp" || exit 1
	run -q -- sh -c 'cat one; cat two >&2; exit 7'
	cd - >/dev/null || exit 1
	want_status 7
	cmp "$tmp/out" "$tmp/one" >"$tmp/cmp" 2>&1 || wrong "standard output differs: $(cat "$tmp/cmp")"
	cmp "$tmp/err" "$tmp/two" >"$tmp/cmp" 2>&1 ||
		wrong "standard error differs: $(cat "$tmp/cmp"), $(wc -c <"$tmp/err") bytes," \
			"which say: $(grep -a -E '^[[:print:]]{12,}$' "$tmp/err")"
	[[ -z $problem ]] || : >"$tmp/err"
	report "status 7, both streams byte by byte, the working directory, -q"
}

# A host that is busy elsewhere lets a word come in two pieces, seconds apart.
pieces()
{
	# shellcheck disable=SC2016 # for the fake
	fake_qemu words : '{ printf "up\nex"; sleep 3; printf "it 7\n"; } >ctl.out; exec sleep 1000'
	RINGSIDE_ACCEL=tcg run --timeout 60 -- true
	want_status 7
	report "a word that comes in pieces is understood"
}

# Two at once, since nothing may be shared but the caches.
arguments()
{
	local other

	"$vm" --kernel "$kernel" -- true >"$tmp/out2" 2>"$tmp/err2" </dev/null &
	other=$!
	# shellcheck disable=SC2016 # for the guest
	run --env "A=x'y \"z\$" --out "$tmp/files" --append ringside.test=1 --console "$tmp/console" -- \
		bash -c 'printf "%s\n" "$1" "$A" "$HOME" "$TMPDIR" "$(hostname)" "$(nproc)"
			grep -c ringside.test=1 /proc/cmdline
			echo kept >/run/ringside/out/file
			(sleep 1000 &)' - "a'b  \$c"
	want_status 0
	printf '%s\n' "a'b  \$c" "x'y \"z\$" /root /tmp ringside-vm 2 1 | diff - "$tmp/out" >"$tmp/diff" ||
		wrong "$(cat "$tmp/diff")"
	[[ $(cat "$tmp/files/file" 2>&1) == kept ]] || wrong "--out did not bring the file"
	[[ -e $tmp/console ]] || wrong "--console left no file"
	want_said 'booting .* with 2 CPUs, (kvm|tcg) \('
	want_said 'up after [0-9]+ s'
	wait "$other" || { wrong "another run at the same time failed:"; wrong "$(cat "$tmp/err2")"; }
	report "arguments, environment, --out, --console, a daemon left behind, two at once"
}

# forward N: the guest gives back what it was sent, once, and cannot reach our port.
forward()
{
	# shellcheck disable=SC2016 # for the guest
	"$vm" --kernel "$kernel" --forward "7=$tmp/forward$1" -- sh -c '
		busybox=/run/ringside/busybox
		port=$($busybox nc -l -p 7 -e sh -c "read line; echo \$line; echo \$line >&2" 2>&1) || exit 1
		! $busybox nc -w 2 10.0.2.2 "$port" </dev/null' \
		>"$tmp/out$1" 2>"$tmp/err$1" </dev/null
}

# Until the guest listens, the connection is reset.
answer_of()
{
	local deadline=$((SECONDS + 240)) said=''

	until [[ $said == "$1" ]]; do
		((SECONDS < deadline)) || { wrong "no answer at port $1"; return; }
		sleep 0.2
		exec 5<>"/dev/tcp/127.0.0.1/$1" || continue
		echo "$1" >&5
		read -r -t 60 said <&5
		exec 5>&-
	done 2>/dev/null
}

forwards()
{
	local runners=() i

	for i in 1 2; do
		: >"$tmp/forward$i"
		forward $i &
		runners+=($!)
	done
	for i in 1 2; do
		wait_for "$tmp/forward$i" .
		answer_of "$(<"$tmp/forward$i")"
	done
	for i in 1 2; do
		wait "${runners[i - 1]}" || wrong "guest $i reaches the host, or is not reached: $(cat "$tmp/err$i")"
	done
	[[ $(<"$tmp/forward1") != "$(<"$tmp/forward2")" ]] || wrong "one port for two"
	: >"$tmp/err"
	report "--forward leads into two guests at once, each by a port of its own, and not out"
}

no_network()
{
	cat >"$tmp/without" <<-END
	#!/bin/bash
	[[ "\$*" != "-netdev help" ]] || exit
	exec qemu-system-x86_64 "\$@"
	END
	chmod +x "$tmp/without"
	RINGSIDE_QEMU=$tmp/without run --forward "7=$tmp/forward" -- test ! -e /run/ringside/network
	want_status 0
	want_said 'has no network of its own'
	[[ ! -s $tmp/forward ]] || wrong "a port leads to it: $(<"$tmp/forward")"
	report "a QEMU without a network does without"
}

panic()
{
	printf 'old disk' >"$tmp/disk, a"
	truncate -s 1M "$tmp/disk, a"
	run --disk "$tmp/disk, a" --port "news=$tmp/news" -- sh -c '
		modprobe virtio_blk
		head -c 8 /dev/vda >/dev/virtio-ports/news
		printf "new disk" | dd of=/dev/vda conv=notrunc,fsync 2>/dev/null
		echo 1 >/proc/sys/kernel/sysrq; echo c >/proc/sysrq-trigger'
	want_status 250
	want_said 'the kernel panicked'
	want_said 'sysrq triggered crash'
	[[ $(cat "$tmp/news") == 'old disk' ]] || wrong "--port kept: $(cat "$tmp/news")"
	[[ $(head -c 8 "$tmp/disk, a") == 'new disk' ]] ||
		wrong "--disk has: $(head -c 8 "$tmp/disk, a")"
	report "a panic exits 250 and shows the console; what --disk and --port had is kept"
}

power_off()
{
	run -- sh -c 'echo 1 >/proc/sys/kernel/sysrq; echo b >/proc/sysrq-trigger; sleep 1000'
	want_status 250
	want_said 'went down before'
	report "a machine that goes down silently exits 250"
}

hang()
{
	# shellcheck disable=SC2016 # for the guest
	run --hang 5 -- sh -c 'kill -STOP $(cat /run/ringside/heartbeat.pid); sleep 1000'
	want_status 251
	want_said 'no sign of life for 5 s'
	report "a guest that falls silent exits 251"
}

time_out()
{
	run --timeout 3 -- sleep 1000
	want_status 252
	want_said 'longer than 3 s'
	report "a command that takes too long exits 252"
}

splat()
{
	run -- sh -c 'echo "WARNING: CPU: 0 at nowhere" >/dev/kmsg; dmesg -C'
	want_status 253
	want_said 'WARNING: CPU: 0 at nowhere'
	report "a splat exits 253, even when the log was cleared"
}

# More than the log has room for, and nothing of it is a splat.
lost_log()
{
	# shellcheck disable=SC2016 # for the guest
	run --append log_buf_len=256K -- bash -c '
		text=$(printf "%0900d" 0)
		echo on >/proc/sys/kernel/printk_devkmsg
		while dd if=/dev/kmsg bs=8192 count=1 2>/dev/null | grep -q "^[0-9]*,0,"; do
			for i in {1..100}; do
				echo "<7>$text"
			done >/dev/kmsg
		done'
	want_status 253
	want_said 'the kernel log lacks [1-9][0-9]* records'
	report "a log that is not whole exits 253"
}

splat_allowed()
{
	run --allow-splat -- sh -c 'echo "WARNING: CPU: 0 at nowhere" >/dev/kmsg; exit 3'
	want_status 3
	report "--allow-splat leaves the status alone"
}

terminated()
{
	begin -- sleep 1000
	wait_for "$tmp/err" 'up after'
	kill "$runner"
	end
	want_status 143
	clean
	report "SIGTERM exits 143 and leaves nothing"
}

# Whoever reads our output may leave early.
reader_gone()
{
	local first

	first=$("$vm" --kernel "$kernel" -- yes 2>"$tmp/err" </dev/null | head -n 1)
	[[ $first == y ]] || wrong "read '$first', wanted 'y'"
	clean
	report "a reader that leaves ends the run"
}

# Where an instruction takes a nanosecond, the CPU's clock runs at 1000 MHz.
icount()
{
	run --icount -- sh -c 'nproc; dmesg | grep -o "tsc: Detected .*"'
	want_status 0
	want_said 'with 1 CPU, tcg \(--icount'
	grep -qx 1 "$tmp/out" || wrong "not one CPU: $(cat "$tmp/out")"
	grep -qE '^tsc: Detected (999|1000)\.[0-9]+ MHz' "$tmp/out" ||
		wrong "no clock of 1000 MHz: $(cat "$tmp/out")"
	report "--icount counts instructions"
}

interactive()
{
	if ! command -v script >/dev/null; then
		number=$((number + 1))
		echo "ok $number a terminal # SKIP no script(1), package bsdutils"
		return
	fi
	script -qec "'$vm' --kernel '$kernel' --interactive -- sh -c 'tty; stty size; exit 5'" \
		/dev/null >"$tmp/out" 2>&1 </dev/null
	status=$?
	cp "$tmp/out" "$tmp/err"
	want_status 5
	want_said '/dev/hvc0'
	report "--interactive gives a terminal, and the status"
}

# What the tests that run in the guest are made of.
workshop()
{
	cat >"$tmp/workshop" <<-'END'
	try() { "$@" >/tmp/log 2>&1 || { echo "failed: $*"; cat /tmp/log; }; }
	try perf stat -e raw_syscalls:sys_enter -- true
	try strace -c true
	try unshare -Ur id
	try unshare -n true
	try grep -q . /sys/class/net/lo/operstate
	try bash -c "exec 3<>/dev/udp/127.0.0.1/9"
	for state in 0 1; do
		try sh -c "echo $state >/sys/devices/system/cpu/cpu1/online"
		try grep -qx $state /sys/devices/system/cpu/cpu1/online
	done
	try test "$(cat /sys/devices/system/cpu/nohz_full)" = 1
	try modprobe dummy
	try test -e /sys/kernel/tracing/events/raw_syscalls
	try sh -c "echo x >/etc/written-in-the-guest"
	END
	cd "$tmp" || exit 1
	run -- bash workshop
	cd - >/dev/null || exit 1
	want_status 0
	[[ ! -s $tmp/out ]] || wrong "$(cat "$tmp/out")"
	[[ ! -e /etc/written-in-the-guest ]] || wrong "the guest wrote to the host"
	report "perf, strace, namespaces, CPU hotplug, nohz_full, modprobe, writable root"
}

# Neither files nor processes; $tmp/tmp is part of QEMU's command line.
clean()
{
	local left

	left=$(find "$TMPDIR" -mindepth 1)
	[[ -z $left ]] || wrong "files left: $left"
	# The name through a file, or grep would find itself.
	left=$(grep -alF -f <(echo "$TMPDIR") /proc/[0-9]*/cmdline 2>/dev/null)
	[[ -z $left ]] || wrong "processes left: $left"
}

leftovers()
{
	local left

	clean
	left=$(find "$XDG_CACHE_HOME" -type f ! -name 'initramfs-*' ! -name 'accel-*')
	[[ -z $left ]] || wrong "in the cache: $left"
	left=$(find "$XDG_CACHE_HOME" -name '*.[0-9]*' -name 'accel-*')
	[[ -z $left ]] || wrong "unfinished in the cache: $left"
	: >"$tmp/err"
	report "nothing is left behind"
}

# Names of tests may be given.
if (($# == 0)) && [[ $kernel != stock ]]; then
	set -- streams panic hang splat workshop leftovers
fi
(($#)) || set -- misuse kvm_that_hangs kvm_answer_is_kept kvm_that_aborts kvm_that_works \
	streams pieces arguments forwards no_network panic power_off hang time_out splat lost_log splat_allowed terminated \
	reader_gone icount interactive workshop leftovers

echo "TAP version 13"
echo "1..$#"
for test; do
	real_qemu
	$test
done
((failures == 0))
