# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# KTAP for what has ended; the scripts that run tests source this.

# result STATUS NUMBER NAME SECONDS: the line of a program that was given so long.
result()
{
	case $1 in
	0) echo "ok $2 $3" ;;
	4) echo "ok $2 $3 # SKIP" ;;
	124) echo "not ok $2 $3 # TIMEOUT $4 seconds" ;;
	*) echo "not ok $2 $3 # exit=$1" ;;
	esac
}

# vm_result STATUS: a list of its own.
vm_result()
{
	local name="the VM ends by itself, with a clean kernel log"

	printf 'TAP version 13\n1..1\n'
	if [ "$1" = 0 ]; then
		echo "ok 1 $name"
	else
		echo "not ok 1 $name # exit=$1"
	fi
}
