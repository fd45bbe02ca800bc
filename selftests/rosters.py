#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Rosters: each task of a watch has its own row, and the rows add up to the watch."""

import errno
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
import tree
from ledger import Ledger
from watch import DEADLINE, HERE, Family, Held, wait_until

X86_64, QUIET = 0, 146  # sched_get_priority_max
MOST = 16384
# More than FEW tenths
TREE = max(80, ktap.repeats(500))
WAVES, EACH = 10, ktap.repeats(1009)
FEW = 7
# Of ways.c
THREADS, CALLS, UD2S, DENIED = 3, 1009, 31, 17
PLACES = ("user", "work", "wait")


def crowd(*args):
    return [HERE + "/crowd"] + [str(arg) for arg in args]


class Roster:
    """A watch and what it says of each of its tasks, when nobody crosses any more."""

    def __init__(self, family, watch):
        self.members = family.rows("member-get", watch=watch)
        self.calls = family.rows("member-call-get", watch=watch)
        self.state, self.ledger = family.watch(watch), Ledger(family, watch=watch)
        self.totals, self.syscalls = family.totals(watch), family.syscalls(watch)

    def sum(self, key):
        return sum(member[key] for member in self.members)

    def of_watch(self, key):
        """What the watch has counted of it, by itself."""
        if key in ("entries", "errors", "denied"):
            return self.totals[key]
        if key == "faults":
            return self.ledger.of("fault") + self.ledger.of("fault-signal")
        kinds = ("exception",) if key == "exceptions" else ("interrupt", "line")
        return sum(row.get("count", 0) for (kind, _), row in self.ledger.rows.items()
                   if kind in kinds)

    def by_call(self):
        """{(abi, nr): [entries, errors, denied]} of all tasks together"""
        sums = {}
        for call in self.calls:
            found = sums.setdefault((call["abi"], call.get("nr")), [0, 0, 0])
            for i, key in enumerate(("entries", "errors", "denied")):
                found[i] += call[key]
        return sums

    def amiss(self):
        """Why the rows are not the watch, or nothing."""
        wrong = {key: (self.sum(key), self.of_watch(key))
                 for key in ("entries", "errors", "denied", "faults", "exceptions", "interrupts")
                 if self.sum(key) != self.of_watch(key)}
        for key in PLACES:
            # Each row is rounded down to nanoseconds by itself.
            if not 0 <= self.state[key] - self.sum(key) <= len(self.members):
                wrong[key] = self.sum(key), self.state[key]
        whole = {name: [row["entries"], row["errors"], row["denied"]]
                 for name, row in self.syscalls.items()
                 if row["entries"] or row["errors"] or row["denied"]}
        rows = self.by_call()
        wrong.update({name: (rows.get(name), whole.get(name))
                      for name in set(rows) | set(whole) if rows.get(name) != whole.get(name)})
        if self.state["unlisted"] or self.state["unlisted-calls"]:
            wrong["unlisted"] = self.state["unlisted"], self.state["unlisted-calls"]
        return wrong


def after(family, command, room=MOST, meanwhile=None):
    """The roster of a command from its first call to its end."""
    held = Held(command)
    watch = family.watch_add(held.pid, roster=room)
    held.let_go()
    if meanwhile:
        meanwhile(watch)
    status = held.finish()
    wait_until(lambda: not family.watch(watch)["tasks"], "its tasks do not end")
    roster = Roster(family, watch)
    family.watch_del(watch)
    return status, roster


def quiet_calls(roster):
    """How often each task made the quiet call."""
    return sorted(call["entries"] for call in roster.calls
                  if (call["abi"], call.get("nr")) == (X86_64, QUIET))


