#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The program, fed by libFuzzer with what might come in the kernel's place:
#	RINGSIDE_FUZZ_SEED=N RINGSIDE_FUZZ_RUNS=N tool_fuzz.sh
# What was built, and an input that breaks it, stay in build/fuzz. What else was found
# does not: the same seed must begin at the same place.
set -u

# shellcheck source=lib.bash
. "$(dirname "$(realpath "$0")")/lib.bash"
needs make clang pkg-config

seed=${RINGSIDE_FUZZ_SEED:-1}
runs=${RINGSIDE_FUZZ_RUNS:-20000}
# The memory that a run may take, in MB, and the seconds for one input.
limits=(-rss_limit_mb=2048 -timeout=60)
out=$src/build/fuzz
sanitizers=address,undefined
flags=(-O1 -g -fno-sanitize-recover=all)
# What fuzz_stand_ins.c has in place of the C library's, and of the program's.
redirected=(-Dfopen=fuzz_fopen -Dnanosleep=fuzz_nanosleep -Dsigtimedwait=fuzz_sigtimedwait
	-Dwaitpid=fuzz_waitpid)
replaced='clock|held|subjects|subjects_kernel|tsc'

can_fuzz()
{
	printf '%s\n' 'int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size)' \
		'{ return size && data[0] == 77 ? data[size] : 0; }' >"$scratch/bad.c" &&
		clang -fsanitize=fuzzer,$sanitizers -o "$scratch/bad" "$scratch/bad.c" 2>/dev/null
}

# What it is to find must be found, or it proves nothing.
sees()
{
	! "$scratch/bad" -seed=1 -runs=100000 -artifact_prefix="$scratch/" >/dev/null 2>&1
}

build()
{
	local objects=() source

	make -s -C "$src/tool" objects CC=clang O="$out/objects" \
		CPPFLAGS="-Dmain=program_main ${redirected[*]}" \
		CFLAGS="${flags[*]} -fsanitize=fuzzer-no-link,$sanitizers -Wno-missing-prototypes" ||
		return 1
	python3 "$here/../lib/spec.py" "$src/Documentation/netlink/specs/ringside.yaml" >"$out/spec.json" &&
		"$here/../fuzz/table.py" "$out/spec.json" >"$out/table.c" || return 1
	# By their sources, since objects of former ones may be there.
	for source in "$src"/tool/*.c; do
		source=$(basename "$source" .c)
		[[ $source =~ ^($replaced)$ ]] || objects+=("$out/objects/$source.o")
	done
	# shellcheck disable=SC2046 # a list of words
	clang "${flags[@]}" -fsanitize=fuzzer,$sanitizers -fno-sanitize=alignment -Wall -Wextra \
		-Wno-missing-field-initializers -Werror -D_GNU_SOURCE \
		-include "$src/module/version.h" -I"$here/../fuzz" -I"$src/tool" \
		-I"$src/module/include/uapi" -o "$out/program" "$here/fuzz_program.c" \
		"$here/fuzz_"{kernel,output,stand_ins}.c "$here/../fuzz/"{reply,message,mutate}.c "$out/table.c" \
		"${objects[@]}" $(pkg-config --libs libnl-3.0 libnl-genl-3.0 ncursesw)
}

make_seeds()
{
	mkdir -p "$scratch/seeds" "$scratch/corpus" || return 1
	if ! FUZZ_SEEDS=$scratch/seeds FUZZ_LOGS=$here/oops "$out/program" 2>"$scratch/err"; then
		tail -n 30 "$scratch/err"
		return 1
	fi
	[ "$(find "$scratch/seeds" -type f | wc -l)" -gt 20 ]
}

# Its own words go on when those of the program are closed.
fuzz()
{
	"$out/program" -seed="$seed" -runs="$runs" -max_len=16384 "${limits[@]}" \
		-close_fd_mask=2 -print_final_stats=1 -artifact_prefix="$out/" \
		"$scratch/corpus" "$scratch/seeds" >"$scratch/log" 2>&1 && return
	grep -v '^#' "$scratch/log" | tail -n 60
	echo "seed $seed; again with: $out/program $(grep -o "$out/[a-z]*-[0-9a-f]*" "$scratch/log")"
	return 1
}

begin
if ! can_fuzz; then
	skip "the program stands whatever it is told" "clang lacks libFuzzer: run 'tool/setup check'"
	finish
	exit
fi
mkdir -p "$out" && exec 9>"$out/.lock" && flock 9
check "libFuzzer sees a mistake" sees
check "it builds" build
check "conversations as the spec says" make_seeds
check "the program stands whatever it is told" fuzz
sed -n 's/^stat::\(number_of_executed_units\|average_exec_per_sec\): */# \1 /p' "$scratch/log"
grep -E '^#[0-9]+.*DONE' "$scratch/log" | sed 's/^#/# after /'
finish
