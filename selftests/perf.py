#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Our counts of known commands equal those of perf's tracepoint events."""

import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
from perfstat import Perf
from watch import HERE, Family, Held

X86_64, IA32 = 0, 1
# Numbers that the commands below use in one table or the other
NUMBERS = (0, 3, 9, 20, 56, 59, 61, 110, 231, 257)
QUIET = 146  # sched_get_priority_max
CHILDREN = max(2, ktap.repeats(7))
CALLS, QUIET_CALLS = ktap.repeats(20011), ktap.repeats(10007)

COMMANDS = {
    "bare 64-bit": [HERE + "/call64"],
    "bare 32-bit, then 64-bit": [HERE + "/call32", HERE + "/call64"],
    "ls -l /usr": ["/bin/ls", "-l", "/usr"],
    "a shell with children": [
        "/bin/sh", "-c", "for i in $(seq %d); do /bin/ls /usr; done; ls /nothing" % CHILDREN],
    "two threads, %d calls" % CALLS: [HERE + "/calls", "110", str(CALLS), "2"],
}


def events():
    """sys_enter, sys_exit, then sys_enter of each number."""
    return [("raw_syscalls:sys_enter", None), ("raw_syscalls:sys_exit", None)] + [
        ("raw_syscalls:sys_enter", "id==%d" % number) for number in NUMBERS]


def measure(family, command):
    """perf's counts, our rows and our totals, of the same interval."""
    held = Held(command, stderr=subprocess.DEVNULL)
    perf = Perf(["-p", str(held.pid)], events())
    try:
        perf.start()
    except OSError:
        held.process.kill()
        raise
    watch = family.watch_add(held.pid)
    held.let_go()
    held.finish()
    counts = perf.finish()
    rows, totals = family.syscalls(watch), family.totals(watch)
    family.watch_del(watch)
    return counts, rows, totals


def compare(out, name, counts, rows, totals):
    exits = sum(totals[key] for key in ("exits", "first-return", "denied", "earlier"))
    out.check(
        len(counts) == len(NUMBERS) + 2 and counts[0] == totals["entries"] > 0,
        name + ": all entries",
        "perf %s, ringside %d" % (counts[:1], totals["entries"]),
    )
    out.check(
        counts[1:2] == [exits],
        name + ": all exits",
        "perf %s, ringside %d" % (counts[1:2], exits),
    )
    ours = [
        sum(rows.get((abi, number), {}).get("entries", 0) for abi in (X86_64, IA32))
        for number in NUMBERS
    ]
    out.check(
        counts[2:] == ours,
        name + ": entries by number",
        "numbers %s: perf %s, ringside %s" % (NUMBERS, counts[2:], ours),
    )


def whole_system(out, family):
    """All CPUs and all tasks; nobody else makes the quiet call."""
    before = family.syscalls().get((X86_64, QUIET), {}).get("entries", 0)
    done = subprocess.run(
        ["perf", "stat", "-a", "-x,", "-e", "raw_syscalls:sys_enter", "--filter",
         "id==%d" % QUIET, HERE + "/calls", str(QUIET), str(QUIET_CALLS), "4"],
        stderr=subprocess.PIPE, text=True)
    after = family.syscalls()[X86_64, QUIET]["entries"]
    counts = [line.split(",")[0] for line in done.stderr.splitlines() if "," in line]
    out.check(
        counts == [str(after - before)] == [str(QUIET_CALLS)],
        "the whole system: %d quiet calls of four threads" % QUIET_CALLS,
        "perf -a %s, ringside %d" % (counts, after - before),
    )


def main():
    if not shutil.which("perf"):
        ktap.skip_all("needs perf: apt-get install linux-perf")
    out = ktap.Ktap()
    with ktap.Module(out):
        family = Family(spec.Spec())
        for name, command in COMMANDS.items():
            try:
                compare(out, name, *measure(family, command))
            except (OSError, TimeoutError, subprocess.TimeoutExpired) as failure:
                out.check(False, name, str(failure))
        whole_system(out, family)
        family.sock.sock.close()
    out.finish()


main()
