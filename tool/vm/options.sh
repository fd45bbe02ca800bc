# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# The command line of ringside-vm.

# Overridable, so that the runner can be tested with a QEMU or a KVM that misbehaves.
QEMU=${RINGSIDE_QEMU:-qemu-system-x86_64}
KVM_DEVICE=${RINGSIDE_KVM_DEVICE:-/dev/kvm}

opt_kernel=stock
opt_timeout=
opt_hang=
opt_cpus=
opt_memory=1024M
opt_append=
opt_icount=
opt_env=()
opt_disk=
opt_port=()
opt_forward=()
opt_interactive=
opt_console=
opt_out=
opt_allow_splat=
opt_command=()
# Seconds for the guest to come up; generous, since machines are shared.
boot_patience=
quiet=

usage()
{
	cat <<-END
	Usage: ringside-vm [OPTIONS] [--] COMMAND [ARGS...]
	       ringside-vm [OPTIONS] --interactive [[--] COMMAND [ARGS...]]
	       ringside-vm fail ...    break a kernel, see ringside-vm fail --help

	Boot a kernel in a VM on top of this machine's root file system, run COMMAND
	there as root in the same directory, and throw the VM away. The guest sees the
	files of this machine; what it writes stays in the guest. Needs no root.

	  --kernel K         stock: the newest installed Debian kernel (default)
	                     rt: the newest installed -rt kernel
	                     VERSION: the one that uname -r would name so
	                     DIR: an unpacked kernel package (boot/ and lib/modules/)
	  --timeout S        give the command S seconds, 0 for no limit
	                     (default 600, with --interactive 0)
	  --hang S           the guest hangs when it is silent for S seconds
	                     (default 60, with --icount 600)
	  --cpus N           number of CPUs (default 2)
	  --memory M         memory as QEMU takes it (default 1024M)
	  --append "ARGS"    more kernel arguments
	  --icount           the guest's clock counts instructions: one ns each; always
	                     emulated, far slower, the same on every machine; with one
	                     CPU unless --cpus says more
	  --env NAME=VALUE   set a variable for the command; may be repeated
	  --disk FILE        a disk /dev/vda; what is written to it stays in FILE
	  --port NAME=FILE   what is written to /dev/virtio-ports/NAME is appended to
	                     FILE at once, whatever becomes of the guest; may be repeated
	  --forward PORT=FILE  a port of 127.0.0.1, whose number FILE gets, leads to the
	                     guest's TCP PORT; nothing leads out of the guest; may be
	                     repeated. A guest that can have no network does without
	  --interactive      a terminal in the guest; without COMMAND a shell
	  --console FILE     keep the text of the kernel's console in FILE, as it comes
	  --out DIR          copy what the guest leaves in /run/ringside/out to DIR
	  --allow-splat      a splat in the kernel log is not a failure, nor are lost records
	  -q, --quiet        say nothing unless something fails
	  -h, --help         this text

	Exit status: that of COMMAND, or
	  250  the kernel panicked, or the machine went down without a word
	  251  the guest hung
	  252  the command took longer than --timeout
	  253  the command succeeded, but the kernel log has a splat, or is not whole
	  254  the VM could not be started

	Environment:
	  RINGSIDE_ACCEL=kvm|tcg   do not try, use this
	  XDG_CACHE_HOME           where the initramfs and the answer about KVM are kept

	Examples:
	  ringside-vm -- uname -a
	  ringside-vm --append nokaslr --timeout 60 -- sh -c 'insmod x.ko && dmesg'
	  ringside-vm --interactive
	END
}

misuse()
{
	complain "$1; see ringside-vm --help"
	exit 254
}

need_number()
{
	[[ $2 =~ ^[0-9]{1,6}$ ]] || misuse "$1 wants a whole number, not '$2'"
	(($2 >= $3)) || misuse "$1 wants at least $3"
}

# What a run is given when it does not ask. With --icount a guest's second is a
# thousand million instructions, and takes us many.
set_defaults()
{
	: "${opt_timeout:=$([[ -n $opt_interactive ]] && echo 0 || echo 600)}"
	: "${opt_hang:=$([[ -n $opt_icount ]] && echo 600 || echo 60)}"
	: "${opt_cpus:=$([[ -n $opt_icount ]] && echo 1 || echo 2)}"
	boot_patience=$([[ -n $opt_icount ]] && echo 1200 || echo 180)
}

check_options()
{
	set_defaults
	need_number --timeout "$opt_timeout" 0
	need_number --hang "$opt_hang" 1
	need_number --cpus "$opt_cpus" 1
	[[ $opt_memory =~ ^[0-9]+[MG]?$ ]] ||
		misuse "--memory wants a size like 512M or 2G, not '$opt_memory'"
	[[ -n $opt_interactive ]] || ((${#opt_command[@]})) || misuse "no command given"
}

add_env()
{
	[[ $1 =~ ^[A-Za-z_][A-Za-z_0-9]*= ]] || misuse "--env wants NAME=VALUE, not '$1'"
	opt_env+=("$1")
}

add_port()
{
	local name=${1%%=*} file=${1#*=}

	[[ $1 =~ ^[a-z]+=. ]] || misuse "--port wants NAME=FILE with a NAME of small letters, not '$1'"
	[[ ! $name =~ ^(ctl|out|err|log|tar)$ ]] || misuse "--port $name: that one is our own"
	{ : >>"$file"; } 2>/dev/null || misuse "--port: cannot write $file"
	opt_port+=("$name=$(readlink -f "$file")")
}

add_forward()
{
	local port=${1%%=*} file=${1#*=}

	[[ $1 =~ ^[0-9]{1,5}=. ]] && ((10#$port >= 1 && 10#$port <= 65535)) ||
		misuse "--forward wants PORT=FILE with a PORT from 1 to 65535, not '$1'"
	{ : >"$file"; } 2>/dev/null || misuse "--forward: cannot write $file"
	opt_forward+=("$((10#$port))=$(readlink -f "$file")")
}

set_console()
{
	{ : >"$1"; } 2>/dev/null || misuse "--console: cannot write $1; name a file that you may write"
	opt_console=$(readlink -f "$1")
}

add_disk()
{
	[[ -f $1 && -w $1 ]] || misuse "--disk wants a file that can be written, not '$1'; make one: truncate -s 64M '$1'"
	opt_disk=$(readlink -f "$1")
}

parse_options()
{
	while (($#)); do
		case $1 in
		--kernel|--timeout|--hang|--cpus|--memory|--append|--env|--console|--out|--disk|--port|--forward)
			(($# > 1)) || misuse "$1 wants a value"
			case $1 in
			--env) add_env "$2" ;;
			--port) add_port "$2" ;;
			--forward) add_forward "$2" ;;
			--disk) add_disk "$2" ;;
			--console) set_console "$2" ;;
			*) printf -v "opt_${1#--}" %s "$2" ;;
			esac
			shift
			;;
		--interactive) opt_interactive=yes ;;
		--icount) opt_icount=yes ;;
		--allow-splat) opt_allow_splat=yes ;;
		-q|--quiet) quiet=yes ;;
		-h|--help) usage; exit 0 ;;
		--) shift; break ;;
		-*) misuse "unknown option '$1'" ;;
		*) break ;;
		esac
		shift
	done
	opt_command=("$@")
	check_options
}
