#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The doctor's findings: each makes one thing wrong in a made-up system on
# which all was well.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq gcc objcopy

release=6.1.0-1-amd64
other=6.1.0-2-amd64
root=$scratch/root
secure_boot=sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
version=$("$ringside" --version | cut -d' ' -f2)

# What the checks of the build environment would find here.
unset KDIR SUBDIRS

# put FILE TEXT
put()
{
	mkdir -p "$root/$(dirname "$1")" && printf '%s\n' "$2" >"$root/$1"
}

# make_ko FILE [KEY=VALUE...]: an object file with such a .modinfo
make_ko()
{
	echo 'int x;' | gcc -c -x c -o "$scratch/empty.o" - &&
		printf '%s\0' "${@:2}" >"$scratch/modinfo" &&
		mkdir -p "$(dirname "$1")" &&
		objcopy --add-section .modinfo="$scratch/modinfo" "$scratch/empty.o" "$1"
}

ringside_ko()
{
	make_ko "$1" name=ringside "version=${3:-$version}" srcversion=AAAA \
		"vermagic=${2:-$release SMP preempt mod_unload modversions }"
}

make_kernel()
{
	local build=lib/modules/$release/build

	put proc/sys/kernel/osrelease $release
	put proc/sys/kernel/arch x86_64
	put proc/sys/kernel/tainted 12288
	put proc/sys/kernel/modules_disabled 0
	put proc/sys/kernel/dmesg_restrict 1
	put proc/meminfo "MemAvailable:    1000000 kB"
	put $build/Makefile all:
	put $build/include/generated/autoconf.h ''
	put $build/include/config/auto.conf ''
	put $build/Module.symvers ''
	put boot/config-$release "CONFIG_CC_VERSION_TEXT=\"gcc-12 (Debian 12.2.0-14) 12.2.0\"
CONFIG_SMP=y
CONFIG_MODULES=y
CONFIG_MODULE_UNLOAD=y
CONFIG_MODVERSIONS=y
CONFIG_TRACEPOINTS=y
CONFIG_HAVE_SYSCALL_TRACEPOINTS=y"
	put sys/kernel/security/lockdown '[none] integrity confidentiality'
	put sys/module/module/parameters/sig_enforce N
}

make_process()
{
	put proc/self/status "Name:	ringside
CapEff:	000001ffffffffff"
	put proc/self/uid_map '         0          0 4294967295'
	put proc/self/mountinfo '22 28 0:21 / /proc rw - proc proc rw'
	mkdir -p "$root/proc/self/ns" "$root/proc/1/ns"
	ln -s 'net:[1]' "$root/proc/self/ns/net"
	ln -s 'net:[1]' "$root/proc/1/ns/net"
	ln -s 'pid:[4026531836]' "$root/proc/self/ns/pid"
}

make_system()
{
	rm -rf "$root"
	make_kernel
	make_process
	put proc/modules 'ringside 1024000 0 - Live 0x0000000000000000 (OE)'
	put sys/module/ringside/version "$version"
	put sys/module/ringside/srcversion AAAA
	put proc/ringside/status ''
	mkdir -p "$root/usr/lib/gcc/x86_64-linux-gnu/12" "$root/usr/bin" "$root/dev"
	touch "$root"/usr/bin/{make,gcc,apt-get,qemu-system-x86_64} "$root/dev/kvm"
	ringside_ko "$root/lib/modules/$release/updates/module/ringside.ko"
}

all_is_well()
{
	make_system
	expect 0 'ringside works here' '' "$ringside" doctor --root "$root" || return 1
	! grep -E '^(warn|fail)' "$scratch/out"
}

# found VERDICT SUBJECT FINDING TYPE: the finding, and nothing worse elsewhere
found()
{
	local status=0

	[ "$1" = fail ] && status=4
	"$ringside" -j doctor --root "$root" "${ko[@]}" >"$scratch/out"
	[ $? = $status ] || { echo "not exit status $status"; jq -c .checks[] "$scratch/out"; return 1; }
	jq -e --arg verdict "$1" --arg subject "$2" --arg finding "$3" --arg type "$4" '
		.checks | any(.verdict == $verdict and .subject == $subject and
			      (.finding | test($finding)) and (.type | test($type)))' \
		"$scratch/out" >/dev/null || { jq -c .checks[] "$scratch/out"; return 1; }
}

# ill NAME VERDICT SUBJECT FINDING TYPE COMMAND...: makes a system, spoils it
# with COMMAND, and expects that.
ill()
{
	ko=()
	make_system
	"${@:6}" || { check "$1" false; return; }
	check "$1" found "${@:2:4}"
}

