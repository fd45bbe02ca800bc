#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Times: what the module measures is what the program itself and others measure."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
import tree
from deeds import Deeds, fields
from watch import HERE, Family, Held, wait_until

X86_64 = 0
SCHED_DEBUG = "/sys/kernel/debug/sched/debug"
READ, QUIET, SLEEP = 0, 146, 230  # sched_get_priority_max, clock_nanosleep
MS = 1000000
PLACES = ("user", "work", "wait")
CALLS, SLEEP_MS, COMPUTE_MS = 499, 701, 401
SWITCHES = max(2, ktap.repeats(5))
TRIES = 5
# The time stamp counter is not the clock that programs see.
SLACK = 0.01
# The scheduler looks at its clock at another moment of a switch. Seen again when
# it is more: an interrupt can have come between.
CPU_SLACK = 0.1

# Name, what deeds is told, its CPU, whether it has to share that
DEEDS = [
    (name, [ktap.repeats(count) for count in counts], cpu, crowded)
    for name, counts, cpu, crowded in [
        ("calls, faults and signals", (5003, 2003, 10007, 0, 0, 0), 0, False),
        ("calls and sleeps", (3001, 0, 10007, 101, 0, 0), 0, False),
        ("a CPU that is shared", (3001, 1009, 5003, 53, 101, 0), 0, True),
        ("a CPU that tracks its crossings", (3001, 1009, 5003, 53, 0, 0), 1, False),
    ]
]


def near(value, wanted, share=SLACK):
    return abs(value - wanted) <= wanted * share


def buckets(family, row):
    """{log2: calls}"""
    parts = [family.decode("bucket", nest) for nest in row.get("bucket", [])]
    return {part["log2"]: part["calls"] for part in parts}


def wrong_times(family, rows):
    """Rows whose times contradict each other, or their exits."""
    wrong = []
    for key, row in rows.items():
        parts = buckets(family, row)
        if not row["exits"]:
            ok = not parts and "time" not in row
        else:
            least = sum(calls << log2 for log2, calls in parts.items() if log2)
            most = sum(calls << (log2 + 1) for log2, calls in parts.items())
            ok = (
                sum(parts.values()) == row["exits"]
                and least <= row["time"] <= most
                and row["waited"] <= row["time"]
                and row["time"] <= row["longest"] * row["exits"]
                and max(parts) == max(row["longest"], 1).bit_length() - 1
            )
        if not ok:
            wrong.append((key, row, parts))
    return wrong


def watched(family, command):
    """A watch on a command that is held."""
    held = Held(command, stderr=subprocess.DEVNULL)
    return held, family.watch_add(held.pid)


def sums(out, family):
    commands = {
        "ls": ["/bin/ls", "-l", "/usr"],
        "a shell with children": ["/bin/sh", "-c", "for i in 1 2 3; do /bin/ls /; done"],
        "threads": [HERE + "/calls", str(QUIET), "1009", "3"],
    }
    for name, command in commands.items():
        held, watch = watched(family, command)
        held.let_go()
        held.finish()
        rows = family.syscalls(watch)
        family.watch_del(watch)
        wrong = wrong_times(family, rows)
        out.check(len(rows) > 3 and not wrong, name + ": each exit is in the histogram",
                  "%s" % wrong[:2])


