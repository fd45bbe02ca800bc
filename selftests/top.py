#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""ringside top: live in a terminal, and as text elsewhere."""

import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from screen import Screen

HERE = os.path.dirname(os.path.realpath(__file__))
GETPPID, MANY = "110", "2000000000"
FRAMES = 3


def jiffies(pid):
    """User and system time, by the kernel's own account."""
    with open("/proc/%d/stat" % pid) as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]), int(fields[12])


def text(out, program, load):
    before = jiffies(load.pid)
    done = subprocess.run([program, "-j", "top", "-i", "2", "-c", str(FRAMES), "calls"],
                          stdout=subprocess.PIPE, text=True)
    after = jiffies(load.pid)
    frames = [json.loads(line) for line in done.stdout.splitlines()]
    rows = [[row for row in frame["top"] if row["pid"] == load.pid] for frame in frames]
    ok = len(frames) == FRAMES and all(len(found) == 1 for found in rows)
    out.check(
        ok and all(
            row["entries_per_s"] > 1000 and row["crossings_per_s"] >= row["entries_per_s"]
            and abs(row["user_percent"] + row["work_percent"] + row["wait_percent"] - 100) < 3
            and row["command"] == "calls" for (row,) in rows),
        "a busy thread has 100 percent of time, and calls", "%s" % rows)
    seconds = sum(frame["interval"]["seconds"] for frame in frames)
    ours = ok and sum(row["user_percent"] + row["work_percent"] for (row,) in rows) / FRAMES
    kernel = (sum(after) - sum(before)) / os.sysconf("SC_CLK_TCK") / seconds * 100
    # The kernel's is of the whole time that the program took, and by ticks.
    out.check(ok and ours - 10 < kernel, "and as much of a CPU as the kernel says at most",
              "%s, the kernel %s" % (ours, kernel))


def elsewhere(out, program):
    done = subprocess.run([program, "top", "-c", "1", "-n", "3", "--by", "command"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out.check(
        not done.returncode and not done.stderr and "crossings/s" in done.stdout
        and re.search(r"^calls +1 ", done.stdout, re.MULTILINE) and "\x1b" not in done.stdout,
        "without a terminal it is plain text", done.stdout + done.stderr)
    piped = subprocess.Popen([program, "top"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             stdin=subprocess.DEVNULL, text=True)
    word = piped.stderr.readline()
    line = piped.stdout.readline()
    piped.terminate()
    piped.communicate()
    out.check("no terminal" in word and "Ctrl-C" in word and line.startswith("interval 1"),
              "and says so", word + line)


def live(out, program, load):
    screen = Screen([program, "top"])
    row = r"^ *%d calls +[1-9][0-9.]+ +[1-9][0-9.]+ " % load.pid
    out.check(screen.wait_for(row), "top shows who crosses", screen.text())
    out.check(screen.wait_for(r"^q quit .*h help") and "by process, most crossings" in screen.text(),
              "and which keys there are", screen.text())
    steps = (
        ("s", r"by process, most entries first", "s sorts by another column"),
        ("r", r"reversed", "r turns the order round"),
        ("r", r"most entries first$", "and back"),
        ("b", r"by command, .*(\n.*){2,}\ncalls ", "b goes on to the commands"),
        ("b", r"by pidns, .*(\n.*){2,}\n40265", "then to the pid namespaces"),
        ("b", r"by cgroup, .*(\n.*){2,}\n/", "then to the cgroups"),
        ("b", r"by thread, ", "then to the threads"),
        ("b", r"by process, ", "and back to the processes"),
        ("/call\n", r"^1 rows, .*filter call", "/ filters by command"),
        ("h", r"any key goes back", "h explains"),
        ("x", r"^ *%d calls" % load.pid, "and a key goes back"),
        (" ", r"PAUSED", "space pauses"),
        (" ", r"first$", "and goes on"),
        ("/\b\b\b\b\n", r"^[0-9]+ rows, [0-9.]+ crossings/s in [0-9.]+ s$", "and so that there is none"),
    )
    for keys, pattern, name in steps:
        screen.type(keys)
        out.check(screen.wait_for(pattern), name, screen.text())
    for rows, columns in ((10, 40), (4, 20), (2, 10), (50, 200)):
        screen.resize(rows, columns)
        wanted = r"^ringside" if rows < 10 else r"^ *%d calls +[1-9]" % load.pid
        out.check(screen.wait_for(wanted) and len(screen.lines()) == rows,
                  "it fits into %d lines of %d" % (rows, columns), screen.text())
    screen.type("q")
    out.check(screen.finish() == 0, "q ends it well", "it does not")


def endings(out, program):
    screen = Screen([program, "top"])
    screen.wait_for("q quit")
    screen.type("\x03")
    out.check(screen.finish() == 0, "so does Ctrl-C", "it does not")
    screen = Screen([program, "top", "-c", "1"], env={"TERM": "no-such-terminal"})
    out.check(screen.wait_for("interval 1") and screen.finish() == 0,
              "an unknown terminal gets plain text", screen.text())


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    # Not on the CPU without a tick: the kernel warns when it is looked at too late.
    load = subprocess.Popen(["taskset", "-c", "0", HERE + "/calls", GETPPID, MANY])
    try:
        with ktap.Module(out):
            text(out, program, load)
            elsewhere(out, program)
            live(out, program, load)
            endings(out, program)
    finally:
        load.kill()
        load.wait()
    out.finish()


main()
