#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""ringside story: the steps of runs that are known, and nothing left out of them."""

import collections
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import tree
from watch import HERE, wait_until

BECOMES = "It becomes another program"
LOADS = "The loader maps the libraries"
PREPARES = "The C library prepares"
NEW_TASK = "A new task begins"
ENDS = "It ends"
OPENS = "It looks for files"
READS = "It reads."
WRITES = "It writes."
LOOKS = "It looks into directories"
NOBODY = 65534


class Story:
    """What story has told of a command."""

    def __init__(self, program, command, options=(), **how):
        with tempfile.NamedTemporaryFile() as file:
            done = subprocess.run(
                [program, "-j", "story", "-o", file.name, *options, "--", *command],
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **how)
            said = file.read().decode()
        self.status, self.errors = done.returncode, done.stderr
        self.all = json.loads(said) if said else {"told": []}
        self.steps = self.all["told"]

    def whats(self, task=None):
        return [s["what"] for s in self.steps if task is None or s["task"] == task]

    def asked(self):
        found = collections.Counter()
        for step in self.steps:
            for row in step["asked"]:
                found[row["name"]] += row["count"]
        return found

    def failed(self):
        return {(row["name"], row["errno"]) for step in self.steps for row in step["failed"]}


def straced(command):
    with tempfile.NamedTemporaryFile("r") as file:
        subprocess.run(["strace", "-f", "-o", file.name] + command,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return collections.Counter(
            match.group(1) for match in (re.match(r"\d+ +(\w+)\(", line) for line in file) if match)


def in_order(whats, wanted):
    """Whether the wanted beginnings are found, in this order."""
    left = iter(whats)
    return all(any(what.startswith(begin) for what in left) for begin in wanted)


def told_in_order(out, program):
    story = Story(program, ["/bin/ls", "/usr"])
    whats = story.whats()
    out.check(whats and whats[0].startswith(BECOMES) and whats[1].startswith(LOADS)
              and whats[-1].startswith(ENDS) and in_order(whats, [LOADS, LOOKS, WRITES, ENDS]),
              "ls: exec, loader, directory entries, output, exit", "%s" % whats)
    at = [step["at_ns"] for step in story.steps]
    out.check(at == sorted(at) and {s["task"] for s in story.steps} == {story.all["command_task"]},
              "in order of time", "%s" % at)
    looks = next((s for s in story.steps if s["what"].startswith(LOOKS)), {"asked": []})
    out.check({"openat", "getdents64"} <= {row["name"] for row in looks["asked"]},
              "the directory is opened where it is read", "%s" % looks)
    loads = story.steps[1]
    names = {row["name"] for row in loads["asked"]}
    out.check({"mmap", "openat", "munmap", "set_tid_address"} <= names
              and not names & {"statfs", "getdents64", "write", "ioctl"},
              "what the loader does is not the program's", "%s" % names)


def where_steps_part(out, program):
    """With files of a locale, which cat opens and closes before it opens its own"""
    story = Story(program, ["/bin/cat", "/etc/passwd"], env={**os.environ, "LC_ALL": "C.UTF-8"})
    by_what = {step["what"]: {row["name"]: row["count"] for row in step["asked"]}
               for step in story.steps}
    loads = next(names for what, names in by_what.items() if what.startswith(LOADS))
    out.check(loads.get("munmap") == 1 and "getrandom" not in loads,
              "the loader ends when it has unmapped its list of libraries", "%s" % loads)
    opens = next((names for what, names in by_what.items() if what.startswith(OPENS)), {})
    out.check(opens.get("openat", 0) > 9 > by_what.get(READS, {}).get("openat", 99) > 0,
              "files that were closed before belong to another step", "%s" % by_what)


def sum_of_known(times):
    known = [time for time in times if time is not None]
    return sum(known) if known else None


def losses(out, program):
    story = Story(program, [HERE + "/calls", "110", str(ktap.repeats(20000))], ["--room", "64"])
    lost, rest = story.all["lost_events"], story.all["lost_at_the_end"]
    told = sum(row["count"] for step in story.steps for row in step["besides"]
               if row["name"] == "events that were lost")
    out.check(lost and told + rest == lost and story.all["adds_up"],
              "each loss is told in a step", "%d told, %d at the end, of %d" % (told, rest, lost))


def nothing_left_out(out, program):
    command = ["/bin/sh", "-c", "cd /; cat /etc/passwd /nothing/here; exit 3"]
    story = Story(program, command, ["--full"])
    received = story.all["received"]
    out.check(story.status == 3 and story.all["adds_up"] and not story.all["lost_events"]
              and sum(story.asked().values()) == received["syscalls"]
              == sum(step["syscalls"] for step in story.steps),
              "each syscall is in one step", "%d %s" % (story.status, story.all["received"]))
    out.check(sum(step["page_faults"] for step in story.steps) == received["page_faults"],
              "each page fault, too", "%s" % received)
    kinds = collections.Counter(c["kind"] for s in story.steps for c in s["crossings"])
    out.check(kinds["syscall"] == received["syscalls"]
              and kinds["page_fault"] == received["page_faults"],
              "--full shows each crossing", "%s, %s" % (kinds, received))
    wrong = [s for s in story.steps for key in ("ring_3_ns", "ring_0_ns", "waited_ns")
             if s[key] != sum_of_known(c[key] for c in s["crossings"])]
    out.check(not wrong, "the times of a step are those of its crossings", "%s" % wrong[:1])
    if shutil.which("strace"):
        theirs = straced(command)
        out.check(story.asked() == theirs, "as many of each as strace says",
                  "%s" % {n: (story.asked()[n], theirs[n]) for n in story.asked() | theirs
                          if story.asked()[n] != theirs[n]})
    else:
        out.skip("as many of each as strace says", "needs strace")


def what_was_refused(out, program):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        secret = folder + "/secret"
        with open(secret, "w") as file:
            file.write("secret\n")
        os.chmod(secret, 0)
        command = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", "cat", secret]
        story = Story(program, command)
        out.check(story.status == 1 and ("openat", "EACCES") in story.failed(),
                  "what the kernel refused", "%d %s" % (story.status, story.failed()))
        text = subprocess.run([program, "story", "--"] + command, stderr=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, text=True).stderr
    out.check(re.search("  refused  openat 1: EACCES, Permission denied", text)
              and re.search("  failed   openat [0-9]+: ENOENT, No such file", text),
              "and why, in words", text[-1500:])


def many_tasks(out, program):
    story = Story(program, ["/bin/sh", "-c", "/bin/true; /bin/echo x | /bin/cat"])
    tasks = {step["task"] for step in story.steps}
    shell = story.all["command_task"]
    out.check(len(tasks) == 4 and story.all["adds_up"]
              and all(in_order(story.whats(task), [NEW_TASK, BECOMES, LOADS, ENDS])
                      and story.whats(task)[0].startswith(NEW_TASK)
                      for task in tasks - {shell}),
              "three children of a shell, each from fork to exit",
              "%s" % {task: story.whats(task) for task in tasks})
    out.check(in_order(story.whats(shell), [LOADS, "It makes processes", ENDS]),
              "and the shell that made them", "%s" % story.whats(shell))


def by_a_thread(out, program):
    """Its call returns as that of the first thread, which another one kills as it waits."""
    script = "import os, threading; threading.Thread(target=os.execv, " \
        "args=('/bin/true', ['true'])).start(); threading.Event().wait()"
    story = Story(program, ["/usr/bin/python3", "-S", "-c", script])
    asked = [step["asked"] for step in story.steps if step["what"].startswith(BECOMES)]
    out.check(len(asked) == 2 and all(rows and rows[0]["name"] == "execve" for rows in asked)
              and sum(story.asked().values()) == story.all["received"]["syscalls"],
              "an exec by a thread is a step with its call", "%s" % asked)
    # Again and again, since the first may come before the wait.
    script = "import signal; signal.signal(signal.SIGALRM, lambda *_: None); " \
        "signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2); signal.pause()"
    story = Story(program, ["/usr/bin/python3", "-S", "-c", script])
    besides = [row["name"] for step in story.steps for row in step["besides"]]
    out.check("pause interrupted" in besides and not [
        error for _, error in story.failed() if error.startswith("errno_")],
        "a call that a signal interrupts has not failed", "%s %s" % (besides, story.failed()))


def without_libraries(out, program):
    story = Story(program, [HERE + "/sides_static", "plain"])
    out.check(any(what.startswith(PREPARES) for what in story.whats())
              and not any(what.startswith(LOADS) for what in story.whats()),
              "a static program has no loader", "%s" % story.whats())
    story = Story(program, [HERE + "/calls", "110", str(ktap.repeats(5000))])
    named = [step for step in story.steps if {"name": "getppid", "count": ktap.repeats(5000)}
             in step["asked"]]
    out.check(len(named) == 1 and story.all["adds_up"], "a loop is one step",
              "%s" % [(s["what"], s["asked"][:3]) for s in story.steps])


def in_turns(out, program):
    lines = ktap.repeats(100)
    story = Story(program, ["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=%d" % lines])
    reads = [s for s in story.steps if s["what"] == READS and s["times"] >= lines - 1]
    writes = [s for s in story.steps if s["what"] == WRITES and s["times"] >= lines - 1]
    out.check(len(reads) == 1 and len(writes) == 1, "what is done in turns is a step each",
              "%s" % [(s["what"], s["times"]) for s in story.steps])


def faults_of_children(pid):
    """Of those that have ended: proc(5), cminflt"""
    with open("/proc/%d/stat" % pid) as file:
        return int(file.read().rsplit(")", 1)[1].split()[8])


def blocks(pid, number):
    with open("/proc/%d/status" % pid) as file:
        blocked = next(line.split()[1] for line in file if line.startswith("SigBlk:"))
    return int(blocked, 16) >> (number - 1) & 1


def of_a_process(out, program):
    ticking = subprocess.Popen(["/bin/sh", "-c", "while :; do /bin/true; done"])
    process = subprocess.Popen([program, "-j", "story", "-p", str(ticking.pid)],
                               stdout=subprocess.PIPE, text=True)
    wait_until(lambda: blocks(process.pid, signal.SIGINT), "it watches, and heeds Ctrl-C")
    began = faults_of_children(ticking.pid)
    wait_until(lambda: faults_of_children(ticking.pid) > began, "another child has ended")
    process.send_signal(signal.SIGINT)
    told = json.loads(process.communicate()[0])
    out.check(not process.returncode and ticking.poll() is None and told["command_task"] is None
              and ticking.pid in {step["task"] for step in told["told"]},
              "-p, until Ctrl-C", "%d %s" % (process.returncode, told["received"]))
    ticking.kill()
    ticking.wait()


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        told_in_order(out, program)
        where_steps_part(out, program)
        nothing_left_out(out, program)
        what_was_refused(out, program)
        many_tasks(out, program)
        by_a_thread(out, program)
        without_libraries(out, program)
        in_turns(out, program)
        losses(out, program)
        of_a_process(out, program)
    out.finish()


main()
