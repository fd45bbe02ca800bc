# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# The machine: one QEMU, and the files in $work through which it talks.
#   ctl.in ctl.out   what we tell the guest, what its init tells us (lines)
#   qmp.in qmp.out   the same with QEMU itself (JSON)
#   out err          the command's standard output and error
#   log              the kernel log, sent when the command has ended
#   tar              what the guest left in /run/ringside/out
#   disk port-NAME   links to what --disk and --port name; console, too, with --console
#   console          the text of the kernel's console
#   qemu.log         what QEMU itself complains about

control='' qmp='' control_in='' qmp_in=''
probing='' terminal=''

accel_arguments()
{
	if [[ $accel == kvm ]]; then
		echo "-accel kvm -cpu host"
	elif [[ -n $opt_icount ]]; then
		# A count needs an order, so all CPUs share one emulating thread.
		echo "-accel tcg,thread=single -icount shift=0 -cpu max,la57=off"
	else
		# With one emulating thread per CPU a CPU can go on running what
		# another one has patched: switching a tracepoint under load then hangs
		# 6.1 (a CPU spins on the jump that is being patched) and panics 6.13
		# and later ("Oops: int3"). Five-level page tables only make the
		# emulator's page walks longer. Of ERMS a kernel concludes that bytes are
		# moved as fast as words, which is not so here: without it all takes an
		# eighth less.
		echo "-accel tcg,thread=single -cpu max,la57=off,erms=off,fsrm=off"
	fi
}

kernel_arguments()
{
	local args="console=ttyS0 quiet panic=-1 audit=0 random.trust_cpu=on log_buf_len=4M"

	# At its start a kernel waits for some ticks of the timer, and panics if they
	# do not come ("IO-APIC + timer doesn't work!", timer_irq_works()): a busy host
	# may let an emulated machine wait for longer.
	args+=" no_timer_check"
	# The ledger can be checked on a CPU that has nohz_full only.
	((opt_cpus < 2)) || args+=" nohz_full=1"
	echo "$args${opt_append:+ $opt_append}${1:+ $1}"
}

open_ports()
{
	mkfifo "$work"/{ctl,qmp}.{in,out} || die "cannot make pipes in $work; set TMPDIR to a local file system"
	touch "$work"/{out,err,log,tar} || die "cannot write to $work; set TMPDIR"
	# Read and write, so that neither side ever waits for the other to open.
	exec {control}<>"$work/ctl.out" {qmp}<>"$work/qmp.out" \
	     {control_in}<>"$work/ctl.in" {qmp_in}<>"$work/qmp.in"
	pieces=()
	# Without this QEMU keeps its events for itself.
	echo '{"execute": "qmp_capabilities"}' >&"$qmp_in"
}

close_ports()
{
	exec {control}<&- {qmp}<&- {control_in}<&- {qmp_in}<&-
	rm -f "$work"/{ctl,qmp}.{in,out}
}

# Links, so that no path needs QEMU's own kind of quoting.
link_files()
{
	local port

	[[ -z $opt_disk ]] || ln -s "$opt_disk" "$work/disk"
	[[ -z $opt_console ]] || ln -sf "$opt_console" "$work/console"
	for port in ${opt_port[@]+"${opt_port[@]}"}; do
		ln -s "${port#*=}" "$work/port-${port%%=*}"
	done
}

# The host's cache stays whatever becomes of the guest, so what the guest has flushed
# is on the disk.
disk_arguments()
{
	[[ -z $opt_disk || -n $probing ]] ||
		echo "-drive file=disk,format=raw,if=none,id=disk,cache=writeback -device virtio-blk-pci,drive=disk"
}

port_arguments()
{
	local port

	# ioeventfd=off makes QEMU write a port's data to its file before the
	# guest's write() returns. So when the guest's last word is here,
	# everything that it wrote before is here as well.
	echo "-device virtio-serial-pci,ioeventfd=off"
	echo "-chardev pipe,id=ctl,path=ctl -device virtserialport,chardev=ctl,name=ctl"
	for port in ${opt_port[@]+"${opt_port[@]%%=*}"}; do
		[[ -n $probing ]] ||
			echo "-chardev file,id=x$port,path=port-$port,append=on -device virtserialport,chardev=x$port,name=$port"
	done
	# The guest waits for the last of these.
	for port in out err log tar; do
		echo "-chardev file,id=$port,path=$port,append=on -device virtserialport,chardev=$port,name=$port"
	done
}

# A QEMU may be built without one.
check_network()
{
	((${#opt_forward[@]})) || return
	"$QEMU" -netdev help 2>/dev/null | grep -qx user && return
	complain "no --forward: $QEMU has no network of its own"
	opt_forward=()
}

# QEMU is the network: what the guest sends to others goes nowhere. Port 0: the kernel
# chooses one that is free.
network_arguments()
{
	local forward

	((${#opt_forward[@]})) && [[ -z $probing ]] || return
	printf %s "-netdev user,id=net,restrict=on,ipv6=off"
	printf ',hostfwd=tcp:127.0.0.1:0-:%s' "${opt_forward[@]%%=*}"
	# No rom: it boots from nowhere.
	echo " -device virtio-net-pci,netdev=net,romfile="
}

terminal_arguments()
{
	[[ -z $opt_interactive || -n $probing ]] ||
		echo "-chardev stdio,id=tty,signal=off -device virtconsole,chardev=tty"
}

# Inside $work, so that no path needs QEMU's own kind of quoting.
run_qemu()
{
	cd "$work" || exit
	# shellcheck disable=SC2046 # words are meant
	# pdeathsig: should this script be killed without a chance to clean up.
	exec setpriv --pdeathsig TERM "$QEMU" -nodefaults -no-user-config -display none \
		-M q35 -smp "$opt_cpus" -m "$opt_memory" -no-reboot -device pvpanic \
		$(accel_arguments) $(port_arguments) $(disk_arguments) $(network_arguments) \
		$(terminal_arguments) \
		-fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
		-device virtio-9p-pci,fsdev=root,mount_tag=root \
		-serial file:console -chardev pipe,id=qmp,path=qmp -mon chardev=qmp,mode=control \
		-kernel "$vmlinuz" -initrd "$1" -append "$(kernel_arguments "$2")"
}

send_window()
{
	echo "size $(stty size <&"$terminal")" >&"$control_in"
}

# QEMU sets the terminal to raw mode; cleanup sets it back even if QEMU cannot.
take_terminal()
{
	[[ -n $opt_interactive && -t 0 ]] || return
	saved_tty=$(stty -g)
	# The trap may run while standard input is something else.
	exec {terminal}<&0
	trap send_window WINCH
}

# start_machine INITRD EXTRA-KERNEL-ARGUMENTS
start_machine()
{
	open_ports
	[[ -n $probing ]] || link_files
	run_qemu "$@" <&0 2>"$work/qemu.log" &
	qemu=$!
}

stop_machine()
{
	local i

	[[ -n $qemu ]] || return
	kill "$qemu" 2>/dev/null
	for ((i = 0; i < 30; i++)); do
		kill -0 "$qemu" 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL "$qemu" 2>/dev/null
	wait "$qemu" 2>/dev/null
	qemu=
}
