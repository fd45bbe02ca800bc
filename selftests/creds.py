#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Credentials: each change as /proc/PID/status says it, and each refusal."""

import ctypes
import errno
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap
import spec
import tree
from watch import Family

LIBC = ctypes.CDLL(None, use_errno=True)
OPENAT, EXECVE, SETUID, SETGROUPS = 257, 59, 105, 116
SETRESUID, SETRESGID, CAPSET, UNSHARE = 117, 119, 126, 272
KEYCTL, JOIN_SESSION = 250, 1
MPROTECT, BIND, MOUNT, NOBODY = 10, 49, 165, 65534
DAC_OVERRIDE, DAC_READ_SEARCH, NET_BIND_SERVICE, SYS_ADMIN = 1, 2, 10, 21
EVENTS = ("capability/cap_capable", "raw_syscalls/sys_enter", "raw_syscalls/sys_exit")
CLONE_NEWUSER, NET_RAW, CAP_VERSION_3 = 0x10000000, 13, 0x20080522
USER, GROUP = 1000, 1001
REFUSED_SETUIDS, REFUSED_OPENS = 7, 5
KEPT, PAIRS = 256, 151
IDS = ("uid", "euid", "suid", "fsuid", "gid", "egid", "sgid", "fsgid")
CAPS = {"CapInh": "inheritable", "CapPrm": "permitted", "CapEff": "effective",
        "CapBnd": "bounding", "CapAmb": "ambient"}


def parse(text):
    """/proc/PID/status in the words of the log"""
    lines = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    ids = dict(zip(IDS, map(int, lines["Uid"].split() + lines["Gid"].split())))
    ids["groups"] = len(lines["Groups"].split())
    ids.update({name: int(lines[key], 16) for key, name in CAPS.items()})
    return ids


def status():
    with open("/proc/self/status") as file:
        return parse(file.read())


def set_net_raw(has):
    """Put it into the effective and the permitted set, or take it out of them."""
    header = struct.pack("<Ii", CAP_VERSION_3, 0)
    sets = ctypes.create_string_buffer(24)
    if LIBC.capget(header, sets):
        raise OSError("capget")
    words = list(struct.unpack("<6I", sets.raw))
    for i in (0, 1):  # effective and permitted, the lower half
        words[i] = words[i] & ~(1 << NET_RAW) | has << NET_RAW
    return LIBC.capset(header, struct.pack("<6I", *words))


def drop_net_raw():
    if set_net_raw(False):
        raise OSError("capset")


def refusals(path):
    for _ in range(REFUSED_SETUIDS):
        LIBC.setuid(0)
    for _ in range(REFUSED_OPENS):
        LIBC.open(path.encode(), os.O_RDONLY)


def act(folder):
    """The child: changes, told on its way, and last a setuid cat of its status."""
    for number, change in (
        (SETGROUPS, lambda: os.setgroups([1, 2, 3])),
        (SETRESGID, lambda: os.setresgid(GROUP, GROUP, GROUP)),
        (CAPSET, drop_net_raw),
        (SETRESUID, lambda: os.setresuid(USER, USER, USER)),
    ):
        before = status()
        change()
        print(json.dumps([number, before, status()]), flush=True)
    LIBC.syscall(KEYCTL, JOIN_SESSION, None)  # other credentials, the same rights
    refusals(folder + "/secret")
    print(json.dumps([EXECVE, status()]), flush=True)
    os.execv(folder + "/cat", ["cat", "/proc/self/status"])


def in_child(deed):
    """Its pid, and what it said. It waits until go() is called."""
    said, says = os.pipe()
    waits, go = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(go)
        os.dup2(says, 1)
        os.read(waits, 1)
        deed()
        os._exit(0)
    os.close(says)
    os.close(waits)

    def finish():
        os.close(go)
        with os.fdopen(said) as file:
            text = file.read()
        return text, os.waitpid(pid, 0)[1]

    return pid, finish


