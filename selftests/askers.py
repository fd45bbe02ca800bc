#!/usr/bin/python3 -S
# SPDX-License-Identifier: GPL-2.0
"""Who may ask what, over netlink and in /proc/ringside."""

import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "lib"))
import ktap

import genl
import spec
from genl import attr, u32

NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]


def nobody_with(cap):
    return NOBODY + ["--inh-caps=-all,+" + cap, "--ambient-caps=-all,+" + cap]


def root_without(*caps):
    drop = ",".join("-" + cap for cap in caps)
    return ["setpriv", "--bounding-set=" + drop, "--inh-caps=-all"]


# Who, how to become it, what every request gets (None: no such family), and
# what opening /proc/ringside/status gets
ASKERS = [
    ("root", [], 0, 0),
    ("nobody", NOBODY, errno.EPERM, errno.EACCES),
    ("nobody with CAP_PERFMON", nobody_with("perfmon"), 0, errno.EACCES),
    ("nobody with CAP_SYS_ADMIN", nobody_with("sys_admin"), 0, errno.EACCES),
    ("nobody with CAP_NET_ADMIN", nobody_with("net_admin"), errno.EPERM, errno.EACCES),
    ("root without both capabilities", root_without("perfmon", "sys_admin"),
     errno.EPERM, errno.EPERM),
    ("root without CAP_SYS_ADMIN", root_without("sys_admin"), 0, 0),
    ("root of a user namespace", ["unshare", "--user", "--map-root-user"],
     errno.EPERM, errno.EPERM),
    ("root of another network namespace", ["unshare", "--net"], None, 0),
    ("root of user and network namespaces",
     ["unshare", "--user", "--map-root-user", "--net"], None, errno.EPERM),
]

# Open to anybody
PUBLIC = ("self", "crossing")


def requests(wanted):
    """Every operation once, well-formed: [name, command, flags, payload]."""
    values = {"watch-add": {"pid": os.getpid(), "roster": 1, "room": 64},
              "watch-del": {"id": 1}, "member-get": {"watch": 1},
              "member-call-get": {"watch": 1}, "trace-read": {"watch": 1},
              "config-set": {"errnos": 1}, "ring-try": {"kind": 0},
              "stamp-start": {"room": 64}}
    # A watch ends when it has been asked about.
    for op in sorted(wanted.operations, key=lambda op: op.name == "watch-del"):
        payload = b"".join(attr(op.set[name].value, u32(value))
                           for name, value in values.get(op.name, {}).items())
        yield op.name, op.value, op.flags(), payload.hex()


def ask_all(sock, asked):
    """[name, errno, sentence, messages] of each; a new watch is the first one."""
    answers = []
    for name, cmd, flags, payload in asked:
        reply = sock.ask(cmd, bytes.fromhex(payload), flags)
        answers.append([name, reply.errno, reply.sentence, len(reply.messages)])
    return answers


def open_file(name):
    try:
        with open("/proc/ringside/" + name) as file:
            return 0 if file.read() else errno.ENODATA
    except OSError as failure:
        return failure.errno


def report(family, asked):
    """Runs as the asker."""
    sock = genl.Genl(family)
    result = {name: open_file(name) for name in ("status", "syscalls", "errors") + PUBLIC}
    result["answers"] = ask_all(sock, asked) if sock.family else None
    print(json.dumps(result))


def public_copy(folder):
    """Of this program, for nobody: the checkout may be below root's home."""
    here = os.path.dirname(os.path.realpath(__file__))
    os.chmod(folder, 0o755)
    shutil.copytree(here + "/lib", folder + "/lib")
    return shutil.copy(os.path.realpath(__file__), folder)


def become(how, program, job):
    done = subprocess.run(
        how + [sys.executable, "-S", program, "report"],
        input=job,
        stdout=subprocess.PIPE,
    )
    return json.loads(done.stdout) if done.stdout else None


def judge_answers(out, who, wanted, answers):
    if wanted is None:
        out.check(answers is None, who + ": sees no family", "%s" % answers)
        return
    wrong = [
        a for a in answers or []
        if a[1] != wanted or (wanted and (len(a[2]) < 8 or a[3]))
    ]
    name = "%s: every command is %s" % (
        who, "refused with a sentence" if wanted else "answered")
    out.check(answers and not wrong, name, "%s" % (wrong or "no answers"))


def judge_files(out, who, wanted, result):
    private = {n: result[n] for n in ("status", "syscalls", "errors")}
    out.check(
        set(private.values()) == {wanted},
        "%s: status, syscalls and errors: %s" % (who, errno.errorcode.get(wanted, "open")),
        "%s, expected %d" % (private, wanted),
    )
    public = {n: result[n] for n in PUBLIC}
    out.check(not any(public.values()), who + ": self and crossing are open",
              "%s" % public)


def inherited_socket(out, family, asked):
    """Opened by root, used by nobody: the sender counts as well."""
    sock = genl.Genl(family)
    pid = os.fork()
    if not pid:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        codes = {a[1] for a in ask_all(sock, asked)}
        os._exit(codes != {errno.EPERM})
    out.check(os.waitpid(pid, 0)[1] == 0, "root's socket does not help nobody",
              "some command was answered")


def main():
    if sys.argv[1:] == ["report"]:
        report(*json.load(sys.stdin))
        return
    wanted = spec.Spec()
    asked = list(requests(wanted))
    job = json.dumps([wanted.name, asked]).encode()
    out = ktap.Ktap()
    with ktap.Module(out), tempfile.TemporaryDirectory() as folder:
        program = public_copy(folder)
        for who, how, answer, opened in ASKERS:
            result = become(how, program, job)
            if not result:
                out.check(False, who, "could not become it: %s" % " ".join(how))
                continue
            judge_answers(out, who, answer, result["answers"])
            judge_files(out, who, opened, result)
        inherited_socket(out, wanted.name, asked)
    out.finish()


main()
