#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The audit library: it counts each library call, exactly, in programs that do
# all that could upset it, and no program can tell that it is there.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs gcc g++ readelf

library=$src/tool/audit/libringside-audit.so
run=$scratch/audit_run

build()
{
	make -s -C "$src/tool" audit || return 1
	gcc -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE -I"$src/tool" -o "$run" "$here/audit_run.c" \
		"$src"/tool/{calls,self,text}.c || return 1
	# Bound when they start, as Debian's programs are, or call by call.
	gcc -O2 -fno-builtin -Wall -Wextra -Werror -pthread -Wl,-z,relro,-z,now \
		-o "$scratch/calls.now" "$here/audit_calls.c" || return 1
	gcc -O2 -fno-builtin -Wall -Wextra -Werror -pthread -Wl,-z,lazy \
		-o "$scratch/calls.lazy" "$here/audit_calls.c" || return 1
	gcc -O2 -fno-builtin -Wall -Wextra -Werror -pthread -no-pie -fno-pie \
		-o "$scratch/calls.no-pie" "$here/audit_calls.c" || return 1
	g++ -O2 -Wall -Wextra -Werror -o "$scratch/throw" "$here/audit_throw.cc"
}

# What makes it safe to have in any program.
is_harmless()
{
	local type flags

	readelf -dW "$1" | grep -E 'NEEDED|TEXTREL' && { echo "needs others"; return 1; }
	readelf -lW "$1" | grep -E '^  (LOAD|GNU_STACK)' | grep -E 'RWE|WE' &&
		{ echo "a part is writable and executable"; return 1; }
	while read -r type flags; do
		[[ $type == FUNC && $flags == la_* ]] || { echo "exports $flags"; return 1; }
	done < <(readelf --dyn-syms -W "$1" | awk '$7 != "UND" && $4 != "NOTYPE" && $8 != "" && NR > 3 { print $4, $8 }')
}

builds_with_clang()
{
	make -s -C "$src/tool/audit" O="$scratch/clang" CC=clang || return 1
	is_harmless "$scratch/clang/libringside-audit.so"
}

# count FUNCTION: by the program itself, in the last run.
count()
{
	awk -v name="$1" 'NR > 1 && $3 == name { sum += $2 } END { print sum + 0 }' "$scratch/rows"
}

# counts STATUS PROGRAM ARGUMENT IMAGES NAME=COUNT...
counts()
{
	local status=$1 program=$2 argument=$3 images=$4 got want

	shift 4
	"$run" "$library" "$scratch/rows" "$program" ${argument:+"$argument"}
	got=$?
	[ $got = "$status" ] || { echo "exit status $got, not $status"; return 1; }
	read -r got _ _ unbound <"$scratch/rows"
	[ "$got" = "$images" ] || { echo "$got programs counted, not $images"; return 1; }
	[ "$unbound" = 0 ] || { echo "$unbound without a counter"; return 1; }
	for want; do
		got=$(count "${want%=*}")
		[ "$got" = "${want#*=}" ] || { echo "${want%=*}: $got, not ${want#*=}"; return 1; }
	done
}

known_numbers()
{
	local kind=$1 program=$scratch/calls.$1

	check "$kind: four threads at once" counts 0 "$program" threads 1 getppid=400012 \
		pthread_create=4 pthread_join=4
	check "$kind: fork without exec" counts 0 "$program" fork 1 getppid=83 fork=1 _exit=1
	check "$kind: vfork and exec" counts 0 "$program" vfork 8 vfork=7 execl=7 getppid=91
	check "$kind: a chain of programs" counts 0 "$program" exec 3 execl=2 getppid=35
	check "$kind: dlopen and dlsym" counts 0 "$program" dlsym 1 dlopen=1 dlsym=3 cos=37 dlclose=1
	check "$kind: floating point and many arguments" counts 0 "$program" float 1 \
		snprintf=41 strtod=41 strtold=41 vsnprintf=41 strstr=41
	check "$kind: setjmp and longjmp" counts 0 "$program" jump 1 _setjmp=1 longjmp=43
	check "$kind: in signal handlers" counts 0 "$program" signal 1 raise=47 getppid=47
	check "$kind: killed" counts 137 "$program" kill 1 getppid=53 raise=1
}

# Runs have areas of their own.
together()
{
	local i pids=()

	for i in 1 2; do
		"$run" "$library" "$scratch/rows.$i" "$scratch/calls.now" threads &
		pids+=($!)
	done
	wait "${pids[0]}" && wait "${pids[1]}" || return 1
	for i in 1 2; do
		grep -q '^400012 400012 getppid libc' "$scratch/rows.$i" || return 1
	done
}

