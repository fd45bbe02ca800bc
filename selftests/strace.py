#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Our counts of known commands equal those of strace -c -f."""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
import tree
from watch import HERE, Family, Held, wait_until

CALLS = ktap.repeats(2003)
CHILDREN = max(2, ktap.repeats(5))

COMMANDS = {
    "bare 64-bit": [HERE + "/call64"],
    "bare 32-bit, then 64-bit": [HERE + "/call32", HERE + "/call64"],
    "ls -l /usr": ["/bin/ls", "-l", "/usr"],
    "a shell with children": [
        "/bin/sh", "-c", "for i in $(seq %d); do /bin/ls /usr; done; ls /nothing" % CHILDREN],
    "two threads, %d calls" % CALLS: [HERE + "/calls", "110", str(CALLS), "2"],
}

# What everybody has, and what a course runs: below RINGSIDE_SRC, in the same state each
# time, without anything that waits for chance
SOURCE = "selftests/strace.py"
REAL = [
    ["ls", "-lR", "module"],
    ["cat", SOURCE, "/nothing/here"],
    ["grep", "-rn", "include", "module"],
    ["find", "tool", "-name", "*.c", "-newer", "Makefile"],
    ["sort", "-k2", SOURCE],
    ["sed", "-n", "s/def/fun/gp", SOURCE],
    ["awk", "{ n[$1]++ } END { print length(n) }", SOURCE],
    ["wc", SOURCE],
    ["sha256sum", SOURCE],
    ["od", "-c", SOURCE],
    ["tar", "-cf", "-", "--sort=name", "tool/man"],
    ["gzip", "-nc", SOURCE],
    ["diff", "-u", SOURCE, "README.md"],
    ["date", "-u", "-d", "@1234567890"],
    ["false"],
    ["bash", "-c", "for i in {1..5}; do /bin/echo $i; done; exit 3"],
    ["python3", "-S", "-c", "import json; print(json.dumps([1, 2])); raise SystemExit(5)"],
    ["perl", "-e", "print map { $_ ** 2 } 1 .. 100; die"],
    ["gcc", "-O2", "-S", "-o", "/dev/null", "selftests/sides.c"],
    ["make", "-n", "-C", "tool", "O=/tmp", "AUDIT=audit"],
    ["readelf", "-aW", "/bin/true"],
]

# strace counts a call when it returns, and these do not.
NEVER_RETURN = ("exit", "exit_group")
# sys/personality.h: where memory begins is chance as well, and with it how often the heap
# of a large program must grow. What we start inherits it.
ADDR_NO_RANDOMIZE = 0x0040000
# Whether a thread must wait for another is chance, with and without a tracer.
CHANCE = ("futex",)


def table(path):
    """{name: (calls, errors)}; several ABIs have a table each, added up here."""
    counts = {}
    with open(path) as file:
        for line in file:
            words = line.split()
            if len(words) == 3 and words[0].isdigit():
                words = [words[2], words[0], words[1]]
            elif len(words) == 2 and words[0].isdigit():
                words = [words[1], words[0], "0"]
            else:
                continue
            calls, errors = counts.get(words[0], (0, 0))
            counts[words[0]] = (calls + int(words[1]), errors + int(words[2]))
    counts.pop("total", None)
    return without(counts, CHANCE)


def without(counts, names):
    return {name: value for name, value in counts.items() if name not in names}


def add_up(rows):
    """strace counts restarts as errors."""
    counts = {}
    for row in rows:
        calls, errors = counts.get(row["name"], (0, 0))
        counts[row["name"]] = (
            calls + row["entries"] + row["denied"],
            errors + row["errors"] + row["restarts"],
        )
    return without(counts, NEVER_RETURN + CHANCE)


def strace(path, command, **options):
    args = ["strace", "-f", "-c", "-U", "calls,errors,name", "-o", path] + command
    return subprocess.Popen(args, stdout=subprocess.DEVNULL,
                            stderr=subprocess.DEVNULL, **options)


def differences(a, b):
    return {n: (a.get(n), b.get(n)) for n in set(a) | set(b) if a.get(n) != b.get(n)}


def one_after_the_other(out, name, command, program, folder):
    """The same command twice: under strace, and under the program's eyes."""
    strace(folder + "/strace", command).wait(120)
    subprocess.run([program, "run", "-j", "-o", folder + "/run", "--"] + command,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with open(folder + "/run") as file:
        rows = json.loads(file.readline())["syscalls"]
    theirs, ours = table(folder + "/strace"), add_up(rows)
    out.check(
        theirs and theirs == ours,
        name + ": ringside run as strace -c -f",
        "strace and ringside: %s" % differences(theirs, ours),
    )


class HeldByStrace(Held):
    """strace's child, held behind its first two calls: execve and read"""

    def __init__(self, command, path):
        self.process = strace(path, [HERE + "/held"] + command, stdin=subprocess.PIPE)
        wait_until(self.found, "strace's child is never held")

    def found(self):
        children = "/proc/%d/task/%d/children" % (self.process.pid, self.process.pid)
        with open(children) as file:
            pids = file.read().split()
        self.pid = int(pids[0]) if pids else 0
        return self.pid and self.is_held()


def both_at_once(out, name, command, family, names, folder):
    """One run that both look at."""
    held = HeldByStrace(command, folder + "/strace")
    watch = family.watch_add(held.pid)
    held.let_go()
    held.finish()
    rows = [
        dict(row, name=names.get(key, "syscall_%s" % (key,)))
        for key, row in family.syscalls(watch).items()
    ]
    family.watch_del(watch)
    theirs, ours = table(folder + "/strace"), add_up(rows)
    for call in ("execve", "read"):
        calls, errors = theirs.get(call, (0, 0))
        theirs[call] = (calls - 1, errors)
    theirs = {n: value for n, value in theirs.items() if value != (0, 0)}
    out.check(
        theirs and theirs == ours,
        name + ": a watch as strace -c -f of the same run",
        "strace and ringside: %s" % differences(theirs, ours),
    )


def names_of_text():
    """{(abi, nr): name}, from /proc/ringside/syscalls"""
    names, abis = {}, {"x86_64": 0, "ia32": 1, "x32": 2}
    with open("/proc/ringside/syscalls") as file:
        for line in file:
            words = line.split()
            if len(words) > 3 and words[0] in abis and words[1].isdigit():
                names[abis[words[0]], int(words[1])] = words[2]
    return names


def real_programs(out, program, folder, source):
    os.chdir(source)
    some = REAL[:3] if ktap.checks_itself() else REAL
    for command in some:
        one_after_the_other(out, " ".join(command[:2]), command, program, folder)
    os.chdir("/")


def main():
    source = tree.need_source()
    if not shutil.which("strace"):
        ktap.skip_all("needs strace: apt-get install strace")
    program = tree.need_program()
    ctypes.CDLL(None).personality(ADDR_NO_RANDOMIZE)
    out = ktap.Ktap()
    with ktap.Module(out), tempfile.TemporaryDirectory() as folder:
        family = Family(spec.Spec())
        for name, command in COMMANDS.items():
            try:
                one_after_the_other(out, name, command, program, folder)
                both_at_once(out, name, command, family, names_of_text(), folder)
            except (OSError, ValueError, TimeoutError, subprocess.TimeoutExpired) as failure:
                out.check(False, name, str(failure))
        family.sock.sock.close()
        real_programs(out, program, folder, source)
    out.finish()


main()
