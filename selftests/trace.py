#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""ringside trace: each crossing a line, in order, and what is lost is said."""

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from watch import HERE, wait_until

CALLS = ktap.repeats(20000)
SLEEP = 0.3
# Seconds in which a program ends that was asked to
PATIENCE = 300

# Programs whose calls are the same each time
SAME = [
    ["/bin/true"],
    ["/bin/ls", "-l", "/usr"],
    ["/bin/cat", "/etc/passwd", "/nothing/here"],
    ["/bin/sh", "-c", "cd /; cd /nothing/here; exit 3"],
]


class Trace:
    """What trace has said of a command."""

    def __init__(self, program, options, command, **how):
        with tempfile.NamedTemporaryFile() as file:
            done = subprocess.run(
                [program, "-j", "trace", "-o", file.name] + options + ["--"] + command,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **how)
            said = [json.loads(line) for line in open(file.name)]
        self.status, self.errors = done.returncode, done.stderr
        self.rows = [row for part in said for row in part.get("crossings", [])]
        self.end = said[-1] if said else {}

    def calls(self):
        return [row for row in self.rows if row["kind"] == "syscall"]


def straced(command):
    """(name, errno) of each call, as strace has it."""
    with tempfile.NamedTemporaryFile("r") as file:
        subprocess.run(["strace", "-o", file.name] + command,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = [re.match(r"(\w+)\(.* = (?:-1 (\w+)|.*)", line) for line in file]
    return [match.groups() for match in found if match]


def same_calls(out, program):
    if not shutil.which("strace"):
        out.skip("the same calls as strace", "needs strace")
        return
    for command in SAME:
        trace = Trace(program, [], command)
        ours = [(row["name"], row["errno"]) for row in trace.calls()]
        theirs = straced(command)
        name = " ".join(command)
        out.check(ours == theirs, "the same calls as strace: " + name,
                  "%s" % [pair for pair in zip(ours, theirs) if pair[0] != pair[1]][:3])
        out.check(trace.end.get("adds_up") and not trace.end["lost_events"],
                  "all that was counted was received: " + name, "%s" % trace.end)


def times(out, program):
    trace = Trace(program, [], ["/bin/sleep", str(SLEEP)])
    row = next((row for row in trace.calls() if row["name"] == "clock_nanosleep"), {})
    out.check(row and row["ring_0_ns"] > SLEEP * 1e9 and
              row["ring_0_ns"] >= row["waited_ns"] > row["ring_0_ns"] / 2,
              "the time in ring 0, and that it was spent waiting", "%s" % row)
    began = [row["at_ns"] for row in trace.calls()]
    out.check(began == sorted(began), "the calls of a task in order", "%s" % began)
    wrong = [(a, b) for a, b in zip(trace.calls(), trace.calls()[1:])
             if not b["ring_3_at_most"] and b["ring_3_ns"] is not None and
             a["at_ns"] + a["ring_0_ns"] + b["ring_3_ns"] > b["at_ns"]]
    out.check(not wrong, "ring 0 and ring 3 fit between them", "%s" % wrong[:1])


def filtered(out, program):
    command = ["/bin/ls", "/"]
    every = [row["name"] for row in Trace(program, [], command).calls()]
    some = Trace(program, ["--class", "%file,getd*"], command)
    names = [row["name"] for row in some.rows]
    out.check(names and set(names) < set(every) and "getdents64" in names and
              "openat" in names and "brk" not in names and "read" not in names,
              "--class shows what it names", "%s of %s" % (names, every))
    out.check(some.end["adds_up"] and some.end["received"]["syscalls"] == len(every),
              "and counts all", "%s" % some.end)


def families(out, program):
    """Forks, signals, a program that is traced by another one."""
    trace = Trace(program, [], ["/bin/sh", "-c", "trap : USR1; kill -USR1 $$; /bin/true; exit 5"])
    names = [row["name"] for row in trace.rows if row["kind"] == "event"]
    tasks = {row["task"] for row in trace.rows}
    out.check(trace.status == 5 and len(tasks) == 2 and names.count("exit") == 2 and
              names.count("exec") == 2 and "SIGUSR1" in names and trace.end["adds_up"],
              "a child and a signal, and the exit status", "%d, %s, %s" % (
                  trace.status, tasks, names))
    never = [row for row in trace.calls() if row["end"] == "never"]
    out.check([row["name"] for row in never] == ["exit_group"] * 2,
              "calls that never return", "%s" % never)
    if shutil.which("strace"):
        trace = Trace(program, [], ["strace", "-f", "-o", "/dev/null", "/bin/ls", "/"])
        out.check(trace.end["adds_up"] and not trace.end["lost_events"] and not trace.status,
                  "a task that is traced already", "%s" % trace.end)


def real_time_signal(out, program):
    script = "import signal as s; s.signal(s.SIGRTMIN + 3, print); s.raise_signal(s.SIGRTMIN + 3)"
    trace = Trace(program, [], ["/usr/bin/python3", "-S", "-c", script])
    names = [row["name"] for row in trace.rows if row["name"].startswith("SIG")]
    out.check(names == ["SIGRTMIN+3"], "a real-time signal has a name", "%s" % names)


def by_a_thread(out, program):
    """It gets the id of the first thread, in the midst of its execve."""
    script = "import os, threading; threading.Thread(target=os.execv, " \
        "args=('/bin/true', ['true'])).start(); threading.Event().wait()"
    trace = Trace(program, [], ["/usr/bin/python3", "-S", "-c", script])
    found = [row["end"] for row in trace.calls() if row["name"] == "execve" and not row["errno"]]
    out.check(found == ["returned"] * 2 and not trace.end["inside"] and trace.end["adds_up"],
              "an exec by a thread returns", "%s %s" % (found, trace.end))


def losses(out, program):
    trace = Trace(program, ["--room", "64"], [HERE + "/calls", "110", str(CALLS)])
    told = sum(row["lost"] for row in trace.rows if row["kind"] == "lost")
    out.check(trace.end["lost_events"] and trace.end["adds_up"] and not trace.status and
              told + trace.end["lost_at_the_end"] == trace.end["lost_events"],
              "each loss is told in its place", "%d told, %s" % (told, trace.end))
    returned = [row for row in trace.calls() if row["end"] == "returned"]
    # Of the call in which the command was held there is no line.
    out.check(len(returned) == trace.end["exits"]["received"] - 1,
              "and each exit has its line, though its entry be lost",
              "%d, %s" % (len(returned), trace.end["exits"]))
    done = subprocess.run([program, "trace", "--room", "64", "--", HERE + "/calls", "110",
                           str(CALLS)], stderr=subprocess.PIPE, text=True)
    out.check("lost, where a CPU had no room" in done.stderr and
              re.search("no room on this CPU|after the last one shown", done.stderr),
              "in the text, too", done.stderr[-300:])


def stopped(out, program):
    """Who follows is stopped all the while: the command goes on, its events wait. The
    shell itself may ask for its parent once."""
    command = ["/bin/sh", "-c", 'kill -STOP $PPID; "$@"; kill -CONT $PPID', "sh",
               HERE + "/calls", "110", "1000"]
    trace = Trace(program, [], command)
    out.check(not trace.status and trace.end["adds_up"] and not trace.end["lost_events"] and
              [row["name"] for row in trace.calls()].count("getppid") in (1000, 1001),
              "stopped, and going on: nothing is lost", "%s" % trace.end)
    trace = Trace(program, ["--room", "64"], command)
    out.check(not trace.status and trace.end["adds_up"] and trace.end["lost_events"],
              "the same without room: it says what was lost", "%s" % trace.end)


def start(program, pid, *options):
    """Until the first lines are there."""
    process = subprocess.Popen([program, "-j", "trace", "-p", str(pid), *options],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return process, process.stdout.readline()


def await_syscall(process, line):
    """The first lines may be of page faults, and of a call that began before."""
    while not any(row["kind"] == "syscall" and row["entry_seen"]
                  for row in json.loads(line)["crossings"]):
        line = process.stdout.readline()


def of_a_process(out, program):
    ticking = subprocess.Popen(["/bin/sh", "-c", "while :; do sleep 0.05; done"])
    process, first = start(program, ticking.pid)
    await_syscall(process, first)
    process.send_signal(signal.SIGINT)
    rest = process.communicate()[0].splitlines()
    end = json.loads(rest[-1])
    out.check(json.loads(first)["crossings"] and not process.returncode and end["tasks"] and
              end["received"]["syscalls"] and ticking.poll() is None,
              "-p, until Ctrl-C; the process goes on", "%d %s" % (process.returncode, end))
    process, first = start(program, ticking.pid)
    done = subprocess.run(["rmmod", "ringside"])
    says = process.communicate()
    out.check(not done.returncode and process.returncode == 3 and "unloaded" in says[0],
              "unload while it traces: it says so and ends",
              "%d %d %s" % (done.returncode, process.returncode, says[0][-300:]))
    subprocess.run(["insmod", ktap.module_path()])
    process, first = start(program, ticking.pid)
    ticking.kill()
    ticking.wait()
    says = process.communicate()
    out.check(not process.returncode and not json.loads(says[0].splitlines()[-1])["tasks"],
              "-p, until the process ends", first + says[0][-300:] + says[1])


def busy(out, program):
    """It crosses without a pause: there is always something to read.

    With little room, since all that was kept before Ctrl-C is still printed.
    """
    calling = subprocess.Popen([HERE + "/calls", "110", "2000000000"])
    process, _ = start(program, calling.pid, "--room", "64")
    process.send_signal(signal.SIGINT)
    try:
        end = json.loads(process.communicate(timeout=PATIENCE)[0].splitlines()[-1])
    except subprocess.TimeoutExpired:
        process.kill()
        end = {}
    out.check(not process.returncode and end.get("tasks") == 1 and calling.poll() is None,
              "-p of a busy process, until Ctrl-C", "%s %s" % (process.returncode, end))
    process, _ = start(program, calling.pid)
    process.kill()
    process.communicate()
    out.check(calling.poll() is None and no_watch(program),
              "killed: its watch goes, the process does not", "%s" % calling.poll())
    out_of_patience(out, program, calling)
    calling.kill()
    calling.wait()


def wait_until_full(pipe):
    """Whoever writes to it waits by then, and goes on when it is read."""
    end = os.open("/proc/self/fd/%d" % pipe.fileno(), os.O_WRONLY)
    while select.select([], [end], [], 0)[1]:
        time.sleep(0.01)
    os.close(end)


def time_of(pid):
    """Ticks of a hundredth of a second that it had a CPU: see times(2)."""
    with open("/proc/%d/stat" % pid) as file:
        return sum(int(field) for field in file.read().rpartition(")")[2].split()[11:13])


def out_of_patience(out, program, calling):
    """What is left when its line is written meets both signals, as two times Ctrl-C.

    Both are sent while it waits for us to read: a second SIGINT would be one with the first.
    Meanwhile there are more calls than it shows between two looks at its signals.
    """
    process, _ = start(program, calling.pid)
    wait_until_full(process.stdout)
    enough = time_of(calling.pid) + 30
    wait_until(lambda: time_of(calling.pid) > enough, "it does not call")
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    lines = process.communicate(timeout=PATIENCE)[0].splitlines()
    end = json.loads(lines[-1])
    told = sum(count for kind, count in end["received"].items() if kind != "switches")
    # It may have begun inside a call.
    begun = end["lines"] + end["not_shown"] + end["inside"] - told
    out.check(not process.returncode and end["not_shown"] and
              (begun in (0, 1) or end["lost_events"]),
              "a second Ctrl-C leaves out what is left, and says so", "%s" % end)


def no_watch(program):
    done = subprocess.run([program, "-j", "status"], stdout=subprocess.PIPE, text=True)
    rows = json.loads(done.stdout)["room"]
    return [row["used"] for row in rows if row["what"] == "watches"] == [0]


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        same_calls(out, program)
        times(out, program)
        filtered(out, program)
        families(out, program)
        real_time_signal(out, program)
        by_a_thread(out, program)
        losses(out, program)
        stopped(out, program)
        busy(out, program)
        of_a_process(out, program)
    out.finish()


main()