class Creds(Family):
    def changes(self, pid):
        """(number, before, after) of a task"""
        found = []
        for row in self.rows("cred-get"):
            if row["pid"] == pid:
                sides = [self.decode("ids", row[side][0]) for side in ("before", "after")]
                found.append((row["nr"], sides[0], sides[1]))
        return found

    def refused(self, tgid):
        """{(number, errno, denied): count}, whatever was asked for"""
        found = {}
        for row in self.rows("refusal-get"):
            if row["tgid"] == tgid:
                way = row["nr"], row["errno"], row["denied"]
                found[way] = found.get(way, 0) + row["count"]
        return found

    def asked(self, tgid):
        """{(number, asked, capability): count}"""
        return {(row["nr"], row.get("asked"), row.get("capability")): row["count"]
                for row in self.rows("refusal-get") if row["tgid"] == tgid}

    def counted(self, **asked):
        """The ledger's row"""
        kinds = next(d for d in self.spec.tree["definitions"] if d["name"] == "event")
        event = kinds["entries"].index("credentials")
        return next(row.get("count") for row in self.rows("ledger-get", **asked)
                    if row.get("event") == event)


STATUS = IDS + ("groups",) + tuple(CAPS.values())


def each_way(out, family, folder):
    pid, finish = in_child(lambda: act(folder))
    watch = family.watch_add(pid)
    text, ended = finish()
    head, last = text[:text.rindex("]") + 1], text[text.rindex("]") + 1:]
    told = [json.loads(line) for line in head.splitlines()]
    told[-1].append(parse(last))
    logged = family.changes(pid)
    for i, (number, before, after) in enumerate(told):
        got = logged[i] if i < len(logged) else (None, {}, {})
        wanted = ({k: before[k] for k in STATUS}, {k: after[k] for k in STATUS})
        has = tuple({k: side.get(k) for k in STATUS} for side in got[1:])
        out.check(got[0] == number and has == wanted,
                  "syscall %d: before and after are those of /proc/PID/status" % number,
                  "%s, status said %s" % (got, wanted))
    out.check(not ended and len(logged) == len(told) and logged[-1][2]["euid"] == 0,
              "no change besides, and the setuid program is root", "%s" % logged)
    count = family.counted(watch=watch)
    out.check(count == len(told), "the ledger counts them", "%s" % count)
    family.watch_del(watch)
    refused = family.refused(pid)
    setuids = refused.get((SETUID, errno.EPERM, 0))
    opens = refused.get((OPENAT, errno.EACCES, 0))
    out.check(setuids == REFUSED_SETUIDS and opens == REFUSED_OPENS,
              "refusals by EPERM and EACCES are exact", "%s" % refused)
    return pid


def new_namespace(out, family):
    def deed():
        before = os.stat("/proc/self/ns/user").st_ino
        LIBC.unshare(CLONE_NEWUSER)
        print(before, os.stat("/proc/self/ns/user").st_ino, flush=True)

    pid, finish = in_child(deed)
    spaces = list(map(int, finish()[0].split()))
    logged = family.changes(pid)
    out.check(
        len(logged) == 1 and logged[0][0] == UNSHARE
        and [side["user-ns"] for side in logged[0][1:]] == spaces and spaces[0] != spaces[1],
        "unshare into a new user namespace", "%s, namespaces %s" % (logged, spaces))


def other_readers(out, program, pid):
    with open("/proc/ringside/creds") as file:
        lines = [line.split() for line in file]
    names = [line[3] for line in lines if len(line) > 4 and line[1] == str(pid)]
    out.check(names == ["setgroups", "setresgid", "capset", "setresuid", "execve"],
              "/proc/ringside/creds says the same", "%s" % names)
    told = json.loads(subprocess.run([program, "-j", "creds"], stdout=subprocess.PIPE).stdout)
    ways = [(c["name"], c["privilege"]) for c in told["changes"] if c["pid"] == pid]
    out.check(
        ways == [("setgroups", "neither"), ("setresgid", "neither"), ("capset", "dropped"),
                 ("setresuid", "dropped"), ("execve", "gained")],
        "and so does the program, who says who gained", "%s" % ways)
    lines = subprocess.run([program, "creds"], stdout=subprocess.PIPE,
                           text=True).stdout.splitlines()
    told = [line for line in lines if line.split()[1:2] == [str(pid)]]
    out.check(len(told) == 5 and "permitted loses CAP_NET_RAW" in told[2]
              and "effective loses CAP_NET_RAW" in told[2] and told[3].endswith(" to none"),
              "in words for who reads it", "%s" % told)
    nobody = subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "cat",
                             "/proc/ringside/creds"], stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL)
    out.check(nobody.returncode and not nobody.stdout, "root only", "%s" % nobody)


