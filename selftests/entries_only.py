#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Loaded with follow=0: entries, exactly, and nothing that is not known."""

import errno
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
from watch import HERE, Family

X86_64, IA32 = 0, 1
QUIET = 146  # sched_get_priority_max
IA32_CALLS = 31 + 1  # what call32 makes, see lib/calls.h, and its exit
CYCLES = 10
UNKNOWN = ("exits", "never", "errors", "denied", "restarts")


def insmod(*params):
    return subprocess.run(["insmod", ktap.module_path()] + list(params)).returncode


def rmmod():
    return subprocess.run(["rmmod", "ringside"]).returncode


def run(*command):
    return subprocess.run([HERE + "/" + command[0]] + list(command[1:])).returncode


def counted(family, abi, number):
    return family.syscalls().get((abi, number), {}).get("entries", 0)


def exact(out, family):
    for times, threads in ((23, 1), (40009, 4)):
        before = counted(family, X86_64, QUIET)
        run("calls", str(QUIET), str(times), str(threads))
        added = counted(family, X86_64, QUIET) - before
        out.check(added == times, "%d calls of %d threads" % (times, threads),
                  "%d counted" % added)
    before = family.status()["abi"][IA32]["entries"]
    run("call32")
    added = family.status()["abi"][IA32]["entries"] - before
    out.check(added == IA32_CALLS, "a 32-bit program", "%d of %d" % (added, IA32_CALLS))


def nothing_invented(out, family):
    row = next(iter(family.syscalls().values()))
    total = family.status()["abi"][X86_64]
    known = [key for key in UNKNOWN + ("in-flight",) if key in row or key in total]
    out.check(not known and row["entries"] and total["entries"],
              "what is not known is absent", "%s in %s, %s" % (known, row, total))
    with open("/proc/ringside/status") as file:
        lines = [line.split() for line in file if line.startswith("x86_64 ")]
    out.check(
        len(lines) > 0 and lines[0][1].isdigit() and set(lines[0][2:]) == {"-"},
        "the text says - for it", "%s" % lines)


def refused(out, family):
    for name, values in (("error-get", {}), ("task-get", {}),
                         ("watch-add", {"pid": os.getpid()}),
                         ("config-set", {"timing": 1}),
                         ("stamp-start", {"room": 64})):
        _, reply = family.call(name, **values)
        out.check(
            reply.errno == errno.EOPNOTSUPP and len(reply.sentence) > 8,
            name + " is refused with a sentence",
            '%s "%s"' % (reply.name(), reply.sentence))


def cycles(out):
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    failed = [i for i in range(CYCLES) if rmmod() or insmod("follow=0")]
    busy.stdin.close()
    out.check(not failed and not busy.wait(60),
              "%d times unload and load under load" % CYCLES, "failed: %s" % failed)


def main():
    out = ktap.Ktap()
    log = ktap.Log()
    ktap.need_unloaded()
    out.check(not insmod("follow=0"), "load with follow=0", "insmod failed")
    family = Family(spec.Spec())
    exact(out, family)
    nothing_invented(out, family)
    refused(out, family)
    family.sock.sock.close()
    cycles(out)
    done, splats = rmmod(), log.splats()
    out.check(not done and not splats, "the module leaves and the kernel log is clean",
              "rmmod %d, %s" % (done, splats[:1]))
    out.finish()


main()
