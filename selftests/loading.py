#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Load and unload: under load, twice, with wrong parameters; nothing stays."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import genl
from watch import HERE

CYCLES = 50

# Parameters, and the words of the sentence that refuses them
WRONG = [
    ("tasks=0", "tasks=0"),
    ("tasks=63", "tasks=63"),
    ("tasks=100", "tasks=100"),
    ("tasks=2097152", "tasks=2097152"),
    ("watches=0", "watches=0"),
    ("watches=64", "watches=64"),
    ("errnos=2", "errnos=2"),
    ("follow=2", "follow=2"),
    ("tasks=many", "tasks"),
    ("watches=-1", "watches"),
]

# The least and the most of each
RIGHT = [("tasks=64", "watches=1", "errnos=0", "follow=0"),
         ("tasks=1048576", "watches=63", "errnos=1", "follow=1")]


def run(*args):
    return subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def insmod(*params):
    return run("insmod", ktap.module_path(), *params)


def rmmod():
    return run("rmmod", "ringside")


def nothing_stays(out, when):
    left = [p for p in ("/proc/ringside", "/sys/module/ringside") if os.path.exists(p)]
    sock = genl.Genl("ringside")
    if sock.family:
        left.append("the family ringside")
    out.check(not left, "nothing stays after " + when, "%s" % left)


def parameter(name):
    with open("/sys/module/ringside/parameters/" + name) as file:
        return file.read().strip()


def right_parameters(out):
    for texts in RIGHT:
        done = insmod(*texts)
        for text in texts:
            name, _, value = text.partition("=")
            has = parameter(name) if not done.returncode else done.stdout
            out.check(has == value, "load with " + text, has)
        rmmod()


def wrong_parameters(out, log):
    for text, words in WRONG:
        log.read()
        done = insmod(text)
        lines = [line for line in log.read() if "ringside" in line and words in line]
        out.check(
            done.returncode and lines and not os.path.exists("/sys/module/ringside"),
            "refuse %s with a sentence" % text,
            "insmod %d %s, log %s" % (done.returncode, done.stdout, lines),
        )
        if not done.returncode:
            rmmod()
    nothing_stays(out, "refused loads")


def twice(out):
    first, second = insmod(), insmod()
    out.check(
        not first.returncode and second.returncode and "File exists" in second.stdout,
        "a second load says that it is loaded",
        "%d, %d: %s" % (first.returncode, second.returncode, second.stdout),
    )
    gone, again = rmmod(), rmmod()
    out.check(
        not gone.returncode and again.returncode and "not currently loaded" in again.stdout,
        "a second unload says that it is not",
        "%d, %d: %s" % (gone.returncode, again.returncode, again.stdout),
    )
    nothing_stays(out, "unload")


def read_all():
    for name in ("status", "syscalls", "errors", "self", "crossing", "rings"):
        with open("/proc/ringside/" + name) as file:
            if not file.read():
                return False
    return True


def cycles(out):
    failed, count = [], ktap.repeats(CYCLES)
    for number in range(count):
        if insmod().returncode or not read_all() or rmmod().returncode:
            failed.append(number)
    out.check(not failed, "%d times load, read, unload under load" % count,
              "failed: %s" % failed)
    nothing_stays(out, "%d cycles" % count)


def main():
    out = ktap.Ktap()
    log = ktap.Log()
    ktap.need_unloaded()
    right_parameters(out)
    wrong_parameters(out, ktap.Log())
    twice(out)
    busy = subprocess.Popen([HERE + "/busy"], stdin=subprocess.PIPE)
    cycles(out)
    busy.stdin.close()
    out.check(not busy.wait(60), "the load ends", "status %s" % busy.returncode)
    splats = log.splats()
    out.check(not splats, "the kernel log is clean", "%s" % splats[:1])
    out.finish()


main()