gone()
{
	local file

	for file; do
		[ -e "$root/$file" ] || [ -L "$root/$file" ] || { echo "no $file"; return 1; }
		rm -r "${root:?}/$file"
	done
}

other_kernel_only()
{
	mv "$root/lib/modules/$release" "$root/lib/modules/$other"
}

wsl()
{
	gone lib/modules
	put proc/sys/kernel/osrelease "$1"
}

container()
{
	gone lib/modules proc/self/ns/pid
	put .dockerenv ''
}

absolute_link()
{
	mkdir -p "$root/usr/src" &&
		mv "$root/lib/modules/$release/build" "$root/usr/src/headers" &&
		ln -s /usr/src/headers "$root/lib/modules/$release/build"
	gone usr/src/headers/include/generated/autoconf.h
}

dangling_link()
{
	gone lib/modules/$release/build
	ln -s /usr/src/nowhere "$root/lib/modules/$release/build"
}

option_off()
{
	sed -i "/^$1=/d" "$root/boot/config-$release"
}

compiler()
{
	sed -i "s/^CONFIG_CC_VERSION_TEXT=.*/CONFIG_CC_VERSION_TEXT=\"$1\"/" \
		"$root/boot/config-$release"
}

capabilities()
{
	put proc/self/status "Name:	ringside
CapEff:	$1"
}

not_loaded()
{
	gone proc/ringside sys/module/ringside
	put proc/modules 'ext4 1 0 - Live 0x0'
}

not_loaded_nor_allowed()
{
	not_loaded
	capabilities 0000000000200000
}

not_loaded_left_over()
{
	not_loaded
	put proc/ringside/status ''
}

module_line()
{
	put proc/modules "ringside 1024000 $1 0x0000000000000000 (OE)"
}

# The judged file is given, as if it were $1.
given()
{
	ko=("$scratch/given.ko")
	"${@:1}"
}

secure_boot_on()
{
	mkdir -p "$root/$(dirname $secure_boot)"
	printf '\6\0\0\0\1' >"$root/$secure_boot"
}

enforced_by_secure_boot()
{
	secure_boot_on
	put sys/kernel/security/lockdown 'none [integrity] confidentiality'
}

signed_and_enforced()
{
	put sys/module/module/parameters/sig_enforce Y
	printf '~Module signature appended~\n' \
		>>"$root/lib/modules/$release/updates/module/ringside.ko"
	# The signature is accepted, so spoil something else.
	put proc/sys/kernel/modules_disabled 1
}

half_a_module()
{
	ringside_ko "$scratch/whole.ko"
	head -c 300 "$scratch/whole.ko" >"$scratch/given.ko"
}

other_machine()
{
	ringside_ko "$scratch/given.ko"
	printf '\267' | dd of="$scratch/given.ko" bs=1 seek=18 conv=notrunc status=none
}

headers_and_kernel()
{
	local build=lib/modules/$release/build

	ill "another machine" fail machine 'x86_64 only' 'uname -m' put proc/sys/kernel/arch aarch64
	ill "no headers" fail headers 'No such file or directory' "linux-headers-$release" gone $build
	ill "a link to headers that are gone" fail headers 'No such file' linux-headers dangling_link
	ill "headers of another kernel" fail headers 'not rebooted' '^reboot$' other_kernel_only
	ill "no autoconf.h" fail headers 'half installed.*configuration is invalid' linux-headers \
		gone $build/include/generated/autoconf.h
	ill "no auto.conf" fail headers 'half installed' linux-headers \
		gone $build/include/config/auto.conf
	ill "no Makefile" fail headers "No rule to make target 'modules'" linux-headers gone $build/Makefile
	ill "no Module.symvers" fail headers 'half installed' linux-headers gone $build/Module.symvers
	ill "an absolute link stays below the root" fail headers 'half installed' linux-headers absolute_link
	ill "WSL 1" fail kernel 'Function not implemented' 'wsl --set-version' wsl 4.4.0-19041-Microsoft
	ill "WSL 2" warn kernel 'no headers are packaged' 'make shell' wsl 5.15.0-microsoft-standard-WSL2
	ill "a container" warn kernel 'modules are loaded outside' 'make shell' container
	ill "no apt" fail headers 'No such file' "dnf install kernel-devel-$release" \
		eval "gone $build usr/bin/apt-get && put usr/bin/dnf ''"
}

