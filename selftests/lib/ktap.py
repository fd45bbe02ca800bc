# SPDX-License-Identifier: GPL-2.0
"""KTAP, the module and the kernel log, for tests in Python."""

import os
import subprocess
import sys

SPLATS = ("BUG:", "WARNING:", "Oops", "Call Trace", "general protection", "UBSAN")


class Ktap:
    def __init__(self):
        if os.geteuid():
            skip_all("needs root: run the tests in the VM, make check")
        self.number = 0
        self.failed = []
        print("TAP version 13", flush=True)

    def check(self, ok, name, why=""):
        self.number += 1
        if not ok:
            self.failed.append("%s: %s" % (name, why))
            print("# " + self.failed[-1])
        print("%s %d %s" % ("ok" if ok else "not ok", self.number, name), flush=True)

    def skip(self, name, why):
        self.number += 1
        print("ok %d %s # SKIP %s" % (self.number, name, why), flush=True)

    def finish(self):
        """What failed is said once more, beside the verdict on the program."""
        print("1..%d" % self.number, flush=True)
        for why in self.failed:
            print("# failed: " + why, flush=True)
        sys.exit(1 if self.failed or not self.number else 0)


def skip_all(reason):
    print("TAP version 13\n1..0 # SKIP " + reason, flush=True)
    sys.exit(4)


def module_path():
    """$RINGSIDE_KO, or build/<release>/module/ in a folder above."""
    here = os.path.dirname(os.path.realpath(__file__))
    if os.environ.get("RINGSIDE_KO"):
        return os.environ["RINGSIDE_KO"]
    while here != "/":
        for path in ("build/%s/module" % os.uname().release, "module"):
            path = "%s/%s/ringside.ko" % (here, path)
            if os.path.exists(path):
                return path
        here = os.path.dirname(here)
    sys.exit("ringside.ko not found: build it with make, or set RINGSIDE_KO")


class Log:
    """The kernel's messages from now on."""

    def __init__(self):
        self.file = os.open("/dev/kmsg", os.O_RDONLY | os.O_NONBLOCK)
        os.lseek(self.file, 0, os.SEEK_END)

    def read(self):
        lines = []
        while True:
            try:
                lines.append(os.read(self.file, 8192).decode(errors="replace"))
            except BlockingIOError:
                return lines
            except BrokenPipeError:
                continue  # some were overwritten before we came

    def splats(self):
        return [line for line in self.read() if any(mark in line for mark in SPLATS)]


def add_packages():
    """Those of the system. The tests start without (-S): it would take longer to look for
    them than all else at Python's start."""
    import site

    site.main()


def checks_itself():
    """A kernel where everything takes many times as long."""
    return os.path.exists("/proc/lockdep")


def repeats(number):
    """The same as repeats() of rig.h."""
    return number // 10 if checks_itself() else number


def need_unloaded():
    if os.path.exists("/sys/module/ringside"):
        print("1..0 # SKIP unload ringside first: this test loads it itself", flush=True)
        sys.exit(4)


class Module:
    """Loaded while inside, unless it was there before; the log stays clean."""

    def __init__(self, ktap):
        self.ktap = ktap
        self.ours = not os.path.exists("/sys/module/ringside")

    def __enter__(self):
        self.log = Log()
        if self.ours:
            subprocess.run(["insmod", module_path()], check=True)

    def __exit__(self, *failure):
        done = subprocess.run(["rmmod", "ringside"]).returncode if self.ours else 0
        splats = self.log.splats()
        self.ktap.check(
            not done and not splats,
            "the module leaves and the kernel log is clean",
            "rmmod %d, %s" % (done, splats[:1]),
        )
