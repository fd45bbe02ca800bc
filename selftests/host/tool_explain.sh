#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ringside explain: every name that the program or the module can show has an
# entry, every entry is in its form, and what it refers to exists.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs jq

explained()
{
	"$ringside" -j explain | jq -r --arg topic "$1" '.entries[] | select(.topic == $topic) | .name'
}

# all_of NAMES TOPIC...: a name a line, each of them in one of the topics.
all_of()
{
	local names=$1 missing topic

	shift
	[ "$(wc -l <"$names")" -gt 2 ] || { echo "too few names to compare"; return 1; }
	for topic; do
		explained "$topic"
	done | sort -u >"$scratch/explained"
	missing=$(sort -u "$names" | comm -23 - "$scratch/explained")
	[ -z "$missing" ] || { echo "not explained: $missing"; return 1; }
}

from_table()
{
	"$ringside" -j help --names "$1" | jq -r '.names[].name' >"$scratch/names"
	all_of "$scratch/names" "$2"
}

# words ARRAY: the names in one of the tables that module and program share.
words()
{
	awk -v start="$1[" 'index($0, start) { inside = 1 } inside && /^};/ { exit }
		inside' "$src/module/kind_words.h" |
		sed -n 's/.*] = { "\([^"]*\)", .*/\1/p' >"$scratch/names"
}

from_ledger()
{
	words "$1"
	all_of "$scratch/names" "$2"
}

# The parts are explained too, and an entry names one of them.
parts_are_known()
{
	explained part >"$scratch/parts"
	[ "$(wc -l <"$scratch/parts")" -ge 7 ] || return 1
	"$ringside" -j explain | jq -r '.entries[] | select(.topic != "part") | .part' >"$scratch/names"
	all_of "$scratch/names" part
}

# Each syscall is at home in one section, each function in one line, and what
# functions are said to cause are syscalls that have an entry.
library_is_consistent()
{
	local file=$src/tool/library.txt

	grep '^=' "$file" | tr -s ' =' '\n' | sed '/^$/d' | sort >"$scratch/home"
	[ -z "$(uniq -d "$scratch/home")" ] || { echo "twice: $(uniq -d "$scratch/home")"; return 1; }
	explained syscall | sort | diff - "$scratch/home" || return 1
	grep -v '^[#=:[]' "$file" | sed 's/>.*//' | tr -s ' \t' '\n' | sed '/^$/d' | sort >"$scratch/functions"
	[ -z "$(uniq -d "$scratch/functions")" ] ||
		{ echo "twice: $(uniq -d "$scratch/functions")"; return 1; }
	sed -n 's/^[^#].*>//p' "$file" | tr -s ' \t' '\n' | sed '/^$/d' >"$scratch/names"
	all_of "$scratch/names" syscall
}

# Those of io_uring come with another package than all others.
pages_exist()
{
	local page section name missing=0

	while read -r page; do
		[[ $page != io_uring* ]] || continue
		name=${page%(*}
		section=${page#*(}
		section=${section%)}
		compgen -G "/usr/share/man/man$section/$name.$section*" >/dev/null && continue
		echo "no page $page"
		missing=1
	done < <("$ringside" -j explain | jq -r '.entries[].manual // empty' | sort -u)
	[ $missing = 0 ]
}

nothing_is_duplicated()
{
	local twice

	twice=$("$ringside" -j explain | jq -r '.entries[] | .topic + " " + .name' | sort | uniq -d)
	[ -z "$twice" ] || { echo "twice: $twice"; return 1; }
}

says()
{
	check "explain $1: $2" expect 0 "$2" '' "$ringside" explain "$1"
}

begin
check "each syscall of x86_64" from_table x86_64 syscall
check "each errno" from_table errno errno
check "each kind of the ledger" from_ledger rs_kind_words kind
check "each interrupt of the ledger" from_ledger rs_interrupt_words interrupt
check "each event of the ledger" from_ledger rs_event_words event
words rs_exception_words
check "each exception of the ledger" all_of "$scratch/names" exception
check "each part of the kernel" parts_are_known
check "no name twice" nothing_is_duplicated
check "functions and syscalls belong together" library_is_consistent
if [ -e /usr/share/man/man2/read.2.gz ]; then
	check "the manual pages exist" pages_exist
else
	skip "the manual pages exist" "manpages-dev is missing"
fi
says openat '257 x86_64'
says openat 'fopen'
says 39 '^getpid '
says 39 '^ENOTEMPTY '
says 14 '^#PF '
says page-fault '^page_fault '
says __printf_chk 'can cause write'
says fwrite_unlocked 'can cause write'
says pthread_self 'never by itself'
check "a name that is not known" expect 1 '' "try: ringside explain 'getdents64'" \
	"$ringside" explain getdent64
check "a name like no other" expect 1 '' 'for all names' "$ringside" explain 'zzzzzzzzzzzz'
finish
