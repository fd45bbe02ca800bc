# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# KVM or emulation. A /dev/kvm that is there may still abort or hang, so it is
# believed only when a guest's init has answered through it. The answer holds
# until the host boots again or gets another QEMU.

# Seconds until the console must show a first character, and until init answers.
readonly KVM_FIRST_SIGN=5 KVM_PATIENCE=20

accel=''
accel_why=''
kvm_trouble=''

qemu_version()
{
	"$QEMU" --version | head -n 1
}

# Waits for the word of init, or for a sign that none will come.
hear_of_kvm()
{
	local i

	for ((i = 0; i < KVM_PATIENCE * 10; i++)); do
		read_line "$control" 0.1 && break
		((i < KVM_FIRST_SIGN * 10)) || [[ -s $work/console ]] || break
		if ! kill -0 "$qemu" 2>/dev/null; then
			kvm_trouble="QEMU gave up: $(head -n 1 "$work/qemu.log" | cut -c1-100)"
			break
		fi
	done
	stop_machine
}

# Boots the chosen kernel with KVM just far enough for init to say a word.
kvm_answers()
{
	local line=''

	probing=yes
	start_machine "$kept_initramfs" "ringside.probe earlyprintk=ttyS0"
	# A QEMU that aborts is nothing that bash should tell anybody of.
	hear_of_kvm 2>/dev/null
	close_ports
	rm -f "$work/console" "$work/qemu.log"
	probing=''
	[[ $line == boot ]]
}

prove_kvm()
{
	local file=$1

	accel=kvm
	say "trying whether KVM works, for $KVM_FIRST_SIGN s"
	if kvm_answers; then
		accel_why="a guest answered through it"
	else
		accel=tcg accel_why="KVM does not work: ${kvm_trouble:-it is there, but no guest answered}"
	fi
	printf '%s\n%s\n' "$accel" "$accel_why" >"$file.$$" && mv "$file.$$" "$file"
}

remembered_or_proven()
{
	local key file

	key=$({ uname -r; qemu_version; cat /proc/sys/kernel/random/boot_id; } | sha256sum | cut -c1-16)
	file=$cache/accel-$key
	if [[ -s $file ]]; then
		{ read -r accel && read -r accel_why; } <"$file"
	else
		rm -f "$cache"/accel-*
		prove_kvm "$file"
	fi
}

choose_accel()
{
	accel=tcg
	if [[ -n $opt_icount ]]; then
		accel_why="--icount counts its instructions"
		return
	fi
	case ${RINGSIDE_ACCEL:-} in
	kvm|tcg) accel=$RINGSIDE_ACCEL accel_why="RINGSIDE_ACCEL says so" ;;
	?*) misuse "RINGSIDE_ACCEL is '$RINGSIDE_ACCEL', but can only be kvm or tcg" ;;
	*)
		if [[ ! -e $KVM_DEVICE ]]; then
			accel_why="there is no $KVM_DEVICE"
		elif [[ ! -w $KVM_DEVICE ]]; then
			accel_why="may not open $KVM_DEVICE; as root: adduser $(id -un) kvm, then log in again"
		else
			remembered_or_proven
		fi
		;;
	esac
}
