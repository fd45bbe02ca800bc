#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Many tasks, CPUs that go and come, load and unload: the ledger loses nothing."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
from ledger import Ledger, needs_tracking
from watch import HERE, Family, Held

X86_64, QUIET = 0, 146  # sched_get_priority_max
CHECKED_CPU = 1
ONLINE = "/sys/devices/system/cpu/cpu%d/online" % CHECKED_CPU
TREE = ktap.repeats(500)
WAVES, EACH = 10, ktap.repeats(1009)
SMALL_TREE = max(20, ktap.repeats(50))
FLIPS = max(2, ktap.repeats(3))
CYCLES = max(2, ktap.repeats(5))
SMALL_TABLE = 64


def crowd(*args):
    return [HERE + "/crowd"] + [str(arg) for arg in args]


def pinned(command):
    return ["taskset", "-c", str(CHECKED_CPU)] + command


class Residual:
    """That of the CPU that counts by itself, when there is one."""

    def __init__(self, out, family):
        self.out, self.why = out, needs_tracking(family, CHECKED_CPU)

    def check(self, family, when):
        name = "the residual is 0 " + when
        if self.why:
            self.out.skip(name, self.why)
            return
        ledger = Ledger(family)
        self.out.check(ledger.residual(CHECKED_CPU) == 0, name,
                       "%s" % ledger.rows["check", CHECKED_CPU])


def none_is_lost(out, family, name, command, tasks, quiet):
    """All of them are seen to begin, call and end, under a watch."""
    held = Held(command)
    watch = family.watch_add(held.pid)
    held.let_go()
    status = held.finish()
    ledger, state = Ledger(family, watch=watch), family.watch(watch)
    row = family.syscalls(watch).get((X86_64, QUIET), {})
    family.watch_del(watch)
    seen = [ledger.of("event", "fork"), ledger.of("event", "exit"), row.get("entries"),
            row.get("exits"), state["tasks"], state["missed"]]
    out.check(not status and seen == [tasks - 1, tasks, quiet, quiet, 0, 0], name,
              "status %d; forks, ends, entries, exits, left, missed: %s" % (status, seen))


def many(out, family, residual):
    none_is_lost(out, family, "a tree of %d short processes" % TREE,
                 crowd("tree", TREE), TREE, TREE)
    residual.check(family, "after it")
    none_is_lost(out, family, "%d threads, %d at once" % (WAVES * EACH, EACH),
                 crowd("threads", WAVES, EACH), WAVES * EACH + 1, WAVES * EACH)
    residual.check(family, "after them")


def set_online(value):
    with open(ONLINE, "w") as file:
        file.write(value)


def kept_while_offline(out, family, residual):
    subprocess.run(pinned(crowd("tree", SMALL_TREE)))
    set_online("0")
    first = Ledger(family).rows["check", CHECKED_CPU]
    subprocess.run(crowd("tree", SMALL_TREE))
    second = Ledger(family).rows["check", CHECKED_CPU]
    residual.check(family, "of a CPU that is away")
    set_online("1")
    out.check(first == second and first["sum"] > SMALL_TREE,
              "the ledger of a CPU stays when it goes", "%s, then %s" % (first, second))
    subprocess.run(pinned(crowd("tree", SMALL_TREE)))
    third = Ledger(family).rows["check", CHECKED_CPU]
    out.check(third["sum"] > second["sum"] + SMALL_TREE, "it goes on when the CPU comes back",
              "%s, then %s" % (second, third))
    residual.check(family, "when it is back")


def flips(out, family, residual):
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    for _ in range(FLIPS):
        set_online("0")
        set_online("1")
        subprocess.run(pinned(crowd("tree", SMALL_TREE)))
    residual.check(family, "after a CPU went and came %d times under load" % FLIPS)
    busy.stdin.close()
    out.check(not busy.wait(120), "the load ends well", "status %s" % busy.returncode)


def insmod(*params):
    return subprocess.run(["insmod", ktap.module_path()] + list(params)).returncode


def rmmod():
    return subprocess.run(["rmmod", "ringside"]).returncode


def cycles(out, wanted, residual):
    """The counting begins, begins anew and ends in the middle of crossings."""
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    failed = []
    for cycle in range(1, CYCLES + 1):
        failed += [cycle] if rmmod() or insmod() else []
        family = Family(wanted)
        residual.check(family, "after load number %d under load" % cycle)
        family.call("reset")
        subprocess.run(pinned(crowd("tree", SMALL_TREE)))
        residual.check(family, "after reset number %d" % cycle)
        family.sock.sock.close()
    busy.stdin.close()
    out.check(not failed and not busy.wait(120), "load and unload under it",
              "failed: %s" % failed)


def small_table(out, wanted):
    """Nothing is claimed of what is not known."""
    loaded = not rmmod() and not insmod("tasks=%d" % SMALL_TABLE)
    family = Family(wanted)
    before = family.syscalls().get((X86_64, QUIET), {}).get("entries", 0)
    done = subprocess.run(crowd("threads", 1, 4 * SMALL_TABLE)).returncode
    added = family.syscalls()[X86_64, QUIET]["entries"] - before
    checks = [row for (kind, _), row in Ledger(family).rows.items() if kind == "check"]
    with open("/proc/ringside/ledger") as file:
        said = [line for line in file if "larger tasks=" in line]
    out.check(loaded and not done and added == 4 * SMALL_TABLE,
              "every entry counts with a full task table",
              "status %d, %d of %d" % (done, added, 4 * SMALL_TABLE))
    out.check(checks and not [row for row in checks if "residual" in row]
              and (said or not os.path.exists(ONLINE)),
              "and no sum is held against anything, with the reason", "%s %s" % (checks, said))
    family.sock.sock.close()


def main():
    wanted = spec.Spec()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        family = Family(wanted)
        residual = Residual(out, family)
        many(out, family, residual)
        if os.path.exists(ONLINE):
            kept_while_offline(out, family, residual)
            flips(out, family, residual)
        else:
            out.skip("CPUs that go and come", "there is no CPU 1 that can go offline")
        family.sock.sock.close()
        cycles(out, wanted, residual)
        small_table(out, wanted)
    out.finish()


main()