building()
{
	ill "no make" fail make 'nothing can be built' 'apt-get install make' gone usr/bin/make
	ill "no gcc" fail gcc 'nothing can be built' 'apt-get install gcc' gone usr/bin/gcc
	ill "another gcc" warn compiler 'gcc 13, which is not installed' 'gcc-13' \
		compiler 'gcc-13 (Debian 13.1.0-1) 13.1.0'
	ill "a kernel from clang" warn compiler 'not with gcc' 'LLVM=1' \
		compiler 'Debian clang version 14.0.6'
	ill "an unknown compiler" warn compiler 'cannot tell' 'proc/version' option_off CONFIG_CC_VERSION_TEXT
	ill "little memory" warn memory 'only 9 MB' '^ps ' put proc/meminfo 'MemAvailable: 10000 kB'
	ill "no QEMU" warn vm 'not installed' 'apt-get install qemu-system-x86' gone usr/bin/qemu-system-x86_64
	export KDIR=/nowhere
	ill "a wrong KDIR" fail environment "No rule to make target 'modules'" '^unset KDIR$' true
	unset KDIR
	export SUBDIRS=/here
	ill "SUBDIRS" warn environment 'only know M=' '^unset SUBDIRS$' true
	unset SUBDIRS
}

kernel_options()
{
	ill "no modules" fail options 'cannot load modules' 'make shell' gone proc/modules
	ill "no CONFIG_MODULES" fail options 'CONFIG_MODULES' 'make shell' option_off CONFIG_MODULES
	ill "no tracepoints" fail options 'CONFIG_TRACEPOINTS' 'make shell' option_off CONFIG_TRACEPOINTS
	ill "no tracepoints at syscalls" fail options 'HAVE_SYSCALL_TRACEPOINTS' 'make shell' \
		option_off CONFIG_HAVE_SYSCALL_TRACEPOINTS
	ill "an unknown configuration" warn options 'cannot tell' 'config.gz' gone boot/config-$release
}

module_file()
{
	local magic="$release SMP preempt mod_unload modversions "

	ill "no module" warn 'module file' 'not built yet' '^make$' \
		gone lib/modules/$release/updates/module/ringside.ko
	ill "no such file" fail 'module file' 'cannot read' '^make$' given rm -f "$scratch/given.ko"
	ill "a text" fail 'module file' 'no ELF file' 'make clean' given put ../given.ko hello
	ill "an empty file" fail 'module file' 'no ELF file' 'make clean' given put ../given.ko ''
	ill "half a module" fail 'module file' 'cut off' 'make clean' given half_a_module
	ill "a program" fail 'module file' 'no kernel module' 'make clean' given cp "$(command -v bash)" \
		"$scratch/given.ko"
	ill "an object file" fail 'module file' 'no .modinfo' 'make clean' given cp "$scratch/empty.o" \
		"$scratch/given.ko"
	ill "another machine's" fail 'module file' 'another machine' 'make clean' given other_machine
	ill "another module" fail 'module file' 'module hello, not' 'ringside.ko' given make_ko \
		"$scratch/given.ko" name=hello "vermagic=$magic"
	ill "no version magic" fail 'module file' 'no version magic' 'make clean' given make_ko \
		"$scratch/given.ko" name=ringside
	ill "another version" warn 'module file' 'version 9.9.9' 'make clean' given ringside_ko \
		"$scratch/given.ko" "$magic" 9.9.9
	ill "another kernel's" fail 'version magic' "for kernel $other.*Invalid module format" 'make clean' \
		given ringside_ko "$scratch/given.ko" "$other SMP preempt mod_unload modversions "
	ill "a longer name's" fail 'version magic' "for kernel ${release}x" 'make clean' \
		given ringside_ko "$scratch/given.ko" "${release}x SMP mod_unload modversions "
	ill "without modversions" fail 'version magic' 'modversions' 'make clean' \
		given ringside_ko "$scratch/given.ko" "$release SMP preempt mod_unload "
	ill "of an RT kernel" fail 'version magic' 'preempt_rt' 'make clean' \
		given ringside_ko "$scratch/given.ko" "$release SMP preempt_rt mod_unload modversions "
}

refusals()
{
	ill "sig_enforce" fail signature 'Key was rejected by service' 'sign-file' \
		put sys/module/module/parameters/sig_enforce Y
	ill "Secure Boot" warn signature 'Secure Boot is on' 'mokutil --import' secure_boot_on
	ill "Secure Boot and lockdown" fail signature 'lockdown refuses.*Secure Boot' 'sign-file' \
		enforced_by_secure_boot
	ill "lockdown confidentiality" fail signature 'confidentiality' 'make shell' \
		put sys/kernel/security/lockdown 'none integrity [confidentiality]'
	ill "modules_disabled" fail loading 'no module can be loaded any more' '^reboot' \
		put proc/sys/kernel/modules_disabled 1
	ill "a signed module" fail loading modules_disabled reboot signed_and_enforced
	check "a signed module is accepted" jq -e '.checks[] | select(.subject == "signature") |
		.verdict == "ok" and (.finding | test("enrolled"))' "$scratch/out"
}

