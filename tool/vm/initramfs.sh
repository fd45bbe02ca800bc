# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# The first file system of the guest: busybox, our init, and the modules without
# which the real root file system cannot be reached. It depends on the kernel
# only and is kept; the job of this run is a second archive behind it.

readonly MODULES_NEEDED="virtio_pci virtio_console 9pnet_virtio 9p overlay"
# Without them a panic is still seen, only less surely.
readonly MODULES_WANTED="pvpanic_mmio pvpanic"

cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/ringside
kept_initramfs=''

# A cache that cannot be written costs time, nothing else.
prepare_cache()
{
	mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || cache=$work
	cache=$(readlink -f "$cache")
}

# Modules in the order in which they must be loaded, each once.
module_files()
{
	local module

	for module in $MODULES_NEEDED $MODULES_WANTED; do
		# Our own -C: what the host blacklists or replaces is not our business.
		modprobe -C /dev/null -d "$modroot" -S "$release" -D "$module" 2>/dev/null && continue
		# Unpacked packages of 7.x have no list of what is built in; then
		# what is no module is taken for built in, and init will see.
		[[ " $MODULES_WANTED " == *" $module "* ||
		   ! -e $modroot/lib/modules/$release/modules.builtin ]] ||
			echo "missing $module"
	done | awk '!seen[$2]++ && $1 != "builtin" { print $1, $2 }'
}

unpacked()
{
	case $1 in
	*.ko) cat "$1" ;;
	*.ko.xz) xz -dc "$1" ;;
	*.ko.zst) zstd -qdc "$1" ;;
	*.ko.gz) gzip -dc "$1" ;;
	esac
}

archive()
{
	(cd "$1" && find . | busybox cpio -o -H newc -R 0:0 2>/dev/null)
}

fill_initramfs()
{
	local root=$1 kind file name n=100

	mkdir -p "$root"/{bin,modules,proc,sys,dev,run,host,rw,view,newroot}
	cp -L "$(command -v busybox)" "$root/bin/busybox"
	cp "$here/init" "$here/guest" "$root/"
	chmod 755 "$root/init" "$root/guest" "$root/bin/busybox"
	while read -r kind file; do
		[[ $kind == insmod ]] ||
			die "kernel $release has no module $file, which the VM needs; choose another with --kernel"
		name=$(basename "$file")
		unpacked "$file" >"$root/modules/$n-${name%%.ko*}.ko" ||
			die "cannot unpack $file; as root: apt-get install xz-utils zstd"
		((++n))
	done < <(module_files)
}

# What goes in, so that a change of any of it makes a new one.
initramfs_key()
{
	{
		cat "$here/init" "$here/guest" "$here/initramfs.sh"
		stat -L -c '%s %Y' "$(command -v busybox)" "$modroot/lib/modules/$release/modules.dep"
		printf '%s\n' "$release" "$modroot"
	} | sha256sum | cut -c1-16
}

make_initramfs()
{
	local root=$work/initramfs

	prepare_cache
	kept_initramfs=$cache/initramfs-$release-$(initramfs_key)
	if [[ -s $kept_initramfs ]]; then
		touch "$kept_initramfs"
		return
	fi
	fill_initramfs "$root"
	# Renamed into place whole: another run may look for it at this moment.
	{ archive "$root" >"$kept_initramfs.$$" && mv "$kept_initramfs.$$" "$kept_initramfs"; } ||
		die "cannot write $kept_initramfs; make room there or set XDG_CACHE_HOME"
	rm -rf "$root"
	find "$cache" -maxdepth 1 -name 'initramfs-*' -mtime +14 -delete 2>/dev/null
}

# For the guest's shell, so that any byte survives.
quoted()
{
	local word between=''

	for word; do
		printf "%s'%s'" "$between" "${word//\'/\'\\\'\'}"
		between=' '
	done
}

job_settings()
{
	local variable

	printf 'release=%s foreign=%s\n' "$release" "$foreign"
	printf 'modules=%s\n' "$(quoted "$modroot/lib/modules/$release")"
	printf 'directory=%s\n' "$(quoted "$(pwd -P)")"
	printf 'interactive=%s want_out=%s cpus=%s\n' "$opt_interactive" "${opt_out:+yes}" "$opt_cpus"
	printf 'network=%s\n' "${opt_forward[0]:+yes}"
	[[ -n $opt_interactive ]] && printf 'window=%s\n' "$(quoted "$(stty size 2>/dev/null)")"
	printf 'export TERM=%s\n' "$(quoted "${TERM:-dumb}")"
	for variable in ${opt_env[@]+"${opt_env[@]}"}; do
		printf 'export %s=%s\n' "${variable%%=*}" "$(quoted "${variable#*=}")"
	done
	((${#opt_command[@]} == 0)) || printf 'set -- %s\n' "$(quoted "${opt_command[@]}")"
}

make_job()
{
	mkdir -p "$work/job"
	job_settings >"$work/job/job"
	# The kernel wants each archive to begin at a multiple of four bytes;
	# cpio pads to 512.
	{ cat "$kept_initramfs" && archive "$work/job"; } >"$work/initrd" ||
		die "cannot write to $work; make room there or set TMPDIR"
	rm -rf "$work/job"
}