def hostile_name(out):
    """A task may be called anything; root's terminal must not obey it."""
    def deed():
        with open("/proc/self/comm", "wb") as file:
            file.write(b"a\x1b[31m\nb")
        LIBC.setuid(USER)

    pid, finish = in_child(deed)
    finish()
    with open("/proc/ringside/creds", "rb") as file:
        page = file.read()
    lines = [line for line in page.split(b"\n") if b" %d " % pid in line]
    out.check(len(lines) == 1 and b"\\e[31m\\nb" in lines[0] and b"\x1b" not in page,
              "a name with signs for the terminal is escaped", "%s" % lines)


def too_many(out, family):
    def deed():
        for _ in range(PAIRS):
            os.seteuid(USER)
            os.seteuid(0)

    pid, finish = in_child(deed)
    finish()
    rows = family.rows("cred-get")
    all_counted = family.counted()
    lost = family.status()["creds-lost"]
    out.check(
        len(rows) == KEPT and lost == all_counted - KEPT and lost >= 2 * PAIRS - KEPT
        and {row["pid"] for row in rows} == {pid},
        "the newest %d are kept, and the others counted" % KEPT,
        "%d rows, %d lost of %d" % (len(rows), lost, all_counted))
    with open("/proc/ringside/creds") as file:
        text = file.read()
    out.check("\n%d older changes" % lost in text, "the file says how many",
              "%d, not in: %s" % (lost, text[:200]))
    family.call("reset")
    out.check(not family.rows("cred-get") and not family.status()["creds-lost"],
              "a reset empties the log", "it does not")


class Oracle:
    """What the kernel's own tracer sees of the same tracepoint in one process"""

    def __init__(self):
        self.root = next((d for d in ("/sys/kernel/tracing", "/sys/kernel/debug/tracing")
                          if os.path.exists(d + "/trace")), None)
        if not self.root:
            subprocess.run(["mount", "-t", "tracefs", "t", "/sys/kernel/tracing"])
            self.root = "/sys/kernel/tracing"

    def write(self, name, text):
        with open("%s/%s" % (self.root, name), "w") as file:
            file.write(text)

    def known(self):
        return os.path.exists(self.root + "/events/capability/cap_capable")

    def listen(self, pid):
        self.write("set_event_pid", str(pid))
        for event in EVENTS:
            self.write("events/%s/enable" % event, "1")

    def last_refused(self):
        """{number: capability, or None} of each call that EPERM or EACCES ended"""
        for event in EVENTS:
            self.write("events/%s/enable" % event, "0")
        with open(self.root + "/trace") as file:
            lines = file.readlines()
        found, cap = {}, None
        for line in lines:
            enter = re.search(r"sys_enter: NR (\d+)", line)
            leave = re.search(r"sys_exit: NR (\d+) = (-?\d+)", line)
            check = re.search(r"cap_capable: .* cap (\d+), ret (-?\d+)", line)
            if enter:
                cap = None
            elif check and int(check.group(2)):
                cap = int(check.group(1))
            elif leave and -int(leave.group(2)) in (errno.EPERM, errno.EACCES):
                found[int(leave.group(1))] = cap
        self.write("set_event_pid", "")
        self.write("trace", "")
        return found