# shellcheck disable=SC2016 # what is quoted is for others
cannot_be_shortened()
{
	"$run" "$library" "$scratch/rows" sh -c 'truncate -s 0 "$RINGSIDE_AUDIT"; exit 5'
	[ $? = 5 ]
}

# The same as ltrace counts for the program's own calls.
as_ltrace()
{
	local name calls

	ltrace -c -o "$scratch/ltrace" "$scratch/calls.no-pie" float || return 1
	counts 0 "$scratch/calls.no-pie" float 1 || return 1
	awk 'NF == 5 && $4 ~ /^[0-9]+$/ { print $5, $4 }' "$scratch/ltrace" >"$scratch/theirs"
	[ "$(wc -l <"$scratch/theirs")" -ge 4 ] || { cat "$scratch/ltrace"; return 2; }
	while read -r name calls; do
		[ "$(count "$name")" = "$calls" ] || { echo "$name: $(count "$name"), ltrace: $calls"; return 1; }
	done <"$scratch/theirs"
}

# same COMMAND...: output, errors and exit status, with and without us.
same()
{
	local plain counted

	"$@" >"$scratch/plain.out" 2>"$scratch/plain.err" </dev/null
	plain=$?
	"$run" "$library" "$scratch/rows" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null
	counted=$?
	[ $plain = $counted ] || { echo "exit status $counted, not $plain"; return 1; }
	cmp "$scratch/plain.out" "$scratch/out" || return 1
	cmp "$scratch/plain.err" "$scratch/err" || return 1
	[ "$(awk 'NR > 1 { sum += $1 } END { print sum + 0 }' "$scratch/rows")" -gt 0 ] ||
		{ echo "nothing was counted"; return 1; }
}

# What everybody has, and what a course runs.
# shellcheck disable=SC2016 # what is quoted is for others
real_programs()
{
	local c=$here/audit_calls.c

	cd "$src" || return
	check "same: ls" same ls -lR tool
	check "same: cat" same cat "$c" /nothing/here
	check "same: sort" same sort -k2 "$c"
	check "same: grep" same grep -rn include tool --include=*.h
	check "same: sed" same sed -n 's/int/long/gp' "$c"
	check "same: awk" same awk '{ n[$1]++; x += 0.1 } END { printf "%.6f %d\n", x, length(n) }' "$c"
	check "same: find" same find tool -name '*.c' -newer Makefile -printf '%p %s\n'
	check "same: wc" same wc "$c"
	check "same: sha256sum" same sha256sum "$c"
	check "same: od" same od -c "$c"
	check "same: tar" same tar -cf - --sort=name tool/man
	check "same: gzip" same gzip -nc "$c"
	check "same: diff" same diff -u "$c" "$here/audit_run.c"
	check "same: date" same date -u -d @1234567890
	check "same: false" same false
	check "same: xargs" same sh -c 'ls tool/*.h | xargs -n 3 -P 1 echo'
	check "same: bash" same bash -c 'for i in {1..20}; do x=$(echo $i | cat); done; echo "$x"; (exit 3)'
	check "same: bash, a trap" same bash -c 'trap "echo bye" EXIT; kill -TERM $$'
	check "same: python3" same python3 -c 'import json, math, threading as t
x = [t.Thread(target=lambda: None) for i in range(5)]
[i.start() for i in x]; [i.join() for i in x]
print(json.dumps({"pi": math.pi})); raise SystemExit(5)'
	check "same: perl" same perl -e 'my %h = map { $_ => $_ ** 2 } 1 .. 100; print join ",", map { $h{$_} } sort keys %h; die "end\n"'
	check "same: gcc" same gcc -O2 -S -o - "$c"
	check "same: make" same make -n -C tool O="$scratch/o" AUDIT=audit
	check "same: readelf" same readelf -aW /bin/true
	if git -C "$src" rev-parse 2>/dev/null; then
		check "same: git" same git -C "$src" log --stat -n 5
	else
		skip "same: git" "no repository"
	fi
	cd "$scratch" || return
}

begin
check "it builds" build
check "gcc's has no page to write and execute, and needs no library" is_harmless "$library"
if command -v clang >/dev/null; then
	check "so with clang's" builds_with_clang
else
	skip "so with clang's" "clang is missing"
fi
for kind in now lazy no-pie; do
	known_numbers $kind
done
check "C++ exceptions" counts 0 "$scratch/throw" "" 1 qsort=59 __cxa_begin_catch=59 _Znwm=59
check "two runs side by side" together
check "no program makes the counters go away" cannot_be_shortened
if command -v ltrace >/dev/null; then
	check "as ltrace counts" as_ltrace
else
	skip "as ltrace counts" "ltrace is missing"
fi
real_programs
finish