def branching(out, family):
    status, roster = after(family, crowd("tree", TREE))
    numbers = [member["number"] for member in roster.members]
    tgids = {member["tgid"] for member in roster.members}
    strangers = [m for m in roster.members[1:] if m["parent"] not in tgids]
    alone = [m for m in roster.members if m["process"] == m["number"] and m["pid"] == m["tgid"]
             and m["ended"] == 1 and m["comm"] == "crowd"]
    out.check(not status and numbers == list(range(TREE)) and len(alone) == TREE
              and not strangers,
              "each of %d short processes has a row, with its parent" % TREE,
              "status %d, %d rows, %d as they should be, strangers: %s"
              % (status, len(numbers), len(alone), strangers[:3]))
    out.check(quiet_calls(roster) == [1] * TREE, "and its own calls",
              "%s" % quiet_calls(roster)[:10])
    out.check(not roster.amiss(), "their sums are the watch's counts", "%s" % roster.amiss())


def threads(out, family):
    status, roster = after(family, crowd("threads", WAVES, EACH))
    processes = {member["process"] for member in roster.members}
    out.check(not status and len(roster.members) == WAVES * EACH + 1 and processes == {0}
              and quiet_calls(roster) == [1] * (WAVES * EACH),
              "each of %d threads has a row, all of one process" % (WAVES * EACH),
              "status %d, %d rows, processes %s, %d made the call" % (
                  status, len(roster.members), sorted(processes)[:5], len(quiet_calls(roster))))
    out.check(not roster.amiss(), "their sums are the watch's counts, too", "%s" % roster.amiss())


def by_kind(out, family):
    """Without a descriptor to read from, ways ends after the first time."""
    status, roster = after(family, [HERE + "/ways"] + ["0"] * THREADS)
    ways = {m["comm"]: m for m in roster.members if m["comm"].startswith("way-")}
    wrong = []
    for name, member in ways.items():
        getppid = [call["entries"] for call in roster.calls
                   if call["number"] == member["number"] and call.get("nr") == 110]
        if (member["exceptions"], member["denied"]) != (UD2S, DENIED) \
                or getppid != [CALLS + int(name.partition("-")[2])]:
            wrong.append((member, getppid))
    out.check(not status and len(ways) == THREADS and not wrong,
              "each thread has crossed as often as it did, by kind and by call",
              "status %d, %s of %s" % (status, wrong[:2], sorted(ways)))
    out.check(not roster.amiss(), "and they add up", "%s" % roster.amiss())


def other_programs(out, family):
    script = "/bin/true; /bin/true; exec /bin/sleep 0"
    _, roster = after(family, ["/bin/sh", "-c", script])
    seen = [(m["comm"], m["parent"] == roster.members[0]["pid"]) for m in roster.members]
    out.check(seen == [("sleep", False), ("true", True), ("true", True)],
              "a row has the last name of its task", "%s" % seen)


def survives_reset(out, family):
    def resets(watch):
        for wanted in (EACH // 20, EACH // 2, EACH * 9 // 10):
            wait_until(lambda: len(family.rows("member-get", watch=watch)) > wanted,
                       "no threads")
            family.call("reset")

    _, roster = after(family, crowd("threads", 1, EACH), meanwhile=resets)
    out.check(quiet_calls(roster) == [1] * EACH and not roster.amiss(),
              "a reset changes no row", "%s" % roster.amiss())


def already_there(out, family):
    """Threads and children that there are when the watch begins."""
    code = ("import os, threading, subprocess\n"
            "for _ in range(3): threading.Thread(target=os.read, args=(0, 1)).start()\n"
            "child = subprocess.Popen(['cat'])\n"
            "print('up', flush=True)\n"
            "child.wait()\n")
    family_of = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE)
    family_of.stdout.readline()
    watch = family.watch_add(family_of.pid, roster=MOST)
    first = family.rows("member-get", watch=watch)
    mine = [m for m in first if m["tgid"] == family_of.pid]
    others = [m for m in first if m["tgid"] != family_of.pid]
    family_of.stdin.close()
    family_of.wait()
    wait_until(lambda: not family.watch(watch)["tasks"], "its tasks do not end")
    roster = Roster(family, watch)
    family.watch_del(watch)
    out.check(len(mine) == 4 and len({m["process"] for m in mine}) == 1
              and [m["parent"] for m in others] == [family_of.pid]
              and not [m for m in first if m["ended"]],
              "tasks that were there have a row from the beginning", "%s" % first)
    out.check(len(roster.members) == len(first) and not roster.amiss()
              and not [m for m in roster.members if not m["ended"]],
              "of what they did since", "%s" % roster.amiss())