def without_rights(path):
    """A child's: nobody tries what takes a capability, and what no capability gives.

    First it takes back what it has dropped: the kernel asks for CAP_SETPCAP, which
    it has, and says no all the same.
    """
    drop_net_raw()
    set_net_raw(True)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    LIBC.mount(b"none", b"/mnt", b"tmpfs", 0, None)
    sock = socket.socket()
    try:
        sock.bind(("127.0.0.1", 80))
    except PermissionError:
        pass
    LIBC.open(path.encode(), os.O_RDONLY)
    LIBC.mprotect(ctypes.c_void_p(LIBC.mmap(None, 4096, 1, 1, os.open("/etc/passwd", 0), 0)),
                  4096, 3)  # shared, of a file that is not open for writing


def told_capability(out, family, oracle, program, folder):
    LIBC.mmap.restype = ctypes.c_void_p
    LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
    pid, finish = in_child(lambda: without_rights(folder + "/secret"))
    oracle.listen(pid)
    finish()
    theirs = oracle.last_refused()
    ours = family.asked(pid)
    wanted = {(nr, int(cap is not None), cap) for nr, cap in theirs.items()}
    out.check(set(ours) == wanted and {MOUNT, BIND, OPENAT, MPROTECT} <= set(theirs),
              "the capability refused last is the one that ftrace saw",
              "%s, ftrace %s" % (ours, theirs))
    out.check((MOUNT, 1, SYS_ADMIN) in ours and (BIND, 1, NET_BIND_SERVICE) in ours
              and {(OPENAT, 1, DAC_OVERRIDE), (OPENAT, 1, DAC_READ_SEARCH)} & set(ours)
              and {(MPROTECT, 0, None), (CAPSET, 0, None)} <= set(ours),
              "mount, bind and open are refused for want of theirs, mprotect and capset of none",
              "%s" % ours)
    told = json.loads(subprocess.run([program, "-j", "creds"], stdout=subprocess.PIPE).stdout)
    names = {row["name"]: row["capability"] for row in told["refusals"] if row["tgid"] == pid}
    out.check(names.get("mount") == "CAP_SYS_ADMIN" and names.get("mprotect") == "none"
              and not told["capability_reason"], "the program names it", "%s" % names)
    with open("/proc/ringside/creds") as file:
        lines = [line.split() for line in file if line.startswith("%7d " % pid)]
    names = {line[2]: line[-1] for line in lines}
    out.check(names.get("mount") == "CAP_SYS_ADMIN" and names.get("mprotect") == "none",
              "and so does /proc/ringside/creds", "%s" % names)


def untold_capability(out, family, program, pid):
    out.check(all(way[1:] == (None, None) for way in family.asked(pid)) and family.asked(pid),
              "without the tracepoint the module says of no refusal what was asked for",
              "%s" % family.asked(pid))
    told = json.loads(subprocess.run([program, "-j", "creds"], stdout=subprocess.PIPE).stdout)
    out.check("no such tracepoint" in (told["capability_reason"] or "")
              and told["refusals"] and not any(row["capability"] for row in told["refusals"]),
              "and the program says why", "%s" % told["capability_reason"])
    with open("/proc/ringside/creds") as file:
        page = file.read()
    out.check("capability not available: this kernel has no such tracepoint" in page,
              "and so does /proc/ringside/creds", page[-300:])


def capability(out, family, program, folder, pid):
    oracle = Oracle()
    if oracle.known():
        told_capability(out, family, oracle, program, folder)
    else:
        untold_capability(out, family, program, pid)


def main():
    program = tree.need_program()
    out = ktap.Ktap()
    folder = tempfile.mkdtemp()
    os.chmod(folder, 0o755)
    shutil.copy("/bin/cat", folder + "/cat")
    os.chmod(folder + "/cat", 0o4755)
    with open(folder + "/secret", "w") as file:
        os.chmod(file.fileno(), 0o600)
    with ktap.Module(out):
        family = Creds(spec.Spec())
        pid = each_way(out, family, folder)
        new_namespace(out, family)
        other_readers(out, program, pid)
        capability(out, family, program, folder, pid)
        hostile_name(out)
        too_many(out, family)
        family.sock.sock.close()
    shutil.rmtree(folder)
    out.finish()


main()