module_state()
{
	ill "not loaded" fail module 'not loaded' 'insmod .*ringside.ko' not_loaded
	ill "left over" fail module 'left over' '^reboot$' not_loaded_left_over
	ill "loading" fail module 'Device or resource busy' '^reboot$' module_line '1 - Loading'
	ill "unloading" fail module 'File exists' '^reboot$' module_line '0 - Unloading'
	ill "reference count -1" fail module 'cannot be unloaded' '^reboot$' module_line '-1 - Live'
	ill "an odd line" fail module 'cannot be read' 'proc/modules' put proc/modules 'ringside 1'
	ill "of another version" warn module 'version 9.9.9' 'rmmod ringside' \
		put sys/module/ringside/version 9.9.9
	ill "of other sources" warn module 'other sources' 'rmmod ringside' \
		put sys/module/ringside/srcversion BBBB
	ill "after an oops" warn taint '^DOE \(12416\).*oops' 'reboot' put proc/sys/kernel/tainted 12416
	ill "after an oops and a warning" warn taint '^DWOE .*oops' 'reboot' put proc/sys/kernel/tainted 12928
	ill "after a warning" warn taint '^WOE .*warned' 'WARNING' put proc/sys/kernel/tainted 12800
	ill "after a soft lockup" warn taint '^L .*lockup' 'dmesg' put proc/sys/kernel/tainted 16384
	ill "an unknown taint" warn taint '^D\?' 'reboot' put proc/sys/kernel/tainted 9223372036854775936
	ill "/proc/ringside is gone" fail /proc/ringside 'real one' '^mount -t proc' gone proc/ringside
	ill "/proc/ringside is covered" fail /proc/ringside 'mounted over' '^umount' \
		put proc/self/mountinfo '30 22 0:30 / /proc/ringside rw - tmpfs tmpfs rw'
}

permissions()
{
	ill "no capability" fail permission 'neither CAP_PERFMON' '^sudo ringside$' \
		capabilities 0000000000000000
	ill "a user namespace" fail permission 'user namespace' '^exit' \
		put proc/self/uid_map '         0       1000          1'
	ill "may ask but not load" fail permission 'CAP_SYS_MODULE' 'sudo insmod' not_loaded_nor_allowed
	ill "dmesg_restrict" warn 'kernel log' 'read kernel buffer failed' '^sudo dmesg$' \
		capabilities 0000004000000000
	ill "another network namespace" fail network 'not heard here' '^nsenter --net' \
		ln -sfn 'net:[2]' "$root/proc/self/ns/net"
}

# No file, however damaged, may do more than be called so.
damaged_files()
{
	local i status

	ringside_ko "$scratch/whole.ko"
	for i in $(seq 0 16 "$(stat -c %s "$scratch/whole.ko")"); do
		head -c "$i" "$scratch/whole.ko" >"$scratch/given.ko"
		"$ringside" doctor --root "$root" "$scratch/given.ko" >"$scratch/out" 2>&1
		status=$?
		[ $status = 4 ] || { echo "cut off at $i: $status"; cat "$scratch/out"; return 1; }
	done
	for i in $(seq 0 3 63); do
		cp "$scratch/whole.ko" "$scratch/given.ko"
		printf '\377\377\377\377\377\377\377\377' |
			dd of="$scratch/given.ko" bs=1 seek="$i" conv=notrunc status=none
		"$ringside" doctor --root "$root" "$scratch/given.ko" >"$scratch/out" 2>&1
		status=$?
		[ $status = 0 ] || [ $status = 4 ] || { echo "spoilt at $i: $status"; return 1; }
	done
}

here_too()
{
	"$ringside" doctor >"$scratch/out" 2>&1
	status=$?
	[ $status = 0 ] || [ $status = 4 ] || { cat "$scratch/out"; return 1; }
	tail -n 1 "$scratch/out" | grep -qE '^[0-9]+ ok, [0-9]+ warn, [0-9]+ fail: '
}

begin
check "a sound system" all_is_well
headers_and_kernel
building
kernel_options
module_file
refusals
module_state
permissions
check "damaged module files" damaged_files
check "this system" here_too
check "no such root" expect 1 '' 'there is no /nonexistent/proc' "$ringside" doctor --root /nonexistent
finish
