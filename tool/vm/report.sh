# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# What is shown and handed over when the run has ended.

readonly TAIL_LINES=60

console_tail()
{
	complain "the last lines of the console:"
	# Firmware draws with escape sequences; a terminal must not obey them.
	tr -d '\r' <"$work/console" 2>/dev/null | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g; s/\x1b.//g' |
		tr -cd '\11\12\40-\176' | grep -v '^[[:space:]]*$' | tail -n "$TAIL_LINES" |
		sed 's/^/  | /' >&2
}

# The log as dmesg would print it, from the records of /dev/kmsg.
log_text()
{
	awk -F, '/^[0-9]+,[0-9]+,[0-9]+,/ {
		time = $3
		sub(/^[^;]*;/, "")
		printf "[%5d.%06d] %s\n", time / 1000000, time % 1000000, $0
	}' "$work/log"
}

splats()
{
	log_text | grep -vE -f <(sed -n 's/^!//p' "$here/splats") |
		grep -E -A 6 -f <(grep -v '^[#!]' "$here/splats")
}

# Records are numbered from 0. What is not there was overwritten before it was sent.
lost_records()
{
	awk -F, '/^[0-9]+,[0-9]+,[0-9]+,/ { lost += $2 - due; due = $2 + 1 }
		END { print lost + 0 }' "$work/log"
}

check_splats()
{
	local found lost

	[[ $verdict == "done" && -z $opt_allow_splat ]] || return
	if [[ ! -s $work/log ]]; then
		complain "the guest sent no kernel log, so nothing is known about splats; --allow-splat does without"
		((status)) || status=$RC_SETUP
		return
	fi
	lost=$(lost_records)
	if [[ $lost != 0 ]]; then
		complain "the kernel log lacks $lost records, which may have been splats; --append log_buf_len=64M makes room, --allow-splat does without"
		((status)) || status=$RC_SPLAT
	fi
	found=$(splats) || return
	complain "the kernel log has a splat:"
	head -n "$TAIL_LINES" <<<"$found" | sed 's/^/  | /' >&2
	((status)) || status=$RC_SPLAT
}

# What worked yesterday need not work today.
doubt_kvm()
{
	[[ $accel == kvm ]] || return
	rm -f "$cache"/accel-*
	complain "if KVM is to blame: RINGSIDE_ACCEL=tcg does without; the next run tries KVM again"
}

explain()
{
	case $verdict in
	panic) complain "the kernel panicked" ;;
	gone) complain "the machine went down before the command had ended" ;;
	hang) complain "the guest hung: no sign of life for $opt_hang s (--hang)" ;;
	stuck) complain "the guest hung: it did not come up within $boot_patience s" ;;
	timeout) complain "the command ran longer than $opt_timeout s (--timeout)" ;;
	trouble) complain "the guest could not be set up: $trouble" ;;
	nostart)
		complain "QEMU ended: $(tail -n 1 "$work/qemu.log")"
		doubt_kvm
		return
		;;
	*) return ;;
	esac
	[[ $verdict != stuck ]] || doubt_kvm
	console_tail
}

hand_over()
{
	[[ -n $opt_out && -s $work/tar ]] || return 0
	{ mkdir -p "$opt_out" && tar -x --no-same-owner -C "$opt_out" -f "$work/tar"; } ||
		complain "cannot unpack the guest's files into $opt_out; name a directory that you may write"
}

report()
{
	explain
	check_splats
	hand_over
}
