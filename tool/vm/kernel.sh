# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# Which kernel to boot. find_kernel sets
#   release   what uname -r will say
#   vmlinuz   the image
#   modroot   the directory under which lib/modules/$release is
#   foreign   "yes" when the guest will not find those modules in /lib/modules

release='' vmlinuz='' modroot='' foreign=''

# Debian has the image in /boot up to 6.x, beside the modules from 7.x on.
image_of()
{
	local root=$1 version=$2 file

	for file in "$root/boot/vmlinuz-$version" "$root/lib/modules/$version/vmlinuz" \
		    "$root/usr/lib/modules/$version/vmlinuz"; do
		[[ -e $file ]] && { printf '%s\n' "$file"; return; }
	done
	return 1
}

# Releases under ROOT that have an image and modules, oldest first.
releases_in()
{
	local root=$1 dir version

	for dir in "$root"/lib/modules/*/ "$root"/usr/lib/modules/*/; do
		version=$(basename "$dir")
		[[ -d $dir/kernel ]] && image_of "$root" "$version" >/dev/null &&
			printf '%s\n' "$version"
	done | sort -uV
}

newest_installed()
{
	local flavour=$1

	case $flavour in
	stock) releases_in "" | grep -- '-amd64$' | grep -vE -- '-(rt|cloud)-amd64$' ;;
	rt) releases_in "" | grep -- '-rt-amd64$' ;;
	esac | tail -n 1
}

no_kernel()
{
	local have package

	have=$(releases_in "" | tr '\n' ' ')
	package=linux-image-$([[ $1 == rt ]] && echo rt-)amd64
	complain "no kernel '$1' is installed; installed: ${have:-none}"
	die "as root: apt-get install $package, or name another with --kernel"
}

# dpkg -x unpacks, but nothing runs depmod then.
index_modules()
{
	[[ -e $modroot/lib/modules/$release/modules.dep ]] && return
	depmod -b "$modroot" "$release" 2>/dev/null ||
		die "$modroot/lib/modules/$release has no modules.dep; as its owner: depmod -b '$modroot' $release"
}

find_in_directory()
{
	local dir

	dir=$(cd "$1" 2>/dev/null && pwd -P) || die "no directory '$1'; unpack a kernel package there: dpkg -x PACKAGE.deb '$1'"
	release=$(releases_in "$dir" | tail -n 1)
	[[ -n $release ]] ||
		die "'$1' has no boot/vmlinuz-* with its lib/modules/*; unpack the kernel's image (and modules) package there with dpkg -x"
	modroot=$dir foreign=yes
	[[ -d $dir/lib/modules/$release ]] || modroot=$dir/usr
	vmlinuz=$(image_of "$dir" "$release")
}

find_kernel()
{
	case $1 in
	stock|rt) release=$(newest_installed "$1") ;;
	*/*|.|..) find_in_directory "$1" ;;
	*) releases_in "" | grep -qxF -- "$1" && release=$1 ;;
	esac
	[[ -n $release ]] || no_kernel "$1"
	: "${vmlinuz:=$(image_of "" "$release")}"
	[[ -r $vmlinuz ]] || die "may not read $vmlinuz; as root: chmod a+r $vmlinuz"
	index_modules
}
