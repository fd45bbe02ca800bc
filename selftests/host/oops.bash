# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tests of `ringside oops` share.

# shellcheck disable=SC2154 # the variables are of lib.bash

# explain FILE [OPTION]...: leaves out and err, and says when it fails.
explain()
{
	"$ringside" -j oops "${@:2}" "$1" >"$scratch/out" 2>"$scratch/err" </dev/null && return
	echo "exit status $? of $1"
	cat "$scratch/out" "$scratch/err"
	return 1
}
