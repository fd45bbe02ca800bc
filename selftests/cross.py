#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Stamps, and one crossing under the microscope: each moment, and what is made of it."""

import collections
import csv
import errno
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
from watch import Family, Held

X86_64 = 0
QUIET, GETPPID = 146, 110  # sched_get_priority_max, getppid
NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
REPETITIONS, WARM_UP = 200, 16
ENTRY = 0

# What must happen between the first mark and the last; several: one of them
PATHS = {
    "function": [""],
    "vdso": ["", "entry exit"],
    "getppid": ["entry exit"],
    "int80": ["entry exit"],
    "read": ["entry exit"],
    "write": ["entry exit"],
    "open": ["entry exit"],
    "page-fault": ["fault"],
    "exception": ["exception signal mark entry exit"],
    "signal": ["entry exit signal mark entry exit"],
    # Where locks sleep, as on PREEMPT_RT, one of the pipe may have to be waited for.
    "context-switch": ["entry exit mark entry out in exit",
                       "entry exit mark entry out in out in exit"],
}
# The same as calls, of those that make one
CALLED = {"getppid": "getppid", "int80": "getppid", "read": "read", "write": "write"}
# Families of hooks, and what they show
SHOWN_BY = {"faults": "page-fault", "exceptions": "exception", "signals": "signal",
            "switches": "context-switch"}
# Clock sources that the vDSO can read
FAST_CLOCKS = ("tsc", "kvm-clock", "hyperv_clocksource_tsc_page")


