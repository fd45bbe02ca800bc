#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Real programs on the CPU that counts its crossings itself: nothing is left over."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
from ledger import Ledger, needs_tracking
from watch import HERE, Family

CHECKED_CPU = 1
LIMIT = 900
PROCESSES = ktap.repeats(200)
FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/share/perl"][:1 if ktap.checks_itself() else 3]

# Name, least number of crossings it takes, program; FOLDER is an empty one
PROGRAMS = [
    ("a gcc compile", 3000, ["gcc", "-O2", "-c", HERE + "/calls.c", "-o", "FOLDER/calls.o"]),
    ("a python start", 1000, ["python3", "-c", "pass"]),
    ("tar", 1000, ["tar", "-cf", "FOLDER/tar", HERE]),
    ("find", 1000, ["find"] + FOLDERS + ["-newer", HERE]),
    ("a shell loop of %d processes" % PROCESSES, 50 * PROCESSES,
     ["sh", "-c", "i=0; while [ $i -lt %d ]; do /bin/true; i=$((i + 1)); done" % PROCESSES]),
]


def run(command, folder):
    command = [word.replace("FOLDER", folder) for word in command]
    return subprocess.run(
        ["taskset", "-c", str(CHECKED_CPU)] + command, timeout=LIMIT,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def crossings(family):
    return Ledger(family).rows["check", CHECKED_CPU]["count"]


def one(out, family, name, least, command):
    if not shutil.which(command[0]):
        out.skip(name, "needs %s on PATH" % command[0])
        return
    before = crossings(family)
    with tempfile.TemporaryDirectory() as folder:
        done = run(command, folder)
    ledger, added = Ledger(family), crossings(family) - before
    out.check(not done.returncode and added >= least, name + " runs on CPU 1",
              "status %d, %d crossings: %s" % (done.returncode, added, done.stderr[-200:]))
    out.check(ledger.residual(CHECKED_CPU) == 0, name + ": the residual is 0",
              "%s" % ledger.rows["check", CHECKED_CPU])


def main():
    out = ktap.Ktap()
    with ktap.Module(out):
        family = Family(spec.Spec())
        why = needs_tracking(family, CHECKED_CPU)
        if why:
            out.skip("real programs", why)
        for program in [] if why else PROGRAMS:
            one(out, family, *program)
        family.sock.sock.close()
    out.finish()


main()
