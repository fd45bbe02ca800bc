# SPDX-License-Identifier: GPL-2.0
# Completion of ringside for bash, from: ringside help --completion bash

_ringside() {
	local command='' i word=$2 previous=$3 value=1 words='' files=''
	local commands classes options arguments='' sort_keys='' by_keys=''
	local argument_files=''

	commands='status syscalls errors ledger creds tasks top run trace story mark since diff reset config rings boundary containers fail witness records card oops cross cost explain doctor help'
	classes='%file %process %network %net %signal %ipc %desc %memory %creds %clock %stat %lstat %fstat %%stat %statfs %fstatfs %%statfs %pure'
	options='--json --color --help --version'
	COMPREPLY=()
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
			command=${COMP_WORDS[i]}
			break
		fi
	done

	if [[ $command == @(run|trace|story) && $word != -* &&
		$previous != @(-o|--output|-b|--by|-n|--top|-p|--pid|--class|--room|--perfetto|
		--csv|--folded|--svg) ]]; then
		if declare -F _command_offset >/dev/null; then
			_command_offset $((i + 1))
		else
			mapfile -t COMPREPLY < <(compgen -c -f -- "$word")
		fi
		return
	fi

	case $command in
	status)
		options='--json --color --help --version'
		;;
	syscalls)
		options='--json --color --help --version --sort --top --reverse --abi --pid --interval --count --times --histogram'
		sort_keys='entries exits never denied errors restarts name nr abi total mean longest work wait'
		arguments="$classes $(ringside help --names x86_64 2>/dev/null | awk 'NR > 1 { print $2 }')"
		;;
	errors)
		options='--json --color --help --version --sort --top --reverse --abi --pid --interval --count'
		sort_keys='count errno name nr abi'
		arguments="$classes $(ringside help --names x86_64 2>/dev/null | awk 'NR > 1 { print $2 }')"
		;;
	ledger)
		options='--json --color --help --version --sort --top --reverse --pid --interval --count'
		sort_keys='group count name'
		;;
	creds)
		options='--json --color --help --version'
		;;
	tasks)
		options='--json --color --help --version --sort --by --top --reverse --pid --interval --count --times'
		sort_keys='crossings entries errors faults exceptions interrupts pid tgid command pidns cgroup in-flight user work wait since'
		by_keys='thread process command pidns cgroup'
		;;
	top)
		options='--json --color --help --version --sort --by --top --reverse --interval --count'
		sort_keys='crossings entries faults exceptions interrupts user work wait pid command in-flight since'
		by_keys='process thread command pidns cgroup'
		;;
	run)
		options='--json --color --help --version --by --top --output --both'
		by_keys='process thread'
		;;
	trace)
		options='--json --color --help --version --pid --output --class --room --perfetto --csv --svg --folded'
		;;
	story)
		options='--json --color --help --version --pid --output --room --full'
		;;
	mark)
		options='--json --color --help --version'
		argument_files=1
		;;
	since)
		options='--json --color --help --version'
		argument_files=1
		;;
	diff)
		options='--json --color --help --version'
		argument_files=1
		;;
	reset)
		options='--json --color --help --version'
		;;
	config)
		options='--json --color --help --version'
		arguments="errnos=off errnos=on syscalls=off syscalls=on timing=off timing=on faults=off faults=on exceptions=off exceptions=on interrupts=off interrupts=on signals=off signals=on switches=off switches=on processes=off processes=on tracking=off tracking=on creds=off creds=on"
		;;
	rings)
		options='--json --color --help --version'
		;;
	boundary)
		options='--json --color --help --version'
		;;
	containers)
		options='--json --color --help --version'
		;;
	fail)
		options='--json --color --help --version --site --predict --from-container'
		arguments="user kernel null-write abort illegal-instruction divide-by-zero bus-error stack-overflow leak too-many-files endless-loop deadlock"
		;;
	witness)
		options='--json --color --help --version'
		;;
	records)
		options='--json --color --help --version'
		;;
	card)
		options='--json --color --help --version --predict --svg'
		;;
	oops)
		options='--json --color --help --version --ko'
		argument_files=1
		;;
	cross)
		options='--json --color --help --version --repeat --stamps'
		arguments="function vdso getppid int80 read write open page-fault exception signal context-switch"
		;;
	cost)
		options='--json --color --help --version --repeat'
		;;
	explain)
		options='--json --color --help --version'
		;;
	doctor)
		options='--json --color --help --version --root'
		argument_files=1
		;;
	help)
		options='--json --color --help --version --completion --names'
		arguments="$commands classes $classes"
		;;
	*) arguments=$commands ;;
	esac

	case $previous in
	--color) words='auto always never' ;;
	--sort | -s) words=$sort_keys ;;
	--by | -b) words=$by_keys ;;
	--top | -n) return ;;
	--abi | -a) words='x86_64 ia32 x32' ;;
	--pid | -p) words=$(cd /proc && compgen -G '[0-9]*') ;;
	--interval | -i) return ;;
	--count | -c) return ;;
	--output | -o) files=1 ;;
	--site) return ;;
	--predict) words='nobody culprit bystander machine' ;;
	--repeat | -R) return ;;
	--stamps) files=1 ;;
	--class) return ;;
	--room) return ;;
	--perfetto) files=1 ;;
	--csv) files=1 ;;
	--svg) files=1 ;;
	--folded) files=1 ;;
	--ko) return ;;
	--root) files=1 ;;
	--completion) words='bash' ;;
	--names) words='x86_64 ia32 x32 errno' ;;
	*) value='' ;;
	esac
	if [[ ! $value ]]; then
		if [[ $word == -* ]]; then
			words=$options
		else
			words=$arguments files=$argument_files
		fi
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" ${files:+-f} -- "$word")
}

complete -F _ringside ringside
