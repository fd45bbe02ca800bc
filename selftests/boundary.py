#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Attempts to get over the fence: what is said of each, against strace's word."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import termios

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap

import tree
from watch import wait_until

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

# What each must get: signal or errno, vector, who refuses
EXPECTED = {
    "hlt": ("SIGSEGV", 13, "CPU"),
    "cli": ("SIGSEGV", 13, "CPU"),
    "rdmsr": ("SIGSEGV", 13, "CPU"),
    "mov cr3": ("SIGSEGV", 13, "CPU"),
    "in 0x80": ("SIGSEGV", 13, "CPU"),
    "int 14": ("SIGSEGV", 13, "CPU"),
    "read kernel address": ("SIGSEGV", 14, "CPU"),
    "write kernel address": ("SIGSEGV", 14, "CPU"),
    "execute kernel address": ("SIGSEGV", 14, "CPU"),
    # With vsyscall=emulate the kernel sees the jump, and refuses it itself.
    "jump into vsyscall page": ("SIGSEGV", (14, None), ("CPU", "kernel")),
    "kernel address to write()": ("EFAULT", None, "kernel"),
    "open another's file": ("EACCES", None, "kernel"),
    "ptrace another's process": ("EPERM", None, "kernel"),
    "kill another's process": ("EPERM", None, "kernel"),
    "mount": ("EPERM", None, "kernel"),
    "bind port 80": ("EACCES", None, "kernel"),
    "unshare": ("EPERM", None, "kernel"),
    "setuid 0": ("EPERM", None, "kernel"),
    "getppid under seccomp": ("ENOTUNIQ", None, "seccomp"),
}

# Bits of a page fault's error code: from ring 3, a write, a fetch
USER, WRITE, FETCH = 4, 2, 16
CODES = {"read kernel address": USER, "write kernel address": USER | WRITE,
         "execute kernel address": USER | FETCH}

# How strace shows that the kernel refused; once, in a child of its own
TRACED = {
    "kernel address to write()": r"write\(\d+, 0xffffffff81000000, 1\) += -1 EFAULT",
    "open another's file": r'openat\(AT_FDCWD, "/[^"]+", O_RDONLY[^)]*\) = -1 EACCES',
    "ptrace another's process": r"ptrace\(PTRACE_SEIZE, [^)]*\) += -1 EPERM",
    "kill another's process": r"kill\(\d+, 0\) += -1 EPERM",
    "mount": r'mount\("ringside", "/proc", "tmpfs", 0, NULL\) = -1 EPERM',
    "bind port 80": r"bind\(\d+, .*htons\(80\).* = -1 EACCES",
    "unshare": r"unshare\(CLONE_NEWNS\) += -1 EPERM",
    "setuid 0": r"setuid\(0\) += -1 EPERM",
    "getppid under seccomp": r"getppid\(\) += -1 ENOTUNIQ",
}
FAULTS = sum(1 for user, _, _ in EXPECTED.values() if user == "SIGSEGV")


SOCKETS = "/proc/net/tcp"
NEEDS_IP = "bind port 80"
# Of others, which "open another's file" is about
FILES = ("/etc/shadow", "/etc/gshadow")


def leave_out(out):
    """A kernel without IP has no port to bind to, and the program says just that."""
    out.skip(NEEDS_IP, "this kernel has no IP: needs CONFIG_INET")
    del EXPECTED[NEEDS_IP], TRACED[NEEDS_IP]


def one_of(value, wanted):
    return value in wanted if isinstance(wanted, tuple) else value == wanted


def rights(pid):
    """Its credentials, who traces it, and its namespaces."""
    with open("/proc/%s/status" % pid) as status:
        lines = re.findall(r"^(?:TracerPid|Uid|Gid|Groups|Cap\w+|NoNewPrivs|Seccomp):.*",
                           status.read(), re.M)
    folder = "/proc/%s/ns/" % pid
    return lines, {name: os.readlink(folder + name) for name in os.listdir(folder)}


def bytes_in(pipe):
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