class Microscope:
    def __init__(self, out, program, folder):
        self.out, self.program, self.file = out, program, folder + "/stamps.csv"

    def ask(self, *words, become=()):
        done = subprocess.run(list(become) + [self.program, "-j"] + list(words),
                              stdout=subprocess.PIPE, text=True)
        return done.returncode, json.loads(done.stdout or "{}")

    def trips(self):
        """Of each repetition the moments: [where, first, last]"""
        trips = collections.defaultdict(list)
        with open(self.file) as file:
            for row in csv.DictReader(file):
                trips[int(row["repetition"])].append(
                    (row["where"], int(row["first_ticks"]), int(row["last_ticks"])))
        return [trips[number] for number in sorted(trips)]

    def look(self, name):
        status, says = self.ask("cross", name, "-R", str(REPETITIONS), "--stamps", self.file)
        if status or "steps" not in says:
            self.out.check(False, name, "status %d: %s" % (status, says))
            return
        trips = self.trips()
        self.ordered(name, trips)
        self.path(name, says, trips)
        self.sums(name, says)

    def ordered(self, name, trips):
        wrong = [trip for trip in trips
                 if any(a[2] > b[1] for a, b in zip(trip, trip[1:]))
                 or any(first > last for _, first, last in trip)]
        self.out.check(len(trips) == REPETITIONS and not wrong,
                       "%s: the moments are ordered, in each repetition" % name,
                       "%d repetitions, %s" % (len(trips), wrong[:1]))

    def path(self, name, says, trips):
        paths = collections.Counter(" ".join(where for where, _, _ in trip[1:-1])
                                    for trip in trips)
        path, number = paths.most_common(1)[0]
        self.out.check(
            path in PATHS[name] and number == says["on_this_path"] > REPETITIONS / 3
            and len(says["steps"]) == len(path.split()) + 1,
            "%s: the way is %s" % (name, path or "within ring 3"),
            "%s, the program has %s" % (paths, says))
        if name in CALLED:
            self.out.check(says["steps"][0]["until"] == CALLED[name],
                           "%s: the call is %s" % (name, CALLED[name]), "%s" % says["steps"])
        self.on_path = [trip for trip in trips
                        if " ".join(where for where, _, _ in trip[1:-1]) == path]

    def sums(self, name, says):
        """The same, worked out once more."""
        clock, batch = says["clock"]["own_ticks"], says["batch"]
        columns = [[b[1] - a[2] for a, b in zip(trip, trip[1:])] for trip in self.on_path]
        own = [sum(last - first for _, first, last in trip) for trip in self.on_path]
        whole = [trip[-1][1] - trip[0][2] for trip in self.on_path]
        self.out.check(all(sum(steps) + o == w for steps, o, w in zip(columns, own, whole)),
                       "%s: in + inside + out + our own work = the whole, each time" % name)
        ours = [max(median(list(column)) - clock, 0) // batch for column in zip(*columns)]
        theirs = [step["ticks"] for step in says["steps"]]
        self.out.check(ours == theirs, "%s: the medians of the steps" % name,
                       "%s, not %s" % (theirs, ours))
        self.out.check(
            says["measured"]["ticks"] == median(whole) // batch
            and says["own"]["module_ticks"] == median(own)
            and says["own"]["clock_ticks"] == clock * len(theirs)
            and (median(own) > 0) == any(not step["to_ring"] for step in says["steps"]),
            "%s: the whole, and our own cost" % name,
            "%s; %d and %d" % (says, median(whole), median(own)))


def median(values):
    return sorted(values)[len(values) // 2]


def alone(out, scope, become=()):
    status, says = scope.ask("cross", "getppid", "-R", "50", become=become)
    out.check(
        not status and "steps" not in says and says["without_stamps"]["ticks"] > 0
        and any("kernel side is missing" in w["message"] for w in says["warnings"]),
        "as %s: the user side, and a line that says so" % ("nobody" if become else "root"),
        "status %d: %s" % (status, says))


def half_blind(out, scope, wanted):
    """A step that is not seen must not be taken for one that is not there."""
    family = Family(wanted)
    for name, subject in SHOWN_BY.items():
        family.call("config-set", **{name: 0})
        status, says = scope.ask("cross", subject, "-R", "10")
        out.check(not status and "steps" not in says and says["without_stamps"]["ticks"] > 0
                  and any(name in w["message"] for w in says["warnings"]),
                  "%s=off: %s has no steps, and a line that says why" % (name, subject),
                  "status %d: %s" % (status, says))
        status, says = scope.ask("cross", "getppid", "-R", "10")
        out.check(not status and "steps" in says, "%s=off: getppid has them" % name,
                  "status %d: %s" % (status, says))
        family.call("config-set", **{name: 1})
    family.sock.sock.close()


def refused(out, reply, code, name):
    out.check(reply.errno == code and len(reply.sentence) > 8, name,
              '%s "%s"' % (reply.name(), reply.sentence))


def own_stamps(out, wanted):
    """Of this task, all of it, and nobody else's."""
    family = Family(wanted)
    refused(out, family.call("stamp-stop")[1], errno.ENOENT, "nothing to stop")
    refused(out, family.call("stamp-get")[1], errno.ENOENT, "nothing to read")
    started = family.rows("stamp-start", room=4096)[0]
    others = subprocess.Popen([os.path.dirname(os.path.realpath(__file__)) + "/calls",
                               str(QUIET), "1000"])
    for _ in range(23):
        os.sched_get_priority_max(os.SCHED_FIFO)
    refused(out, family.call("stamp-get")[1], errno.EBUSY, "not while they are taken")
    rival = Family(wanted)
    refused(out, rival.call("stamp-start", room=1)[1], errno.EBUSY, "one socket at a time")
    refused(out, rival.call("stamp-stop")[1], errno.ENOENT, "nor may another one stop them")
    others.wait()
    ended = family.rows("stamp-stop")[0]
    rows = family.rows("stamp-get")
    calls = [row for row in rows if row["where"] == ENTRY and row.get("nr") == QUIET]
    out.check(len(calls) == 23 and all(row["abi"] == X86_64 for row in calls),
              "23 calls of its own, none of another's", "%d" % len(calls))
    out.check(ended["taken"] == len(rows) and not ended["lost"], "all that were taken are read",
              "%s, read %d" % (ended, len(rows)))
    ordered = all(a["last"] <= b["first"] for a, b in zip(rows, rows[1:]))
    out.check(ordered and all(row["first"] < row["last"] for row in rows),
              "in their order", "%s" % rows[:4])
    out.check("khz" in started, "it is said how fast the clock is", "%s" % started)
    return family, rival


def lifetimes(out, wanted):
    family, rival = own_stamps(out, wanted)
    family.rows("stamp-start", room=4)
    for _ in range(100):
        os.sched_get_priority_max(os.SCHED_FIFO)
    ended = family.rows("stamp-stop")[0]
    out.check(ended["taken"] == 4 and ended["lost"] >= 2 * 100 - 4,
              "what finds no room is counted", "%s" % ended)
    before = family.status()["memory"]
    family.sock.sock.close()
    out.check(rival.call("stamp-start", room=32768)[1].errno == 0,
              "with the socket they are gone: another one may")
    out.check(rival.status()["memory"] > before, "their memory is said")
    # Left as it is: the module must leave while they are taken.
    return rival


def as_often(out, program, wanted):
    """Each repetition is one call: those with stamps, and those without."""
    family = Family(wanted)
    held = Held([program, "cross", "getppid", "-R", str(REPETITIONS)])
    watch = family.watch_add(held.pid)
    held.let_go()
    held.finish()
    row = family.syscalls(watch).get((X86_64, GETPPID), {})
    wants = 2 * (REPETITIONS + WARM_UP)
    out.check(row.get("entries") == row.get("exits") == wants,
              "%d calls for it, as the module counts them" % wants, "%s" % row)
    family.sock.sock.close()


def price_list(out, scope):
    status, says = scope.ask("cost", "-R", "50")
    prices = {price["name"]: price for price in says.get("prices", [])}
    out.check(not status and set(prices) == set(PATHS), "cost: a line for each",
              "status %d: %s" % (status, says))
    if status:
        return
    for name, ways in PATHS.items():
        price = prices.get(name, {})
        may = [way.split().count("entry") + way.split().count("fault")
               + way.split().count("exception") for way in ways]
        out.check(price["why_not"] is not None or price["crossings"] in may,
                  "cost: %s crosses %s times" % (name, may), "%s" % price)
    out.check(prices["getppid"]["ticks"] > prices["function"]["ticks"]
              and prices["function"]["functions"] in (1, None),
              "cost: a syscall costs more than a function call", "%s" % prices)
    with open("/sys/devices/system/clocksource/clocksource0/current_clocksource") as file:
        source = file.read().strip()
    out.check(prices["vdso"]["crossings"] == (source not in FAST_CLOCKS),
              "cost: whether the vDSO crosses depends on the clock source, %s" % source,
              "%s" % prices["vdso"])


def has_32_bit(program):
    return not subprocess.run([program, "cross", "int80", "-R", "10"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    wanted = spec.Spec()
    with tempfile.TemporaryDirectory() as folder:
        # The checkout may be below root's home.
        os.chmod(folder, 0o755)
        public = Microscope(out, shutil.copy(program, folder), folder)
        scope = Microscope(out, program, folder)
        alone(out, scope)
        with ktap.Module(out):
            alone(out, public, NOBODY)
            for name in PATHS:
                if name == "int80" and not has_32_bit(program):
                    out.skip(name, "this kernel runs no 32-bit programs")
                else:
                    scope.look(name)
            as_often(out, program, wanted)
            price_list(out, scope)
            half_blind(out, scope, wanted)
            left = lifetimes(out, wanted)
    left.sock.sock.close()
    out.finish()


main()
