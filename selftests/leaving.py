#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Unload while somebody reads; CPUs that come and go while it counts."""

import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import genl
import spec
from watch import HERE, Family, Held, wait_until

X86_64, GETPPID = 0, 110
CPU1 = "/sys/devices/system/cpu/cpu1/online"
FILES = ("status", "syscalls", "errors", "self", "crossing", "rings")
FLIPS = 4


def rmmod():
    return subprocess.run(["rmmod", "ringside"], stderr=subprocess.PIPE, text=True)


def insmod():
    return subprocess.run(["insmod", ktap.module_path()]).returncode


def start_dump(wanted):
    """Asked for and not read on, a dump of several messages stays open."""
    sock = genl.Genl(wanted.name)
    op = wanted.operation("syscall-get")
    sock.start(op.value, op.flags())
    return sock


def during_a_dump(out, wanted):
    insmod()
    sock = start_dump(wanted)
    refused = rmmod()
    out.check(
        refused.returncode and "in use" in refused.stderr,
        "no unload during a dump",
        "rmmod %d: %s" % (refused.returncode, refused.stderr),
    )
    sock.sock.close()
    wait_until(lambda: not rmmod().returncode, "rmmod never works")
    out.check(not os.path.exists("/proc/ringside"), "unload after the dump has ended")


def read_on(file):
    try:
        return file.read(64)
    except OSError as failure:
        return failure.strerror


def with_open_files(out):
    insmod()
    files = [open("/proc/ringside/" + name, "rb", buffering=0) for name in FILES]
    half = [file.read(16) for file in files]
    done = rmmod()
    out.check(
        not done.returncode and all(half), "unload with half read files open",
        "rmmod %d: %s" % (done.returncode, done.stderr),
    )
    later = [read_on(file) for file in files]
    out.check(
        all(later_is_an_end(text) for text in later),
        "later reads of them fail or end", "%s" % later)
    for file in files:
        file.close()
    loaded = insmod()
    out.check(not loaded, "load again when they are closed", "insmod %d" % loaded)


def later_is_an_end(text):
    return isinstance(text, str) or text == b""


def with_a_watch(out, wanted):
    """The owner's socket is open and idle: it does not hold the module."""
    family = Family(wanted)
    held = Held([HERE + "/call64"])
    family.watch_add(held.pid)
    done = rmmod()
    out.check(not done.returncode, "unload with a watch",
              "rmmod %d: %s" % (done.returncode, done.stderr))
    _, reply = family.call("status-get")
    out.check(reply.errno, "its socket gets an error", "no error")
    held.let_go()
    held.finish()
    insmod()


def flip(out):
    """CPU 1 off and on; whether both worked."""
    for value in "01":
        try:
            with open(CPU1, "w") as file:
                file.write(value)
        except OSError as failure:
            out.check(False, "CPU 1 to %s" % value, str(failure))
            return False
    return True


def across_cpus(out, wanted):
    family = Family(wanted)
    held = Held([HERE + "/calls", str(GETPPID), "until", "4"], stdout=subprocess.PIPE)
    watch = family.watch_add(held.pid)
    held.let_go()
    flips = sum(flip(out) for _ in range(FLIPS))
    alive = held.process.poll() is None
    held.process.terminate()
    made = int(held.process.stdout.read() or 0)
    status = held.finish()
    row = family.syscalls(watch)[X86_64, GETPPID]
    totals = family.totals(watch)
    out.check(flips == FLIPS and alive, "CPU 1 goes and comes while four threads call",
              "%d of %d times, the command alive after: %s" % (flips, FLIPS, alive))
    out.check(
        status == 0 and row["entries"] == row["exits"] == made > 0,
        "all calls are counted, none lost",
        "status %d, %d calls, %d entries, %d exits" % (status, made, row["entries"], row["exits"]),
    )
    out.check(
        totals["entries"] == totals["exits"] + totals["never"]
        and not totals["in-flight"] and not totals["lost-exits"],
        "the watch is balanced", "%s" % totals)
    family.watch_del(watch)


def kept_while_offline(out, wanted):
    """What a CPU has counted stays when it goes."""
    family = Family(wanted)
    held = Held(["/usr/bin/taskset", "-c", "1", HERE + "/calls", str(GETPPID), "1009"])
    watch = family.watch_add(held.pid)
    held.let_go()
    held.finish()
    with open(CPU1, "w") as file:
        file.write("0")
    offline = family.syscalls(watch)[X86_64, GETPPID]["entries"]
    with open(CPU1, "w") as file:
        file.write("1")
    online = family.syscalls(watch)[X86_64, GETPPID]["entries"]
    out.check(offline == online == 1009, "a CPU's counts stay when it goes",
              "%d while it is away, %d after, of 1009" % (offline, online))
    family.watch_del(watch)
    family.sock.sock.close()


def main():
    wanted = spec.Spec()
    out = ktap.Ktap()
    log = ktap.Log()
    ktap.need_unloaded()
    during_a_dump(out, wanted)
    with_open_files(out)
    with_a_watch(out, wanted)
    if os.path.exists(CPU1):
        across_cpus(out, wanted)
        kept_while_offline(out, wanted)
    else:
        out.skip("CPUs that come and go", "there is no CPU 1 that can go offline")
    rmmod()
    splats = log.splats()
    out.check(not splats, "the kernel log is clean", "%s" % splats[:1])
    out.finish()


main()