def run(program, *command):
    done = subprocess.run([program, "run", "-j", "--"] + list(command),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return json.loads(done.stderr.splitlines()[-1]), done.stdout


def all_of_it(out, program, report, life):
    """Its life is a part of what we sum up, and that is what the parent sees. A
    parent that gets no CPU when the child begins or ends sees less or more: then
    look again. What it takes to make and to bury a process is more on a slow kernel,
    so the program lives longer there."""
    sleep = SLEEP_MS * 10 // ktap.repeats(10)
    seen = []
    for _ in range(TRIES):
        together = sum(report[place + "_ns"] for place in PLACES)
        seen.append((life, together, report["seconds"] * 1e9))
        if near(together, seen[-1][2]):
            break
        report, printed = run(program, HERE + "/timed", "7", str(sleep), str(COMPUTE_MS))
        life = int(printed.split()[2])
    out.check(
        all(own * (1 - SLACK) <= ours for own, ours, _ in seen)
        and near(*seen[-1][1:]),
        "user + work + wait is the wall time within 1 %",
        "its own, ours, the parent's: %s" % seen)


def own_measure(out, program):
    """The program's clock around each call, and ours inside."""
    report, printed = run(program, HERE + "/timed", str(CALLS), str(SLEEP_MS), str(COMPUTE_MS))
    calls, slept, life = map(int, printed.split())
    rows = {row["nr"]: row for row in report["syscalls"]}
    row, sleep = rows[QUIET], rows[SLEEP]
    out.check(
        row["timed"] == CALLS and 0 < row["total_ns"] < calls
        and row["mean_ns"] <= row["longest_ns"],
        "%d calls take less than the program measures around them" % CALLS,
        "%s, it measured %d" % (row, calls))
    out.check(
        SLEEP_MS * MS * (1 - SLACK) <= sleep["total_ns"] <= slept * (1 + SLACK),
        "a sleep takes what was asked for, at most what the program measures",
        "%s, it measured %d" % (sleep, slept))
    out.check(
        sleep["work_ns"] < sleep["wait_ns"] * 0.05,
        "a sleep waits, and hardly works", "%s" % sleep)
    all_of_it(out, program, report, life)
    out.check(
        report["user_ns"] + report["work_ns"] > COMPUTE_MS * MS * 0.9
        or report["wait_ns"] > (SLEEP_MS + COMPUTE_MS * 0.1) * MS,
        "what was computed is user time, or the CPU was another's", "%s" % {
            place: report[place + "_ns"] for place in PLACES})


def moment(family, watch, deeds):
    """What we say of a task that waits, between two looks at the clock."""
    before = time.monotonic_ns()
    row = family.watch(watch)
    return before, row, time.monotonic_ns(), deeds.cpu_time()


def scheduler_loses_time():
    """Where the kernel does not trust the time stamp counter, the scheduler's clock
    stands still from one tick after the last until the next (kernel/sched/clock.c):
    what happens in between on a CPU without ticks takes no time for it."""
    clock = re.search(r"sched_clock_stable\(\)\s*: (\d)", fields(SCHED_DEBUG))
    return clock[1] == "0"


def between(family, counts, cpu):
    """Of a task alone: together, where on a CPU, least and most that passed, and
    the scheduler's own count of its time on a CPU."""
    deeds = Deeds(counts, cpu)
    watch = family.watch_add(deeds.pid)
    first = moment(family, watch, deeds)
    deeds.act()
    last = moment(family, watch, deeds)
    family.watch_del(watch)
    deeds.end()
    added = {place: last[1][place] - first[1][place] for place in PLACES}
    return (sum(added.values()), added["user"] + added["work"],
            last[0] - first[2], last[2] - first[0], last[3] - first[3])


def by_other_clocks(out, family, name, counts, cpu, crowded):
    tickless = str(cpu) == fields("/sys/devices/system/cpu/nohz_full").strip()
    other = subprocess.Popen(
        ["taskset", "-c", str(cpu), "sh", "-c", "while :; do :; done"]) if crowded else None
    seen = []
    while not seen or len(seen) < TRIES and not near(*seen[-1][3:], CPU_SLACK):
        together, on_cpu, least, most, scheduled = between(family, counts, cpu)
        seen.append((together, least, most, on_cpu, scheduled))
    if other:
        other.kill()
        other.wait()
    out.check(
        all(least * (1 - SLACK) <= together <= most * (1 + SLACK)
            for together, least, most, _, _ in seen),
        name + ": user + work + wait is the time that passed, within 1 %",
        "ours, by the clock at least, at most: %s" % [look[:3] for look in seen])
    if tickless and scheduler_loses_time():
        out.check(
            all(scheduled <= on_cpu * (1 + CPU_SLACK) for *_, on_cpu, scheduled in seen),
            name + ": user + work is all that the scheduler saw, whose clock loses time",
            "ours, the scheduler's: %s" % [look[3:] for look in seen])
        return
    out.check(
        near(*seen[-1][3:], CPU_SLACK),
        name + ": user + work is what the scheduler gave, within %d %%" % (100 * CPU_SLACK),
        "ours, the scheduler's: %s" % [look[3:] for look in seen])


def deeds_by_other_clocks(out, family):
    for name, counts, cpu, crowded in DEEDS:
        if os.path.exists("/sys/devices/system/cpu/cpu%d" % cpu):
            by_other_clocks(out, family, name, counts, cpu, crowded)
        else:
            out.skip(name, "there is no CPU %d" % cpu)


def in_call(family, watch, number):
    rows = family.rows("task-get", watch=watch)
    return next((row for row in rows if row.get("in-nr") == number), None)


def sleeper(family, seconds):
    """A watched task that is inside its sleep."""
    held, watch = watched(family, ["/bin/sleep", str(seconds)])
    held.let_go()
    wait_until(lambda: in_call(family, watch, SLEEP), "it never sleeps")
    return held, watch


def alive(out, family):
    """Reads while the task sleeps, over a reset."""
    held, watch = sleeper(family, 600)
    first, task = family.watch(watch), in_call(family, watch, SLEEP)
    wait_until(lambda: in_call(family, watch, SLEEP)["since"] > task["since"] + 100 * MS,
               "the call does not get older")
    second = family.watch(watch)
    out.check(second["wait"] >= first["wait"] + 100 * MS,
              "a watch knows of waiting that is not over", "%s, %s" % (first, second))
    family.call("reset")
    task, third = in_call(family, watch, SLEEP), family.watch(watch)
    out.check(
        third["wait"] >= second["wait"] and task["since"] >= 100 * MS
        and task["user"] == 0 and task["wait"] <= third["wait"] - second["wait"],
        "a reset ends the task's times, not the watch's",
        "%s, then %s; %s" % (second, third, task))
    held.process.kill()
    held.finish()
    last = family.watch(watch)
    row = family.syscalls(watch)[X86_64, SLEEP]
    out.check(
        last["wait"] >= third["wait"] and row["exits"] == 1
        and row["waited"] <= row["time"] and row["waited"] >= 100 * MS,
        "a watch times over a reset a call that it saw enter", "%s, %s" % (row, last))
    family.watch_del(watch)


def against_strace(out, program):
    """strace looks at the clock before the entry and after the exit."""
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/strace"
        report, _ = run(program, "strace", "-T", "-e", "trace=clock_nanosleep", "-o", path,
                        "/bin/sleep", "%f" % (SLEEP_MS / 1000))
        with open(path) as file:
            spent = re.search(r"<([0-9.]+)>", file.read())
    ours = [row["total_ns"] for row in report["syscalls"] if row["nr"] == SLEEP]
    out.check(
        spent and len(ours) == 1
        and SLEEP_MS * MS * (1 - SLACK) <= ours[0] <= float(spent[1]) * 1e9 * (1 + SLACK),
        "a sleep takes at most what strace -T sees",
        "%s, strace %s" % (ours, spent and spent[0]))


def set_timing(family, on):
    _, reply = family.call("config-set", timing=on)
    return reply.errno


def switching(out, family):
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    began = family.status()["generation"]
    failed = []
    for i in range(SWITCHES):
        failed += [i] if set_timing(family, 0) or "untimed" in family.status() else []
        timed = [key for key, row in family.syscalls().items() if "time" in row]
        failed += [(i, timed[:3])] if timed else []
        failed += [i] if set_timing(family, 1) or "untimed" not in family.status() else []
        rows = family.syscalls()
        age = family.status()["age"]
        # A time from before the switch would be longer than the generation.
        failed += [(i, key, row, age) for key, row in rows.items()
                   if row.get("longest", 0) > age * (1 + SLACK)
                   or sum(buckets(family, row).values()) > row["exits"]]
    out.check(not failed, "%d times off and on under load" % SWITCHES, "%s" % failed[:2])
    after = family.status()["generation"]
    out.check(after == began + 2 * SWITCHES and not set_timing(family, 1)
              and family.status()["generation"] == after,
              "each change begins a generation, and none does not",
              "from %d to %d" % (began, after))
    busy.stdin.close()
    out.check(not busy.wait(120), "the load ends well", "it does not")


def in_flight_meanwhile(out, family):
    for name, steps in (("off and on", (0, 1)), ("off", (0,))):
        held, watch = sleeper(family, 600)
        before = family.watch(watch)
        for on in steps:
            set_timing(family, on)
        task, after = in_call(family, watch, SLEEP), family.watch(watch)
        held.process.kill()
        held.finish()
        row = family.syscalls(watch)[X86_64, SLEEP]
        out.check(
            "wait" in before and task and "since" not in task
            and row["exits"] == 1 and "time" not in row
            and not [place for place in PLACES if place in after],
            "a call over %s is not timed, nor is its watch" % name,
            "%s; %s; %s; %s" % (before, task, row, after))
        family.watch_del(watch)
        set_timing(family, 1)


def at_load(out, program, family_of):
    subprocess.run(["rmmod", "ringside"])
    loaded = subprocess.run(["insmod", ktap.module_path(), "timing=0"]).returncode
    family = family_of()
    rows = family.syscalls()
    told = subprocess.run([program, "syscalls", "-t"], stdout=subprocess.PIPE, text=True).stdout
    out.check(
        not loaded and rows and not [row for row in rows.values() if "time" in row]
        and "timing is off" in told,
        "loaded with timing=0 there are no times, and a reason", "%d %s" % (loaded, told[-200:]))
    subprocess.run([program, "config", "timing=on"], stdout=subprocess.DEVNULL)
    report, _ = run(program, "/bin/true")
    out.check(report["user_ns"] and not [row for row in report["syscalls"]
                                         if row["exits"] and not row["timed"]],
              "and after config timing=on there are", "%s" % report)
    family.sock.sock.close()


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        wanted = spec.Spec()
        family = Family(wanted)
        sums(out, family)
        own_measure(out, program)
        deeds_by_other_clocks(out, family)
        if shutil.which("strace"):
            against_strace(out, program)
        else:
            out.skip("a sleep takes at most what strace -T sees", "needs strace")
        alive(out, family)
        switching(out, family)
        in_flight_meanwhile(out, family)
        family.sock.sock.close()
        at_load(out, program, lambda: Family(wanted))
    out.finish()


main()