def ask(out, program, *become):
    """It is looked at when its attempts are over, and before it ends: what it says does not
    all fit into the pipe. It is what root's attempts at another's process are aimed at."""
    shell = ["sh", "-c", "echo; read go; exec \"$@\"", "-", program, "-j", "boundary"]
    asker = subprocess.Popen(list(become) + shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    os.read(asker.stdout.fileno(), 1)
    before = rights(asker.pid)
    room = fcntl.fcntl(asker.stdout, fcntl.F_SETPIPE_SZ, 4096)
    asker.stdin.write(b"\n")
    asker.stdin.flush()
    wait_until(lambda: bytes_in(asker.stdout) == room, "it does not answer")
    out.check(rights(asker.pid) == before, "who asks has the rights that it began with",
              "%s, before %s" % (rights(asker.pid), before))
    said = json.loads(asker.communicate()[0])
    rows = {row["name"]: row for row in said.get("attempts", [])}
    if NEEDS_IP not in EXPECTED:
        del rows[NEEDS_IP]
    return asker.returncode, said, rows


def judge(out, rows, counted):
    out.check(set(rows) == set(EXPECTED), "the attempts are those that are foretold",
              "%s" % sorted(set(rows) ^ set(EXPECTED)))
    for name, (user, vector, by) in EXPECTED.items():
        row = rows.get(name, {})
        # Without counters it is not known who gave an errno: there is one side only.
        agree = True if counted or user.startswith("SIG") else None
        ok = (row.get("user") == user and one_of(row["vector"], vector)
              and one_of(row["refused_by"], agree and by)
              and row["agree"] is agree and bool(row["kernel"]) is bool(agree)
              and (row["code"] or 0) & CODES.get(name, 0) == CODES.get(name, 0))
        if counted and user.startswith("E"):
            ok = ok and re.search(r"^\w+: %s\b" % user, row["kernel"] or "")
        out.check(ok, "%s: %s" % (name, user), "%s" % row)


def allowed(out, rows):
    """Who may, and did: ring 0, or root with one capability."""
    for name, row in rows.items():
        if row["allowed"] == "ring 0":
            out.check(row["allowed_done"] == "done in ring 0", name + ": ring 0 may",
                      "%s" % row)
        elif row["allowed"]:
            out.check(row["allowed_done"] == "done with it alone",
                      "%s: %s may" % (name, row["allowed"]), "%s" % row)


def traced(out, program, folder):
    """A second opinion, from outside, on the same attempts without the module."""
    # A file for each process: in one file the lines of two may interrupt each other.
    os.mkdir(folder + "/strace")
    subprocess.run(["strace", "-ff", "-o", folder + "/strace/log"] + [program, "boundary"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    lines = ""
    for name in os.listdir(folder + "/strace"):
        with open(folder + "/strace/" + name, errors="replace") as file:
            lines += file.read()
    for name, pattern in TRACED.items():
        found = len(re.findall(pattern, lines))
        out.check(found >= 1, "strace saw refused: " + name, "not /%s/" % pattern)
    died = len(re.findall(r"\+\+\+ killed by SIGSEGV", lines))
    faults = len(re.findall(r"--- SIGSEGV {si_signo=SIGSEGV, si_code=S(?:EGV_\w+|I_KERNEL)", lines))
    out.check(died == faults == FAULTS, "strace saw %d die of the kernel's signal" % FAULTS,
              "%d died, %d signals of the kernel" % (died, faults))


def file_state(path):
    info = os.stat(path)
    with open(path, "rb") as file:
        return info.st_mode, info.st_uid, info.st_mtime_ns, info.st_ctime_ns, file.read()


def port_is_free():
    """Nobody else may have it, listening or not."""
    with socket.socket() as sock:
        try:
            sock.bind(("127.0.0.1", 80))
        except OSError as error:
            return error.strerror
    return True


def state():
    """What an attempt could have changed; who is not root aims at process 1."""
    with open("/proc/self/mounts") as mounts:
        return (mounts.read(), rights(1), NEEDS_IP not in EXPECTED or port_is_free(),
                [file_state(path) for path in FILES if os.path.exists(path)])


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    ktap.need_unloaded()
    if not os.path.exists(SOCKETS):
        leave_out(out)
    before = state()
    with tempfile.TemporaryDirectory() as folder:
        # The checkout may be below root's home.
        os.chmod(folder, 0o755)
        public = shutil.copy(program, folder)
        status, said, rows = ask(out, program)
        out.check(not status and "insmod" in said["warnings"][0]["try"],
                  "without the module a line says so", "%d %s" % (status, said.get("warnings")))
        judge(out, rows, False)
        if shutil.which("strace"):
            traced(out, program, folder)
        else:
            out.skip("strace's word", "apt-get install strace")
        with ktap.Module(out):
            status, _, rows = ask(out, program)
            out.check(not status, "as root: both sides agree", "status %d" % status)
            judge(out, rows, True)
            allowed(out, rows)
            status, said, rows = ask(out, public, *NOBODY)
            out.check(not status and said["uid"] == 65534, "as nobody: both sides agree",
                      "status %d" % status)
            judge(out, rows, False)
    out.check(state() == before and before[2] is True, "nothing was changed",
              "%s, before %s" % (state(), before))
    out.finish()


main()