def too_many(out, family):
    status, roster = after(family, crowd("tree", TREE // 10), room=FEW)
    listed = sum(call["entries"] + call["denied"] for call in roster.calls)
    state = roster.state
    out.check(not status and len(roster.members) == FEW == state["roster"]
              and state["unlisted"] == TREE // 10 - FEW
              and roster.syscalls[X86_64, QUIET]["entries"] == TREE // 10,
              "tasks without a row are counted, and by the watch",
              "status %d, %d rows, %s" % (status, len(roster.members), state))
    out.check(listed + state["unlisted-calls"] == roster.totals["entries"]
              + roster.totals["denied"] and roster.sum("entries") == listed,
              "so are their calls", "%d listed, %d not, %s" % (
                  listed, state["unlisted-calls"], roster.totals))


def too_many_calls(out, family):
    """Of more processes than there is room for calls."""
    script = "i=0; while [ $i -lt 60 ]; do /bin/true; i=$((i + 1)); done"
    status, roster = after(family, ["/bin/sh", "-c", script], room=64)
    listed = sum(call["entries"] + call["denied"] for call in roster.calls)
    unlisted = roster.state["unlisted-calls"]
    rows = roster.totals["entries"] + roster.totals["denied"]
    out.check(not status and not roster.state["unlisted"] and unlisted
              and listed + unlisted == rows and roster.sum("entries") == roster.totals["entries"],
              "calls without a row are counted, and by their tasks",
              "status %d, %d listed + %d not, of %d; %s" % (
                  status, listed, unlisted, rows, roster.state))


def switched_off(out, family):
    held = Held(crowd("tree", 3))
    watch = family.watch_add(held.pid, roster=FEW)
    for on in (0, 1):
        family.call("config-set", faults=on)
    held.let_go()
    held.finish()
    roster = family.rows("member-get", watch=watch)
    family.watch_del(watch)
    out.check(len(roster) == 3 and not [m for m in roster if "faults" in m or "user" not in m],
              "what was not counted all the time is absent", "%s" % roster)


def refusal(family, name, **asked):
    _, reply = family.call(name, **asked)
    return reply.errno, bool(reply.sentence)


def refused(out, family):
    held = Held(crowd("tree", 1))
    watch = family.watch_add(held.pid)
    plain = family.watch(watch)
    for name in ("member-get", "member-call-get"):
        seen = [refusal(family, name, watch=watch), refusal(family, name),
                refusal(family, name, watch=63)]
        wanted = [(error, True) for error in (errno.ENODATA, errno.EINVAL, errno.ENOENT)]
        out.check(seen == wanted and "roster" not in plain,
                  "%s: a watch without a roster, none, one that is not" % name,
                  "%s, %s" % (seen, plain))
    family.watch_del(watch)
    held.let_go()
    held.finish()


def memory(out, family):
    held = Held(crowd("tree", 1))
    sizes = [family.status()["memory"]]
    for room in ({}, {"roster": MOST}):
        watch = family.watch_add(held.pid, **room)
        sizes.append(family.status()["memory"] - sizes[0])
        family.watch_del(watch)
    sizes.append(family.status()["memory"] - sizes[0])
    held.let_go()
    held.finish()
    out.check(sizes[3] == 0 and sizes[2] > sizes[1] + MOST * 100,
              "a roster's memory is said, and given back", "%s" % sizes)


def run(program, *args):
    done = subprocess.run([program, "run", "-j"] + list(args), stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return json.loads(done.stderr.splitlines()[-1])


def of_run(out, program):
    report = run(program, "--by", "process", "--", *crowd("tree", TREE))
    rows, calls = report["tasks"], report["task_syscalls"]
    entries = sum(row["entries"] for row in report["syscalls"])
    off = {key: (sum(row[key] for row in rows), report[key])
           for key in ("user_ns", "work_ns", "wait_ns")
           if abs(sum(row[key] for row in rows) - report[key]) > TREE + 1}
    out.check(len(rows) == TREE and not report["tasks_unlisted"] and not off
              and sum(row["entries"] for row in rows) == entries
              and sum(call["entries"] for call in calls) == entries
              and sum(row["alive"] for row in rows) == 0,
              "run --by process has a row for each of %d" % TREE,
              "%d rows, %d of %d calls, %s" % (
                  len(rows), sum(row["entries"] for row in rows), entries, off))
    threads_of = run(program, "--by", "thread", "--", HERE + "/ways", *["0"] * THREADS)["tasks"]
    whole = run(program, "--by", "process", "--", HERE + "/ways", *["0"] * THREADS)["tasks"]
    out.check(len(threads_of) == THREADS + 1 and len(whole) == 1
              and whole[0]["threads"] == THREADS + 1 and whole[0]["command"] == "ways"
              and whole[0]["exceptions"] == THREADS * UD2S
              == sum(row["exceptions"] for row in threads_of),
              "run --by thread has a row for each, by process one for all",
              "%s; %s" % (threads_of, whole))


def of_tasks(out, family, program):
    """Those that have ended are there when all have."""
    held = Held(crowd("tree", TREE))
    look = subprocess.Popen([program, "tasks", "-j", "-p", str(held.pid)],
                            stdout=subprocess.PIPE, text=True)
    wait_until(lambda: family.status()["watches"], "tasks -p does not watch")
    held.let_go()
    held.finish()
    rows = json.loads(look.communicate()[0])["tasks"]
    out.check(len(rows) == TREE and not look.returncode
              and not [row for row in rows if row["alive"] or row["command"] != "crowd"],
              "tasks -p has a row for each of %d that have ended" % TREE,
              "status %d, %d rows, %s" % (look.returncode, len(rows), rows[:1]))


def waits_for_input(pid):
    with open("/proc/%d/syscall" % pid) as file:
        return file.read().startswith("0 0x0 ")


def of_intervals(out, family, program):
    """Across a reset: each time cat writes, and reads again."""
    cat = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    wait_until(lambda: waits_for_input(cat.pid), "cat does not read")
    looks = subprocess.Popen([program, "tasks", "-j", "-p", str(cat.pid), "-i", "1",
                              "-c", str(DEADLINE)], stdout=subprocess.PIPE, text=True)
    seen = [json.loads(looks.stdout.readline())]
    for times in (1, 2):
        cat.stdin.write(b".")
        cat.stdout.read(1)
        while sum(row["entries"] for look in seen for row in look["tasks"]) < 2 * times:
            seen.append(json.loads(looks.stdout.readline()))
        if times == 1:
            family.call("reset")
    cat.stdin.close()
    cat.wait()
    looks.communicate()
    resets = [look["interval"]["reset"] for look in seen]
    rows = [row["entries"] for look in seen for row in look["tasks"]]
    out.check(sum(rows) == 4 and not any(resets) and not looks.returncode,
              "tasks -p -i counts on across a reset", "%s, %s" % (rows, resets))


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    with ktap.Module(out):
        family = Family(spec.Spec())
        for test in (branching, threads, by_kind, other_programs, survives_reset, already_there,
                     too_many, too_many_calls, switched_off, refused, memory):
            test(out, family)
        of_run(out, program)
        of_tasks(out, family, program)
        of_intervals(out, family, program)
        family.sock.sock.close()
    out.finish()


main()
