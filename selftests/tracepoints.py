#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Tracepoints of our own, in the kernel's ring and in the tools that read those."""

import ctypes
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
from watch import HERE

NAME, CALLS = "getppid", 211
COMMAND = [HERE + "/calls", "110", str(CALLS)]
EVENTS = ["denied", "entry", "exception", "exit", "page_fault", "signal"]
TRACEFS = "/sys/kernel/tracing"


def mounted():
    if not os.path.exists(TRACEFS + "/events"):
        subprocess.run(["mount", "-t", "tracefs", "tracefs", TRACEFS],
                       stderr=subprocess.DEVNULL)
    return os.path.exists(TRACEFS + "/events/ringside/entry/enable")


def write(name, text):
    with open(TRACEFS + "/" + name, "w") as file:
        file.write(text)


def run(*command, **options):
    return subprocess.run(list(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, **options)


def in_the_kernels_ring(out):
    found = sorted(name for name in os.listdir(TRACEFS + "/events/ringside")
                   if os.path.isdir(TRACEFS + "/events/ringside/" + name))
    out.check(found == EVENTS, "the events", "%s" % found)
    write("trace", "")
    write("buffer_size_kb", "4096")
    write("events/ringside/enable", "1")
    child = subprocess.Popen(COMMAND)
    child.wait()
    write("events/ringside/enable", "0")
    with open(TRACEFS + "/trace") as file:
        lines = [line for line in file if re.match(r"\s*\S+-%d\s" % child.pid, line)]
    entries = [line for line in lines if " entry: %s abi=0 nr=110" % NAME in line]
    exits = [line for line in lines if " exit: %s abi=0 nr=110 ret=" % NAME in line]
    out.check(len(entries) == CALLS and len(exits) == CALLS,
              "each entry and each exit once",
              "%d entries, %d exits of %d" % (len(entries), len(exits), CALLS))
    returned = {re.search(r"ret=(-?\d+) ns=(\d+)", line).groups() for line in exits}
    out.check({int(ret) for ret, _ in returned} == {os.getpid()} and
              all(int(ns) > 0 for _, ns in returned),
              "what it returned, and the time in ring 0", "%s" % sorted(returned)[:3])
    out.check(any(" page_fault: error_code=" in line for line in lines),
              "page faults, too", "%s" % lines[:3])


# struct sock_filter: load the number, is it ours, then EPERM, else as ever
FILTER = b"".join(struct.pack("=HBBI", *step) for step in (
    (0x20, 0, 0, 0), (0x15, 0, 1, 110), (0x06, 0, 0, 0x50001), (0x06, 0, 0, 0x7fff0000)))
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2


def deny():
    """In a child: its calls of getppid are answered in the kernel's place."""
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(FILTER, len(FILTER))
    program = struct.pack("@HP", len(FILTER) // 8, ctypes.addressof(code))
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0)


def denied(out):
    write("trace", "")
    write("events/ringside/enable", "1")
    child = subprocess.Popen(COMMAND, preexec_fn=deny)
    child.wait()
    write("events/ringside/enable", "0")
    with open(TRACEFS + "/trace") as file:
        lines = [line for line in file if re.match(r"\s*\S+-%d\s" % child.pid, line)]
    found = [line for line in lines if " denied: %s abi=0 nr=110 ret=-1" % NAME in line]
    others = [line for line in lines if "nr=110" in line and line not in found]
    out.check(len(found) == CALLS and not others,
              "a call that was denied is that, and neither an entry nor an exit",
              "%d of %d, and %s; %s" % (len(found), CALLS, others[:2], found[:1] or lines[-3:]))


def with_tool(out, name, command, count):
    """count(path, text): how many entries of our calls the tool has seen."""
    if not shutil.which(command[0]):
        out.skip("in " + name, "needs " + name)
        return
    with tempfile.TemporaryDirectory() as folder:
        done = run(*[word.replace("FILE", folder + "/data") for word in command], timeout=240)
        seen = count(folder + "/data", done.stdout)
    out.check(seen == CALLS, "in " + name,
              "%s entries of %d: %s" % (seen, CALLS, done.stdout[-400:]))


def in_trace_cmd(path, _):
    report = run("trace-cmd", "report", "-i", path).stdout
    return len(re.findall(r" entry: +%s " % NAME, report))


def in_perf(path, _):
    script = run("perf", "script", "-i", path, "-F", "event,trace").stdout
    return len(re.findall(r"ringside:entry: +%s " % NAME, script))


def in_bpftrace(_, text):
    """It compares names as arrays: what follows the name within one counts, too."""
    found = re.search(r"@\[%s\]: (\d+)" % NAME, text)
    return int(found.group(1)) if found else 0


def call_with_arguments():
    """The kernel's own event writes them where a record of ours will have its name."""
    libc = ctypes.CDLL(None)
    for i in range(1, CALLS + 1):
        libc.syscall(ctypes.c_long(110), *[ctypes.c_long(i * 0x0101010101010101)] * 6)


def in_tools(out):
    with_tool(out, "trace-cmd", ["trace-cmd", "record", "-o", "FILE", "-e", "ringside"] +
              COMMAND, in_trace_cmd)
    with_tool(out, "perf", ["perf", "record", "-o", "FILE", "-e", "ringside:*"] + COMMAND,
              in_perf)
    if not os.path.exists("/proc/sys/kernel/unprivileged_bpf_disabled"):
        out.skip("in bpftrace", "needs a kernel with CONFIG_BPF_SYSCALL")
        return
    words = "%s -S %s call" % (sys.executable, os.path.realpath(__file__))
    with_tool(out, "bpftrace", ["bpftrace", "-c", words, "-e",
                                'tracepoint:raw_syscalls:sys_enter /pid == cpid/ '
                                '{ @all = count(); } '
                                'tracepoint:ringside:entry /pid == cpid/ '
                                '{ @[args->name] = count(); }'], in_bpftrace)


def unload(out):
    """Enabled as they are, under load: the kernel takes its own part back.

    Between the end of the counting and that of the last probe each CPU crosses, which
    must not be counted: the log tells.
    """
    load = subprocess.Popen([HERE + "/calls", "110", "until", "4"], stdout=subprocess.DEVNULL)
    for _ in range(2):
        write("events/ringside/enable", "1")
        done = run("rmmod", "ringside")
        gone = not os.path.exists(TRACEFS + "/events/ringside")
        loaded = run("insmod", ktap.module_path()).returncode
        out.check(not done.returncode and gone and not loaded,
                  "unload while they are enabled, and load again",
                  "%s, gone: %s, insmod %d" % (done.stdout, gone, loaded))
    load.terminate()
    load.wait()


def main():
    out = ktap.Ktap()
    ktap.need_unloaded()
    with ktap.Module(out):
        if mounted():
            in_the_kernels_ring(out)
            denied(out)
            in_tools(out)
            unload(out)
        else:
            out.skip("tracepoints", "this kernel makes no events of them (CONFIG_EVENT_TRACING)")
    out.finish()


if sys.argv[1:] == ["call"]:
    call_with_arguments()
else:
    main()
