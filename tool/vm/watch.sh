# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153,SC2154 # the parts share their variables
#
# Wait for the guest's word and judge how the run ended. Only what comes over
# the control port, and QEMU's own events, count; the console is for reading.
# watch_guest sets
#   verdict   done, panic, gone (went down without a word), hang, timeout,
#             stuck (never came up), trouble (init could not go on),
#             nostart (QEMU failed), cut (nobody reads our output any more)
#   status    the exit status to leave with
#   trouble   what the guest's init could not do

verdict='' status=0 trouble=''

# tail -f stops by itself once QEMU has gone and all is shown.
start_relays()
{
	[[ -z $opt_interactive ]] || return
	tail -c +1 -s 0.1 --pid="$qemu" -f "$work/out" 2>/dev/null &
	relays+=($!)
	tail -c +1 -s 0.1 --pid="$qemu" -f "$work/err" >&2 2>/dev/null &
	relays+=($!)
}

finish_relays()
{
	local relay

	for relay in ${relays[@]+"${relays[@]}"}; do
		wait "$relay"
	done
	relays=()
}

# Whoever read our output is gone (`ringside-vm ... | head`).
relay_lost()
{
	local relay

	for relay in ${relays[@]+"${relays[@]}"}; do
		kill -0 "$relay" 2>/dev/null || return 0
	done
	return 1
}

judge()
{
	verdict=$1 status=$2
}

# read_line FD SECONDS: a whole one into $line. When the time is up, bash hands out
# what has come of it and forgets it, so that is kept for the next time, by FD, until
# the ports are opened anew: on a busy host a word may come in pieces.
pieces=()
read_line()
{
	local piece=''

	if IFS= read -r -t "$2" piece <&"$1"; then
		line=${pieces[$1]:-}$piece
		pieces[$1]=''
		return
	fi
	pieces[$1]=${pieces[$1]:-}$piece
	return 1
}

# Which ports of ours lead to the guest's; QEMU answers once it runs.
learn_forwards()
{
	local line='' forward patience=$boot_patience

	((${#opt_forward[@]})) || return
	echo '{"execute": "human-monitor-command", "arguments": {"command-line": "info usernet"}}' >&"$qmp_in"
	until [[ $line == *HOST_FORWARD* ]]; do
		kill -0 "$qemu" 2>/dev/null && ((patience-- > 0)) || return
		read_line "$qmp" 1 || line=''
	done
	for forward in "${opt_forward[@]}"; do
		[[ ! $line =~ HOST_FORWARD\][\ 0-9]*\ 127\.0\.0\.1\ +([0-9]+)\ +[0-9.]+\ +${forward%%=*}\  ]] ||
			echo "${BASH_REMATCH[1]}" >"${forward#*=}"
	done
}

# QEMU has ended by itself: its own events say why.
why_gone()
{
	local line

	judge nostart "$RC_SETUP"
	while read_line "$qmp" 1; do
		case $line in
		*GUEST_PANICKED*) judge panic "$RC_PANIC"; return ;;
		*SHUTDOWN*guest-*) judge gone "$RC_PANIC" ;;
		esac
	done
}

# Seconds since some fixed moment. SECONDS would follow when the host's clock is set.
now()
{
	local seconds

	IFS=. read -r seconds _ </proc/uptime
	printf -v "$1" %s "$seconds"
}

watch_guest()
{
	local line word rest silent=0 up='' began time

	now began
	while [[ -z $verdict ]]; do
		# Silence is counted in reads, not by the clock, so that a runner
		# that was suspended does not blame the guest.
		if read_line "$control" 1; then
			silent=0
			read -r word rest <<<"$line"
			case $word in
			up) now up; say "up after $((up - began)) s" ;;
			exit) judge "done" "$rest" ;;
			nonet) complain "the guest has no network: its kernel lacks virtio_net or IP" ;;
			trouble) judge trouble "$RC_SETUP"; trouble=$rest ;;
			esac
			continue
		fi
		((silent++))
		if ! kill -0 "$qemu" 2>/dev/null; then
			why_gone
		elif [[ -z $up ]]; then
			((silent < boot_patience)) || judge stuck "$RC_HANG"
		elif ((silent >= opt_hang)); then
			judge hang "$RC_HANG"
		elif relay_lost; then
			judge cut 141
		fi
		now time
		if [[ -z $verdict && -n $up ]] && ((opt_timeout && time - up >= opt_timeout)); then
			judge timeout "$RC_TIMEOUT"
		fi
	done
}
